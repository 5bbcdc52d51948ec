"""At how many schools each major is offered, and which share of the schools that is.

## Formula

`value` is the number of schools that offer the major (points). `share` is 100 x value / `schools`, where `schools` counts the schools that
offer any active program of the selection.

In the audit, the numerator lists the schools that offer the major and the denominator all schools; `part` lists the programs.

## Source

Counts defined by this project. Rules on setting up programs refer to such counts. A notice of Fujian of 2023, for example, allows no new
program of a major that more than half of the secondary schools of a city offer, or that has more than 20 points in the province. No rule is
applied here.

## Assumptions

* Programs are those that are active now, or at the requested date, as in `alignment`. The units of a school count as the school.
* A program of no known major is left out as unknown. Programs of unnamed groups of schools are not counted.
* Counts are always shown. A share needs at least 10 schools.

## When not to use it

A count is a lower bound where the programs of a school were not collected. Many points are no surplus: they say nothing about places or
about distance.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from graph.measures.components.programs import COUNTY, LEVEL, notes_on, programs
from graph.measures.components.statistics import grouped, weakest_of
from graph.measures.definition import LEAST, Evidence, Figure, Given, Measure, Outcome, columns, params
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View


def _schools(view: View, active: Mask) -> Links:
    """Return links from active programs to the schools that offer them, units replaced by their schools. The trail is the program."""
    offered = view.drop_simulated_evidence(view.programs_of_schools())
    whole = view.mask(view.named("School")) & ~view.nodes.kind.among("unit")
    offered = offered.where(active[offered.start]).ends_in(whole).best()
    return Links(offered.start, offered.end, offered.origin, offered.start[:, None])


def _majors(view: View, active: Mask) -> Links:
    """Return links from majors to their active programs."""
    majors = view.drop_simulated_evidence(Links.of(view.edges("OF_MAJOR")))
    majors = majors.where(active[majors.start]).best()
    return Links(majors.end, majors.start, majors.origin, majors.trail)


def _figure(view: View, major: int, offered: Links, schools: Places) -> Figure:
    there, taught = np.unique(offered.end), np.unique(offered.trail[:, 0])
    share = 100 * len(there) / len(schools) if len(schools) >= LEAST else None
    cells = {"major": view.nodes.ids[major], "programs": len(taught), "schools": len(schools), "share": share}
    origin = weakest_of(offered.origin, view.nodes.origin[taught])
    return Figure(view.nodes.ids[major], float(len(there)), origin, cells, partial(_evidence, view, there, schools, taught))


def _evidence(view: View, there: Places, schools: Places, taught: Places) -> Iterator[Evidence]:
    ids = view.nodes.ids
    yield from (Evidence(ids[place], "numerator") for place in there)
    yield from (Evidence(ids[place], "denominator") for place in schools)
    yield from (Evidence(ids[place], "part") for place in taught)


def compute(view: View, given: Given) -> Outcome:
    """Compute one figure for each major, the most schools first."""
    counted = programs(view, given)
    majors, schools = _majors(view, counted.active), _schools(view, counted.active)
    offered, every = majors.join(schools), np.unique(schools.end)
    figures = [_figure(view, major, offered.where(at), every) for major, at in grouped(offered.start)]
    figures.sort(key=lambda figure: (-(figure.value or 0.0), figure.key))
    unknown = int((counted.active & ~view.mask(majors.end)).sum()) + int(counted.unknown.sum())
    return Outcome(figures, excluded={"unknown": unknown}, notes=list(notes_on(counted)))


MEASURE = Measure(
    name="major-points",
    title="At how many schools is each major offered?",
    title_zh="各专业有多少个布点？",
    about="The number of schools that offer each major, and the share of the schools of the selection that this is.",
    about_zh="开设各专业的学校数（布点数），及其占所选范围内学校的比例。",
    group="structure",
    unit="schools",
    definition=__doc__,
    params=params(COUNTY, LEVEL),
    returns=columns(major="Major", programs="int", schools="int", share="float?"),
    example={"level": "higher vocational"},
    compute=compute,
    place=("Program", "County", "Region"),
)
