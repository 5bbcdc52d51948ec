"""The warm-up plans what the routes and the explorer ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from graph.database.reader import Store
from graph.queries.questions import warmup
from graph.queries.questions.question_file import load_questions
from tests.api.conftest import serve  # noqa: F401  # a fixture
from tests.conftest import GraphDB, Loop
from tests.each import each

QUESTIONS = {name: load_questions()[name] for name in ("alliance-members", "claims-against-graph", "enterprises-fed-by-programs")}
"""Some questions, since planning all of them takes a minute: one with a required entity, one with counts of parts, and one without."""
EXPLORER = {"origin": "real", "place": "region:431000", "per_page": 100}


@pytest.fixture(scope="module")
def planned(run: Loop, store: Store) -> set[str]:
    """The texts of the queries that the warm-up runs."""
    texts: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "run", recording(texts))
        patch.setattr(warmup, "load_questions", lambda: QUESTIONS)
        run(warmup.warm_up(store))
    return texts


@pytest.fixture(scope="module")
def client(documented: GraphDB, serve: Callable[..., str], planned: set[str]) -> Iterator[httpx.Client]:  # noqa: F811
    assert planned
    with httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as made:
        yield made


def recording(texts: set[str]) -> Callable[..., Any]:
    real = Store.run

    async def run(self: Store, text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        texts.add(text)
        return await real(self, text, params)

    return run


def asked(client: httpx.Client, name: str, params: dict[str, Any]) -> set[str]:
    """Return the texts of the queries of a request of a question, without those that resolve names."""
    texts: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "run", recording(texts))
        response = client.get(f"/v1/questions/{name}", params=params)
    assert response.status_code == 200, response.text
    return {text for text in texts if "CALL () {" in text or "$scopes" in text}


@each("name", sorted(QUESTIONS))
def test_the_example_of_a_question_needs_no_new_plan(client: httpx.Client, planned: set[str], name: str) -> None:
    assert asked(client, name, dict(QUESTIONS[name].example)) <= planned


@each("name", sorted(QUESTIONS))
def test_a_question_of_the_explorer_needs_no_new_plan(client: httpx.Client, planned: set[str], name: str) -> None:
    question = QUESTIONS[name]
    required = {key: question.example[key] for key, param in question.params.items() if not param.optional}
    assert asked(client, name, {**required, **EXPLORER}) <= planned
