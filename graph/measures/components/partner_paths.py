"""The organisation that looks for partners, and the relationships behind the reasons for and against each candidate."""

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
from seed.bilingual import Bilingual
from seed.model import label_of

KINDS = {"flows": "graduates", "people": "people", "facility": "facility"}


@dataclass(frozen=True)
class Requester:
    """The organisation that looks for partners. ``own``: its place, or the members of the alliance."""

    view: View
    place: int
    own: Places
    is_alliance: bool

    @classmethod
    def of(cls, view: View, node_id: str) -> Requester:
        """Build from the id of a school, an enterprise or an alliance.

        :raises BadValueError: the id is of another type, an unnamed group, or not in the data.
        """
        place = view.snapshot.at(node_id)
        if place is None or label_of(node_id) not in {"School", "Enterprise", "Alliance"} or view.is_group[place]:
            raise BadValueError(
                Bilingual(f"'{node_id}' is not a named school, enterprise or alliance.", f"“{node_id}”不是有名称的学校、企业或联盟。"),
                pointer="for",
            )
        alliance = label_of(node_id) == "Alliance"
        return cls(view, place, members(view, node_id).places if alliance else np.array([place], dtype=np.int32), alliance)

    def others(self, candidate: int) -> Mask:
        """Return a mask of ``own`` without those of the candidate's type."""
        found = self.view.mask(self.own)
        span = self.view.nodes.span(label_of(self.view.nodes.ids[candidate]) or "")
        found[span.start : span.stop] = False
        return found


class Paths:
    """The relationships behind the reasons of some candidates, computed for all of them at once."""

    def __init__(self, requester: Requester, candidates: Places) -> None:
        self.requester, self.view, self.candidates = requester, requester.view, candidates
        self._cache: dict[str, Links] = {}
        self._both = np.union1d(candidates, requester.own).astype(np.int32)

    def of(self, reason: str, candidate: int) -> list[Links]:
        """Return the links behind a reason; empty when only the candidate itself counts."""
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

    def denominator_only(self, reason: str, candidate: int) -> list[Links]:
        """Return links that enter the denominator of a reason and give no points."""
        return [self._inside(candidate, False)] if reason == "inside" else []

    def _once(self, name: str, find: Callable[[], Links]) -> Links:
        if name not in self._cache:
            self._cache[name] = find()
        return self._cache[name]

    def _tie(self, kind: str, candidate: int) -> Links:
        both = self.view.mask(self._both)
        links = self._once(kind, lambda: ties(self.view, kind, both, both))
        other, schools = self.requester.others(candidate), self.view.mask(self.view.places("School"))
        pair = (links.start == candidate) & other[links.end] | (links.end == candidate) & other[links.start]
        return links.where(pair & schools[links.start])

    def _sides(self, reason: str, candidate: int) -> tuple[Links, Links]:
        """Return the links of the candidate, and those of the requesting organisations."""
        links = self._once(reason, lambda: _COMMON[reason](self.view, self._both))
        return links.where(links.start == candidate), links.where(self.requester.others(candidate)[links.start])

    def _in_common(self, reason: str, candidate: int) -> list[Links]:
        """Return links of both sides to the same node. An alliance with focus sectors uses its own links to these."""
        first, second = self._sides(reason, candidate)
        if reason == "industry" and self.requester.is_alliance and len(self._focus()):
            second = self._focus()
        return [first.ends_in(self.view.mask(second.end)), second.ends_in(self.view.mask(first.end))]

    def _focus(self) -> Links:
        """Return the links of the requesting alliance to its focus sectors."""
        focus = Links.of(self.view.edges("FOCUSES_ON"), trail=True)
        return self._once("focus", lambda: focus.where(focus.start == self.requester.place))

    def _nearest(self, candidate: int) -> list[Links]:
        """Return the locations of the candidate and of the nearest requesting organisations."""
        sides = self._sides("county", candidate)
        rows, columns = (np.searchsorted(self.view.places("County"), side.end) for side in sides)
        near = Reasons.of(self.view).near[rows][:, columns].toarray()
        return [side.where((near == near.max()).any(axis=axis)) for side, axis in zip(sides, (1, 0), strict=True)]

    def _partners(self) -> Links:
        return self._once("partnership", lambda: ties(self.view, "partnership").best())

    def _touching(self, links: Links, candidate: int) -> Links:
        return links.where((links.start == candidate) | (links.end == candidate))

    def _inside(self, candidate: int, inside: bool) -> Links:
        """Return partnerships of the candidate with the requesting organisations (``inside``), or with others."""
        links, others = self._touching(self._partners(), candidate), self.requester.others(candidate)
        return links.where((others[links.start] | others[links.end]) == inside)

    def _shared(self, candidate: int) -> list[Links]:
        links, others = self._partners(), self.requester.others(candidate)
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
