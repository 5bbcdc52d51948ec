"""Every question of ``evaluation.yaml``, in both languages: the tool call through a client session gives what plain Cypher finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mcp import Client

from tests.api.mcp import evaluation
from tests.api.mcp.evaluation import Question
from tests.conftest import GraphDB
from tests.each import each

QUESTIONS = evaluation.questions()
LANGUAGES = ("en", "zh")
GROUPS = {"policy-researcher", "alliance-coordinator", "front-end-developer"}
Answers = dict[tuple[str, str], list[dict[str, Any]]]


async def pages(client: Client, question: Question, language: str) -> list[dict[str, Any]]:
    """Return the answers of all pages of the call."""
    given, found = question.arguments_in(language), []
    while True:
        result = await client.call_tool(question.tool, given)
        assert not result.is_error, (question.en, language, result.content)
        found.append(result.structured_content or {})
        meta = found[-1].get("relationships", found[-1])["meta"]
        if not meta.get("next_cursor") or len(found) == question.pages:
            return found
        given = {**given, "cursor": meta["next_cursor"]}


@pytest.fixture(scope="module")
def answers(default_data: GraphDB, serve: Callable[[GraphDB], str], connected: Callable[..., Any]) -> Answers:
    """The answers to all questions in both languages, in one session."""

    async def talk(client: Client) -> Answers:
        return {(one.en, language): await pages(client, one, language) for one in QUESTIONS for language in LANGUAGES}

    found: Answers = connected(talk, ALLIANCE_URL=serve(default_data))
    return found


def test_there_are_forty_questions_in_both_languages() -> None:
    assert len({one.en for one in QUESTIONS}) == len({one.zh for one in QUESTIONS}) == 40


def test_each_user_group_has_questions() -> None:
    assert {one.group for one in QUESTIONS} == GROUPS


@pytest.fixture(scope="module")
def expected(default_data: GraphDB) -> dict[str, list[Any]]:
    """The values that Cypher finds, by question."""
    return {one.en: [next(iter(row.values())) for row in default_data.run(one.cypher)] for one in QUESTIONS}


@each("language", LANGUAGES)
@each("question", QUESTIONS)
def test_call_gives_what_cypher_finds(answers: Answers, expected: dict[str, list[Any]], question: Question, language: str) -> None:
    found = evaluation.taken(answers[question.en, language], question)
    assert evaluation.same(found, expected[question.en], repeated=question.repeated), (question.en, found)


def test_most_questions_have_an_answer(expected: dict[str, list[Any]]) -> None:
    assert sum(values not in ([], [0]) for values in expected.values()) >= 35


def test_no_answer_has_simulated_rows(answers: Answers) -> None:
    rows = [row for found in answers.values() for answer in found for row in answer["results"]]
    assert "simulated" not in {row.get("origin") for row in rows}
