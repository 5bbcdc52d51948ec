"""Every question accepts ``include`` on each of its columns with entities: the database can plan the query, which only reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.database.reader import Store
from graph.queries.filters.name_resolution import steps
from graph.queries.includes.parser import Root, parse
from graph.queries.includes.request import MOST_INCLUDES, RowShown
from graph.queries.questions.cypher_macros import EVIDENCE
from graph.queries.questions.question_file import Question, load_questions
from tests.conftest import GraphDB, Loop
from tests.each import each
from tests.graph.queries.lists import world

QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    world.write(graph_db, world.make(1))
    return open_store(graph_db)


def shown_of(question: Question) -> RowShown:
    """Include from each column a name that has one meaning, and the sources of the evidence."""
    names = ["sources"] if EVIDENCE in question.own_returns else []
    for column, labels in question.entity_types.items():
        step = next(iter(steps(labels[0]))) if len(labels) == 1 and steps(labels[0]) else "sources"
        names.append(f"{column}.{step}")
    root = Root(question.name, (), members=question.entity_types, sources=EVIDENCE in question.own_returns)
    selected = parse(",".join(names[:MOST_INCLUDES]), None, root)
    return RowShown(tuple(selected.members.items()), selected.includes)


@each("name", list(QUESTIONS))
def test_every_question_can_include(store: Store, run: Loop, name: str) -> None:
    question = QUESTIONS[name]
    text = question.compile(question.params, origin=True, as_of=True, place="inside", shown=shown_of(question))
    kind, _ = run(store.explain(text), timeout=120)
    assert kind == "r"
