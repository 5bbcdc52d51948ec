"""Relationships as sentences in both languages."""

from __future__ import annotations

import re
import typing

import pytest

from seed.model import EDGES, Crosswalk, Form
from seed.sentences import sentence, sentence_zh
from tests.each import each

FIELDS = re.compile(r"\{(\w+)\}")
NAMES = {"start": "A", "end": "B"}


@each("kind", list(EDGES))
def test_every_type_declares_a_sentence_with_both_ends_and_known_properties(kind: str) -> None:
    edge = EDGES[kind]
    for template in (edge.sentence, edge.sentence_zh):
        required = set(FIELDS.findall(re.sub(r"\[[^\]]*\]", "", template)))
        assert required == {"start", "end"}
        assert set(FIELDS.findall(template)) <= {*edge.model_fields}
    assert not re.search(r"[A-Za-z]", FIELDS.sub("", edge.sentence_zh))


@each("kind", list(EDGES))
def test_a_sentence_has_no_code_and_no_placeholder(kind: str) -> None:
    for text in (sentence(kind, "A", "B", {}), sentence_zh(kind, "甲", "乙", {})):
        assert kind not in text
        assert not re.search(r"[{}\[\]_~]", text)


@pytest.mark.parametrize(
    ("values", "english", "chinese"),
    [
        ({}, "Peng Wei advises JD", "彭伟担任京东的顾问"),
        ({"valid_from": "2024"}, "Peng Wei advises JD, since 2024", "彭伟担任京东的顾问（2024年起）"),
        ({"valid_to": "2024-03-05"}, "Peng Wei advises JD, until 2024-03-05", "彭伟担任京东的顾问（2024年3月5日止）"),
        (
            {"valid_from": "2020", "valid_to": "2024-03"},
            "Peng Wei advises JD, from 2020 to 2024-03",
            "彭伟担任京东的顾问（2020年至2024年3月）",
        ),
    ],
)
def test_dates_have_the_precision_of_the_source(values: dict[str, str], english: str, chinese: str) -> None:
    assert sentence("CONSULTS_FOR", "Peng Wei", "JD", values) == english
    assert sentence_zh("CONSULTS_FOR", "彭伟", "京东", values) == chinese


def test_a_part_without_its_value_is_left_out() -> None:
    assert sentence("FEEDS", "P", "F", {"year": 2024}) == "Graduates of P went to F in 2024"
    assert sentence("FEEDS", "P", "F", {"year": 2024, "graduates": 30}) == "Graduates of P went to F in 2024 (number: 30)"
    assert sentence_zh("FEEDS", "甲", "乙", {"graduates": 30}) == "“甲”的毕业生去往乙（30人）"


@each("word", [*typing.get_args(Form), *typing.get_args(Crosswalk)])
def test_every_form_and_match_has_a_chinese_word(word: str) -> None:
    kind, name = ("PARTNERS_WITH", "form") if word in typing.get_args(Form) else ("SERVES", "crosswalk")
    assert not re.search(r"[A-Za-z]", sentence_zh(kind, "甲", "乙", {name: word}))
    assert sentence_zh(kind, "甲", "乙", {name: word}) != sentence_zh(kind, "甲", "乙", {})


def test_a_word_without_a_translation_is_left_out_in_chinese() -> None:
    assert sentence_zh("MEMBER_OF", "甲", "乙", {"role": "treasurer"}) == "甲是乙的成员"
    assert sentence("MEMBER_OF", "A", "B", {"role": "treasurer"}) == "A is a member of B (role: treasurer)"


def test_names_take_precedence_over_the_ids_of_a_row() -> None:
    row = {"start": "person:peng-wei", "end": "enterprise:jd"}
    assert sentence("CONSULTS_FOR", "Peng Wei", "JD", row) == "Peng Wei advises JD"
    assert sentence_zh("CONSULTS_FOR", "彭伟", "京东", row) == "彭伟担任京东的顾问"


def test_a_bracket_in_a_name_is_kept() -> None:
    assert sentence("WORKS_FOR", "A [1] {x}", "B", {}) == "A [1] {x} works for B"
