"""Mappings: what is valid, and what the errors say."""

from __future__ import annotations

from pathlib import Path

import pytest

from seed.importing.mapping import SEPARATORS, MappingError
from seed.importing.mapping_file import MAPPING_BYTES, dump_mapping, load_mapping, parse_mapping
from seed.importing.shipped import FOLDER, shipped_names
from tests.each import each
from tests.seed.importing.workbooks import MAPPING

SMALL = """
name: a
tables:
  - entities:
      - {as: school, type: School, name: 学校}
      - {as: county, type: County, name: 区县}
    relationships:
      - {type: LOCATED_IN, from: school, to: county}
"""


@each(
    "old, new, says",
    [
        ("type: School", "type: Scholl", "Did you mean 'School'?"),
        ("type: LOCATED_IN", "type: LOCATED", "LOCATED_IN"),
        ("from: school", "from: schol", "Did you mean 'school'?"),
        ("type: LOCATED_IN", "type: OFFERS", "School -> Program"),
        ("name: 学校}", "name: 学校, properties: {levle: 层次}}", "Did you mean 'level'?"),
        ("name: 学校}", "nme: 学校}", "'nme' does not exist"),
        ("name: a", "name: A b", "name"),
        ("name: 区县}", "name: {column: 区县, constant: x}}", "exactly one of"),
        ("name: 区县}", "name: {column: 区县, pattern: '('}}", "regular expression"),
        ("as: county", "as: school", "same name"),
        ("name: 学校}", "name: 学校, id: {within: [county]}}", "must stand before it"),
        ("name: 学校}", "name: 学校, properties: {origin: 来源}}", "no property 'origin'"),
        ("  - entities:", "  - when: {column: a, equals: b, other: c}\n    entities:", "'other' does not exist"),
        ("tables:", "table:", "tables"),
    ],
)
def test_an_error_says_where_and_what_is_valid(old: str, new: str, says: str) -> None:
    assert old in SMALL
    with pytest.raises(MappingError) as caught:
        parse_mapping(SMALL.replace(old, new, 1))
    assert says in str(caught.value)
    assert "mapping.yaml" in str(caught.value)


def test_a_relationship_needs_its_required_properties() -> None:
    text = SMALL.replace("County", "Enterprise").replace("LOCATED_IN", "PARTNERS_WITH")
    with pytest.raises(MappingError, match=r"requires the property form.*constant"):
        parse_mapping(text)


@each("text", ["[]", "name: [", "name: a\n\tb: c", "a", "- x: &y 1\n  z: *y"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(MappingError):
        parse_mapping(text)


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a: &a [x, x]", *(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20))]
    with pytest.raises(MappingError, match="aliases"):
        parse_mapping("\n".join(lines))


def test_a_mapping_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_bytes(b"#" * (MAPPING_BYTES + 1))
    with pytest.raises(MappingError, match="1,000,000 bytes"):
        load_mapping(path)


def test_scalars_are_texts() -> None:
    text = SMALL.replace(
        "name: 区县}", "name: 区县, properties: {code: {constant: 010000}, level: {column: a, values: {no: county, 1: district}}}}"
    )
    county = parse_mapping(text).tables[0].entities[1]
    assert county.properties["code"].constant == "010000"
    assert county.properties["level"].values == {"no": "county", "1": "district"}


def test_split_true_stands_for_the_usual_separators() -> None:
    entity = parse_mapping(SMALL.replace("name: 学校}", "name: {column: 学校, split: true}}")).tables[0].entities[0]
    assert entity.name is not None
    assert entity.name.split == SEPARATORS


def test_a_dumped_mapping_is_the_same_mapping() -> None:
    mapping = parse_mapping(MAPPING)
    text = dump_mapping(mapping, {"name": "A remark."})
    assert text.startswith("# A remark.\nname: jia-county-2025\n")
    assert parse_mapping(text) == mapping
    assert dump_mapping(parse_mapping(text), {"name": "A remark."}) == text


@each("name", shipped_names())
def test_each_shipped_mapping_is_valid(name: str) -> None:
    assert load_mapping(FOLDER / f"{name}.yaml").tables
