"""A snapshot filtered by origins and date, with lookups that many measures share."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.snapshot.columns import BY_STRENGTH, SIMULATED, Edges, Ints, Mask, Nodes, Snapshot
from graph.snapshot.paths import Links
from graph.snapshot.place_mask import PlaceMask
from seed.model import PLACING, bounds, with_placing, with_reference

Places = NDArray[np.int32]
UNITS_DEEP, CLASSES_DEEP = 2, 4
"""Maximum number of levels from a unit to its school, and from a class of GB/T 4754 to its sector."""


class View:
    """The input of a measure: the entities and relationships that a request selects.

    :param origin: origins to include; ``documented`` includes ``reference``, and inferred relationships that place an entity
        (:func:`seed.model.with_placing`). None: all.
    :param as_of: a year, a month or a day. Leaves out what began later or ended before; undated relationships are kept.
    :param place: leaves out the entities of the types ``labels`` that do not lie there. Relationships are kept: those of an entity that is
        left out count for the entities at their other ends.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        origin: tuple[str, ...] | None = None,
        as_of: str | None = None,
        place: PlaceMask | None = None,
        labels: tuple[str, ...] = (),
    ) -> None:
        self.snapshot, self.origin, self.as_of, self.place, self._labels = snapshot, origin, as_of, place, labels
        self._edges: dict[str, Edges] = {}
        self._wanted = None if origin is None else _mask(with_reference(origin))
        self._placing = None if origin is None else _mask(with_placing(origin))
        self.day = 0 if as_of is None else int(bounds(as_of)[1].replace("-", ""))

    @property
    def nodes(self) -> Nodes:
        """The columns of all nodes, including those outside the view."""
        return self.snapshot.nodes

    @cached_property
    def seen(self) -> Mask:
        """Mask of the nodes with a selected origin that the place does not leave out."""
        of_origin = self._of_origin
        return of_origin if self.place is None else of_origin & ~self.place.out(self.snapshot, self._labels)

    @property
    def _of_origin(self) -> Mask:
        return np.ones(len(self.nodes), dtype=bool) if self._wanted is None else self._wanted[self.nodes.origin]

    @cached_property
    def lies_there(self) -> Mask:
        """Mask of the nodes in the place of the request, of any type; all nodes without a place."""
        return np.ones(len(self.nodes), dtype=bool) if self.place is None else self.place.inside

    def without_location(self, labels: tuple[str, ...]) -> int | None:
        """Return the number of entities of some types that the place leaves out because they have no location; None without a place."""
        if self.place is None:
            return None
        missing = self.place.nowhere & self._of_origin
        return sum(int(missing[span.start : span.stop].sum()) for span in map(self.nodes.span, labels))

    def at(self, as_of: str | None) -> View:
        """Return the view with the same origins and place at another date; None: at any date."""
        return View(self.snapshot, self.origin, as_of, self.place, self._labels)

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

    def includes(self, origin: int) -> bool:
        """Whether the view includes data of an origin, given as a number (:data:`graph.snapshot.columns.BY_STRENGTH`)."""
        return self._wanted is None or bool(self._wanted[origin])

    def edges(self, kind: str) -> Edges:
        """Return the relationships of a type in the view."""
        if kind not in self._edges:
            self._edges[kind] = self._filtered(self.snapshot.of(kind))
        return self._edges[kind]

    def _filtered(self, edges: Edges) -> Edges:
        if self._wanted is None and not self.day:
            return edges
        keep = np.ones(len(edges), dtype=bool) if self._wanted is None else self._wanted[edges.origin]
        if self._placing is not None and edges.type in PLACING:
            keep |= self._placing[edges.origin] & self.seen[edges.start] & self.seen[edges.end]
        if self.day:
            keep &= (edges.since <= self.day) & ((edges.until == 0) | (edges.until >= self.day)) & (edges.year <= self.day // 10_000)
        return edges.take(keep)

    def mask(self, places: Ints) -> Mask:
        """Return a mask of some places among all nodes."""
        mask = np.zeros(len(self.nodes), dtype=bool)
        mask[places] = True
        return mask

    def drop_simulated_evidence(self, links: Links) -> Links:
        """Return the chains of selected origins, without simulated chains of real entities.

        A simulated chain of a real entity only serves demonstration; it is not evidence. The relationships of the view have selected
        origins, and an inferred one that only places an entity leaves the chain in the view.
        """
        keep = (links.origin != SIMULATED) | (self.nodes.origin[links.start] == SIMULATED)
        if self._placing is not None:
            keep &= self._placing[links.origin]
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


def _mask(origins: set[str]) -> Mask:
    """Return which origins, by number, are among some."""
    return np.array([name in origins for name in BY_STRENGTH])
