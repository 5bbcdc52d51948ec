"""Chains of relationships as arrays: who is linked to whom, how weakly, and over which relationships.

    serves = Links.of(view.edges("SERVES"), trail=True)
    chains = serves.join(Links.of(view.edges("MAPS_TO"), trail=True)).best()

A chain is as weak as its weakest relationship. Of several chains between the same two things :meth:`Links.best` keeps the strongest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.snapshot.columns import Edges, Mask, Nodes

NONE = -1


@dataclass(frozen=True)
class Links:
    """``start[i]`` is linked to ``end[i]``. ``trail[i]`` are places in ``tables``, one column a table, :data:`NONE` for not used."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    origin: NDArray[np.int8]
    trail: NDArray[np.int32]
    tables: tuple[Edges, ...] = ()

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def of(cls, edges: Edges, *, trail: bool = False, back: bool = False) -> Links:
        """Each relationship as a chain of one. ``back``: from its end to its start."""
        places = np.arange(len(edges), dtype=np.int32).reshape(-1, 1) if trail else _no_trail(len(edges))
        start, end = (edges.end, edges.start) if back else (edges.start, edges.end)
        return cls(start, end, edges.origin, places, (edges,) if trail else ())

    @classmethod
    def same(cls, places: NDArray[np.integer[Any]], origin: NDArray[np.int8]) -> Links:
        """Each thing linked to itself; ``origin`` is that of all things."""
        at = places.astype(np.int32)
        return cls(at, at, origin[at], _no_trail(len(at)))

    def where(self, mask: Any) -> Links:
        """Some of them."""
        return Links(self.start[mask], self.end[mask], self.origin[mask], self.trail[mask], self.tables)

    def join(self, other: Links) -> Links:
        """Chains of both: where one of ours ends, one of the others begins."""
        order = np.argsort(other.start, kind="stable")
        begins = other.start[order]
        first, last = np.searchsorted(begins, self.end, "left"), np.searchsorted(begins, self.end, "right")
        counts = last - first
        left = np.repeat(np.arange(len(self)), counts)
        within = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        right = order[np.repeat(first, counts) + within]
        trail = np.hstack([self.trail[left], other.trail[right]])
        return Links(
            self.start[left], other.end[right], np.maximum(self.origin[left], other.origin[right]), trail, self.tables + other.tables
        )

    def union(self, other: Links) -> Links:
        """Chains of either kind."""
        mine = np.hstack([self.trail, np.full((len(self), other.trail.shape[1]), NONE, np.int32)])
        theirs = np.hstack([np.full((len(other), self.trail.shape[1]), NONE, np.int32), other.trail])
        return Links(
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
            np.concatenate([self.origin, other.origin]),
            np.vstack([mine, theirs]),
            self.tables + other.tables,
        )

    def best(self) -> Links:
        """One chain for each pair of things: the strongest, and of those the one that comes first."""
        if not len(self):
            return self
        order = np.lexsort((np.arange(len(self)), self.origin, self.end, self.start))
        start, end = self.start[order], self.end[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        return self.where(order[new])

    def strongest(self) -> NDArray[np.int8]:
        """How weakly each thing in which chains end is known to be one: the strongest of its chains, things in their order."""
        order = np.lexsort((self.origin, self.end))
        return self.origin[order][np.unique(self.end[order], return_index=True)[1]]

    def ends_in(self, mask: Mask) -> Links:
        """Those whose end is among some things; ``mask`` is as long as there are things."""
        return self.where(mask[self.end])

    def relationships(self, nodes: Nodes) -> Iterator[str]:
        """Ids of all relationships on the chains, each once."""
        for column, table in enumerate(self.tables):
            used = np.unique(self.trail[:, column])
            yield from table.take(used[used != NONE]).ids(nodes)


def _no_trail(size: int) -> NDArray[np.int32]:
    return np.zeros((size, 0), dtype=np.int32)
