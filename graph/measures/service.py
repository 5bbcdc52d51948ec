"""Compute measures on the data that a store serves: figures with their entities, and the evidence rows of one figure."""

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
from graph.measures.components.described_partner import Described, add_description
from graph.measures.definition import LEFT_OUT, LIMIT, Evidence, Figure, Given, Measure, Note, Outcome
from graph.queries.traversal.neighbours import briefs
from graph.snapshot.columns import BY_STRENGTH
from graph.snapshot.snapshot_cache import SnapshotCache
from graph.snapshot.view import View
from seed.model import label_of
from seed.suggestions import nearest

CACHE_SIZE = 32
"""Number of cached outcomes. An audit uses the outcome of its figure without computing it again."""
MAX_SUGGESTION_KEYS = 5000
"""Maximum number of keys compared with an unknown one for suggestions."""
MAX_EVIDENCE = 20
"""Maximum number of evidence rows returned with a figure that has no audit URL."""


@dataclass(frozen=True)
class Measured:
    """Figures as rows, with the metadata of the whole result."""

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    left_out: dict[str, int]
    notes: list[Note]
    claims: list[str]
    undated: int | None


@dataclass(frozen=True)
class Audit:
    """The evidence rows of one figure, and their sums by role."""

    figure: dict[str, Any]
    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    sums: dict[str, float]
    counts: dict[str, int]
    undated: int | None


class Measures:
    """Compute measures for one process, with a cache of outcomes."""

    def __init__(self, keeper: SnapshotCache | None = None) -> None:
        self.keeper = keeper or SnapshotCache()
        self._outcomes: LRUCache[Any, asyncio.Future[Outcome]] = LRUCache(CACHE_SIZE)
        self._version = ""

    async def measure(
        self, store: Store, measure: Measure, given: Given, *, origin: tuple[str, ...] | None = None, as_of: str | None = None
    ) -> Measured:
        """Return the figures of a measure. ``given`` holds checked values."""
        view = await self.keeper.view(store, origin, as_of)
        outcome = await self.outcome(view, measure, given)
        limit = int(given.get("limit") or LIMIT)
        return _measured(view, outcome, limit, await figure_rows(store, measure, outcome.figures[:limit]))

    async def match(self, store: Store, it: Described, *, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> Measured:
        """Return partners for a description with entities given by id; each row has its ``evidence``."""
        snapshot = await self.keeper.snapshot(store)
        described = await asyncio.to_thread(add_description, snapshot, it, origin, as_of)
        outcome = _with_refusal(await asyncio.to_thread(PARTNERS.compute, described.view, {"for": described.id, **it.given}))
        figures = outcome.figures[: it.limit]
        evidence = [[row for row in figure.evidence() if not described.is_added(row.id)] for figure in figures]
        shown = iter(await evidence_rows(store, described.view, [row for rows in evidence for row in rows[:MAX_EVIDENCE]]))
        rows = [
            {**row, "evidence": list(islice(shown, min(len(behind), MAX_EVIDENCE))), "rows": len(behind)}
            for row, behind in zip(await figure_rows(store, PARTNERS, figures), evidence, strict=True)
        ]
        return _measured(described.view, outcome, it.limit, rows)

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
        """Return the evidence rows of one figure, at most ``limit``; the sums cover all rows.

        :raises NotFoundError: the result has no figure with that key; carries the nearest keys.
        """
        view = await self.keeper.view(store, origin, as_of)
        outcome = await self.outcome(view, measure, given)
        figure = next((one for one in outcome.figures if one.key == key), None)
        if figure is None:
            keys = [one.key for one in outcome.figures[:MAX_SUGGESTION_KEYS]]
            raise NotFoundError(f"The measure '{measure.name}' has no figure '{key}' with these parameters.", nearest=nearest(key, keys))
        rows = await asyncio.to_thread(lambda: list(figure.evidence()))
        evidence_shown = await evidence_rows(store, view, rows[:limit])
        figure_row = (await figure_rows(store, measure, [figure]))[0]
        sums, counts = _sums(rows)
        return Audit(figure_row, evidence_shown, len(rows) > limit, view.snapshot.version, sums, counts, view.undated)

    async def outcome(self, view: View, measure: Measure, given: Given) -> Outcome:
        """Compute a measure once per view and parameters; concurrent requests share the computation."""
        params = tuple(sorted((name, value) for name, value in given.items() if name != "limit" and value is not None))
        if self._version != view.snapshot.version:  # drop outcomes of data that is no longer served
            self._version = view.snapshot.version
            self._outcomes.clear()
        key = (measure.name, view.snapshot.version, view.origin, view.as_of, params)
        if key not in self._outcomes or failed(self._outcomes[key]):
            self._outcomes[key] = asyncio.ensure_future(asyncio.to_thread(lambda: _with_refusal(measure.compute(view, given))))
        return await asyncio.shield(self._outcomes[key])  # one cancelled request must not cancel the others


def _measured(view: View, outcome: Outcome, limit: int, rows: list[dict[str, Any]]) -> Measured:
    left = {reason: int(outcome.left_out.get(reason, 0)) for reason in LEFT_OUT}
    more = len(outcome.figures) > limit
    return Measured(rows, more, view.snapshot.version, left, list(outcome.notes), list(outcome.claims), view.undated)


NO_DATA = Note("Too little data: the selection contains nothing to measure.", "数据不足：所选范围内没有可计算的内容。")


def _with_refusal(outcome: Outcome) -> Outcome:
    """Add a refused figure to an outcome without figures: an empty result would look like a zero."""
    if outcome.figures:
        return outcome
    reason = outcome.notes[0] if outcome.notes else NO_DATA
    return replace(outcome, figures=[Figure("none", None, "reference", {}, tuple, reason)])


def _sums(rows: Iterable[Evidence]) -> tuple[dict[str, float], dict[str, int]]:
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for row in rows:
        sums[row.role] = sums.get(row.role, 0.0) + row.amount
        counts[row.role] = counts.get(row.role, 0) + 1
    return sums, counts


async def figure_rows(store: Store, measure: Measure, figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Return figures as rows, with brief entities in place of ids."""
    listed = list(figures)
    node_columns = [name for name, kind in measure.returns.items() if kind.is_node]
    ids = {node_id for figure in listed for name in node_columns for node_id in _ids(figure.cells.get(name))}
    entities = await _briefs(store, ids)
    return [_row(measure, figure, entities) for figure in listed]


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


def _row(measure: Measure, figure: Figure, entities: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": figure.key}
    for name, kind in measure.returns.items():
        value = figure.cells.get(name)
        if kind.is_node and value is not None:
            value = [entities[node_id] for node_id in value] if kind.many else entities[value]
        row[name] = value
    refused = figure.refused
    return row | {
        "value": figure.value,
        "origin": figure.origin,
        "refused": None if refused is None else refused.text,
        "refused_zh": None if refused is None else refused.text_zh,
    }


async def evidence_rows(store: Store, view: View, rows: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Return evidence as rows: an entity with its names, a relationship with its ends."""
    listed = list(rows)
    entities = await _briefs(store, (row.id for row in listed if "~" not in row.id))
    return [_evidence(view, row, entities) for row in listed]


def _evidence(view: View, row: Evidence, entities: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    base = {"role": row.role, "amount": row.amount, "of": row.of, "start": None, "end": None}
    if row.id in entities:
        return base | entities[row.id]
    if "~" not in row.id:
        return base | _scenario_entity(row.id)
    kind, start, end, *_ = row.id.split("~")
    item = {"id": row.id, "type": kind, "name": None, "name_zh": None, "origin": _origin(view, row.id), "href": edge_href(row.id)}
    return base | {"start": start, "end": end} | item


def _scenario_entity(node_id: str) -> dict[str, Any]:
    """Return a row for an entity that a scenario added; it is in no database."""
    name = f"Scenario {node_id.rpartition('-')[2]}"
    return {"id": node_id, "type": label_of(node_id), "name": name, "name_zh": None, "origin": "simulated", "href": href_of(node_id)}


def _origin(view: View, relationship: str) -> str:
    """Return the origin of a relationship by its id; ``simulated`` if a scenario added it."""
    kind, start, end, *_ = relationship.split("~")
    first, last, edges = view.snapshot.at(start), view.snapshot.at(end), view.snapshot.of(kind)
    if first is None or last is None:
        return "simulated"
    at = edges.find(first, last)
    places = dict(zip(edges.take(at).ids(view.nodes), at, strict=True))
    return BY_STRENGTH[edges.origin[places[relationship]]] if relationship in places else "simulated"
