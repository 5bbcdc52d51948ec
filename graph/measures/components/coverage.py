"""Which of three answers an absence is: nobody looked, somebody looked and there is none, or it is not known which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Literal

import numpy as np

from graph.snapshot.view import Places, View
from seed.model import label_of

Answer = Literal["unknown", "not collected", "checked, none"]
PLACES = ("County", "Region")
LOOKED = {"checked, none", "collected"}
DIVISIONS_DEEP = 3
"""How far a county may stand below the largest region."""


class Looked:
    """What coverage rows say of types that were looked for, by their scopes."""

    def __init__(self, view: View, sought: Collection[str]) -> None:
        self.said: dict[str, set[str]] = defaultdict(set)
        for row in view.snapshot.coverage:
            if row.sought in sought:
                self.said[row.scope].add(row.status)

    def of(self, scopes: Iterable[str]) -> set[str]:
        """What is said of any of some scopes."""
        return {status for scope in scopes if scope in self.said for status in self.said[scope]}

    def answer(self, own: Iterable[str], around: Iterable[str] = (), *, complete: bool = False) -> Answer:
        """Why there is none. Rows about the thing itself decide, then those about where it is.

        :param complete: rows that say that all was collected there make it ``checked, none``.
        """
        mine, there = self.of(own), self.of(around)
        if "not collected" in mine:
            return "not collected"
        if mine & LOOKED:
            return "checked, none"
        if "not collected" in there:
            return "not collected"
        return "checked, none" if complete and there and there <= LOOKED else "unknown"


def absent(view: View, thing: str, county: str | None, sought: Collection[str], *, all_known: bool) -> Answer:
    """Why there is none of ``sought`` for a thing, by the coverage rows.

    A row about the thing itself decides. Else a place where nobody looked makes it ``not collected``; and when a county is asked for, a
    row that says that all was collected there makes it ``checked, none``, provided that all that was collected is known (``all_known``).
    """
    looked = Looked(view, sought)
    places = (scope for scope in looked.said if label_of(scope) in PLACES) if county is None else _around(view, county)
    return looked.answer((thing,), places, complete=county is not None and all_known)


def absences(view: View, places: Places, *kinds: Collection[str], scopes: Collection[str] = ()) -> Counter[str]:
    """Of some things that have none of several kinds, how many for each answer.

    ``not collected`` where that is so of one of the kinds, ``checked, none`` only where it is so of all of them.

    :param kinds: types of which any says whether that kind was looked for.
    :param scopes: what else is said of all of them, such as the id of the alliance whose members they are.
    """
    every = [Looked(view, sought) for sought in kinds]
    said = {scope for looked in every for scope in looked.said}
    own = {view.snapshot.at(scope) for scope in said}
    around = _divisions(view, places, said)
    # Things of which nothing is said themselves differ by where they are alone, and most are where nothing is said either.
    alike = Counter((at if at in own else None, frozenset(around.get(at, ()))) for at in places.tolist())
    found: Counter[str] = Counter()
    for (at, where), many in alike.items():
        mine = scopes if at is None else (view.nodes.ids[at], *scopes)
        answers = {looked.answer(mine, where, complete=True) for looked in every}
        found["not collected" if "not collected" in answers else "unknown" if "unknown" in answers else "checked, none"] += many
    return found


def unnamed(view: View, alliance: str, groups: int) -> Counter[str]:
    """Members of an alliance that are not named, by why; a coverage row that stands for no group counts as one."""
    answer = absent(view, alliance, None, ("MEMBER_OF",), all_known=False)
    return Counter({answer: groups if answer == "unknown" else max(groups, 1)})


def _divisions(view: View, places: Places, scopes: Collection[str]) -> dict[int, set[str]]:
    """The counties and regions among ``scopes`` in which things are."""
    wanted = [at for scope in scopes if label_of(scope) in PLACES and (at := view.snapshot.at(scope)) is not None]
    found: dict[int, set[str]] = defaultdict(set)
    if wanted:
        there = view.mask(places)
        above = view.upwards(np.concatenate([view.places(label) for label in PLACES]), ("PART_OF",), DIVISIONS_DEEP)
        above = above.ends_in(view.mask(np.array(wanted)))
        for label in {label_of(view.nodes.ids[at]) for at in places} - {None}:
            located = view.located(str(label))
            links = located.where(there[located.start]).join(above)
            for start, end in zip(links.start.tolist(), links.end.tolist(), strict=True):
                found[start].add(view.nodes.ids[end])
    return found


def _around(view: View, county: str) -> set[str]:
    """A county, and the regions that it is part of."""
    place = view.snapshot.at(county)
    if place is None:
        return set()
    above = view.upwards(np.array([place], dtype=np.int32), ("PART_OF",), DIVISIONS_DEEP)
    return {view.nodes.ids[end] for end in above.end}
