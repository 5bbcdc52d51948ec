"""Which programs count, and what they are grouped by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.measures.definition import Given, Note, param
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import View

LEVELS = ("secondary", "higher vocational", "vocational undergraduate")
FRAMEWORK = param("framework", "Framework?", "Only the sectors of this framework.", "只看该产业体系的产业领域。")
COUNTY = param("county", "County?", "Only programs of schools in this county.", "只看该区县学校的专业点。")
SCHOOL = param("school", "School?", "Only programs of this school and its units.", "只看该学校的专业点。")
LEVEL = param("level", "str?", "Only programs of this level.", "只看该层次的专业点。", choices=LEVELS)
"""Parameters of the measures that are about programs."""


@dataclass(frozen=True)
class Programs:
    """Masks of the programs that a request is about. ``active``: run now, or at the date that was asked.

    ``unknown``: whether they are active is not known. ``groups``: run by unnamed groups of schools alone, and never counted as one.
    """

    active: Mask
    unknown: Mask
    groups: Mask


def programs(view: View, given: Given, *, evening: bool = False) -> Programs:
    """The programs in a county, of a school (with its units), of a level, as far as each is given.

    :param evening: what may have closed on the date that is asked, or in the year that it ends, is closed.
    """
    chosen = scope(view, given)
    nodes = view.nodes
    groups = chosen & _of_groups(view)
    chosen &= ~groups
    closed, running = nodes.status.among("closed"), nodes.status.among("active", "downsized")
    if view.day:
        begun = (nodes.begun == 0) | (nodes.begun <= view.day)
        not_yet_closed = closed & (nodes.ended != 0) & ((nodes.ended > view.day) if evening else (nodes.ended >= view.day))
        running = (running | not_yet_closed) & begun
        closed = (closed & ~not_yet_closed) | ~begun
    return Programs(active=chosen & running, unknown=chosen & ~running & ~closed, groups=groups)


def of_groups(counted: Programs) -> Iterator[Note]:
    """That programs of unnamed groups were not counted, if there are any."""
    groups = int(counted.groups.sum())
    if groups:
        yield Note(
            f"{groups} programs that only unnamed groups of schools run are not counted.",
            f"{groups}个仅由未具名学校群体开设的专业点未计入。",
        )


def scope(view: View, given: Given) -> Mask:
    """All of them, whatever their status and whoever runs them."""
    chosen = view.mask(view.places("Program"))
    if given.get("level"):
        chosen &= view.nodes.level.among(given["level"])
    if given.get("county"):
        located = view.located("Program")
        chosen &= view.mask(located.start[located.end == view.snapshot.at(given["county"])])
    if given.get("school"):
        offered = view.programs_of_schools()
        chosen &= view.mask(offered.start[offered.end == view.snapshot.at(given["school"])])
    return chosen


def _of_groups(view: View) -> Mask:
    offers = view.edges("OFFERS")
    by_group = view.is_group[offers.start]
    return view.mask(offers.end[by_group]) & ~view.mask(offers.end[~by_group])


def priorities(view: View, framework: str | None = None) -> Links:
    """What a framework prioritises; without one, what any framework, region or county does. Their trail is the relationship."""
    found = view.drop_simulated_evidence(Links.of(view.edges("PRIORITISES"), trail=True))
    return found if framework is None else found.where(found.start == view.snapshot.at(framework))


def prioritised(view: View, framework: str | None = None) -> Mask:
    """The sectors that a framework prioritises; without one, those that any framework, region or county does."""
    return view.mask(priorities(view, framework).end)
