"""Chains of relationships as arrays: which nodes are linked, by what origin, and over which relationships.

    serves = Links.of(view.edges("SERVES"), trail=True)
    chains = serves.join(Links.of(view.edges("MAPS_TO"), trail=True)).best()

A chain has the weakest origin of its relationships. Of several chains between the same two nodes, :meth:`Links.best` keeps the strongest.
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
    """``start[i]`` is linked to ``end[i]``. ``trail[i]`` indexes ``tables``, one column per table; :data:`NONE` means not used."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    origin: NDArray[np.int8]
    trail: NDArray[np.int32]
    tables: tuple[Edges, ...] = ()

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def of(cls, edges: Edges, *, trail: bool = False, back: bool = False) -> Links:
        """Return each relationship as a chain of length one. ``back``: from end to start."""
        places = np.arange(len(edges), dtype=np.int32).reshape(-1, 1) if trail else _no_trail(len(edges))
        start, end = (edges.end, edges.start) if back else (edges.start, edges.end)
        return cls(start, end, edges.origin, places, (edges,) if trail else ())

    @classmethod
    def same(cls, places: NDArray[np.integer[Any]], origin: NDArray[np.int8]) -> Links:
        """Return links from each place to itself. ``origin`` has one value per node of the snapshot."""
        at = places.astype(np.int32)
        return cls(at, at, origin[at], _no_trail(len(at)))

    def where(self, mask: Any) -> Links:
        """Return the chains that a mask or places select."""
        return Links(self.start[mask], self.end[mask], self.origin[mask], self.trail[mask], self.tables)

    def join(self, other: Links) -> Links:
        """Concatenate chains: one of ``self`` ends where one of ``other`` begins."""
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
        """Return the chains of both."""
        own = np.hstack([self.trail, np.full((len(self), other.trail.shape[1]), NONE, np.int32)])
        theirs = np.hstack([np.full((len(other), self.trail.shape[1]), NONE, np.int32), other.trail])
        return Links(
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
            np.concatenate([self.origin, other.origin]),
            np.vstack([own, theirs]),
            self.tables + other.tables,
        )

    def best(self) -> Links:
        """Return one chain for each pair of nodes: the strongest; of equals, the first."""
        if not len(self):
            return self
        order = np.lexsort((np.arange(len(self)), self.origin, self.end, self.start))
        start, end = self.start[order], self.end[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        return self.where(order[new])

    def strongest(self) -> NDArray[np.int8]:
        """Return the origin of the strongest chain for each distinct end, ends ascending."""
        order = np.lexsort((self.origin, self.end))
        return self.origin[order][np.unique(self.end[order], return_index=True)[1]]

    def ends_in(self, mask: Mask) -> Links:
        """Return the chains whose end is in ``mask``, which has one value per node."""
        return self.where(mask[self.end])

    def relationships(self, nodes: Nodes) -> Iterator[str]:
        """Yield the ids of all relationships on the chains, each once."""
        for column, table in enumerate(self.tables):
            used = np.unique(self.trail[:, column])
            yield from table.take(used[used != NONE]).ids(nodes)


def _no_trail(size: int) -> NDArray[np.int32]:
    return np.zeros((size, 0), dtype=np.int32)
