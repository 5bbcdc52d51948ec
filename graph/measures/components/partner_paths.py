"""Who asks for partners, and the relationships behind the reasons for and against each candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from graph.errors import BadValueError
from graph.measures.components.alliances import counties_of, fields_of, members, regions_of, ties
from graph.measures.components.partner_scores import Reasons
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import label_of

KINDS = {"flows": "graduates", "people": "people", "facility": "facility"}


@dataclass(frozen=True)
class Asked:
    """Who asks: ``own`` are the places on whose behalf, one or the members of an alliance."""

    view: View
    place: int
    own: Places
    is_alliance: bool

    @classmethod
    def of(cls, view: View, known: str) -> Asked:
        """A school, an enterprise or an alliance; BadValueError when it is none."""
        place = view.snapshot.at(known)
        if place is None or label_of(known) not in {"School", "Enterprise", "Alliance"} or view.is_group[place]:
            raise BadValueError("Partners are sought for a school, an enterprise or an alliance that has a name.", pointer="for")
        alliance = label_of(known) == "Alliance"
        return cls(view, place, members(view, known).places if alliance else np.array([place], dtype=np.int32), alliance)

    def others(self, candidate: int) -> Mask:
        """Those that ask and are of the other type than the candidate."""
        found = self.view.mask(self.own)
        span = self.view.nodes.span(label_of(self.view.nodes.ids[candidate]) or "")
        found[span.start : span.stop] = False
        return found


class Paths:
    """The relationships behind the reasons of some candidates, found for all of them at once."""

    def __init__(self, asked: Asked, candidates: Places) -> None:
        self.asked, self.view, self.candidates = asked, asked.view, candidates
        self._kept: dict[str, Links] = {}
        self._both = np.union1d(candidates, asked.own).astype(np.int32)

    def of(self, reason: str, candidate: int) -> list[Links]:
        """Links that a reason rests on; none when it rests on the candidate alone."""
        if reason in KINDS:
            return [self._tie(KINDS[reason], candidate)]
        if reason in _COMMON:
            return self._in_common(reason, candidate)
        if reason == "distance":
            return self._nearest(candidate)
        if reason == "shared":
            return self._shared(candidate)
        if reason in {"members", "inside", "exclusive"}:
            return [self._inside(candidate, reason != "exclusive")]
        return []

    def beside(self, reason: str, candidate: int) -> list[Links]:
        """Links that count in what a reason is a share of, and bring no points."""
        return [self._inside(candidate, False)] if reason == "inside" else []

    def _once(self, name: str, find: Callable[[], Links]) -> Links:
        if name not in self._kept:
            self._kept[name] = find()
        return self._kept[name]

    def _tie(self, kind: str, candidate: int) -> Links:
        both = self.view.mask(self._both)
        links = self._once(kind, lambda: ties(self.view, kind, both, both))
        other, schools = self.asked.others(candidate), self.view.mask(self.view.places("School"))
        pair = (links.start == candidate) & other[links.end] | (links.end == candidate) & other[links.start]
        return links.where(pair & schools[links.start])

    def _sides(self, reason: str, candidate: int) -> tuple[Links, Links]:
        """What the candidate, and what those that ask are linked to."""
        links = self._once(reason, lambda: _COMMON[reason](self.view, self._both))
        return links.where(links.start == candidate), links.where(self.asked.others(candidate)[links.start])

    def _in_common(self, reason: str, candidate: int) -> list[Links]:
        """What links both to the same: for an alliance that focuses on sectors, the candidate and the alliance itself to these."""
        first, second = self._sides(reason, candidate)
        if reason == "industry" and self.asked.is_alliance and len(self._focus()):
            second = self._focus()
        return [first.ends_in(self.view.mask(second.end)), second.ends_in(self.view.mask(first.end))]

    def _focus(self) -> Links:
        """Sectors on which the alliance that asks focuses."""
        every = Links.of(self.view.edges("FOCUSES_ON"), trail=True)
        return self._once("focus", lambda: every.where(every.start == self.asked.place))

    def _nearest(self, candidate: int) -> list[Links]:
        """Where the candidate is, and where the nearest of those that ask are."""
        sides = self._sides("county", candidate)
        rows, columns = (np.searchsorted(self.view.places("County"), side.end) for side in sides)
        near = Reasons.of(self.view).near[rows][:, columns].toarray()
        return [side.where((near == near.max()).any(axis=axis)) for side, axis in zip(sides, (1, 0), strict=True)]

    def _partners(self) -> Links:
        return self._once("partnership", lambda: ties(self.view, "partnership").best())

    def _touching(self, links: Links, candidate: int) -> Links:
        return links.where((links.start == candidate) | (links.end == candidate))

    def _inside(self, candidate: int, inside: bool) -> Links:
        """Partnerships of the candidate with those that ask, or with others."""
        links, others = self._touching(self._partners(), candidate), self.asked.others(candidate)
        return links.where((others[links.start] | others[links.end]) == inside)

    def _shared(self, candidate: int) -> list[Links]:
        links, others = self._partners(), self.asked.others(candidate)
        direct = self._touching(links, candidate)
        first = links.where(others[links.start] | others[links.end])
        near = self.view.mask(np.concatenate([direct.start, direct.end])), self.view.mask(np.concatenate([first.start, first.end]))
        middle = links.where((near[0][links.start] & near[1][links.end]) | (near[1][links.start] & near[0][links.end]))
        ends = self.view.mask(np.concatenate([middle.start, middle.end]))
        return [part.where(ends[part.start] | ends[part.end]) for part in (first, direct)] + [middle]


def _alliances(view: View, places: Places) -> Links:
    links = view.drop_simulated_evidence(Links.of(view.edges("MEMBER_OF"), trail=True))
    return links.where(view.mask(places)[links.start]).best()


_COMMON: Mapping[str, Callable[[View, Places], Links]] = {
    "industry": lambda view, places: fields_of(view, places, trail=True),
    "county": lambda view, places: counties_of(view, places, trail=True),
    "region": lambda view, places: regions_of(view, places, trail=True),
    "alliance": _alliances,
}
