"""A snapshot as one choice of origins and one date see it; and the questions about it that many measures share."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.queries.traversal.neighbours import can_be_dated
from graph.snapshot.columns import BY_STRENGTH, SIMULATED, Edges, Ints, Mask, Nodes, Snapshot
from graph.snapshot.paths import Links
from seed.model import bounds, with_reference

Places = NDArray[np.int32]
UNITS_DEEP, CLASSES_DEEP = 2, 4
"""How far a unit may stand below its school, and a class of GB/T 4754 below the sector it belongs to."""


class View:
    """What a measure is computed on. Relationships that the request leaves out are not in it, nor are things of other origins.

    :param origin: origins that count; ``documented`` brings what stands in public tables along. None: all.
    :param as_of: a year, a month or a day as stated: what began later or ended before is left out, what is undated stays in.
    """

    def __init__(self, snapshot: Snapshot, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> None:
        self.snapshot, self.origin, self.as_of = snapshot, origin, as_of
        self._edges: dict[str, Edges] = {}
        wanted = None if origin is None else with_reference(origin)
        self._wanted = None if wanted is None else np.array([name in wanted for name in BY_STRENGTH])
        self.day = 0 if as_of is None else int(bounds(as_of)[1].replace("-", ""))

    @property
    def nodes(self) -> Nodes:
        """The columns of all things, seen or not."""
        return self.snapshot.nodes

    @cached_property
    def seen(self) -> Mask:
        """Which things have an origin that counts."""
        return np.ones(len(self.nodes), dtype=bool) if self._wanted is None else self._wanted[self.nodes.origin]

    def places(self, label: str) -> Places:
        """The things of a type that are seen, those that stand for an unnamed group included."""
        span = self.nodes.span(label)
        return span.start + np.flatnonzero(self.seen[span.start : span.stop]).astype(np.int32)

    def named(self, label: str) -> Places:
        """The things of a type that are seen and stand for one thing, or for a part of one."""
        places = self.places(label)
        return places[~self.is_group[places]]

    @cached_property
    def is_group(self) -> Mask:
        """Which things stand for an unnamed group, and are never counted as one."""
        return self.nodes.kind.among("unnamed group")

    def edges(self, kind: str) -> Edges:
        """The relationships of a type that are seen."""
        if kind not in self._edges:
            self._edges[kind] = self._filtered(self.snapshot.of(kind))
        return self._edges[kind]

    def _filtered(self, edges: Edges) -> Edges:
        if self._wanted is None and not self.day:
            return edges
        keep = np.ones(len(edges), dtype=bool) if self._wanted is None else self._wanted[edges.origin]
        if self.day:
            keep &= (edges.since <= self.day) & ((edges.until == 0) | (edges.until >= self.day)) & (edges.year <= self.day // 10_000)
        return edges.take(keep)

    @cached_property
    def undated(self) -> int | None:
        """With a date: how many relationships that could have one have none, and so stay in at every date. None without a date."""
        if not self.day:
            return None
        kinds = (self.edges(kind) for kind in self.snapshot.edges if can_be_dated(kind))
        return sum(int(((one.since == 0) & (one.until == 0) & (one.year == 0)).sum()) for one in kinds)

    def mask(self, places: Ints) -> Mask:
        """Where some things stand among all."""
        found = np.zeros(len(self.nodes), dtype=bool)
        found[places] = True
        return found

    def drop_simulated_evidence(self, links: Links) -> Links:
        """Chains that count: of the origins that are wanted, and nothing simulated said of a thing that is not.

        A simulated chain of a real thing exercises the tool and is no evidence.
        """
        keep = (links.origin != SIMULATED) | (self.nodes.origin[links.start] == SIMULATED)
        if self._wanted is not None:
            keep &= self._wanted[links.origin]
        return links.where(keep)

    # What schools, programs and industries belong to.

    def upwards(self, places: Places, kinds: tuple[str, ...], deep: int, *, trail: bool = False) -> Links:
        """From each thing to itself and to all that it is part of, over ``kinds``, at most ``deep`` steps."""
        step = Links.of(self.edges(kinds[0]), trail=trail)
        for kind in kinds[1:]:
            step = step.union(Links.of(self.edges(kind), trail=trail))
        found = reached = Links.same(places, self.nodes.origin)
        for _ in range(deep):
            reached = reached.join(step)
            if not len(reached):
                break
            found = found.union(reached)
        return found.best()

    def programs_of_schools(self, *, trail: bool = False) -> Links:
        """From each program to the schools and units that offer it and to the schools these are part of."""
        offers = Links.of(self.edges("OFFERS"), trail=trail, back=True)
        return offers.join(self.upwards(self.places("School"), ("PART_OF",), UNITS_DEEP, trail=trail)).best()

    def located(self, label: str, *, trail: bool = False) -> Links:
        """From each thing of a type to where it is. A unit is also where its school is, and a program where it is offered."""
        at = Links.of(self.edges("LOCATED_IN"), trail=trail)
        if label == "Program":
            return self.programs_of_schools(trail=trail).join(at).best()
        if label == "School":
            return self.upwards(self.places("School"), ("PART_OF",), UNITS_DEEP, trail=trail).join(at).best()
        return at.where(self.mask(self.places(label))[at.start]).best()

    def to_sectors(self, *, trail: bool = False) -> Links:
        """From each industry and each sector to the sectors that it is, or belongs to."""
        both = np.concatenate([self.places("Industry"), self.places("Sector")])
        found = self.upwards(both, ("PART_OF", "MAPS_TO"), CLASSES_DEEP, trail=trail)
        return found.ends_in(self.mask(self.places("Sector")))
