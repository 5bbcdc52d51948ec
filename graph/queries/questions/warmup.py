"""Plan every question once, so that the first request does not wait for the planner.

Measured on a busy machine with two cores: the first call of the largest question spent 3 to 10 s in the planner, later calls no time.
"""

from __future__ import annotations

import contextlib

from graph.database.reader import Store
from graph.errors import AllianceError
from graph.queries.questions.execution import ask
from graph.queries.questions.question_file import Question, load_questions


async def warm_up(store: Store) -> None:
    """Run each question in turn, first with its required parameters, then with those of its example."""
    for question in load_questions().values():
        for params in (_required(question), question.example):
            with contextlib.suppress(AllianceError):
                await ask(store, question, params)


def _required(question: Question) -> dict[str, object]:
    return {name: question.example.get(name) for name, param in question.params.items() if not param.optional}
