"""Answers questions: which text is run, with which parameters, and what its rows are."""

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
    text = cypher_macros.expand(question.select(given), origin=origin, as_of=as_of)
    free = cypher_macros.unordered(text)
    few = every["_limit"] != NO_LIMIT or await _few(run, free, every)
    return cypher_macros.unwrap(text if few else free, question.own_returns)


async def _few(run: Run, text: str, every: dict[str, Any]) -> bool:
    try:
        found = await run(cypher_macros.counted(text), {**every, "_most": MOST_SORTED + 1})
    except (QueryTimeoutError, QueryMemoryError):
        return False
    return bool(found[0]["found"] <= MOST_SORTED)


@dataclass(frozen=True)
class Answer:
    """Rows of a question.

    ``origins`` counts the rows by origin; ``undated`` counts the rows with a relationship whose date is not known, when a date was asked.
    """

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    origins: dict[str, int] = field(default_factory=dict)
    undated: int = 0


async def ask(
    store: Store, question: Question, params: dict[str, Any], *, origin: Iterable[str] | None = None, as_of: str | None = None
) -> Answer:
    """Answer a question. ``params`` are checked values (ids for nodes); ``origin`` and ``as_of`` are as in the API's conventions."""
    limit = int(params.get("limit") or (question.params["limit"].default if "limit" in question.params else 100))
    origins = sorted(with_reference(origin)) if origin else None
    values = values_of(question, params)
    text = question.compile(values.keys(), origin=origins is not None, as_of=as_of is not None)
    every = parameters(question, values, limit + 1, origins, as_of)
    async with store.reading() as version:
        records = await store.run(text, every)
        found = records[0]["rows"] if records else []
        if question.parts is not None:
            counter = ClaimCounter(question.parts, store.run, every, origin=origins is not None, as_of=as_of is not None)
            found = await counter.rows(found)
    rows, undated = answer_rows(found[:limit], question.returns, dated=as_of is not None)
    seen = Counter(row.get("origin") for row in rows)
    counts: dict[str, int] = {name: seen[name] for name in ORIGINS}
    return Answer(rows=rows, truncated=len(found) > limit, data_version=version, origins=counts, undated=undated)


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
    """The rows of a question one by one, all of them unless a ``limit`` is given; otherwise as :func:`ask` and ``Store.stream``.

    More than :data:`MOST_SORTED` come in the order in which the database finds them.
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
