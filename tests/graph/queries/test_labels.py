"""Labels of questions and measures: every group, column, parameter, choice and unit has one in English and in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.errors import QueryFileError
from graph.measures.definition import COMMON, Measure
from graph.measures.registry import load_measures
from graph.queries import labels
from graph.queries.labels import Label, column_label, declared, shared
from graph.queries.questions.question_file import FOLDER, Question, load_questions, read_question
from seed.columns import TYPES, columns
from tests.each import each

ASKED: dict[str, Question | Measure] = {**load_questions(), **load_measures()}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = {value for cls in TYPES.values() for column in columns(cls) for value in column.words}


def is_pair(label: Label) -> bool:
    return label.en != "" and not CHINESE.search(label.en) and CHINESE.search(label.zh) is not None


@each("name", list(ASKED))
def test_every_column_and_parameter_has_labels(name: str) -> None:
    asked = ASKED[name]
    kinds = {**{param.name: param.type.name for param in asked.params.values()}, **{key: kind.name for key, kind in asked.returns.items()}}
    assert [key for key, kind in kinds.items() if not is_pair(column_label(key, asked.labels, kind))] == []


def test_every_common_column_of_measures_has_labels() -> None:
    assert [key for key, kind in COMMON.items() if not is_pair(column_label(key, {}, kind.name))] == []


@each("name", list(ASKED))
def test_every_choice_of_a_parameter_has_a_label(name: str) -> None:
    choices = {choice for param in ASKED[name].params.values() for choice in param.choices}
    assert choices - set(shared().sections["choices"]) - set(shared().sections["values"]) - WORDS == set()


@each("name", list(load_measures()))
def test_every_unit_of_a_measure_has_a_label(name: str) -> None:
    unit = load_measures()[name].unit
    assert unit == "%" or unit.startswith("see ") or unit in shared().sections["units"]


@each("section", labels.SECTIONS)
def test_every_shared_label_is_in_both_languages(section: str) -> None:
    assert [name for name, label in shared().sections[section].items() if not is_pair(label)] == []


@each("name", labels.groups())
def test_every_group_has_texts_in_both_languages(name: str) -> None:
    group = shared().groups[name]
    assert is_pair(group.label)
    assert is_pair(group.about)


def test_every_shared_column_label_is_used() -> None:
    used = {name for asked in ASKED.values() for name in (*asked.params, *asked.returns)} | set(COMMON) | {"audit"}
    assert [name for name in shared().sections["columns"] if name.partition(":")[0] not in used] == []


def test_a_name_can_mean_something_else_with_another_type() -> None:
    assert column_label("places", {}, "int").zh == "每年岗位（学位）数"
    assert column_label("places", {}, "bool").zh == "经过地区"


def test_a_declared_label_precedes_the_shared_one() -> None:
    assert column_label("school", {"school": Label("host", "承办学校")}) == Label("Host", "承办学校")


def test_a_name_without_a_label_is_shown_without_underscores() -> None:
    assert column_label("new_thing", {}) == Label("New thing", "New thing")


@pytest.mark.parametrize("texts", ["School", ["School"], ["School", ""], ["School", 3]])
def test_a_label_is_a_pair_of_texts(texts: object) -> None:
    with pytest.raises(ValueError, match="'school' is not a list of an English and a Chinese text"):
        declared({"school": texts})


QUESTION = (FOLDER / "ask" / "co-cultivation.cypher").read_text(encoding="utf-8")


def test_a_question_declares_labels(tmp_path: Path) -> None:
    file = tmp_path / "q.cypher"
    file.write_text(QUESTION.replace("group: partners", "group: partners\nlabels: {school: [Host, 承办学校]}"), encoding="utf-8")
    assert read_question(file).labels == {"school": Label("Host", "承办学校")}


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("labels: {schol: [Host, 承办学校]}", "'schol' is no column and no parameter"),
        ("labels: {school: Host}", "the label of 'school' is not a list"),
        ("labels: [school]", "labels is not a mapping"),
    ],
)
def test_a_wrong_label_of_a_question_is_reported(tmp_path: Path, header: str, problem: str) -> None:
    file = tmp_path / "q.cypher"
    file.write_text(QUESTION.replace("group: partners", f"group: partners\n{header}"), encoding="utf-8")
    with pytest.raises(QueryFileError, match=problem):
        read_question(file)
