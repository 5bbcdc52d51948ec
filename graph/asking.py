"""What the text of a question is run with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from graph import cypher_text
from graph.errors import QueryMemoryError, QueryTimeoutError
from graph.queries import Question
from seed.model import bounds

NO_LIMIT = 2**31 - 1
"""More rows than a graph on one server has."""
MOST_SORTED = 20_000
"""Rows that all rows of a question are given in its order up to. To sort more would need more memory than one query may take."""
Run = Callable[[str, dict[str, Any]], Awaitable[list[dict[str, Any]]]]


def values_of(question: Question, params: dict[str, Any]) -> dict[str, Any]:
    """What is given, and the defaults of what is not; ``limit`` left out."""
    values = {name: value for name, value in params.items() if value is not None and name != "limit"}
    for name, param in question.params.items():
        if name != "limit" and param.default is not None:
            values.setdefault(name, param.default)
    return values


def parameters(question: Question, values: dict[str, Any], limit: int, origins: list[str] | None, as_of: str | None) -> dict[str, Any]:
    """The parameters of the text: every one that the file declares, and those that all questions have."""
    every = {**dict.fromkeys(question.params), **values, "_limit": limit, "origin": origins}
    if as_of is not None:
        every |= {"as_of": bounds(as_of)[1], "as_of_year": int(as_of[:4])}
    return every


async def rows_text(run: Run, question: Question, every: dict[str, Any], *, origin: bool, as_of: bool) -> str:
    """Cypher that answers with a record ``row`` for each row, in the order of the question unless there are too many to be sorted.

    :param run: runs a text with parameters, to see how many rows there are; not called when ``every`` has a limit.
    :param every: what :func:`parameters` gives.
    """
    given = {name for name in question.params if every[name] is not None}
    text = cypher_text.expand(question.select(given), origin=origin, as_of=as_of)
    free = cypher_text.unordered(text)
    few = every["_limit"] != NO_LIMIT or await _few(run, free, every)
    return cypher_text.unwrap(text if few else free, question.own_returns)


async def _few(run: Run, text: str, every: dict[str, Any]) -> bool:
    try:
        found = await run(cypher_text.counted(text), {**every, "_most": MOST_SORTED + 1})
    except (QueryTimeoutError, QueryMemoryError):
        return False
    return bool(found[0]["found"] <= MOST_SORTED)
