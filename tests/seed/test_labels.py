"""Every type, relationship, property and value of the model has a label in English and in Chinese."""

from __future__ import annotations

import re

from seed.columns import TYPES, columns
from seed.model import EDGES, NODES, Edge, Node
from tests.each import each

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def is_pair(english: str, chinese: str) -> bool:
    return english != "" and not CHINESE.search(english) and CHINESE.search(chinese) is not None


@each("cls", NODES.values(), ids=NODES)
def test_an_entity_type_has_labels(cls: type[Node]) -> None:
    assert is_pair(cls.title, cls.title_zh)


@each("cls", EDGES.values(), ids=EDGES)
def test_a_relationship_type_has_labels_in_both_directions(cls: type[Edge]) -> None:
    assert is_pair(cls.title, cls.title_zh)
    assert is_pair(cls.title_in, cls.title_in_zh)


@each("name", list(TYPES))
def test_a_property_has_labels(name: str) -> None:
    assert [column.name for column in columns(TYPES[name]) if not is_pair(column.label, column.label_zh)] == []


@each("name", list(TYPES))
def test_a_property_declares_its_english_label(name: str) -> None:
    extras = {field: info.json_schema_extra for field, info in TYPES[name].model_fields.items()}
    assert [field for field, declared in extras.items() if getattr(declared, "label", "") == ""] == []


@each("name", list(TYPES))
def test_every_value_of_a_list_has_a_chinese_label(name: str) -> None:
    listed = [(column.name, value, column.words.get(value, "")) for column in columns(TYPES[name]) for value in column.choices]
    assert [pair for pair in listed if not CHINESE.search(pair[2])] == []


def test_the_check_finds_a_missing_label() -> None:
    assert not is_pair("", "学校")
    assert not is_pair("School", "")
    assert not is_pair("学校", "School")
