"""Add nodes and relationships of a request to a snapshot. The original snapshot is not modified."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from graph.errors import BadValueError
from graph.snapshot.columns import UNKNOWN, Edges, Ints, Nodes, Snapshot, Words, spans_of
from seed.bilingual import Bilingual

_UNKNOWN = {"begun": 0, "ended": 0, "enrolment": UNKNOWN, "employees": UNKNOWN}


def place_of(snapshot: Snapshot, node_id: str) -> int:
    """Return the place of an entity that a request names.

    :raises BadValueError: the entity does not exist.
    """
    at = snapshot.at(node_id)
    if at is None:
        raise BadValueError(
            Bilingual(f"Unknown entity: '{node_id}'.", f"未知实体：“{node_id}”。"),
            hint=Bilingual("Use the id of an entity in the data.", "请使用数据中实体的 ID。"),
        )
    return at


def with_nodes(snapshot: Snapshot, added: Mapping[str, Mapping[str, Any]], origin: int) -> Snapshot:
    """Add nodes at their places among the sorted ids; later places shift. ``added``: known values by id and column."""
    nodes, new = snapshot.nodes, sorted(added)
    at = np.array([bisect_left(nodes.ids, node_id) for node_id in new], dtype=np.int64)
    moved = np.arange(len(nodes), dtype=np.int32)
    moved += np.searchsorted(at, moved, side="right").astype(np.int32)
    ids = sorted([*nodes.ids, *new])
    rows = [{**_UNKNOWN, **added[one], "origin": origin} for one in new]
    names = [field.name for field in fields(Nodes) if field.name not in {"ids", "spans"}]
    columns = {name: _longer(getattr(nodes, name), at, moved, [row.get(name) for row in rows]) for name in names}
    edges = {kind: replace(one, start=moved[one.start], end=moved[one.end]) for kind, one in snapshot.edges.items()}
    return replace(snapshot, nodes=Nodes(ids=ids, spans=spans_of(ids), **columns), edges=edges)


def _longer(column: Any, at: Ints, moved: Ints, values: Sequence[Any]) -> Any:
    if isinstance(column, Words):
        return column.inserted(at, values)
    if isinstance(column, dict):
        new = {int(place) + number: value for number, (place, value) in enumerate(zip(at, values, strict=True)) if value is not None}
        return {int(moved[place]): value for place, value in column.items()} | new
    return np.insert(column, at, values)


def with_edges(snapshot: Snapshot, kind: str, ends: Sequence[tuple[int, int]], origin: int, part: str | None = None) -> Snapshot:
    """Add relationships of a type between existing nodes, given by their places. They have no date and are unverified."""
    edges, last = snapshot.of(kind), np.full(len(ends), len(snapshot.of(kind)))
    defaults = {"origin": origin, "year": 0, "graduates": UNKNOWN, "since": 0, "until": 0}
    columns: dict[str, Any] = {name: np.insert(getattr(edges, name), last, value) for name, value in defaults.items()}
    columns |= {name: np.insert(getattr(edges, name), last, [pair[side] for pair in ends]) for side, name in enumerate(("start", "end"))}
    words = {"part": part, "certainty": "unverified"}
    columns |= {name: getattr(edges, name).inserted(last, [word] * len(ends)) for name, word in words.items()}
    extended = Edges(type=kind, **columns)
    order = np.lexsort((extended.year, extended.part.codes, extended.end, extended.start))
    return replace(snapshot, edges={**snapshot.edges, kind: extended.take(order)})
