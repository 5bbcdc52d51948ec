"""Four alternative crosswalks from programs to the sectors that they serve. None is authoritative; review programs on which they differ.

``declared``
    what the program itself is stated to serve (SERVES), and what that belongs to (PART_OF, MAPS_TO);
``catalogue``
    what its entry in the catalogue of majors serves; if the entry serves nothing, what other entries of its class (first four digits)
    serve, unless that was read from their own names; the link is then inferred;
``flows``
    where its graduates went: the sectors of the enterprises that it feeds;
``names``
    sectors with a name similar to that of the program or of its major; weak, always inferred.

Simulated chains of real programs are ignored. A program without data in a crosswalk is *unknown* to it, which differs from not aligned.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from graph.measures.definition import param
from graph.snapshot.columns import INFERRED, SIMULATED, UNKNOWN, Ints, Mask
from graph.snapshot.paths import NONE, Links
from graph.snapshot.view import View

CROSSWALKS = ("declared", "catalogue", "flows", "names")
MIN_SIMILARITY = 80.0
"""Minimum similarity of two names, of 100 (:func:`rapidfuzz.fuzz.token_set_ratio`; Chinese: :func:`rapidfuzz.fuzz.partial_ratio`)."""
MOST_OF = 50.0
"""Default threshold of ``flows``: per cent of the graduates with a known sector."""
FLOW_SHARE = param(
    "flow_share",
    "percent",
    "For `flows`: a program is aligned when more than this share of its graduates went to prioritised sectors.",
    "按去向判断时，毕业生比例须高于此值。",
    default=MOST_OF,
)
"""Parameter for this threshold."""


_NONE = np.zeros(0, dtype=np.int32)
_NO_LINKS = Links(_NONE, _NONE, np.zeros(0, dtype=np.int8), np.zeros((0, 0), dtype=np.int32))


class Crosswalk(ABC):
    """A crosswalk. Masks have one value per node; only programs are ever true."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._served: dict[bytes, tuple[Mask, NDArray[np.int8]]] = {}

    @property
    @abstractmethod
    def known(self) -> Mask:
        """Mask of the programs with data in the crosswalk."""

    @property
    @abstractmethod
    def known_origin(self) -> NDArray[np.int8]:
        """Origin of the data on each program, as a number per node."""

    def serving(self, sectors: Mask) -> tuple[Mask, NDArray[np.int8]]:
        """Return a mask of the programs that serve one of the sectors, and the origins of these links (else of the nodes)."""
        key = np.flatnonzero(sectors).tobytes()
        if key not in self._served:
            self._served[key] = self._serving(sectors)
        return self._served[key]

    @abstractmethod
    def _serving(self, sectors: Mask) -> tuple[Mask, NDArray[np.int8]]:
        """Compute the result of :meth:`serving`."""

    @abstractmethod
    def chains(self, programs: Mask, sectors: Mask) -> Links:
        """Return the chains of relationships from some programs to the sectors."""


class _Linked(Crosswalk):
    """A crosswalk made of individual links from programs to sectors."""

    def _links(self, programs: Mask, *, trail: bool) -> Links:
        raise NotImplementedError

    def _first(self, programs: Mask) -> Links:
        """Return the first relationships of the chains."""
        raise NotImplementedError

    @cached_property
    def links(self) -> Links:
        """All chains, the strongest of each program and sector."""
        return self.view.drop_simulated_evidence(self._links(self._programs, trail=False)).best()

    @cached_property
    def _programs(self) -> Mask:
        return self.view.mask(self.view.places("Program"))

    @cached_property
    def known(self) -> Mask:
        return self._known_with_origin[0]

    @cached_property
    def known_origin(self) -> NDArray[np.int8]:
        return self._known_with_origin[1]

    @cached_property
    def _known_with_origin(self) -> tuple[Mask, NDArray[np.int8]]:
        return _strongest(self.view, self.view.drop_simulated_evidence(self._first(self._programs)))

    def _serving(self, sectors: Mask) -> tuple[Mask, NDArray[np.int8]]:
        return _strongest(self.view, self.links.ends_in(sectors))

    def chains(self, programs: Mask, sectors: Mask) -> Links:
        return self.view.drop_simulated_evidence(self._links(programs, trail=True)).ends_in(sectors).best()


class Declared(_Linked):
    """By statements about the program itself."""

    def _first(self, programs: Mask) -> Links:
        serves = Links.of(self.view.edges("SERVES"), trail=True)
        return serves.where(programs[serves.start])

    def _links(self, programs: Mask, *, trail: bool) -> Links:
        serves = Links.of(self.view.edges("SERVES"), trail=trail)
        return serves.where(programs[serves.start]).join(self.view.to_sectors(trail=trail))


class Catalogue(_Linked):
    """By the program's entry in the catalogue of majors, else by the class of the entry."""

    def _first(self, programs: Mask) -> Links:
        return self._to_industries(programs, trail=True)

    def _links(self, programs: Mask, *, trail: bool) -> Links:
        return self._to_industries(programs, trail=trail).join(self.view.to_sectors(trail=trail))

    def _to_industries(self, programs: Mask, *, trail: bool) -> Links:
        majors, edges = Links.of(self.view.edges("OF_MAJOR"), trail=trail), self.view.edges("SERVES")
        serves, of_majors = Links.of(edges, trail=trail), self.view.mask(self.view.places("Major"))[edges.start]
        general = of_majors & ~edges.part.among("name")  # the name of one major says nothing about another
        by_class = self._class().join(serves.where(general))
        return majors.where(programs[majors.start]).join(serves.where(of_majors).union(by_class))

    def _class(self) -> Links:
        """Return links from each major that serves nothing to majors of its class that serve something. These links are inferred."""
        if not self.view.includes(INFERRED):
            return _NO_LINKS
        majors, classes = self.view.places("Major"), self.view.nodes.major_class.codes
        has = np.isin(majors, self.view.edges("SERVES").start)
        serving: dict[int, list[int]] = defaultdict(list)
        for place in majors[has & (classes[majors] != 0)]:
            serving[int(classes[place])].append(int(place))
        pairs = [(a, b) for a in majors[~has] for b in serving.get(int(classes[a]), ())]
        ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
        inferred = np.full(len(ends), INFERRED, dtype=np.int8)
        return Links(ends[:, 0], ends[:, 1], inferred, np.zeros((len(ends), 0), np.int32))


class Names(_Linked):
    """By similarity of names."""

    def _first(self, programs: Mask) -> Links:
        """Use the names of programs and of their majors; the name of a simulated program is only a number."""
        view = self.view
        if not view.includes(INFERRED):
            return _NO_LINKS
        majors = Links.of(view.edges("OF_MAJOR"), trail=True)
        real = np.flatnonzero(programs & (view.nodes.origin != SIMULATED)).astype(np.int32)
        own = Links.same(real, np.maximum(view.nodes.origin, INFERRED).astype(np.int8))
        return own.union(majors.where(programs[majors.start]))

    def _links(self, programs: Mask, *, trail: bool) -> Links:
        first = self._first(programs)
        found = first.join(_similar_names(self.view, np.unique(first.end)))
        return found if trail else Links(found.start, found.end, found.origin, found.trail[:, :0])


def _similar_names(view: View, named: Ints) -> Links:
    """Return links from programs and majors to sectors with similar names."""
    sectors = view.places("Sector")
    pairs = [(one, sector) for one in named.tolist() for sector in sectors.tolist() if _is_similar(view, one, sector)]
    ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.full(len(ends), INFERRED, dtype=np.int8), np.zeros((len(ends), 0), np.int32))


def _is_similar(view: View, one: int, sector: int) -> bool:
    name, name_zh = view.nodes.name, view.nodes.name_zh
    if fuzz.token_set_ratio(name[one].casefold(), name[sector].casefold()) >= MIN_SIMILARITY:
        return True
    return one in name_zh and sector in name_zh and fuzz.partial_ratio(name_zh[one], name_zh[sector]) >= MIN_SIMILARITY


class Flows(Crosswalk):
    """By the destinations of graduates. A flow without a number counts as one graduate, the minimum.

    :param share: threshold in per cent; more than this share of the graduates with a known sector must go to the given sectors.
    """

    def __init__(self, view: View, share: float = MOST_OF) -> None:
        super().__init__(view)
        self.share = share

    @cached_property
    def _feeds(self) -> Links:
        return self.view.drop_simulated_evidence(Links.of(self.view.edges("FEEDS"), trail=True))

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        graduates = self.view.edges("FEEDS").graduates[self._feeds.trail[:, 0]]
        return np.where(graduates == UNKNOWN, 1, graduates).astype(np.float64)

    def _sectors(self, *, trail: bool) -> Links:
        view = self.view
        return view.drop_simulated_evidence(Links.of(view.edges("OPERATES_IN"), trail=trail).join(view.to_sectors(trail=trail)))

    @cached_property
    def _enterprises(self) -> Links:
        return self._sectors(trail=False).best()

    @cached_property
    def _operating(self) -> Mask:
        """Mask of the enterprises with a known industry, of any sector."""
        return self.view.mask(self._operates.start)

    @cached_property
    def _operates(self) -> Links:
        return self.view.drop_simulated_evidence(Links.of(self.view.edges("OPERATES_IN")))

    def _sum(self, ends: Mask) -> NDArray[np.float64]:
        counted = ends[self._feeds.end]
        weights = self._weights[counted]
        return np.bincount(self._feeds.start[counted], weights, minlength=len(self.view.nodes)).astype(np.float64)

    @cached_property
    def _all(self) -> NDArray[np.float64]:
        return self._sum(self._operating)

    @cached_property
    def known(self) -> Mask:
        return self._all > 0

    @cached_property
    def known_origin(self) -> NDArray[np.int8]:
        """The weakest origin of the flows behind the share of each program."""
        operating, weak = _strongest(self.view, self._operates)
        origin = self.view.nodes.origin.copy()
        flows = self._feeds.where(operating[self._feeds.end])
        np.maximum.at(origin, flows.start, np.maximum(flows.origin, weak[flows.end]))
        return origin

    def _serving(self, sectors: Mask) -> tuple[Mask, NDArray[np.int8]]:
        there, weak = _strongest(self.view, self._enterprises.ends_in(sectors))
        part = self._sum(there)
        serves = self.known & (100 * part > self.share * self._all)
        origin = self.view.nodes.origin.copy()
        flows = self._feeds.where(there[self._feeds.end] & serves[self._feeds.start])
        np.maximum.at(origin, flows.start, np.maximum(flows.origin, weak[flows.end]))
        return serves, origin

    def chains(self, programs: Mask, sectors: Mask) -> Links:
        return self._feeds.where(programs[self._feeds.start]).join(self._sectors(trail=True).ends_in(sectors).best())


def _strongest(view: View, links: Links) -> tuple[Mask, NDArray[np.int8]]:
    """Return a mask of the starts of chains, and the strongest chain of each; other nodes have their own origin."""
    found, origin = view.mask(links.start), view.nodes.origin.copy()
    strongest = np.full(len(origin), SIMULATED + 1, dtype=np.int8)
    np.minimum.at(strongest, links.start, links.origin)
    origin[found] = np.maximum(origin[found], strongest[found])
    return found, origin


_CROSSWALKS: dict[str, type[Crosswalk]] = {"declared": Declared, "catalogue": Catalogue, "flows": Flows, "names": Names}


def make_crosswalk(view: View, name: str, share: float = MOST_OF) -> Crosswalk:
    """Return a crosswalk by its name, one of :data:`CROSSWALKS`."""
    return Flows(view, share) if name == "flows" else _CROSSWALKS[name](view)


def chosen(name: str | None) -> Iterable[str]:
    """Return the requested crosswalks: one, or all."""
    return CROSSWALKS if name is None else (name,)


__all__ = ["CROSSWALKS", "MOST_OF", "NONE", "Crosswalk", "chosen", "make_crosswalk"]
