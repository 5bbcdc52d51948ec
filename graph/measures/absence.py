"""Which of three answers an absence is: nobody looked, somebody looked and there is none, or it is not known which."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from graph.snapshot.links import Links
from graph.snapshot.view import View
from seed.model import label_of

Answer = Literal["unknown", "not collected", "checked, none"]
PLACES = ("County", "Region")
DIVISIONS_DEEP = 3
"""How far a county may stand below the largest region."""


def absent(view: View, thing: str, county: str | None, sought: Collection[str], *, all_known: bool) -> Answer:
    """Why there is none of ``sought`` for a thing, by the coverage rows.

    A row about the thing itself decides. Else a place where nobody looked makes it ``not collected``; and when a county is asked for, a
    row that says that all was collected there makes it ``checked, none``, provided that all that was collected is known (``all_known``).
    """
    rows = [row for row in view.snapshot.coverage if row.sought in sought]
    own = {row.status for row in rows if row.scope == thing}
    if "not collected" in own:
        return "not collected"
    if own & {"checked, none", "collected"}:
        return "checked, none"
    places = _around(view, county)
    there = {row.status for row in rows if (label_of(row.scope) in PLACES if county is None else row.scope in places)}
    if "not collected" in there:
        return "not collected"
    complete = bool(there) and there <= {"checked, none", "collected"}
    return "checked, none" if county is not None and complete and all_known else "unknown"


def _around(view: View, county: str | None) -> set[str]:
    """A county, and the regions that it is part of."""
    place = None if county is None else view.snapshot.at(county)
    if place is None:
        return set()
    part_of = Links.of(view.edges("PART_OF"))
    found = {place}
    for _ in range(DIVISIONS_DEEP):
        found |= {int(end) for start, end in zip(part_of.start, part_of.end, strict=True) if int(start) in found}
    return {view.nodes.ids[one] for one in found}
