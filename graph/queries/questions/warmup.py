"""Plan the queries of every question once, so that the first request does not wait for the planner.

Measured on a busy machine with two cores: the first call of the largest question spent 3 to 10 s in the planner, later calls no time.
A plan belongs to the text of a query, which depends on the parameters that are given. The texts planned here are those of the two usual
requests: the example of a question, as its page in the API document sends it, and what the explorer asks, without simulated rows and for
the place that the data is about.

Requests go first: no question is planned while a request is being answered. A single page may need many plans of its own; that of claims
needs 19.
"""

from __future__ import annotations

import contextlib

from graph.database.reader import Store
from graph.errors import AllianceError
from graph.queries.location.place import focus_of, place_of
from graph.queries.questions.execution import FIRST_ROWS, ask
from graph.queries.questions.paging import Page
from graph.queries.questions.question_file import Question, load_questions
from seed.model import ORIGIN_SETTINGS

_PAGE = Page(FIRST_ROWS)
LONGEST_WAIT = 5.0
"""Seconds that planning waits for requests; a server that is never idle is planned for, too."""


async def warm_up(store: Store) -> None:
    """Ask each question in turn as the explorer does, with its required parameters, then as its example does."""
    focus = await focus_of(store)
    place = None if focus is None else await place_of(store, focus)
    for question in load_questions().values():
        with contextlib.suppress(AllianceError):
            placed = place if question.place else None
            await store.drain(LONGEST_WAIT)
            await ask(store, question, _required(question), origin=ORIGIN_SETTINGS["real"], place=placed, page=_PAGE, evidence="ids")
        with contextlib.suppress(AllianceError):
            await store.drain(LONGEST_WAIT)
            await ask(store, question, dict(question.example), page=_PAGE, evidence="ids")


def _required(question: Question) -> dict[str, object]:
    return {name: question.example.get(name) for name, param in question.params.items() if not param.optional}
