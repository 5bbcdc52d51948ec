"""Another snapshot with things and relationships that a request makes up; the snapshot it is made of stays as it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from graph.errors import BadValueError
from graph.snapshot.columns import UNKNOWN, Edges, Ints, Nodes, Snapshot, Words, spans_of

_UNKNOWN = {"begun": 0, "ended": 0, "enrolment": UNKNOWN, "employees": UNKNOWN}


def place_of(snapshot: Snapshot, known: str) -> int:
    """Place of a thing that a request names.

    :raises BadValueError: there is no such thing.
    """
    at = snapshot.at(known)
    if at is None:
        raise BadValueError(f"There is no '{known}' in the data.", hint="Give the id of a thing.")
    return at


def with_things(snapshot: Snapshot, things: Mapping[str, Mapping[str, Any]], origin: int) -> Snapshot:
    """More things, each in its place among the ids; what stands behind them moves. ``things``: what is known of each, by column."""
    nodes, new = snapshot.nodes, sorted(things)
    at = np.array([bisect_left(nodes.ids, known) for known in new], dtype=np.int64)
    moved = np.arange(len(nodes), dtype=np.int32)
    moved += np.searchsorted(at, moved, side="right").astype(np.int32)
    ids = sorted([*nodes.ids, *new])
    rows = [{**_UNKNOWN, **things[one], "origin": origin} for one in new]
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
    """More relationships of a type between things that are there, by their places. They state no date, and nobody has seen them."""
    edges, last = snapshot.of(kind), np.full(len(ends), len(snapshot.of(kind)))
    given = {"origin": origin, "year": 0, "graduates": UNKNOWN, "since": 0, "until": 0}
    columns: dict[str, Any] = {name: np.insert(getattr(edges, name), last, value) for name, value in given.items()}
    columns |= {name: np.insert(getattr(edges, name), last, [pair[side] for pair in ends]) for side, name in enumerate(("start", "end"))}
    words = {"part": part, "certainty": "unverified"}
    columns |= {name: getattr(edges, name).inserted(last, [word] * len(ends)) for name, word in words.items()}
    made = Edges(type=kind, **columns)
    order = np.lexsort((made.year, made.part.codes, made.end, made.start))
    return replace(snapshot, edges={**snapshot.edges, kind: made.take(order)})
