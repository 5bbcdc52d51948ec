"""Selection of programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.measures.definition import Given, Note, param
from graph.snapshot.columns import Mask
from graph.snapshot.view import View

LEVELS = ("secondary", "higher vocational", "vocational undergraduate")
FRAMEWORK = param("framework", "Framework?", "Only sectors of this framework.", "只看该产业体系的产业领域。")
COUNTY = param("county", "County?", "Only programs of schools in this county.", "只看该区县学校的专业点。")
SCHOOL = param("school", "School?", "Only programs of this school and its units.", "只看该学校的专业点。")
LEVEL = param("level", "str?", "Only programs of this level.", "只看该层次的专业点。", choices=LEVELS)
"""Parameters of the measures about programs."""


@dataclass(frozen=True)
class Programs:
    """Masks of the requested programs. ``active``: active now, or at the requested date, including those seen recruiting.

    ``recruiting``: of unknown status, but seen recruiting. ``unknown``: of unknown status, and not seen recruiting. ``groups``: offered
    only by unnamed groups of schools; never counted.
    """

    active: Mask
    recruiting: Mask
    unknown: Mask
    groups: Mask


def programs(view: View, given: Given, *, evening: bool = False) -> Programs:
    """Select programs by county, school (with its units) and level, as far as given.

    A program of unknown status counts when a school was seen recruiting for it; with a date, when that was in the year of the date.

    :param evening: treat programs that may have closed on the requested date, or in the year that it ends, as closed, and do not count
        programs that were only seen recruiting: a year in which one was not seen was not collected, and is no closing.
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
    unknown = chosen & ~running & ~closed
    recruiting = unknown & _seen_recruiting(view) if not evening else np.zeros_like(unknown)
    return Programs(active=(chosen & running) | recruiting, recruiting=recruiting, unknown=unknown & ~recruiting, groups=groups)


def _seen_recruiting(view: View) -> Mask:
    year = str(view.day // 10_000)
    seen = [place for place, years in view.nodes.recruited.items() if not view.day or year in years]
    return view.mask(np.array(seen, dtype=np.int32))


def notes_on(counted: Programs) -> Iterator[Note]:
    """Yield notes on programs of unnamed groups, which were not counted, and on programs that were only seen recruiting."""
    yield from of_groups(counted)
    recruiting = int(counted.recruiting.sum())
    if recruiting:
        yield Note(
            f"Programs counted because a school was seen recruiting for them: {recruiting}. "
            "Whether they run now is not known, and programs that were not seen were not collected.",
            f"其中{recruiting}个专业点因招生文件中见到招生而计入，目前是否开办未知；未见到的专业点未收集，不代表没有。",
        )


def of_groups(counted: Programs) -> Iterator[Note]:
    """Yield a note if programs of unnamed groups were not counted."""
    groups = int(counted.groups.sum())
    if groups:
        yield Note(
            f"Programs offered only by unnamed groups of schools, not counted: {groups}.",
            f"{groups}个仅由未具名学校群体开设的专业点未计入。",
        )


def scope(view: View, given: Given) -> Mask:
    """Return a mask of all programs that match the parameters, of any status and school."""
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
