"""The shortest chains between two entities, by bidirectional breadth-first search.

A single Cypher query enumerates every shortest path before it can sort them, and two entities may be connected by more paths than the time
limit allows: four yearly relationships at each of five steps are 1,024 paths through the same entities. A chain is therefore a sequence of
*entities*, each step with all its evidence. The search goes layer by layer and visits each entity once. The chains are counted without
enumeration, and the first chains in the order of ids are the same on every server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graph.database.reader import Store
from graph.database.records import is_undated
from graph.queries.traversal.neighbours import MOST_BETWEEN, between, briefs
from graph.queries.traversal.selection import Chosen, read_value
from seed.model import weakest

MOST_STEPS = 6
MOST_THINGS = 50_000
"""Maximum number of entities in a layer of the search. When a layer is larger, the search ends and its result is marked incomplete."""
MOST_PAIRS = 200_000
_STRONG = ("documented", "reference", "inferred", "simulated")


@dataclass(frozen=True)
class Chains:
    """The result of a search.

    :param rows: ``steps``, ``things``, ``origin``, ``evidence`` (a list for each step) and, when the request has a date, ``undated``.
    :param total: number of all chains of that length; None when the search ended early.
    """

    rows: list[dict[str, Any]]
    total: int | None


@dataclass
class _Side:
    """One end of the search, and the layers of entities around it: at distance 0, 1, 2 ..."""

    layers: list[set[str]]
    visited: set[str]

    @classmethod
    def at(cls, node_id: str) -> _Side:
        return cls([{node_id}], {node_id})


class _Search:
    def __init__(self, store: Store, one: str, other: str, chosen: Chosen, *, places: bool) -> None:
        self.store, self.one, self.other, self.chosen, self.places = store, one, other, chosen, places
        self.forward, self.backward = _Side.at(one), _Side.at(other)
        self.complete = True

    async def meet(self, steps: int) -> set[str]:
        """Return the entities where the two sides of the shortest chains of at most ``steps`` steps meet; empty when there is no chain."""
        for _ in range(steps):
            ahead = len(self.forward.layers[-1]) <= len(self.backward.layers[-1])
            side, against = (self.forward, self.backward) if ahead else (self.backward, self.forward)
            new = await self._hop(side)
            if not new or not self.complete:
                return set()
            if middle := new & against.layers[-1]:
                return middle
        return set()

    async def _hop(self, side: _Side) -> set[str]:
        ids, ends = sorted(side.layers[-1]), [self.one, self.other]
        switches = {"places"} if self.places else set()
        reached = set(await read_value(self.store, "hop", self.chosen, switches, ids=ids, ends=ends, limit=MOST_THINGS + 1))
        self.complete = len(reached) <= MOST_THINGS
        if len(side.layers) == 1:
            reached -= {self.one, self.other}  # a direct relationship between the two is not a chain
        new = reached - side.visited
        side.layers.append(new)
        side.visited |= new
        return new

    async def successors(self, middle: set[str]) -> dict[str, list[str]]:
        """Return for each entity on a shortest chain the entities that follow it."""
        ways: dict[str, list[str]] = defaultdict(list)
        for side in (self.forward, self.backward):
            here = middle
            for layer in reversed(side.layers[:-1]):
                pairs = await read_value(self.store, "pairs", self.chosen, ids=sorted(here), others=sorted(layer), limit=MOST_PAIRS + 1)
                self.complete = self.complete and len(pairs) <= MOST_PAIRS
                for near, far in pairs:
                    start, end = (far, near) if side is self.forward else (near, far)
                    ways[start].append(end)
                here = {far for _, far in pairs}
        return {thing: sorted(following) for thing, following in ways.items()}


def count(ways: dict[str, list[str]], start: str, end: str) -> int:
    """Return the number of paths from ``start`` to ``end``; each entity is visited once."""
    counts: dict[str, int] = {end: 1}

    def paths_from(thing: str) -> int:  # recursion depth: the length of a chain, at most six
        if thing not in counts:
            counts[thing] = sum(paths_from(following) for following in ways.get(thing, ()))
        return counts[thing]

    return paths_from(start)


def walk(ways: dict[str, list[str]], start: str, end: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths from ``start`` to ``end``, in the order of ids."""
    if start == end:
        yield (end,)
        return
    for following in ways.get(start, ()):
        for rest in walk(ways, following, end):
            yield (start, *rest)


def step_origin(edges: list[dict[str, Any]]) -> Any:
    """Return the strongest origin of the relationships of a step: each of them alone is sufficient evidence."""
    return min((edge["origin"] for edge in edges), key=_STRONG.index)


async def chains(store: Store, one: str, other: str, chosen: Chosen, *, steps: int, limit: int, places: bool) -> Chains:
    """Return the shortest chains of two to ``steps`` steps between two entities. Use it inside ``store.reading()``.

    :param places: whether a chain may pass through counties and regions.
    :param limit: maximum number of chains, in the order of the ids of their entities.
    """
    search = _Search(store, one, other, chosen, places=places)
    middle = await search.meet(steps)
    if not middle:
        return Chains([], 0 if search.complete else None)
    ways = await search.successors(middle)
    paths = [path for path, _ in zip(walk(ways, one, other), range(limit), strict=False)]
    rows = await _with_evidence(store, paths, chosen)
    return Chains(rows, count(ways, one, other) if search.complete else None)


async def _with_evidence(store: Store, paths: list[tuple[str, ...]], chosen: Chosen) -> list[dict[str, Any]]:
    pairs = sorted({pair for path in paths for pair in pairwise(path)})
    edges = await between(store, pairs, chosen, limit=MOST_BETWEEN)
    things = await briefs(store, sorted({thing for path in paths for thing in path}))
    return [_row([things[thing] for thing in path], [edges[pair] for pair in pairwise(path)], chosen) for path in paths]


def _row(things: list[dict[str, Any]], evidence: list[list[dict[str, Any]]], chosen: Chosen) -> dict[str, Any]:
    origin = weakest([*(thing["origin"] for thing in things), *map(step_origin, evidence)])
    row = {"steps": len(evidence), "things": things, "origin": origin, "evidence": evidence}
    if chosen.as_of is not None and any(all(map(is_undated, edges)) for edges in evidence):
        row["undated"] = True
    return row
