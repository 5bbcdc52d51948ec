"""How far the share of each sector among programs is from its share of industry (structure deviation), in all three published forms.

## Formula

For each sector, p is the share of programs and g the share of industry, both in per cent and over the same sectors.

- `value` is the difference p - g in percentage points. Above 0: programs have more than industry has.
- `programs_over_industry` is p / g - 1, the form of papers on education. Above 0: programs have more.
- `industry_over_programs` is g / p - 1, the form of papers on employment. Above 0: *industry* has more. The sign is the opposite of the
  other two: always state the form beside a figure.
- `matching` is min(p / g, 1): which part of the share of industry the programs cover. This definition is the project's own.

A form that would divide by 0 has no value. `low` and `high` are a 95 % percentile bootstrap interval of the difference: programs are
resampled with replacement `draws` times. `if_unknown_not` and `if_unknown_all` are the differences if none, or all, of the programs of
unknown sector belonged to the sector.

In the audit, rows of role `part` sum to the value: each program of the sector adds its share, each enterprise of the sector subtracts its
share.

## Source

The difference and the two ratios are in use in studies of Chinese vocational education and of employment, with opposite signs: He Jingshi,
Journal of the Open University of Guangdong 2022(2), 34-39 (programs over industry); the matching is defined by this project. Interval:
B. Efron, The Annals of Statistics 7 (1979), 1-26 (bootstrap).

## Assumptions

* Crosswalks and active programs are those of `alignment`. A program or an enterprise of k sectors counts 1/k in each.
* `weight` selects what measures industry: named enterprises of a known sector, or their employees where known. Unnamed groups are not
  counted.
* With `county`, both sides are of the county. `against=everywhere` compares the programs of the county with the industry of the whole
  selection, because a school need not serve its county only.
* `framework` compares only the sectors that it prioritises. A program of none of them is of unknown sector here.
* There are no figures with fewer than 10 programs or 10 enterprises of a known sector, or if the sector of most programs is unknown.

## When not to use it

The number of programs is not the number of people, and enterprises differ in size. Near 0 is no success if all graduates leave. The
crosswalk decides the result: look at all four. Do not compare figures of selections with different coverage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.sector_shares import COMPARED, Comparison, outcome
from graph.measures.components.statistics import BOOTSTRAP, INTERVAL_95, bootstrap_of, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Outcome, columns, params
from graph.snapshot.view import View


@dataclass(frozen=True)
class Row:
    """A sector of a comparison, with the limits of its difference."""

    view: View
    crosswalk: str
    compared: Comparison
    column: int
    limits: NDArray[np.float64] | None

    @property
    def sector(self) -> str:
        """The id of the sector."""
        return self.view.nodes.ids[int(self.compared.sectors[self.column])]


def _rows(view: View, name: str, compared: Comparison, draws: int, seed: int) -> Iterator[Row]:
    limits = None
    if compared.refused is None:
        limits = np.quantile(compared.programs.draws(draws, seed), INTERVAL_95, axis=0) - compared.industry.shares
    for column in np.flatnonzero(compared.filled):
        yield Row(view, name, compared, int(column), limits)


def _shares(row: Row) -> dict[str, float | None]:
    """Return the columns that rest on shares; all None when the comparison is refused."""
    compared, column = row.compared, row.column
    p, g = float(compared.programs.shares[column]), float(compared.industry.shares[column])
    part, unknown = float(compared.programs.sums[column]), len(compared.programs.unknown)
    whole = len(compared.programs.places) + unknown
    shares: dict[str, float | None] = {
        "programs_share": p,
        "industry_share": g,
        "programs_over_industry": p / g - 1 if g else None,
        "industry_over_programs": g / p - 1 if p else None,
        "matching": min(p / g, 1.0) if g else None,
        "low": None if row.limits is None else float(row.limits[0][column]),
        "high": None if row.limits is None else float(row.limits[1][column]),
        "if_unknown_not": 100 * part / whole - g if whole else None,
        "if_unknown_all": 100 * (part + unknown) / whole - g if whole else None,
    }
    return dict.fromkeys(shares) if compared.refused else shares


def _figure(row: Row) -> Figure:
    compared, column = row.compared, row.column
    cells = {
        "crosswalk": row.crosswalk,
        "sector": row.sector,
        **_shares(row),
        "programs": float(compared.programs.sums[column]),
        "programs_known": len(compared.programs.places),
        "unknown": len(compared.programs.unknown),
        "industry": float(compared.industry.sums[column]),
        "industry_known": compared.industry.total,
    }
    value = None if compared.refused else float(compared.difference[column])
    return Figure(f"{row.crosswalk}|{row.sector}", value, weakest_of(*compared.origins), cells, partial(_evidence, row), compared.refused)


def _evidence(row: Row) -> Iterator[Evidence]:
    ids, compared = row.view.nodes.ids, row.compared
    yield from (Evidence(ids[place], "part", share) for place, share in compared.programs.within(row.column))
    yield from (Evidence(ids[place], "part", -share) for place, share in compared.industry.within(row.column))
    yield from (Evidence(ids[place], "unknown") for place in compared.programs.unknown)


def compute(view: View, given: Given) -> Outcome:
    """Compute a figure for each crosswalk and sector, by crosswalk, the greatest difference first."""

    def figures(name: str, compared: Comparison) -> list[Figure]:
        rows = [_figure(row) for row in _rows(view, name, compared, *bootstrap_of(given))]
        return sorted(rows, key=lambda figure: (-abs(figure.value or 0.0), figure.key))

    return outcome(view, given, figures)


MEASURE = Measure(
    name="structure-deviation",
    title="In which sectors do programs and industry differ most?",
    title_zh="专业结构与产业结构在哪些产业领域偏离最大？",
    about=(
        "For each sector, its share of programs minus its share of enterprises or employment (structure deviation), with both published "
        "ratios beside it, by four alternative crosswalks from programs to sectors."
    ),
    about_zh="各产业领域在专业点中的占比减去其在企业或从业人员中的占比（结构偏离度），并列出两种常见的比值形式，按四种对应方式分别计算。",
    group="structure",
    unit="percentage points",
    definition=__doc__,
    params=params(
        *COMPARED,
        *BOOTSTRAP,
    ),
    returns=columns(
        crosswalk="str",
        sector="Sector",
        programs_share="float?",
        industry_share="float?",
        programs_over_industry="float?",
        industry_over_programs="float?",
        matching="float?",
        low="float?",
        high="float?",
        programs="float",
        programs_known="int",
        unknown="int",
        if_unknown_not="float?",
        if_unknown_all="float?",
        industry="float",
        industry_known="float",
    ),
    example={"crosswalk": "catalogue"},
    compute=compute,
    place=("Program", "Enterprise", "County", "Region"),
)
