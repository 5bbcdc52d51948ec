"""Classify missing data by coverage rows: not collected (nobody looked), checked and none found, or unknown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Literal

import numpy as np

from graph.snapshot.view import Places, View
from seed.model import label_of

Answer = Literal["unknown", "not collected", "checked, none"]
PLACES = ("County", "Region")
CHECKED = {"checked, none", "collected"}
DIVISIONS_DEEP = 3
"""Maximum number of levels from a county to the largest region."""


class CoverageRows:
    """Statuses of the coverage rows of some types, by scope."""

    def __init__(self, view: View, sought: Collection[str]) -> None:
        self.statuses: dict[str, set[str]] = defaultdict(set)
        for row in view.snapshot.coverage:
            if row.sought in sought:
                self.statuses[row.scope].add(row.status)

    def of(self, scopes: Iterable[str]) -> set[str]:
        """Return the statuses of any of the scopes."""
        return {status for scope in scopes if scope in self.statuses for status in self.statuses[scope]}

    def answer(self, own: Iterable[str], around: Iterable[str] = (), *, complete: bool = False) -> Answer:
        """Return why there is none. Rows about the entity itself take precedence over rows about its location.

        :param complete: treat rows that say that all was collected at the location as ``checked, none``.
        """
        own_statuses, there = self.of(own), self.of(around)
        if "not collected" in own_statuses:
            return "not collected"
        if own_statuses & CHECKED:
            return "checked, none"
        if "not collected" in there:
            return "not collected"
        return "checked, none" if complete and there and there <= CHECKED else "unknown"


def absent(view: View, entity: str, county: str | None, sought: Collection[str], *, all_known: bool) -> Answer:
    """Return why an entity has none of ``sought``, by the coverage rows.

    A row about the entity itself decides. Otherwise a place that was not collected gives ``not collected``. With a county, a row that says
    that all was collected there gives ``checked, none``, provided that everything collected is known (``all_known``).
    """
    rows = CoverageRows(view, sought)
    places = (scope for scope in rows.statuses if label_of(scope) in PLACES) if county is None else _around(view, county)
    return rows.answer((entity,), places, complete=county is not None and all_known)


def absences(view: View, places: Places, *kinds: Collection[str], scopes: Collection[str] = ()) -> Counter[str]:
    """Count entities that lack data of several kinds, by answer.

    ``not collected`` if that holds for one of the kinds, ``checked, none`` only if it holds for all of them.

    :param kinds: for each kind, the types whose coverage rows say whether it was looked for.
    :param scopes: further scopes that apply to all entities, such as the id of their alliance.
    """
    kind_rows = [CoverageRows(view, sought) for sought in kinds]
    all_scopes = {scope for rows in kind_rows for scope in rows.statuses}
    own = {view.snapshot.at(scope) for scope in all_scopes}
    around = _divisions(view, places, all_scopes)
    # Entities without a row of their own differ only by location, and most locations have no row either: count each case once.
    alike = Counter((at if at in own else None, frozenset(around.get(at, ()))) for at in places.tolist())
    found: Counter[str] = Counter()
    for (at, where), many in alike.items():
        own_scopes = scopes if at is None else (view.nodes.ids[at], *scopes)
        answers = {rows.answer(own_scopes, where, complete=True) for rows in kind_rows}
        found["not collected" if "not collected" in answers else "unknown" if "unknown" in answers else "checked, none"] += many
    return found


def unnamed(view: View, alliance: str, groups: int) -> Counter[str]:
    """Count unnamed members of an alliance by answer; a coverage row without a group counts as one."""
    answer = absent(view, alliance, None, ("MEMBER_OF",), all_known=False)
    return Counter({answer: groups if answer == "unknown" else max(groups, 1)})


def _divisions(view: View, places: Places, scopes: Collection[str]) -> dict[int, set[str]]:
    """Return, for each entity, the counties and regions among ``scopes`` in which it is located."""
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
    """Return a county and the regions that it is part of."""
    place = view.snapshot.at(county)
    if place is None:
        return set()
    above = view.upwards(np.array([place], dtype=np.int32), ("PART_OF",), DIVISIONS_DEEP)
    return {view.nodes.ids[end] for end in above.end}
