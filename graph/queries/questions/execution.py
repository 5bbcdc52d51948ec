"""Run questions: choose the query, bind its parameters and shape its rows."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.database.records import Detail
from graph.errors import QueryMemoryError, QueryTimeoutError
from graph.queries.calibration import calibrated_claims, mark, mark_each
from graph.queries.includes.request import PLAIN, RowShown
from graph.queries.lists.cypher import check_unchanged
from graph.queries.location.conditions import Mode
from graph.queries.questions import cypher_macros
from graph.queries.questions.claim_counts import ClaimCounter
from graph.queries.questions.paging import NO_LIMIT, Page, Position, Run, Total, count_text, next_position, total_of
from graph.queries.questions.question_file import Question
from graph.queries.questions.row_shapes import answer_rows, shaper
from seed.model import ORIGINS, bounds, with_reference

if TYPE_CHECKING:
    from graph.database.reader import Store
    from graph.queries.location.place import Place

FIRST_ROWS = 100
"""Maximum number of rows of an answer without a page and without ``limit``."""
MOST_SORTED = 20_000
"""Maximum number of rows that a stream sorts. Sorting more would exceed the memory limit of a query."""


def values_of(question: Question, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters with a value, defaults filled in, without ``limit``."""
    values = {name: value for name, value in params.items() if value is not None and name != "limit"}
    for name, param in question.params.items():
        if param.default is not None:
            values.setdefault(name, param.default)
    return values


def parameters(
    question: Question,
    values: dict[str, Any],
    limit: int,
    origins: list[str] | None,
    as_of: str | None,
    *,
    place: Place | None = None,
    skip: int = 0,
) -> dict[str, Any]:
    """Return the parameters of the query: all that the file declares and those that every question has."""
    every = {**dict.fromkeys(question.params), **values, "_skip": skip, "_limit": limit, "origin": origins}
    if as_of is not None:
        every |= {"as_of": bounds(as_of)[1], "as_of_year": int(as_of[:4])}
    if place is not None:
        every["place"] = list(place.ids)
    return every


async def rows_text(
    run: Run,
    question: Question,
    every: dict[str, Any],
    *,
    origin: bool,
    as_of: bool,
    place: Mode | None = None,
    shown: RowShown = PLAIN,
) -> str:
    """Return the Cypher with one record ``row`` for each row, in the order of the question unless there are too many rows to sort.

    :param run: runs a query with parameters, to count the rows; not called when ``every`` has a limit.
    :param every: the result of :func:`parameters`.
    """
    names = {name for name in question.params if every[name] is not None}
    text = cypher_macros.expand(question.select(names), origin=origin, as_of=as_of, place=place)
    sortable = every["_limit"] != NO_LIMIT or await _is_sortable(run, text, every)
    columns = cypher_macros.projections(question.own_returns)
    if not shown.is_plain:
        columns |= question.projections_of(shown, origin=origin, as_of=as_of, place=place)
    return cypher_macros.unwrap(text if sortable else cypher_macros.unordered(text), columns)


async def _is_sortable(run: Run, text: str, every: dict[str, Any]) -> bool:
    try:
        rows = await run(cypher_macros.counted(text), {**every, "_most": MOST_SORTED + 1})
    except (QueryTimeoutError, QueryMemoryError):
        return False
    return bool(rows[0]["found"] <= MOST_SORTED)


@dataclass(frozen=True)
class Answer:
    """The rows of a question, or of a page of it.

    ``truncated``: whether there are more rows; ``next``: position of the next page, None on the last one, which ``limit`` may end;
    ``total``: number of rows regardless of ``limit``, None on later pages but the last; ``origins``: number of rows by origin;
    ``undated``: number of rows with an undated relationship, when the request has a date;
    ``without_location``: number of entities that the place of the request leaves out because they have no location.
    """

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    origins: dict[str, int] = field(default_factory=dict)
    undated: int = 0
    without_location: int | None = None
    next: Position | None = None
    total: Total | None = None


async def ask(
    store: Store,
    question: Question,
    params: dict[str, Any],
    *,
    origin: Iterable[str] | None = None,
    as_of: str | None = None,
    place: Place | None = None,
    page: Page | None = None,
    evidence: Detail = "full",
    shown: RowShown = PLAIN,
) -> Answer:
    """Answer a question. ``params`` are validated values (ids for nodes); ``origin`` and ``as_of`` follow the conventions of the API.

    :param page: None: all rows up to ``limit``, without their total.
    :param evidence: see :func:`graph.queries.questions.row_shapes.answer_rows`; ``shown`` too.
    :raises DataChangedError: the data version is not that of the previous page.
    """
    limit = int(params.get("limit") or (FIRST_ROWS if page is None else NO_LIMIT))
    start = Position() if page is None else page.start
    size = limit if page is None else max(0, min(page.size, limit - start.rows))
    origins = sorted(with_reference(origin)) if origin else None
    values = values_of(question, params)
    mode = None if place is None else place.mode
    brief = evidence != "full"
    text = question.compile(values.keys(), origin=origins is not None, as_of=as_of is not None, place=mode, brief=brief, shown=shown)
    every = parameters(question, values, size + 1, origins, as_of, place=place, skip=start.records)
    counter = None
    async with store.reading() as version:
        check_unchanged(None if page is None else page.version, version)
        records = await store.run(text, every)
        raw = records[0]["rows"] if records else []
        if question.parts is not None:
            counter = ClaimCounter(question.parts, store.run, every, origin=origins is not None, as_of=as_of is not None)
            raw = await counter.rows(raw)
        if question.calibrated_by is not None:
            raw = mark(raw, question.calibrated_by, await calibrated_claims(store))
        first = place is not None and start == Position()
        nowhere = await _without_location(store.run, question, every, as_of=as_of is not None) if first else None
    after = next_position(question, start, raw, size)
    page_rows = raw[start.within : start.within + size]
    rows, undated = answer_rows(page_rows, question.returns, dated=as_of is not None, evidence=evidence, shown=shown)
    total = None
    if page is not None and after is None:
        total = Total(start.rows + len(rows), exact=True)
    elif page is not None and start == Position():
        total = await _total(store, question, every, counter, version, least=size + 1, as_of=as_of is not None, place=mode)
    by_origin = Counter(row.get("origin") for row in rows)
    counts: dict[str, int] = {name: by_origin[name] for name in ORIGINS}
    ended = after is None or after.rows >= limit
    return Answer(rows, after is not None, version, counts, undated, nowhere, None if ended else after, total)


async def _total(
    store: Store,
    question: Question,
    every: dict[str, Any],
    counter: ClaimCounter | None,
    version: str,
    *,
    least: int,
    as_of: bool,
    place: Mode | None,
) -> Total:
    """Count the rows of an answer after its first page was read, so that counting cannot make the page late."""
    origin = every["origin"] is not None

    async def run(text: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        async with store.reading() as served:
            check_unchanged(version, served)
            return await store.run(text, values)

    async def rows_of_claims(count: int) -> int:
        assert counter is not None
        given = {name for name in question.params if every[name] is not None}
        text = question.compile(given, origin=origin, as_of=as_of, place=place)
        return len(await counter.rows((await run(text, {**every, "_skip": 0, "_limit": count}))[0]["rows"]))

    text = count_text(question, every, origin=origin, as_of=as_of, place=place)
    return await total_of(run, text, every, None if counter is None else rows_of_claims, least=least)


async def without_location(
    store: Store, question: Question, params: dict[str, Any], place: Place, *, origin: Iterable[str] | None = None, as_of: str | None = None
) -> int | None:
    """Return the number of entities that a place leaves out because they have no location; None if place has no effect."""
    origins = sorted(with_reference(origin)) if origin else None
    every = parameters(question, values_of(question, params), NO_LIMIT, origins, as_of, place=place)
    async with store.reading():
        return await _without_location(store.run, question, every, as_of=as_of is not None)


async def _without_location(run: Run, question: Question, every: dict[str, Any], *, as_of: bool) -> int | None:
    if not question.place:
        return None
    given = {name for name in question.params if every[name] is not None}
    text = question.compile_without_location(given, origin=every["origin"] is not None, as_of=as_of)
    return int((await run(text, {**every, "_limit": NO_LIMIT}))[0]["found"])


async def ask_stream(
    store: Store,
    question: Question,
    params: dict[str, Any],
    *,
    origin: Iterable[str] | None = None,
    as_of: str | None = None,
    place: Place | None = None,
    limit: int | None = None,
    version: str | None = None,
    shown: RowShown = PLAIN,
) -> AsyncGenerator[dict[str, Any]]:
    """Yield the rows of a question, all of them unless ``limit`` is given; otherwise like :func:`ask` and ``Store.stream``.

    More than :data:`MOST_SORTED` rows are in no particular order.
    """
    served = version or store.serving()

    async def run(text: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        return await store.run_in(served, text, values)

    origins = sorted(with_reference(origin)) if origin else None
    every = parameters(question, values_of(question, params), limit or NO_LIMIT, origins, as_of, place=place)
    mode = None if place is None else place.mode
    text = await rows_text(run, question, every, origin=origins is not None, as_of=as_of is not None, place=mode, shown=shown)
    shape = shaper(question.returns, dated=as_of is not None, shown=shown)
    stream = store.stream(text, every, version=served)
    async with contextlib.aclosing(stream) as records:
        rows = (record["row"] async for record in records)
        if question.parts is not None:
            counter = ClaimCounter(question.parts, run, every, origin=origins is not None, as_of=as_of is not None)
            rows = counter.stream(rows, every["_limit"])
        if question.calibrated_by is not None:
            rows = mark_each(rows, question.calibrated_by, await calibrated_claims(store))
        async for row in rows:
            yield shape(row)
