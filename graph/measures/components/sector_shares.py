"""Shares of training and of industry by sector, over the same sectors, and their comparison by each crosswalk.

An item (a program or an enterprise) that belongs to k of the sectors counts 1/k in each, so that the shares of each side sum to 100 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.crosswalks import CROSSWALKS, FLOW_SHARE, MOST_OF, Crosswalk, chosen, make_crosswalk
from graph.measures.components.priorities import priorities
from graph.measures.components.programs import COUNTY, FRAMEWORK, LEVEL, Programs, notes_on, programs
from graph.measures.definition import Figure, Given, Note, Outcome, param, too_few
from graph.snapshot.columns import UNKNOWN, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

Numbers = NDArray[np.float64]
INDUSTRY = ("enterprises", "employees")
MOST_UNKNOWN = 50.0
"""Per cent of programs without data above which nothing is compared."""
AGAINST = ("county", "everywhere")
COMPARED = (
    param("crosswalk", "str?", "Only this crosswalk from programs to sectors.", "只用此对应方式。", choices=CROSSWALKS),
    param("weight", "str", "What measures industry.", "衡量产业的指标。", default=INDUSTRY[0], choices=INDUSTRY),
    param(
        "against",
        "str",
        "With a county: compare with the industry of the county, or with all industry.",
        "指定区县时：与该区县的产业比较，或与全部产业比较。",
        default=AGAINST[0],
        choices=AGAINST,
    ),
    FRAMEWORK,
    COUNTY,
    LEVEL,
    FLOW_SHARE,
)
"""Parameters of the measures that compare programs with industry."""


@dataclass(frozen=True)
class Side:
    """One side of the comparison: ``amounts[i, s]`` is what item ``places[i]`` adds to sector ``s``.

    ``unknown``: items of no known sector, or without a number where the amounts are employees.
    """

    places: Places
    amounts: Numbers
    origins: NDArray[np.int8]
    unknown: Places

    @cached_property
    def sums(self) -> Numbers:
        """Amount of each sector."""
        sums: Numbers = self.amounts.sum(axis=0)
        return sums

    @cached_property
    def total(self) -> float:
        """Amount of all sectors."""
        return float(self.amounts.sum())

    @cached_property
    def shares(self) -> Numbers:
        """Share of each sector in per cent; 0 for a side without items."""
        return 100 * self.sums / self.total if self.total else np.zeros(self.amounts.shape[1])

    def within(self, sector: int) -> Iterator[tuple[int, float]]:
        """Yield the items of a sector, each with its share of the side in per cent."""
        for at in np.flatnonzero(self.amounts[:, sector]):
            yield int(self.places[at]), 100 * float(self.amounts[at, sector]) / self.total

    def draws(self, number: int, seed: int) -> Numbers:
        """Return the shares of ``number`` bootstrap samples of the items, one row each."""
        patterns, counts = np.unique(self.amounts, axis=0, return_counts=True)
        sampled = np.random.default_rng(seed).multinomial(len(self.places), counts / counts.sum(), size=number) @ patterns
        shares: Numbers = 100 * sampled / sampled.sum(axis=1, keepdims=True)
        return shares


def compared_sectors(view: View, framework: str | None) -> Places:
    """Return the sectors to compare: those that a framework prioritises, or all."""
    if framework is None:
        return view.places("Sector")
    return np.unique(priorities(view, framework).end).astype(np.int32)


def training(crosswalk: Crosswalk, active: Mask, sectors: Places) -> Side:
    """Return the programs by sector. A program of none of the sectors is unknown, whether or not the crosswalk has data on it."""
    view = crosswalk.view
    places = np.flatnonzero(active).astype(np.int32)
    amounts, origins = np.zeros((len(places), len(sectors))), view.nodes.origin[places].copy()
    for column, sector in enumerate(sectors):
        serves, origin = crosswalk.serving(view.mask(np.array([sector])))
        found = serves[places]
        amounts[found, column] = 1
        origins[found] = np.maximum(origins[found], origin[places[found]])
    return _side(places, amounts, origins, np.ones(len(places)))


def industry(view: View, located: Mask | None, sectors: Places, weight: str) -> Side:
    """Return the named enterprises by sector (OPERATES_IN, and what that belongs to).

    :param located: only these enterprises; None: all.
    :param weight: one of :data:`INDUSTRY`.
    """
    named = view.named("Enterprise")
    places = named if located is None else named[located[named]]
    row = np.full(len(view.nodes), -1)
    row[places] = np.arange(len(places))
    column = np.full(len(view.nodes), -1)
    column[sectors] = np.arange(len(sectors))
    links = view.drop_simulated_evidence(Links.of(view.edges("OPERATES_IN")).join(view.to_sectors())).best()
    links = links.where((row[links.start] >= 0) & (column[links.end] >= 0))
    amounts, origins = np.zeros((len(places), len(sectors))), view.nodes.origin[places].copy()
    amounts[row[links.start], column[links.end]] = 1
    np.maximum.at(origins, row[links.start], links.origin)
    sizes = view.nodes.employees[places].astype(np.float64) if weight == "employees" else np.ones(len(places))
    return _side(places, amounts, origins, np.where(sizes == UNKNOWN, 0, sizes))


def _side(places: Places, amounts: Numbers, origins: NDArray[np.int8], sizes: Numbers) -> Side:
    """Split each item among its sectors; items of no sector or no size are unknown."""
    count = amounts.sum(axis=1)
    known = (count > 0) & (sizes > 0)
    split = amounts[known] * (sizes[known] / count[known])[:, None]
    return Side(places[known], split, origins[known], places[~known])


@dataclass(frozen=True)
class Comparison:
    """Both sides over the same sectors."""

    sectors: Places
    programs: Side
    industry: Side

    @cached_property
    def difference(self) -> Numbers:
        """Share of programs minus share of industry, in percentage points."""
        return self.programs.shares - self.industry.shares

    @cached_property
    def filled(self) -> Mask:
        """Mask of the sectors with programs or industry."""
        filled: Mask = (self.programs.sums > 0) | (self.industry.sums > 0)
        return filled

    @cached_property
    def refused(self) -> Note | None:
        """Why nothing can be compared: too few items, or the sectors of most programs are unknown."""
        known, unknown = len(self.programs.places), len(self.programs.unknown)
        few = too_few(known, "program", "个产业领域已知的专业点", "of a known sector")
        few = few or too_few(len(self.industry.places), "enterprise", "家产业领域已知的企业", "of a known sector")
        if few is not None or 100 * unknown <= MOST_UNKNOWN * (known + unknown):
            return few
        return Note(
            f"The sector of most programs is unknown: {unknown} of {known + unknown}.",
            f"多数专业点的产业领域未知：{known + unknown}个中有{unknown}个。",
        )

    @cached_property
    def origins(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Origins of all items: every share compares with all of them."""
        return self.programs.origins, self.industry.origins


def compare(view: View, given: Given) -> Iterator[tuple[str, Programs, Comparison]]:
    """Yield the comparison by each requested crosswalk."""
    counted, sectors = programs(view, given), compared_sectors(view, given.get("framework"))
    firms = industry(view, _located(view, given), sectors, given.get("weight") or INDUSTRY[0])
    for name in chosen(given.get("crosswalk")):
        crosswalk = make_crosswalk(view, name, float(given.get("flow_share") or MOST_OF))
        yield name, counted, Comparison(sectors, training(crosswalk, counted.active, sectors), firms)


def _located(view: View, given: Given) -> Mask | None:
    """Return a mask of the enterprises to compare with; None: all."""
    if given.get("county") is None or given.get("against") == AGAINST[1]:
        return None
    located = view.located("Enterprise")
    return view.mask(located.start[located.end == view.snapshot.at(given["county"])])


def outcome(view: View, given: Given, figures_of: Callable[[str, Comparison], list[Figure]]) -> Outcome:
    """Return the figures of each requested crosswalk, with the programs that are left out.

    :param figures_of: computes the figures of a crosswalk, given by name, from its comparison.
    """
    figures, notes, unknown = list[Figure](), dict[Note, None](), 0
    for name, counted, compared in compare(view, given):
        figures += figures_of(name, compared)
        notes |= dict.fromkeys(notes_on(counted))
        unknown = max(unknown, len(compared.programs.unknown) + int(counted.unknown.sum()))
    return Outcome(figures, excluded={"unknown": unknown}, notes=list(notes))
