"""Output derived from the model (columns, schemas, the reference page), and checks of cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seed.columns import CLASS_BY_FILE, TYPES, Column, columns, keys, names, path_of, type_name
from seed.derived_schemas import datapackage_schema, json_schema, model_page
from seed.model import EDGES, NODES, PROVENANCE, Claim, Feeds, Offers, PartnersWith, Program, School, bounds, edge_id
from seed.packages.cell_checks import check_date, check_id, typed, verdict
from seed.suggestions import did_you_mean, nearest
from tests.each import each

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "model.md"


def column(cls: type, name: str) -> Column:
    return next(column for column in columns(cls) if column.name == name)


def test_every_type_has_its_file() -> None:
    assert len(TYPES) == len(NODES) + len(EDGES) == len(CLASS_BY_FILE)
    assert path_of(School) == "nodes/school.csv"
    assert path_of(TYPES["PART_OF"]) == "relationships/part_of.csv"
    assert type_name(Feeds) == "FEEDS"


@each("cls", TYPES.values(), ids=TYPES)
def test_own_columns_precede_provenance(cls: type) -> None:
    assert set(names(cls)) == set(cls.model_fields)
    assert names(cls)[-len(PROVENANCE) :] == PROVENANCE
    assert names(cls)[0] == keys(cls)[0]
    for item in columns(cls):
        assert item.about, f"{cls.__name__}.{item.name} has no description"
        assert item.about_zh


def test_columns_match_the_declaration() -> None:
    assert column(Program, "opened").kind == "date"
    assert column(Program, "enrolment") == Column(
        "enrolment", "int", minimum=0, about="Students enrolled.", about_zh="在校生数", label="Students enrolled", label_zh="在校生数"
    )
    assert (column(Feeds, "year").minimum, column(Feeds, "year").maximum, column(Feeds, "year").example) == (1900, 2100, "2024")
    assert column(School, "level").choices[0] == "secondary"
    assert column(School, "level").index
    assert column(School, "aliases").kind == "words"
    assert column(School, "kind").default == "named"
    assert column(Claim, "value").kind == "float"
    assert column(Claim, "value").required
    assert not column(Program, "opened").required
    assert keys(PartnersWith) == ("start", "end", "form")


@each("cls", TYPES.values(), ids=TYPES)
def test_the_table_schema_has_every_column(cls: type) -> None:
    schema = datapackage_schema(cls)
    assert [field["name"] for field in schema["fields"]] == list(names(cls))
    assert schema["missingValues"] == [""]
    json.dumps(schema)


def test_an_optional_key_is_not_a_primary_key() -> None:
    assert datapackage_schema(School)["primaryKey"] == ["id"]
    assert datapackage_schema(PartnersWith)["primaryKey"] == ["start", "end", "form"]
    assert "primaryKey" not in datapackage_schema(Feeds)


def test_json_schema_describes_every_type() -> None:
    definitions = json_schema()["$defs"]
    for cls in TYPES.values():
        assert set(definitions[cls.__name__]["properties"]) == set(names(cls))
    json.dumps(definitions)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == model_page(), "run: python -m seed.derived_schemas > docs/reference/model.md"


def test_the_page_lists_all_types() -> None:
    page = model_page()
    assert "```mermaid\nflowchart LR\n" in page
    for name, cls in TYPES.items():
        assert f"### {name}\n" in page
        assert path_of(cls) in page
    assert "Program -->|FEEDS| Enterprise" in page


@each(
    ("stated", "low", "high"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2024-04", "2024-04-01", "2024-04-30"),
        ("2024-10-27", "2024-10-27", "2024-10-27"),
    ],
)
def test_bounds(stated: str, low: str, high: str) -> None:
    assert bounds(stated) == (low, high)
    values = typed_program(id="program:a", name="A", opened=stated)
    assert (values["opened"], values["opened_lo"], values["opened_hi"]) == (stated, low, high)


def typed_program(**cells: str) -> dict[str, object]:
    return typed(Program, [cells.get(name, "") for name in names(Program)])


def test_typed_omits_empty_cells_and_fills_in_defaults() -> None:
    values = typed_program(id="program:a", name="A", aliases="x|y", enrolment="12", sources="source:s")
    assert values == {
        "id": "program:a",
        "name": "A",
        "aliases": ["x", "y"],
        "status": "unknown",
        "enrolment": 12,
        "sources": ["source:s"],
        "certainty": "seen",
        "origin": "documented",
    }
    assert type(values["enrolment"]) is int


@pytest.mark.parametrize(("name", "text"), [("enrolment", "twelve"), ("opened", "soon"), ("opened", "2023-02-30")])
def test_typed_refuses_a_value_of_the_wrong_type(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        typed_program(**{name: text})


def test_typed_refuses_a_wrong_number_of_cells() -> None:
    with pytest.raises(ValueError, match=f"{len(names(Program))} columns, not 2"):
        typed(Program, ["a", "b"])


@each("text", ["2024", "2024-12", "2024-02-29", "0001"])
def test_valid_dates(text: str) -> None:
    assert check_date(text) is None


@each("text", ["24", "2024-1", "2024-00", "2024-13", "2023-02-29", "2024/01", "2024-01-01T00", "０２０４", "0000", "2024\n"])
def test_invalid_dates(text: str) -> None:
    assert check_date(text) is not None


@each("text", ["0", "-3", "42", "83.6", "1e3", "-0.5", "1E-3"])
def test_valid_numbers(text: str) -> None:
    assert verdict(column(Claim, "value"))(text) is None


@each("text", ["1,000", "１２", "+1", ".5", "5.", "0x1", "1_000", "inf", "nan", "1e999", "007", "12 %"])
def test_invalid_numbers(text: str) -> None:
    assert verdict(column(Claim, "value"))(text) is not None


@pytest.mark.parametrize("text", ["county:431021", "program:jiahe.mold-making", "source:A_1"])
def test_valid_ids(text: str) -> None:
    assert check_id(text) is None


@each("text", ["431021", "county:", "county:-x", "County:1", "county:1 2", "county:郴州", "county:1\n", "town:1", "county:a:b"])
def test_invalid_ids(text: str) -> None:
    assert check_id(text) is not None


def test_the_key_columns_match_the_edge_id() -> None:
    values = {"year": 2024, "valid_from": "2020"}
    assert edge_id("FEEDS", "program:a", "enterprise:b", values) == "FEEDS~program:a~enterprise:b~2024"
    assert keys(Feeds) == ("start", "end", "year")
    assert keys(Offers) == ("start", "end")


@each(("word", "expected"), [("nmae", "name"), ("Name-ZH", "name_zh"), ("orgin", "origin"), ("sorces", "sources")])
def test_nearest(word: str, expected: str) -> None:
    assert nearest(word, names(School))[0] == expected


@each(
    ("names", "text"),
    [
        ((), ""),
        (("a",), "Did you mean 'a'?"),
        (("a", "b"), "Did you mean 'a' or 'b'?"),
        (("a", "b", "c"), "Did you mean 'a', 'b' or 'c'?"),
    ],
)
def test_did_you_mean(names: tuple[str, ...], text: str) -> None:
    assert did_you_mean(names) == text


def test_nearest_is_empty_if_no_name_is_close() -> None:
    assert nearest("xyzzy", names(School)) == ()
    assert nearest("", names(School)) == ()
