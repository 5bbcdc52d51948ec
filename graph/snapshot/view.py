"""A snapshot filtered by origins and date, with lookups that many measures share."""

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
"""Maximum number of levels from a unit to its school, and from a class of GB/T 4754 to its sector."""


class View:
    """The input of a measure: the entities and relationships that a request selects.

    :param origin: origins to include; ``documented`` includes ``reference``. None: all.
    :param as_of: a year, a month or a day. Leaves out what began later or ended before; undated relationships are kept.
    """

    def __init__(self, snapshot: Snapshot, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> None:
        self.snapshot, self.origin, self.as_of = snapshot, origin, as_of
        self._edges: dict[str, Edges] = {}
        wanted = None if origin is None else with_reference(origin)
        self._wanted = None if wanted is None else np.array([name in wanted for name in BY_STRENGTH])
        self.day = 0 if as_of is None else int(bounds(as_of)[1].replace("-", ""))

    @property
    def nodes(self) -> Nodes:
        """The columns of all nodes, including those outside the view."""
        return self.snapshot.nodes

    @cached_property
    def seen(self) -> Mask:
        """Mask of the nodes with a selected origin."""
        return np.ones(len(self.nodes), dtype=bool) if self._wanted is None else self._wanted[self.nodes.origin]

    def places(self, label: str) -> Places:
        """Return the places of a type in the view, including unnamed groups."""
        span = self.nodes.span(label)
        return span.start + np.flatnonzero(self.seen[span.start : span.stop]).astype(np.int32)

    def named(self, label: str) -> Places:
        """Return the places of a type in the view, without unnamed groups."""
        places = self.places(label)
        return places[~self.is_group[places]]

    @cached_property
    def is_group(self) -> Mask:
        """Mask of the nodes that stand for an unnamed group; never count one as a single organisation."""
        return self.nodes.kind.among("unnamed group")

    def edges(self, kind: str) -> Edges:
        """Return the relationships of a type in the view."""
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
        """With ``as_of``: the number of relationships without a date, which are kept at every date. Otherwise None."""
        if not self.day:
            return None
        kinds = (self.edges(kind) for kind in self.snapshot.edges if can_be_dated(kind))
        return sum(int(((one.since == 0) & (one.until == 0) & (one.year == 0)).sum()) for one in kinds)

    def mask(self, places: Ints) -> Mask:
        """Return a mask of some places among all nodes."""
        mask = np.zeros(len(self.nodes), dtype=bool)
        mask[places] = True
        return mask

    def drop_simulated_evidence(self, links: Links) -> Links:
        """Return the chains of selected origins, without simulated chains of real entities.

        A simulated chain of a real entity only serves demonstration; it is not evidence.
        """
        keep = (links.origin != SIMULATED) | (self.nodes.origin[links.start] == SIMULATED)
        if self._wanted is not None:
            keep &= self._wanted[links.origin]
        return links.where(keep)

    # Hierarchies of schools, programs and industries.

    def upwards(self, places: Places, kinds: tuple[str, ...], deep: int, *, trail: bool = False) -> Links:
        """Return links from each place to itself and to everything above it over ``kinds``, at most ``deep`` steps."""
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
        """Return links from each program to the schools and units that offer it, and to the schools of these units."""
        offers = Links.of(self.edges("OFFERS"), trail=trail, back=True)
        return offers.join(self.upwards(self.places("School"), ("PART_OF",), UNITS_DEEP, trail=trail)).best()

    def located(self, label: str, *, trail: bool = False) -> Links:
        """Return links from each entity of a type to its locations. Units and programs inherit those of their schools."""
        at = Links.of(self.edges("LOCATED_IN"), trail=trail)
        if label == "Program":
            return self.programs_of_schools(trail=trail).join(at).best()
        if label == "School":
            return self.upwards(self.places("School"), ("PART_OF",), UNITS_DEEP, trail=trail).join(at).best()
        return at.where(self.mask(self.places(label))[at.start]).best()

    def to_sectors(self, *, trail: bool = False) -> Links:
        """Return links from each industry and sector to the sectors that it is or belongs to."""
        both = np.concatenate([self.places("Industry"), self.places("Sector")])
        found = self.upwards(both, ("PART_OF", "MAPS_TO"), CLASSES_DEEP, trail=trail)
        return found.ends_in(self.mask(self.places("Sector")))
