"""Prompts of the three user groups, in both languages."""

from __future__ import annotations

import re

import pytest

from api.mcp import prompts
from api.mcp.resources import TOPICS
from graph.errors import BadValueError, NotFoundError
from graph.measures.registry import load_measures
from graph.queries.questions.question_file import load_questions
from tests.api.mcp.test_server import TOOLS
from tests.each import each

NAMES = ["policy-researcher", "alliance-coordinator", "front-end-developer"]
CHINESE = re.compile("[\u4e00-\u9fff]")


def text_of(name: str, **given: str) -> str:
    return str(prompts.get(name, given).messages[0].content.text)  # type: ignore[union-attr]


def test_there_is_a_prompt_for_each_user_group() -> None:
    assert [prompt.name for prompt in prompts.prompts()] == NAMES


@each("name", NAMES)
def test_language_is_english_by_default(name: str) -> None:
    assert not CHINESE.search(text_of(name))


@each("name", NAMES)
def test_chinese_prompt_is_chinese(name: str) -> None:
    assert CHINESE.search(text_of(name, language="zh"))


@each("language", ["en", "zh"])
def test_argument_is_filled_in(language: str) -> None:
    assert "桂阳县" in text_of("policy-researcher", language=language, place="桂阳县")


@each("name", NAMES)
@each("language", ["en", "zh"])
def test_argument_has_a_default(name: str, language: str) -> None:
    assert "{value}" not in text_of(name, language=language)


@each("name", NAMES)
@each("language", ["en", "zh"])
def test_named_tools_measures_and_resources_exist(name: str, language: str) -> None:
    text = text_of(name, language=language)
    assert set(re.findall(r"alliance://([a-z]+)", text)) <= set(TOPICS)
    assert set(re.findall(r"name=([a-z-]+)", text)) <= set(load_measures())
    words = set(re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", text)) - set(load_measures())
    assert {word for word in words if word not in TOOLS} <= {"co-operation"}
    assert set(re.findall(r"\b(alliance-[a-z]+|claims-[a-z-]+)\b", text)) <= {*load_questions(), *load_measures()}


def test_unknown_prompt_gets_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="Did you mean 'policy-researcher'"):
        prompts.get("policy-reseacher", {})


def test_unknown_argument_gets_the_nearest() -> None:
    with pytest.raises(BadValueError, match="Did you mean 'place'"):
        prompts.get("policy-researcher", {"plce": "x"})


def test_other_language_is_refused() -> None:
    with pytest.raises(BadValueError, match="Use en or zh"):
        prompts.get("policy-researcher", {"language": "fr"})
