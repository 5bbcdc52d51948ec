"""Pages of the rows of a question: the position of a page, and the number of rows of the whole answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import DatabaseUnavailableError, DataChangedError, QueryMemoryError, QueryTimeoutError
from graph.queries.location.conditions import Mode
from graph.queries.questions import cypher_macros
from graph.queries.questions.claim_counts import BATCH
from graph.queries.questions.question_file import Question

NO_LIMIT = 2**31 - 1
"""No limit: more rows than a graph on one server has."""
MOST_COUNTED = 10_000
"""Maximum number of rows that are counted for the total of an answer."""
Row = dict[str, Any]
Run = Callable[[str, Row], Awaitable[list[Row]]]


@dataclass(frozen=True)
class Position:
    """Where a page starts. ``rows``: rows of the answer before it; ``records``: records of the query before it.

    A claim is one record with several rows. ``within``: rows of the first record that are before the page.
    """

    rows: int = 0
    records: int = 0
    within: int = 0


@dataclass(frozen=True)
class Total:
    """Number of rows of an answer, or if not ``exact`` a lower bound of it."""

    rows: int
    exact: bool


@dataclass(frozen=True)
class Page:
    """The requested page: at most ``size`` rows from ``start``. ``version``: data version of the page before, or its beginning."""

    size: int
    start: Position = Position()
    version: str | None = None


def next_position(question: Question, start: Position, raw: Sequence[Row], size: int) -> Position | None:
    """Return the position of the next page; None if the rows end with this one.

    :param raw: the rows from the first record of the page on.
    """
    at = start.within + size
    if len(raw) <= at:
        return None
    if question.parts is None:
        return Position(start.rows + size, start.records + size)
    ids = [row["claim"]["id"] for row in raw[: at + 1]]
    return Position(start.rows + size, start.records + len(set(ids)) - 1, at - ids.index(ids[at]))


def count_text(question: Question, every: Row, *, origin: bool, as_of: bool, place: Mode | None) -> str:
    """Return the Cypher of the number of records of a question, at most ``$_most``."""
    given = {name for name in question.params if every[name] is not None}
    text = cypher_macros.expand(question.select(given), origin=origin, as_of=as_of, place=place)
    return cypher_macros.counted(text)


async def total_of(run: Run, text: str, every: Row, all_rows: Callable[[int], Awaitable[int]] | None, *, least: int) -> Total:
    """Return the number of rows of an answer.

    :param text: the result of :func:`count_text`.
    :param all_rows: for a question whose records have several rows: returns the number of rows of the first records.
    :param least: number of rows that exist in any case. It is the total when the database cannot count them in time.
    """
    most = MOST_COUNTED if all_rows is None else BATCH
    try:
        records = int((await run(text, {**every, "_skip": 0, "_limit": NO_LIMIT, "_most": most + 1}))[0]["found"])
        if records > most:
            return Total(max(most, least), exact=False)
        return Total(records if all_rows is None else await all_rows(records), exact=True)
    except (QueryTimeoutError, QueryMemoryError, DatabaseUnavailableError, DataChangedError):  # the page itself is complete
        return Total(least, exact=False)
