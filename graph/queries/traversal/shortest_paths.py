"""The shortest chains between two things, found from both ends at once.

A search in one Cypher text lists every shortest path before it can sort them, and two things may be joined by more paths than a time
limit allows: four yearly relationships at each of five steps are 1,024 paths through the same things. So a chain here is a row of
*things*, each step with all its evidence, and the search goes layer by layer: each thing is looked at once, the number of chains is
counted, not listed, and the first of them in the order of ids are the same on every server.
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
from graph.queries.traversal.selection import Chosen, look
from seed.model import weakest

MOST_STEPS = 6
MOST_THINGS = 50_000
"""Things in one layer of the search at most; where there are more, it ends and says so."""
MOST_PAIRS = 200_000
_STRONG = ("documented", "reference", "inferred", "simulated")


@dataclass(frozen=True)
class Chains:
    """What the search found.

    :param rows: ``steps``, ``things``, ``origin``, ``evidence`` (a list for each step) and, where a date was asked, ``undated``.
    :param total: number of all chains of that length; None when the search had to end early.
    """

    rows: list[dict[str, Any]]
    total: int | None


@dataclass
class _Side:
    """One end, and the layers of things found from it: at no step, at one, at two ..."""

    layers: list[set[str]]
    seen: set[str]

    @classmethod
    def at(cls, node_id: str) -> _Side:
        return cls([{node_id}], {node_id})


class _Search:
    def __init__(self, store: Store, one: str, other: str, chosen: Chosen, *, places: bool) -> None:
        self.store, self.one, self.other, self.chosen, self.places = store, one, other, chosen, places
        self.forward, self.backward = _Side.at(one), _Side.at(other)
        self.complete = True

    async def meet(self, steps: int) -> set[str]:
        """Things in the middle of the shortest chains of at most ``steps`` steps, none when there is no chain."""
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
        given = {"places"} if self.places else set()
        found = set(await look(self.store, "hop", self.chosen, given, ids=ids, ends=ends, limit=MOST_THINGS + 1))
        self.complete = len(found) <= MOST_THINGS
        if len(side.layers) == 1:
            found -= {self.one, self.other}  # what lies directly between the two is no chain
        new = found - side.seen
        side.layers.append(new)
        side.seen |= new
        return new

    async def ways_on(self, middle: set[str]) -> dict[str, list[str]]:
        """For each thing on a shortest chain, the things that come next on one."""
        ways: dict[str, list[str]] = defaultdict(list)
        for side in (self.forward, self.backward):
            here = middle
            for layer in reversed(side.layers[:-1]):
                pairs = await look(self.store, "pairs", self.chosen, ids=sorted(here), others=sorted(layer), limit=MOST_PAIRS + 1)
                self.complete = self.complete and len(pairs) <= MOST_PAIRS
                for near, far in pairs:
                    start, end = (far, near) if side is self.forward else (near, far)
                    ways[start].append(end)
                here = {far for _, far in pairs}
        return {thing: sorted(following) for thing, following in ways.items()}


def count(ways: dict[str, list[str]], start: str, end: str) -> int:
    """Number of ways from ``start`` to ``end``; each thing is looked at once."""
    known: dict[str, int] = {end: 1}

    def ahead(thing: str) -> int:  # as deep as a chain is long, which is six at most
        if thing not in known:
            known[thing] = sum(ahead(following) for following in ways.get(thing, ()))
        return known[thing]

    return ahead(start)


def walk(ways: dict[str, list[str]], start: str, end: str) -> Iterator[tuple[str, ...]]:
    """The ways from ``start`` to ``end``, in the order of ids."""
    if start == end:
        yield (end,)
        return
    for following in ways.get(start, ()):
        for rest in walk(ways, following, end):
            yield (start, *rest)


def step_origin(edges: list[dict[str, Any]]) -> Any:
    """A step is as strong as the strongest of its relationships: each of them alone carries it."""
    return min((edge["origin"] for edge in edges), key=_STRONG.index)


async def chains(store: Store, one: str, other: str, chosen: Chosen, *, steps: int, limit: int, places: bool) -> Chains:
    """The shortest chains of two to ``steps`` steps between two things; use inside ``store.reading()``.

    :param places: whether a chain may go through counties and regions.
    :param limit: chains at most, in the order of the ids of their things.
    """
    search = _Search(store, one, other, chosen, places=places)
    middle = await search.meet(steps)
    if not middle:
        return Chains([], 0 if search.complete else None)
    ways = await search.ways_on(middle)
    found = [way for way, _ in zip(walk(ways, one, other), range(limit), strict=False)]
    rows = await _with_evidence(store, found, chosen)
    return Chains(rows, count(ways, one, other) if search.complete else None)


async def _with_evidence(store: Store, found: list[tuple[str, ...]], chosen: Chosen) -> list[dict[str, Any]]:
    pairs = sorted({pair for way in found for pair in pairwise(way)})
    edges = await between(store, pairs, chosen, limit=MOST_BETWEEN)
    things = await briefs(store, sorted({thing for way in found for thing in way}))
    return [_row([things[thing] for thing in way], [edges[pair] for pair in pairwise(way)], chosen) for way in found]


def _row(things: list[dict[str, Any]], evidence: list[list[dict[str, Any]]], chosen: Chosen) -> dict[str, Any]:
    origin = weakest([*(thing["origin"] for thing in things), *map(step_origin, evidence)])
    row = {"steps": len(evidence), "things": things, "origin": origin, "evidence": evidence}
    if chosen.as_of is not None and any(all(map(is_undated, edges)) for edges in evidence):
        row["undated"] = True
    return row
