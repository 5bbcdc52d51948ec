"""Lets the database plan every question once, so that the first person who asks need not wait for the planner.

Measured on a busy machine with two cores: the first call of the largest question spent 3 to 10 s in the planner, later calls none.
"""

from __future__ import annotations

import contextlib

from graph.database.reader import Store
from graph.errors import AllianceError
from graph.queries.questions.execution import ask
from graph.queries.questions.question_file import Question, load_questions


async def warm_up(store: Store) -> None:
    """Ask each question once, one after the other: with no more than it requires, then as its example does."""
    for question in load_questions().values():
        for params in (_required(question), question.example):
            with contextlib.suppress(AllianceError):
                await ask(store, question, params)


def _required(question: Question) -> dict[str, object]:
    return {name: question.example.get(name) for name, param in question.params.items() if not param.optional}
