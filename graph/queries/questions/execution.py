"""Run questions: choose the query, bind its parameters and shape its rows."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.errors import QueryMemoryError, QueryTimeoutError
from graph.queries.questions import cypher_macros
from graph.queries.questions.claim_counts import ClaimCounter
from graph.queries.questions.question_file import Question
from graph.queries.questions.row_shapes import answer_rows, shaper
from seed.model import ORIGINS, bounds, with_reference

if TYPE_CHECKING:
    from graph.database.reader import Store

NO_LIMIT = 2**31 - 1
"""No limit: more rows than a graph on one server has."""
MOST_SORTED = 20_000
"""Maximum number of rows that a stream sorts. Sorting more would exceed the memory limit of a query."""
Run = Callable[[str, dict[str, Any]], Awaitable[list[dict[str, Any]]]]


def values_of(question: Question, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters with a value, defaults filled in, without ``limit``."""
    values = {name: value for name, value in params.items() if value is not None and name != "limit"}
    for name, param in question.params.items():
        if name != "limit" and param.default is not None:
            values.setdefault(name, param.default)
    return values


def parameters(question: Question, values: dict[str, Any], limit: int, origins: list[str] | None, as_of: str | None) -> dict[str, Any]:
    """Return the parameters of the query: all that the file declares and those that every question has."""
    every = {**dict.fromkeys(question.params), **values, "_limit": limit, "origin": origins}
    if as_of is not None:
        every |= {"as_of": bounds(as_of)[1], "as_of_year": int(as_of[:4])}
    return every


async def rows_text(run: Run, question: Question, every: dict[str, Any], *, origin: bool, as_of: bool) -> str:
    """Return the Cypher with one record ``row`` for each row, in the order of the question unless there are too many rows to sort.

    :param run: runs a query with parameters, to count the rows; not called when ``every`` has a limit.
    :param every: the result of :func:`parameters`.
    """
    names = {name for name in question.params if every[name] is not None}
    text = cypher_macros.expand(question.select(names), origin=origin, as_of=as_of)
    unordered = cypher_macros.unordered(text)
    sortable = every["_limit"] != NO_LIMIT or await _is_sortable(run, unordered, every)
    return cypher_macros.unwrap(text if sortable else unordered, question.own_returns)


async def _is_sortable(run: Run, text: str, every: dict[str, Any]) -> bool:
    try:
        rows = await run(cypher_macros.counted(text), {**every, "_most": MOST_SORTED + 1})
    except (QueryTimeoutError, QueryMemoryError):
        return False
    return bool(rows[0]["found"] <= MOST_SORTED)


@dataclass(frozen=True)
class Answer:
    """The rows of a question.

    ``origins``: number of rows by origin; ``undated``: number of rows with an undated relationship, when the request has a date.
    """

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    origins: dict[str, int] = field(default_factory=dict)
    undated: int = 0


async def ask(
    store: Store, question: Question, params: dict[str, Any], *, origin: Iterable[str] | None = None, as_of: str | None = None
) -> Answer:
    """Answer a question. ``params`` are validated values (ids for nodes); ``origin`` and ``as_of`` follow the conventions of the API."""
    limit = int(params.get("limit") or (question.params["limit"].default if "limit" in question.params else 100))
    origins = sorted(with_reference(origin)) if origin else None
    values = values_of(question, params)
    text = question.compile(values.keys(), origin=origins is not None, as_of=as_of is not None)
    every = parameters(question, values, limit + 1, origins, as_of)
    async with store.reading() as version:
        records = await store.run(text, every)
        raw = records[0]["rows"] if records else []
        if question.parts is not None:
            counter = ClaimCounter(question.parts, store.run, every, origin=origins is not None, as_of=as_of is not None)
            raw = await counter.rows(raw)
    rows, undated = answer_rows(raw[:limit], question.returns, dated=as_of is not None)
    by_origin = Counter(row.get("origin") for row in rows)
    counts: dict[str, int] = {name: by_origin[name] for name in ORIGINS}
    return Answer(rows=rows, truncated=len(raw) > limit, data_version=version, origins=counts, undated=undated)


async def ask_stream(
    store: Store,
    question: Question,
    params: dict[str, Any],
    *,
    origin: Iterable[str] | None = None,
    as_of: str | None = None,
    limit: int | None = None,
    version: str | None = None,
) -> AsyncGenerator[dict[str, Any]]:
    """Yield the rows of a question, all of them unless ``limit`` is given; otherwise like :func:`ask` and ``Store.stream``.

    More than :data:`MOST_SORTED` rows are in no particular order.
    """
    served = version or store.serving()

    async def run(text: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        return await store.run_in(served, text, values)

    origins = sorted(with_reference(origin)) if origin else None
    every = parameters(question, values_of(question, params), limit or NO_LIMIT, origins, as_of)
    text = await rows_text(run, question, every, origin=origins is not None, as_of=as_of is not None)
    shape = shaper(question.returns, dated=as_of is not None)
    stream = store.stream(text, every, version=served)
    async with contextlib.aclosing(stream) as records:
        rows = (record["row"] async for record in records)
        if question.parts is not None:
            counter = ClaimCounter(question.parts, run, every, origin=origins is not None, as_of=as_of is not None)
            rows = counter.stream(rows, every["_limit"])
        async for row in rows:
            yield shape(row)
