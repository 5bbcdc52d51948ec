"""How the programs of an area are spread over majors: duplication and concentration.

## Formula

With n programs of k different kinds (majors, or groups of majors) and s the share of each kind:

- `value`, the duplication, is 100 x (1 - k / n): the per cent of programs that repeat a kind. There is no agreed formula for the
  duplication of programs; this one is the project's own.
- `expected` is the duplication to expect if as many programs were drawn at random from all programs of the selection, without replacement.
  Duplication rises with the number of programs by itself: compare with this value, not with other areas.
- `mean_points` is n / k, the mean number of programs of a kind.
- `herfindahl` is the sum of s squared (1/k to 1), `effective_kinds` its inverse, and `herfindahl_normalised` is (H - 1/k) / (1 - 1/k).
- `shannon` is the negative sum of s x ln s, in nats, and `evenness` is `shannon` / ln k.
- `gini` is the Gini coefficient of the numbers of programs of the kinds that are present (0 to 1 - 1/k).

In the audit, the denominator lists the programs; the numerator lists, of each kind, all programs but one.

## Source

Herfindahl index: A. O. Hirschman, The American Economic Review 54 (1964), 761-762. Entropy: C. E. Shannon, Bell System Technical
Journal 27 (1948), 379-423. Expected number of kinds in a sample: S. H. Hurlbert, Ecology 52 (1971), 577-586. Gini coefficient: the mean
absolute difference of all pairs over twice the mean.

## Assumptions

* Programs are those that are active now, or at the requested date, as in `alignment`. A program of several majors counts in each; one of no
  known major is left out as unknown.
* Groups of majors are the first two digits of the code; a major without a code has no group.
* A program of an area is one of a school that lies there; it counts once in each county of its schools.
* There is no figure for fewer than 10 programs of a known kind.

## When not to use it

Two programs of one major in two distant counties are access, not waste. The number of programs says nothing about places. Schools whose
programs were not collected lower every count, and the Gini coefficient ignores majors that nobody offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.programs import COUNTY, LEVEL, LEVELS, Programs, notes_on, programs
from graph.measures.components.statistics import grouped, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Outcome, columns, param, params, too_few
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import View

KINDS = ("major", "group")
BY = ("all", "level", "county")
GROUP_CODE = 2
"""Length of the code of a group in the code of a major."""


@dataclass(frozen=True)
class Offer:
    """Programs with their kinds: ``program[i]`` is of ``kind[i]``, with ``origin[i]``. ``unknown``: programs of no known kind."""

    program: NDArray[np.int32]
    kind: NDArray[np.int64]
    origin: NDArray[np.int8]
    unknown: NDArray[np.int32]

    def within(self, programs: Mask) -> Offer:
        """Return the part of some programs."""
        chosen = programs[self.program]
        return Offer(self.program[chosen], self.kind[chosen], self.origin[chosen], self.unknown[programs[self.unknown]])

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of programs of each kind that is present."""
        return np.unique(self.kind, return_counts=True)[1]


def offer_of(view: View, active: Mask, kinds: str) -> Offer:
    """Return the kinds of the active programs by their majors (OF_MAJOR)."""
    links = view.drop_simulated_evidence(Links.of(view.edges("OF_MAJOR")))
    links = links.where(active[links.start]).best()
    kind = links.end.astype(np.int64) if kinds == KINDS[0] else _groups(view)[links.end]
    order = np.lexsort((links.origin, kind, links.start))
    start, kind, origin = links.start[order], kind[order], links.origin[order]
    keep = kind >= 0
    keep[1:] &= (start[1:] != start[:-1]) | (kind[1:] != kind[:-1])
    missing = active & ~view.mask(start[kind >= 0])
    return Offer(start[keep], kind[keep], origin[keep], np.flatnonzero(missing).astype(np.int32))


def _groups(view: View) -> NDArray[np.int64]:
    """Return the group of each node as a number: the first two digits of the code of a major; -1 without a code."""
    groups = np.full(len(view.nodes), -1, dtype=np.int64)
    for place in view.places("Major"):
        code = view.nodes.ids[place].partition(":")[2][:GROUP_CODE]
        if len(code) == GROUP_CODE and code.isdigit():
            groups[place] = int(code)
    return groups


def duplication(counts: NDArray[np.int64]) -> float:
    """Return the per cent of programs that repeat a kind."""
    return 100 * (1 - len(counts) / int(counts.sum()))


def expected_duplication(counts: NDArray[np.int64], size: int) -> float:
    """Return the expected duplication of a random sample of ``size`` programs from a pool with these counts of kinds."""
    total = int(counts.sum())
    absent = sum(exp(_log_choose(total - count, size) - _log_choose(total, size)) for count in counts.tolist() if total - count >= size)
    return 100 * (1 - (len(counts) - absent) / size)


def _log_choose(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def concentration(counts: NDArray[np.int64]) -> dict[str, float | None]:
    """Return the columns that describe the concentration of programs on kinds."""
    kinds, shares = len(counts), counts / counts.sum()
    herfindahl, shannon = float((shares**2).sum()), float(-(shares * np.log(shares)).sum())
    differences = np.abs(np.subtract.outer(counts, counts)).sum()
    return {
        "mean_points": float(counts.mean()),
        "herfindahl": herfindahl,
        "effective_kinds": 1 / herfindahl,
        "herfindahl_normalised": (herfindahl - 1 / kinds) / (1 - 1 / kinds) if kinds > 1 else None,
        "shannon": shannon,
        "evenness": shannon / log(kinds) if kinds > 1 else None,
        "gini": float(differences / (2 * kinds * kinds * counts.mean())),
    }


EMPTY: dict[str, float | None] = dict.fromkeys(concentration(np.array([1])))


def _all(_: View, counted: Programs) -> Iterator[tuple[str, str | None, Mask]]:
    yield "all", None, counted.active


def _by_level(view: View, counted: Programs) -> Iterator[tuple[str, str | None, Mask]]:
    for level in (*LEVELS, None):
        chosen = counted.active & view.nodes.level.among(level)
        if chosen.any():
            yield level or "not stated", None, chosen


def _by_county(view: View, counted: Programs) -> Iterator[tuple[str, str | None, Mask]]:
    links = view.located("Program")
    links = links.where(counted.active[links.start]).ends_in(view.mask(view.named("County")))
    for place, at in grouped(links.end):
        node_id = view.nodes.ids[place]
        yield node_id, node_id, view.mask(links.start[at])


_GROUPS: dict[str, Callable[[View, Programs], Iterator[tuple[str, str | None, Mask]]]] = {
    "all": _all,
    "level": _by_level,
    "county": _by_county,
}


def _figure(view: View, key: str, thing: str | None, offer: Offer, pool: NDArray[np.int64]) -> Figure:
    counts, size = offer.counts, len(offer.program)
    refused = too_few(size, "program", "个专业类别已知的专业点", "of a known kind")
    cells = {
        "group": key,
        "thing": thing,
        "programs": size,
        "kinds": len(counts),
        "largest": int(counts.max(initial=0)),
        "expected": None if refused else expected_duplication(pool, size),
        **(EMPTY if refused else concentration(counts)),
        "unknown": len(offer.unknown),
    }
    origin = weakest_of(offer.origin, view.nodes.origin[offer.program])
    return Figure(key, None if refused else duplication(counts), origin, cells, partial(_evidence, view, offer), refused)


def _evidence(view: View, offer: Offer) -> Iterator[Evidence]:
    ids = view.nodes.ids
    for _, at in grouped(offer.kind):
        yield from (Evidence(ids[place], "numerator") for place in offer.program[at[1:]])
    yield from (Evidence(ids[place], "denominator") for place in offer.program)
    yield from (Evidence(ids[place], "unknown") for place in offer.unknown)


def compute(view: View, given: Given) -> Outcome:
    """Compute one figure for each group, the most programs first."""
    counted = programs(view, given)
    offer = offer_of(view, counted.active, given.get("kind") or KINDS[0])
    pool = offer.counts
    rows = _GROUPS[given.get("by") or BY[0]](view, counted)
    figures = [_figure(view, key, thing, offer.within(chosen), pool) for key, thing, chosen in rows]
    figures.sort(key=lambda figure: (-figure.cells["programs"], figure.key))
    excluded = {"unknown": len(offer.unknown) + int(counted.unknown.sum())}
    return Outcome(figures, excluded=excluded, notes=list(notes_on(counted)))


MEASURE = Measure(
    name="offer-structure",
    title="How much do programs repeat each other?",
    title_zh="专业布点的重复率和集中度如何？",
    about=(
        "The per cent of programs that repeat a major (duplication) and how concentrated programs are on a few majors: Herfindahl index, "
        "entropy and Gini coefficient. Beside the duplication stands what chance alone would give."
    ),
    about_zh="重复开设的专业点所占百分比（重复率），以及专业点在少数专业上的集中度：赫芬达尔指数、香农熵和基尼系数；并列出随机抽取时的期望重复率作为参照。",
    group="structure",
    unit="%",
    definition=__doc__,
    params=params(
        param("kind", "str", "What a kind is: a major, or a group of majors.", "类别：专业或专业大类。", default=KINDS[0], choices=KINDS),
        param("by", "str", "Group rows by this.", "按此分组。", default=BY[0], choices=BY),
        COUNTY,
        LEVEL,
    ),
    returns=columns(
        group="str",
        thing="Thing?",
        programs="int",
        kinds="int",
        largest="int",
        expected="float?",
        mean_points="float?",
        herfindahl="float?",
        effective_kinds="float?",
        herfindahl_normalised="float?",
        shannon="float?",
        evenness="float?",
        gini="float?",
        unknown="int",
    ),
    example={"by": "level"},
    compute=compute,
    place=("Program", "County", "Region"),
)
