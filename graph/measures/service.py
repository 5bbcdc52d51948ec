"""Measures on the data that a store serves: figures with the things that they name, and the rows behind one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from cachetools import LRUCache

from graph.database.reader import Store
from graph.database.records import edge_href, href_of
from graph.database.version_cache import failed
from graph.errors import NotFoundError
from graph.measures.catalogue.partners import MEASURE as PARTNERS
from graph.measures.components.described_partner import Described, made
from graph.measures.definition import LEFT_OUT, LIMIT, Evidence, Figure, Given, Measure, Note, Outcome
from graph.queries.traversal.neighbours import briefs
from graph.snapshot.columns import BY_STRENGTH
from graph.snapshot.snapshot_cache import SnapshotCache
from graph.snapshot.view import View
from seed.model import label_of
from seed.suggestions import nearest

KEPT = 32
"""Outcomes that are kept, so that the audit of a figure need not compute it again."""
MOST_NEAREST = 5000
"""Keys at most that a misspelt one is compared with."""
MOST_BEHIND = 20
"""Rows behind a figure that come with it where it has no address of its own to be audited at."""


@dataclass(frozen=True)
class Measured:
    """Figures as rows, and what is said of all of them."""

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    left_out: dict[str, int]
    notes: list[Note]
    claims: list[str]
    undated: int | None


@dataclass(frozen=True)
class Audit:
    """The rows behind one figure, and their sums by role."""

    figure: dict[str, Any]
    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    sums: dict[str, float]
    counts: dict[str, int]
    undated: int | None


class Measures:
    """Computes measures for one process."""

    def __init__(self, keeper: SnapshotCache | None = None) -> None:
        self.keeper = keeper or SnapshotCache()
        self._outcomes: LRUCache[Any, asyncio.Future[Outcome]] = LRUCache(KEPT)
        self._version = ""

    async def measure(
        self, store: Store, measure: Measure, given: Given, *, origin: tuple[str, ...] | None = None, as_of: str | None = None
    ) -> Measured:
        """The figures of a measure; ``given`` are checked values."""
        view = await self.keeper.view(store, origin, as_of)
        outcome = await self.outcome(view, measure, given)
        limit = int(given.get("limit") or LIMIT)
        return _measured(view, outcome, limit, await shown(store, measure, outcome.figures[:limit]))

    async def match(self, store: Store, it: Described, *, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> Measured:
        """Partners of what is described, whose things are named by their ids; each row with the ``evidence`` behind it."""
        snapshot = await self.keeper.snapshot(store)
        found = await asyncio.to_thread(made, snapshot, it, origin, as_of)
        outcome = _never_silent(await asyncio.to_thread(PARTNERS.compute, found.view, {"for": found.known, **it.given}))
        figures = outcome.figures[: it.limit]
        behind = [[row for row in figure.evidence() if not found.is_made_up(row.id)] for figure in figures]
        told = iter(await evidence_rows(store, found.view, [row for rows in behind for row in rows[:MOST_BEHIND]]))
        rows = [
            {**row, "evidence": list(islice(told, min(len(some), MOST_BEHIND))), "rows": len(some)}
            for row, some in zip(await shown(store, PARTNERS, figures), behind, strict=True)
        ]
        return _measured(found.view, outcome, it.limit, rows)

    async def audit(
        self,
        store: Store,
        measure: Measure,
        given: Given,
        key: str,
        *,
        limit: int,
        origin: tuple[str, ...] | None = None,
        as_of: str | None = None,
    ) -> Audit:
        """The rows behind one figure, at most ``limit``; the sums are of all of them.

        :raises NotFoundError: the call has no figure of that key; carries the nearest keys.
        """
        view = await self.keeper.view(store, origin, as_of)
        outcome = await self.outcome(view, measure, given)
        figure = next((one for one in outcome.figures if one.key == key), None)
        if figure is None:
            keys = [one.key for one in outcome.figures[:MOST_NEAREST]]
            raise NotFoundError(f"{measure.name} has no figure '{key}' with these parameters.", nearest=nearest(key, keys))
        rows = await asyncio.to_thread(lambda: list(figure.evidence()))
        shown_rows = await evidence_rows(store, view, rows[:limit])
        figure_row = (await shown(store, measure, [figure]))[0]
        sums, counts = _sums(rows)
        return Audit(figure_row, shown_rows, len(rows) > limit, view.snapshot.version, sums, counts, view.undated)

    async def outcome(self, view: View, measure: Measure, given: Given) -> Outcome:
        """What a measure finds, computed once for the same view and parameters, however many ask for it at the same time."""
        asked = tuple(sorted((name, value) for name, value in given.items() if name != "limit" and value is not None))
        if self._version != view.snapshot.version:  # what is not served any more only takes room
            self._version = view.snapshot.version
            self._outcomes.clear()
        key = (measure.name, view.snapshot.version, view.origin, view.as_of, asked)
        if key not in self._outcomes or failed(self._outcomes[key]):
            self._outcomes[key] = asyncio.ensure_future(asyncio.to_thread(lambda: _never_silent(measure.compute(view, given))))
        return await asyncio.shield(self._outcomes[key])  # who goes away takes nothing from the others


def _measured(view: View, outcome: Outcome, limit: int, rows: list[dict[str, Any]]) -> Measured:
    left = {reason: int(outcome.left_out.get(reason, 0)) for reason in LEFT_OUT}
    more = len(outcome.figures) > limit
    return Measured(rows, more, view.snapshot.version, left, list(outcome.notes), list(outcome.claims), view.undated)


NOTHING = Note("Too little data: nothing that is looked at can be measured.", "数据不足：所选范围内没有可计算的内容。")


def _never_silent(outcome: Outcome) -> Outcome:
    """An outcome without figures says why, as a figure that is refused: an empty answer would look like a zero."""
    if outcome.figures:
        return outcome
    reason = outcome.notes[0] if outcome.notes else NOTHING
    return replace(outcome, figures=[Figure("none", None, "reference", {}, tuple, reason)])


def _sums(rows: Iterable[Evidence]) -> tuple[dict[str, float], dict[str, int]]:
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for row in rows:
        sums[row.role] = sums.get(row.role, 0.0) + row.amount
        counts[row.role] = counts.get(row.role, 0) + 1
    return sums, counts


async def shown(store: Store, measure: Measure, figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as rows: things in short instead of ids."""
    listed = list(figures)
    things = [name for name, kind in measure.returns.items() if kind.is_node]
    ids = {known for figure in listed for name in things for known in _ids(figure.cells.get(name))}
    found = await _briefs(store, ids)
    return [_row(measure, figure, found) for figure in listed]


async def _briefs(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with store.reading():
        return await briefs(store, wanted)


def _ids(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _row(measure: Measure, figure: Figure, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": figure.key}
    for name, kind in measure.returns.items():
        value = figure.cells.get(name)
        if kind.is_node and value is not None:
            value = [found[known] for known in value] if kind.many else found[value]
        row[name] = value
    refused = figure.refused
    return row | {
        "value": figure.value,
        "origin": figure.origin,
        "refused": None if refused is None else refused.text,
        "refused_zh": None if refused is None else refused.text_zh,
    }


async def evidence_rows(store: Store, view: View, rows: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Rows behind a figure: a thing with its names, a relationship with its ends."""
    listed = list(rows)
    things = await _briefs(store, (row.id for row in listed if "~" not in row.id))
    return [_evidence(view, row, things) for row in listed]


def _evidence(view: View, row: Evidence, things: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    said = {"role": row.role, "amount": row.amount, "of": row.of, "start": None, "end": None}
    if row.id in things:
        return said | things[row.id]
    if "~" not in row.id:
        return said | _made_up(row.id)
    kind, start, end, *_ = row.id.split("~")
    item = {"id": row.id, "type": kind, "name": None, "name_zh": None, "origin": _origin(view, row.id), "href": edge_href(row.id)}
    return said | {"start": start, "end": end} | item


def _made_up(known: str) -> dict[str, Any]:
    """A thing that stands in no database, because a scenario made it up."""
    name = f"Scenario {known.rpartition('-')[2]}"
    return {"id": known, "type": label_of(known), "name": name, "name_zh": None, "origin": "simulated", "href": href_of(known)}


def _origin(view: View, relationship: str) -> str:
    """Origin of a relationship, by its id; ``simulated`` for one that a scenario made up."""
    kind, start, end, *_ = relationship.split("~")
    first, last, edges = view.snapshot.at(start), view.snapshot.at(end), view.snapshot.of(kind)
    if first is None or last is None:
        return "simulated"
    at = edges.find(first, last)
    known = dict(zip(edges.take(at).ids(view.nodes), at, strict=True))
    return BY_STRENGTH[edges.origin[known[relationship]]] if relationship in known else "simulated"
