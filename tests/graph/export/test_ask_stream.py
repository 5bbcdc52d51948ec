"""The streamed rows of a question match the response, in the same order. If there are too many rows to sort, they are unordered."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError
from graph.queries.questions import cypher_macros, execution
from graph.queries.questions.execution import ask, ask_stream
from graph.queries.questions.question_file import Question, load_questions
from graph.queries.search.name_lookup import resolve
from tests.conftest import Loop
from tests.each import each

QUESTIONS = load_questions()


async def checked(store: Store, question: Question) -> dict[str, Any]:
    kinds = {name: question.params[name].type for name in question.example}
    return {
        name: await resolve(store, kinds[name].name, str(value), pointer="") if kinds[name].is_node else value
        for name, value in question.example.items()
    }


async def streamed(store: Store, question: Question, **more: Any) -> list[dict[str, Any]]:
    return [row async for row in ask_stream(store, question, await checked(store, question), **more)]


def canonical(rows: list[dict[str, Any]]) -> list[bytes]:
    return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows)


@each("name", list(QUESTIONS))
def test_the_stream_has_all_rows_in_order(name: str, store: Store, run: Loop) -> None:
    question = QUESTIONS[name]
    params = {**run(checked(store, question)), **({"limit": 1000} if "limit" in question.params else {})}
    answer = run(ask(store, question, params))
    assert not answer.truncated
    assert run(streamed(store, question)) == answer.rows


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_an_unordered_stream_has_the_same_rows(name: str, store: Store, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    question = QUESTIONS[name]
    ordered = run(streamed(store, question))
    monkeypatch.setattr(execution, "MOST_SORTED", -1)
    assert canonical(run(streamed(store, question))) == canonical(ordered)


def test_a_limited_stream_is_ordered(store: Store, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    question = QUESTIONS["enterprises-fed-by-programs"]
    monkeypatch.setattr(execution, "MOST_SORTED", -1)
    answer = run(ask(store, question, {"limit": 2}))
    assert run(streamed_all(store, question, limit=2)) == answer.rows


async def streamed_all(store: Store, question: Question, **more: Any) -> list[dict[str, Any]]:
    return [row async for row in ask_stream(store, question, {}, **more)]


def test_the_stream_supports_origin_and_date(store: Store, run: Loop) -> None:
    question = QUESTIONS["enterprises-fed-by-programs"]
    answer = run(ask(store, question, {"limit": 1000}, origin=["documented"], as_of="2024"))
    assert run(streamed_all(store, question, origin=["documented"], as_of="2024")) == answer.rows


def test_an_outdated_data_version_is_refused(store: Store, run: Loop) -> None:
    with pytest.raises(DatabaseUnavailableError, match="The data changed during the read"):
        run(streamed_all(store, QUESTIONS["enterprises-fed-by-programs"], version="older"))
    assert store.inflight == 0


@each(
    ("text", "unordered"),
    [
        ("MATCH (n) RETURN n ORDER BY n.id", "MATCH (n) RETURN n"),
        ("MATCH (n) RETURN n ORDER BY n.id LIMIT 5", "MATCH (n) RETURN n LIMIT 5"),
        ("MATCH (n) WITH n ORDER BY n.a,\n n.b LIMIT $_limit RETURN n", "MATCH (n) WITH n RETURN n"),
        ("WITH n ORDER BY n.id RETURN collect(n) AS n", "WITH n ORDER BY n.id RETURN collect(n) AS n"),
        ("WITH n ORDER BY n.id WITH n.x AS x LIMIT $_limit RETURN x", "WITH n ORDER BY n.id WITH n.x AS x LIMIT $_limit RETURN x"),
        ("RETURN 'ORDER BY LIMIT $_limit' AS a // ORDER BY a", "RETURN 'ORDER BY LIMIT $_limit' AS a // ORDER BY a"),
        ("RETURN 'x' AS a ORDER BY 'LIMIT'", "RETURN 'x' AS a"),
    ],
)
def test_only_the_order_of_rows_is_removed(text: str, unordered: str) -> None:
    assert " ".join(cypher_macros.unordered(text).split()) == unordered
