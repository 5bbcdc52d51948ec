"""The share of programs that serve prioritised sectors, by each of four alternative crosswalks from programs to sectors.

## Formula

100 x programs that serve a prioritised sector / programs with data in the crosswalk.

`low` and `high` are the Wilson score interval (95 %). `if_unknown_not` and `if_unknown_all` are the shares if none, or all, of the programs
without data in the crosswalk were aligned. The share of all programs lies between these two bounds.

## Source

Interval: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212. Bounds for unknown values: C. F. Manski,
American Economic Review 80 (1990), 319-323 (worst-case bounds).

## Assumptions

* Active programs have the status active or downsized. With `as_of`, programs that had not closed by that date also count. A program of
  unknown status counts if a school was seen recruiting for it (with `as_of`, in that year); a note says how many. Other programs of unknown
  status are left out and counted as unknown. Programs offered only by unnamed groups of schools are not counted.
* `declared` uses what the program itself is stated to serve, and what that belongs to (SERVES, PART_OF, MAPS_TO). `catalogue` uses the
  program's entry in the catalogue of majors; if that entry serves nothing, it uses other entries of the same class (first four digits),
  unless what they serve was read from their own names, and the link is then inferred. `flows` requires that more than `flow_share` per
  cent of the graduates went to enterprises of prioritised sectors; a flow without a number counts as one graduate, the minimum. `names`
  compares names, and is weak.
* The priorities of a framework or a region count for all programs, those of a county only for the programs of its schools.
* A figure has the weakest origin among the priorities, the data on the programs and the chains of the aligned programs. A simulated
  priority of a real framework, region or county does not count.
* The interval treats the programs as a sample. Where all programs of a region are known, it shows how far the share would move if a few
  programs were different.

## When not to use it

Do not add or average the figures of different crosswalks. Do not compare a figure with a claim unless denominator, level and date match:
the reports give no denominator. A share of simulated programs says nothing about a real region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.crosswalks import CROSSWALKS, FLOW_SHARE, MOST_OF, Crosswalk, chosen, make_crosswalk
from graph.measures.components.priorities import aligned, inside, priorities, relationships
from graph.measures.components.programs import COUNTY, FRAMEWORK, LEVEL, LEVELS, SCHOOL, Programs, notes_on, programs
from graph.measures.components.statistics import by_origin, grouped, weakest_of, wilson
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, too_few
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

BY = ("all", "level", "county", "school", "sector", "framework", "year")


@dataclass(frozen=True)
class Group:
    """Programs and sectors of one row. ``thing`` is the id of its county, school, sector or framework."""

    key: str
    thing: str | None
    programs: Places
    wanted: Links
    """Priority relationships, ending in the sectors."""


def _all(_: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    yield Group("all", None, _places(counted.active), wanted)


def _by_level(view: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    """Group programs by level. A level whose programs are all of unknown status or of unnamed groups has a row, too: a refused one."""
    for level in (*LEVELS, None):
        there = view.nodes.level.among(level)
        if ((counted.active | counted.unknown | counted.groups) & there).any():
            yield Group(level or "not stated", None, _places(counted.active & there), wanted)


def _by_links(label: str, view: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    links = view.located("Program") if label == "County" else view.programs_of_schools()
    links = links.where(counted.active[links.start]).ends_in(view.mask(view.named(label)))
    for place, at in grouped(links.end):
        node_id = view.nodes.ids[place]
        yield Group(node_id, node_id, np.unique(links.start[at]), wanted)


def _by_sector(view: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    for place, at in grouped(wanted.end):
        node_id = view.nodes.ids[place]
        yield Group(node_id, node_id, _places(counted.active), wanted.where(at))


def _by_framework(view: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    for place, at in grouped(wanted.start):
        node_id = view.nodes.ids[place]
        there = inside(view, wanted.where(at), "Program")
        yield Group(node_id, node_id, _places(counted.active if there is None else counted.active & there), wanted.where(at))


def _by_year(view: View, counted: Programs, wanted: Links) -> Iterator[Group]:
    """Group programs by opening year."""
    there = _places(counted.active)
    for year, at in grouped(view.nodes.begun[there] // 10_000):
        yield Group(str(year) if year else "not stated", None, there[at], wanted)


def _places(mask: Mask) -> Places:
    return np.flatnonzero(mask).astype(np.int32)


_GROUPS: dict[str, Callable[[View, Programs, Links], Iterator[Group]]] = {
    "all": _all,
    "level": _by_level,
    "county": partial(_by_links, "County"),
    "school": partial(_by_links, "School"),
    "sector": _by_sector,
    "framework": _by_framework,
    "year": _by_year,
}


@dataclass(frozen=True)
class Counted:
    """The programs of a group, split by their status in a crosswalk."""

    group: Group
    aligned: Places
    known: Places
    unknown: Places
    origins: NDArray[np.int8]
    """Origins of the chains of the aligned programs."""


def _count(crosswalk: Crosswalk, group: Group) -> Counted:
    serves, origins = aligned(crosswalk, group.wanted)
    is_known = crosswalk.known[group.programs]
    known = group.programs[is_known]
    found = known[serves[known]]
    return Counted(group, found, known, group.programs[~is_known], origins[found])


def _figure(view: View, crosswalk: Crosswalk, name: str, group: Group) -> Figure:
    counted = _count(crosswalk, group)
    part, whole, missing = len(counted.aligned), len(counted.known), len(counted.unknown)
    origins = counted.origins, view.nodes.origin[counted.known]
    weakest = weakest_of(*origins, crosswalk.known_origin[counted.known], group.wanted.strongest()) if len(group.programs) else None
    refused = too_few(whole, "program", "个有依据可判断的专业点", "with data in this crosswalk")
    interval = wilson(part, whole) if refused is None else None
    cells: dict[str, Any] = {
        "crosswalk": name,
        "group": group.key,
        "thing": group.thing,
        "numerator": part,
        "denominator": whole,
        "low": interval and 100 * interval[0],
        "high": interval and 100 * interval[1],
        "unknown": missing,
        "if_unknown_not": 100 * part / (whole + missing) if whole + missing else None,
        "if_unknown_all": 100 * (part + missing) / (whole + missing) if whole + missing else None,
        **by_origin(origins[0], "aligned"),
        **by_origin(origins[1], "programs"),
    }
    value = None if refused else 100 * part / whole
    return Figure(f"{name}|{group.key}", value, weakest, cells, partial(_evidence, view, crosswalk, counted), refused)


def _evidence(view: View, crosswalk: Crosswalk, counted: Counted) -> Iterator[Evidence]:
    ids = view.nodes.ids
    yield from (Evidence(ids[place], "numerator") for place in counted.aligned)
    yield from (Evidence(ids[place], "denominator") for place in counted.known)
    yield from (Evidence(ids[place], "unknown") for place in counted.unknown)
    paths = relationships(crosswalk, view.mask(counted.aligned), counted.group.wanted)
    yield from (Evidence(relationship, "path") for relationship in paths)


def _claims(view: View) -> list[str]:
    return [claim.id for claim in view.snapshot.claims if claim.metric == "aligned_share" and view.seen[view.snapshot.at(claim.id)]]


def _notes(counted: Programs, wanted: Links) -> Iterator[Note]:
    yield from notes_on(counted)
    if not len(wanted):
        yield Note("The selection has no prioritised sectors.", "所选范围内没有优先发展的产业领域。")


def compute(view: View, given: Given) -> Outcome:
    """Compute one figure for each crosswalk and group."""
    counted = programs(view, given)
    wanted = priorities(view, given.get("framework"))
    groups = list(_GROUPS[given.get("by") or "level"](view, counted, wanted))
    share = float(given.get("flow_share") or MOST_OF)
    crosswalks = {name: make_crosswalk(view, name, share) for name in chosen(given.get("crosswalk"))}
    figures = [_figure(view, crosswalk, name, group) for group in groups for name, crosswalk in crosswalks.items()]
    return Outcome(figures, excluded={"unknown": int(counted.unknown.sum())}, notes=list(_notes(counted, wanted)), claims=_claims(view))


MEASURE = Measure(
    name="alignment",
    title="What share of programs serve prioritised sectors?",
    title_zh="有多大比例的专业点面向优先发展的产业？",
    about=(
        "The share of active programs that serve a sector prioritised by a framework, a region or a county, by four alternative crosswalks "
        "from programs to sectors. Reported shares are shown beside the figures as claims and never enter them."
    ),
    about_zh="在用专业点中服务于优先发展产业领域的比例。采用四种相互独立的对应方式分别计算；报道的比例作为“报道数据”并列显示，从不混入计算。",
    group="training",
    unit="%",
    definition=__doc__,
    params=params(
        param("by", "str", "Group rows by this.", "按此分组。", default="level", choices=BY),
        param("crosswalk", "str?", "Only this crosswalk from programs to sectors.", "只用此对应方式。", choices=CROSSWALKS),
        FRAMEWORK,
        COUNTY,
        SCHOOL,
        LEVEL,
        FLOW_SHARE,
    ),
    returns=columns(
        crosswalk="str",
        group="str",
        thing="Thing?",
        numerator="int",
        denominator="int",
        low="float?",
        high="float?",
        unknown="int",
        if_unknown_not="float?",
        if_unknown_all="float?",
        aligned_documented="int",
        aligned_inferred="int",
        aligned_simulated="int",
        programs_documented="int",
        programs_inferred="int",
        programs_simulated="int",
    ),
    example={"by": "level"},
    compute=compute,
    place=("Program", "County", "Region"),
)
