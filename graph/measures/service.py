"""Compute measures on the data that a store serves: figures with their entities, and the evidence rows of one figure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from cachetools import LRUCache

from graph.database.reader import Store
from graph.database.version_cache import failed
from graph.errors import NotFoundError
from graph.measures.catalogue.partners import MEASURE as PARTNERS
from graph.measures.components.described_partner import Described, add_description
from graph.measures.definition import EXCLUDED, LIMIT, Evidence, Figure, Given, Measure, Note, Outcome
from graph.measures.evidence_rows import evidence_rows, named
from graph.measures.undated import undated_behind, undated_rows
from graph.queries.lists.cypher import check_unchanged
from graph.queries.location.declaration import WAYS
from graph.queries.location.place import Place
from graph.snapshot.snapshot_cache import SnapshotCache
from graph.snapshot.view import View
from seed.bilingual import Bilingual
from seed.model import Origin
from seed.suggestions import nearest

CACHE_SIZE = 32
"""Number of cached outcomes. An audit uses the outcome of its figure without computing it again."""
MAX_SUGGESTION_KEYS = 5000
"""Maximum number of keys compared with an unknown one for suggestions."""
MAX_EVIDENCE = 20
"""Maximum number of evidence rows returned with a figure that has no audit URL."""


@dataclass(frozen=True)
class Measured:
    """Figures as rows, with the metadata of the whole result. ``undated``: see :func:`graph.measures.undated.undated_behind`."""

    rows: list[dict[str, Any]]
    truncated: bool
    data_version: str
    excluded: dict[str, int]
    notes: list[Note]
    claims: list[str]
    undated: int | None
    without_location: int | None = None


@dataclass(frozen=True)
class Audit:
    """A page of the evidence rows of one figure; sums by role and the total cover all rows. ``next``: position of the next page."""

    figure: dict[str, Any]
    rows: list[dict[str, Any]]
    total: int
    next: int | None
    data_version: str
    sums: dict[str, float]
    counts: dict[str, int]
    without_location: int | None = None


class Measures:
    """Compute measures for one process, with a cache of outcomes."""

    def __init__(self, keeper: SnapshotCache | None = None) -> None:
        self.keeper = keeper or SnapshotCache()
        self._outcomes: LRUCache[Any, asyncio.Future[Outcome]] = LRUCache(CACHE_SIZE)
        self._version = ""

    async def measure(
        self,
        store: Store,
        measure: Measure,
        given: Given,
        *,
        origin: tuple[str, ...] | None = None,
        as_of: str | None = None,
        place: Place | None = None,
    ) -> Measured:
        """Return the figures of a measure. ``given`` holds checked values."""
        view = await self._view(store, measure, origin, as_of, place)
        outcome = await self.outcome(view, measure, given)
        limit = int(given.get("limit") or LIMIT)
        undated = await asyncio.to_thread(undated_behind, view, outcome.figures[:limit])
        result = _measured(view, outcome, limit, await figure_rows(store, measure, outcome.figures[:limit]), undated)
        return replace(result, without_location=_without_location(view, measure))

    async def _view(self, store: Store, measure: Measure, origin: tuple[str, ...] | None, as_of: str | None, place: Place | None) -> View:
        return await self.keeper.view(store, origin, as_of, place if measure.place else None, measure.masked)

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
        undated = await asyncio.to_thread(undated_behind, described.view, figures)
        return _measured(described.view, outcome, it.limit, rows, undated)

    async def audit(
        self,
        store: Store,
        measure: Measure,
        given: Given,
        key: str,
        *,
        skip: int = 0,
        limit: int | None = None,
        version: str | None = None,
        origin: tuple[str, ...] | None = None,
        as_of: str | None = None,
        place: Place | None = None,
    ) -> Audit:
        """Return the evidence rows of one figure after the first ``skip``, at most ``limit`` (None: all).

        :param version: data version of the page before, or its beginning; None for the first page.
        :raises DataChangedError: the data has another version now.
        :raises NotFoundError: the result has no figure with that key; carries the nearest keys.
        """
        view = await self._view(store, measure, origin, as_of, place)
        check_unchanged(version, view.snapshot.version)
        outcome = await self.outcome(view, measure, given)
        figure = next((one for one in outcome.figures if one.key == key), None)
        if figure is None:
            keys = [one.key for one in outcome.figures[:MAX_SUGGESTION_KEYS]]
            raise NotFoundError(
                Bilingual(
                    f"The measure '{measure.name}' has no figure '{key}' with these parameters.",
                    f"指标“{measure.name}”在这些参数下没有数值“{key}”。",
                ),
                nearest=nearest(key, keys),
            )
        rows = await asyncio.to_thread(lambda: list(figure.evidence()))
        end = len(rows) if limit is None else min(skip + limit, len(rows))
        evidence_shown = await evidence_rows(store, view, rows[skip:end])
        figure_row = (await figure_rows(store, measure, [figure]))[0]
        sums, counts = _sums(rows)
        undated = undated_rows(view, rows) if view.day else set()
        marked = [{**row, "undated": True} if row["id"] in undated else row for row in evidence_shown]
        nowhere = _without_location(view, measure)
        after = end if end < len(rows) else None
        return Audit(figure_row, marked, len(rows), after, view.snapshot.version, sums, counts, nowhere)

    async def outcome(self, view: View, measure: Measure, given: Given) -> Outcome:
        """Compute a measure once per view and parameters; concurrent requests share the computation."""
        params = tuple(sorted((name, value) for name, value in given.items() if name != "limit" and value is not None))
        if self._version != view.snapshot.version:  # drop outcomes of data that is no longer served
            self._version = view.snapshot.version
            self._outcomes.clear()
        key = (measure.name, view.snapshot.version, view.origin, view.as_of, None if view.place is None else view.place.id, params)
        if key not in self._outcomes or failed(self._outcomes[key]):
            self._outcomes[key] = asyncio.ensure_future(asyncio.to_thread(lambda: _with_refusal(measure.compute(view, given))))
        return await asyncio.shield(self._outcomes[key])  # one cancelled request must not cancel the others


def _measured(view: View, outcome: Outcome, limit: int, rows: list[dict[str, Any]], undated: int | None) -> Measured:
    left = {reason: int(outcome.excluded.get(reason, 0)) for reason in EXCLUDED}
    more = len(outcome.figures) > limit
    return Measured(rows, more, view.snapshot.version, left, list(outcome.notes), list(outcome.claims), undated)


def _without_location(view: View, measure: Measure) -> int | None:
    return view.without_location(tuple(label for label in measure.place if label in WAYS))


NO_DATA = Note("Too little data: the selection contains nothing to measure.", "数据不足：所选范围内没有可计算的内容。")


def _with_refusal(outcome: Outcome) -> Outcome:
    """Add a refused figure to an outcome without figures: an empty result would look like a zero."""
    if outcome.figures:
        return outcome
    reason = outcome.notes[0] if outcome.notes else NO_DATA
    return replace(outcome, figures=[Figure("none", None, None, {}, tuple, reason)])


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
    entities = await named(store, ids)
    return [_row(measure, figure, entities) for figure in listed]


def _ids(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _shown_origin(figure: Figure) -> Origin | None:
    """Return the origin of a figure. No standard states a zero or a missing figure: these have no origin if only reference rows remain."""
    return None if not figure.value and figure.origin == "reference" else figure.origin


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
        "origin": _shown_origin(figure),
        "refused": None if refused is None else refused.text,
        "refused_zh": None if refused is None else refused.text_zh,
    }
