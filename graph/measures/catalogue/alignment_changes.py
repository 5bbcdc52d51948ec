"""How openings and closings in each year changed the share of aligned programs: parts that add up exactly to the difference.

## Formula

S = aligned programs / programs with data in the crosswalk, at the end of a year. N is the denominator, so each program has the weight w = 1
/ N. a is 1 for an aligned program and 0 otherwise. M is the mean of both shares. The difference of two shares, in percentage points, is 100
times the sum of

- `closed`: minus the sum of w0 (a - M) over the programs that closed in between;
- `opened`: the sum of w1 (a - M) over the programs that opened in between;
- `changed`: the sum of (w0 + w1) / 2 x (a1 - a0) over the programs present at both dates: what they serve, or what is prioritised, changed;
- `rest`: (w1 - w0) x ((a0 + a1) / 2 - M) over the programs present at both dates, plus the programs that entered or left for a reason other
  than opening or closing (their data appeared, they moved or changed hands), by the formulas of opened and closed.

This is an identity: `closed` + `opened` + `changed` + `rest` = `difference` for any data, when neither N is 0. In the audit of a part, the
amounts of its programs (role `part`) add up to its value. The audit of `difference` lists the amounts of all programs.

## Source

Z. Griliches, H. Regev, Journal of Econometrics 65 (1995), 175-203 (decomposition with entry and exit about the mean of both dates).

## Assumptions

* A program without an opening date is treated as always open. A program that closed on an unknown date is left out and counted as unknown.
  So are programs of unknown status, even if a school was seen recruiting for them, and programs without data in the crosswalk at the later
  date. The first year in which a program was seen recruiting is no opening, and a year in which it was not seen was not collected.
* A program that opened in a year counts at the end of that year; a program that closed in it does not. A program that opened and closed
  within one period is in neither share.
* Crosswalks are those of `alignment`, each applied at its date. Relationships without dates hold at both dates.

## When not to use it

The parts say what moved the share, not whether a closing or an opening was right. A closing raises the share whenever the closed program
was aligned less often than the rest. Parts of single years do not add up to the parts of several years; the differences do. Where closing
dates are missing but opening dates are known, `opened` is overstated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.crosswalks import CROSSWALKS, make_crosswalk
from graph.measures.components.priorities import aligned as aligned_programs
from graph.measures.components.priorities import priorities
from graph.measures.components.programs import COUNTY, FRAMEWORK, LEVEL, SCHOOL, of_groups, programs, scope
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, too_few
from graph.snapshot.columns import Mask
from graph.snapshot.view import View
from seed.model import Origin, weakest

PARTS = ("closed", "opened", "changed", "rest")
MOST_YEARS = 20
"""Maximum number of years compared one by one; the latest are kept."""


@dataclass(frozen=True)
class Moment:
    """The programs counted at the end of a year, and which of them are aligned."""

    year: int
    counted: Mask
    aligned: Mask
    unknown: int
    origin: Origin | None

    @property
    def size(self) -> int:
        """Number of counted programs."""
        return int(self.counted.sum())

    @property
    def share(self) -> float:
        """Aligned share of the counted programs; 0 when there are none."""
        return int(self.aligned.sum()) / self.size if self.size else 0.0


def moment(view: View, given: Given, year: int) -> Moment:
    """Count the programs at the end of a year."""
    then = view.at(f"{year}-12-31")
    running = programs(then, given, evening=True)
    crosswalk = make_crosswalk(then, given.get("crosswalk") or "declared")
    counted = running.active & crosswalk.known
    wanted = priorities(then, given.get("framework"))
    serves, origin = aligned_programs(crosswalk, wanted)
    aligned = counted & serves
    weak = weakest_of(crosswalk.known_origin[counted], origin[aligned], wanted.strongest())
    return Moment(year, counted, aligned, int((running.active & ~crosswalk.known).sum()), weak)


def _weaker(*origins: Origin | None) -> Origin | None:
    known = [origin for origin in origins if origin is not None]
    return weakest(known) if known else None


@dataclass(frozen=True)
class Period:
    """Two moments, the contribution of each program to the difference, and the part that it belongs to."""

    before: Moment
    after: Moment
    amounts: dict[str, NDArray[np.float64]]
    members: dict[str, Mask]

    @property
    def key(self) -> str:
        """Its years, such as ``2023`` or ``2021-2023``."""
        first, last = self.before.year + 1, self.after.year
        return str(last) if first == last else f"{first}-{last}"


def compared(view: View, before: Moment, after: Moment) -> Period:
    """Decompose the difference. Amounts are in percentage points, one per node of the snapshot."""
    nodes = view.nodes
    here, there = before.counted, after.counted
    w0, w1 = (100 / moment.size if moment.size else 0.0 for moment in (before, after))
    mean = (before.share + after.share) / 2
    a0, a1 = before.aligned.astype(np.float64), after.aligned.astype(np.float64)
    left, came, stayed = here & ~there, there & ~here, here & there
    closed = left & nodes.status.among("closed") & _within(nodes.ended, before, after)
    opened = came & _within(nodes.begun, before, after)
    leaving, coming = np.where(left, -w0 * (a0 - mean), 0.0), np.where(came, w1 * (a1 - mean), 0.0)
    other = (left & ~closed) | (came & ~opened)
    amounts = {
        "closed": np.where(closed, leaving, 0.0),
        "opened": np.where(opened, coming, 0.0),
        "changed": np.where(stayed, (w0 + w1) / 2 * (a1 - a0), 0.0),
        "rest": np.where(stayed, (w1 - w0) * ((a0 + a1) / 2 - mean), np.where(other, leaving + coming, 0.0)),
    }
    members = {"closed": closed, "opened": opened, "changed": stayed & (a0 != a1), "rest": stayed | other}
    return Period(before, after, amounts, members)


def _within(days: NDArray[np.int32], before: Moment, after: Moment) -> Mask:
    years = days // 10_000
    found: Mask = (years > before.year) & (years <= after.year)
    return found


def _figures(view: View, period: Period) -> Iterator[Figure]:
    before, after = period.before, period.after
    refused = too_few(
        min(before.size, after.size), "program", "个某一时点有依据可判断的专业点", "with data in this crosswalk at one of the dates"
    )
    for part in ("difference", *PARTS):
        parts = PARTS if part == "difference" else (part,)
        members = np.logical_or.reduce([period.members[name] for name in parts])
        value = fsum(float(amount) for name in parts for amount in period.amounts[name][members])
        if part == "difference":
            value = 100 * (after.share - before.share)
        cells: dict[str, Any] = {
            "since": before.year + 1,
            "until": after.year,
            "part": part,
            "programs": int(members.sum()),
            "aligned": int((members & (after.aligned | (before.aligned & ~after.counted))).sum()),
            "before": 100 * before.share if before.size else None,
            "after": 100 * after.share if after.size else None,
            "aligned_before": int(before.aligned.sum()),
            "programs_before": before.size,
            "aligned_after": int(after.aligned.sum()),
            "programs_after": after.size,
        }
        evidence = partial(_evidence, view, period, parts)
        yield Figure(f"{period.key}|{part}", None if refused else value, _weaker(before.origin, after.origin), cells, evidence, refused)


def _evidence(view: View, period: Period, parts: tuple[str, ...]) -> Iterator[Evidence]:
    for part in parts:
        for place in np.flatnonzero(period.members[part]):
            yield Evidence(view.nodes.ids[int(place)], "part", float(period.amounts[part][place]), of=part if len(parts) > 1 else None)


def _years(view: View, given: Given) -> list[int]:
    """Return the years from the first to the last opening or closing in scope, limited by ``since`` and ``until``."""
    there = scope(view.at(None), given)
    stated = np.concatenate([days[there] // 10_000 for days in (view.nodes.begun, view.nodes.ended)])
    stated = stated[stated > 0]
    first = given.get("since") or (int(stated.min()) if len(stated) else 0)
    last = given.get("until") or (int(stated.max()) if len(stated) else 0)
    if view.day:
        last = min(last, view.day // 10_000)
    return list(range(max(first, last - MOST_YEARS + 1), last + 1)) if first else []


def _undated(view: View, given: Given) -> int:
    """Count programs of unknown status, and closed programs without a closing date."""
    closed = scope(view, given) & view.nodes.status.among("closed") & (view.nodes.ended == 0)
    return int(closed.sum()) + int(programs(view, given, evening=True).unknown.sum())


def compute(view: View, given: Given) -> Outcome:
    """Compute the parts of each year, latest first, then of all years together."""
    years = _years(view, given)
    if not years:
        note = Note("No selected program has a stated opening or closing year.", "所选专业点均无开设或停办年份。")
        return Outcome([], excluded={"unknown": _undated(view, given)}, notes=[note])
    moments = [moment(view, given, year) for year in (years[0] - 1, *years)]
    periods = [compared(view, before, after) for before, after in pairwise(moments)][::-1]
    if len(years) > 1:
        periods.append(compared(view, moments[0], moments[-1]))
    figures = [figure for period in periods for figure in _figures(view, period)]
    notes = list(of_groups(programs(view, given)))
    return Outcome(figures, excluded={"unknown": moments[-1].unknown + _undated(view, given)}, notes=notes)


MEASURE = Measure(
    name="alignment-changes",
    title="How did openings and closings change the share of aligned programs?",
    title_zh="专业点的开设与停办对专业与产业契合度有何影响？",
    about=(
        "The change of the aligned share in each year, split into closed, opened, changed and rest. The parts add up exactly. The audit of "
        "each part lists its programs and their contributions."
    ),
    about_zh="把每年专业与产业契合度的变化分解为停办、新设、变更和其余四部分，各部分之和恰等于总变化，每部分均可展开到具体专业点及其贡献。",
    group="training",
    unit="percentage points",
    definition=__doc__,
    params=params(
        param("since", "int?", "First year.", "起始年份。", low=1900, high=2100),
        param("until", "int?", "Last year.", "截止年份。", low=1900, high=2100),
        param("crosswalk", "str", "Crosswalk from programs to sectors.", "采用的对应方式。", default="declared", choices=CROSSWALKS),
        FRAMEWORK,
        COUNTY,
        SCHOOL,
        LEVEL,
    ),
    returns=columns(
        since="int",
        until="int",
        part="str",
        programs="int",
        aligned="int",
        before="float?",
        after="float?",
        aligned_before="int",
        programs_before="int",
        aligned_after="int",
        programs_after="int",
    ),
    example={},
    compute=compute,
    place=("Program", "County", "Region"),
)
