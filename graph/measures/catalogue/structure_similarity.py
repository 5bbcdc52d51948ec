"""How similar programs and industry are as a whole: dissimilarity, overlap, cosine and mean deviation over all sectors.

## Formula

With p and g as in `structure-deviation`, the shares of each sector among programs and in industry:

- `value`, the dissimilarity, is the sum of |p - g| over all sectors, divided by 2: the per cent of programs that would have to be of
  another sector for both structures to be equal. It is between 0 and 100.
- `total_deviation` is the sum of |p - g|, between 0 and 200 percentage points.
- `overlap` is the sum of min(p, g), which is 100 minus the dissimilarity. As a degree of matching it is the project's own definition; the
  formulas of published degrees of matching could not be verified.
- `cosine` is the sum of p x g divided by the square root of (sum of p squared x sum of g squared), between 0 and 1.
- `mean_ratio` is the mean of |p / g - 1| over the sectors with g > 0.

`low` and `high` are a 95 % percentile bootstrap interval of the dissimilarity. Few programs raise the dissimilarity by chance alone.

In the audit, rows of role `part` are sectors, each with |p - g| / 2. They sum to the value. `structure-deviation` shows what is behind a
sector.

## Source

Dissimilarity: O. D. Duncan and B. Duncan, American Sociological Review 20 (1955), 210-217. Cosine: known as the coefficient of structural
similarity of the United Nations Industrial Development Organization. Interval: B. Efron, The Annals of Statistics 7 (1979), 1-26.

## Assumptions

* Those of `structure-deviation`. A cosine needs at least three sectors with programs or industry.

## When not to use it

One large sector on both sides gives a high cosine while a fifth of the programs is elsewhere: look at both. The dissimilarity of two
selections with different numbers of sectors or programs is not comparable. A coupling coordination degree is no measure here: with equal
weights it is the fourth root of the product of two scores, and says nothing about whether fields match.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import sqrt

import numpy as np

from graph.measures.components.sector_shares import COMPARED, Comparison, outcome
from graph.measures.components.statistics import BOOTSTRAP, INTERVAL_95, bootstrap_of, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Outcome, columns, params
from graph.snapshot.view import View

LEAST_SECTORS = 3


def cosine(compared: Comparison) -> float | None:
    """Return the cosine of both shares; None with too few sectors, or if a side is empty."""
    p, g = compared.programs.shares, compared.industry.shares
    lengths = float((p * p).sum() * (g * g).sum())
    return float((p * g).sum()) / sqrt(lengths) if lengths and compared.filled.sum() >= LEAST_SECTORS else None


def mean_ratio(compared: Comparison) -> float | None:
    """Return the mean of |p / g - 1| over the sectors with industry; None without any."""
    there = compared.industry.shares > 0
    if not there.any():
        return None
    return float(np.abs(compared.programs.shares[there] / compared.industry.shares[there] - 1).mean())


def _compared(compared: Comparison, draws: int, seed: int) -> dict[str, float | None]:
    """Return the columns that rest on shares."""
    drawn = np.abs(compared.programs.draws(draws, seed) - compared.industry.shares).sum(axis=1) / 2
    low, high = np.quantile(drawn, INTERVAL_95)
    return {
        "total_deviation": float(np.abs(compared.difference).sum()),
        "overlap": float(np.minimum(compared.programs.shares, compared.industry.shares).sum()),
        "cosine": cosine(compared),
        "mean_ratio": mean_ratio(compared),
        "low": float(low),
        "high": float(high),
    }


COMPARED_COLUMNS = ("total_deviation", "overlap", "cosine", "mean_ratio", "low", "high")


def _figure(view: View, name: str, compared: Comparison, draws: int, seed: int) -> Figure:
    cells = {
        "crosswalk": name,
        **(dict.fromkeys(COMPARED_COLUMNS) if compared.refused else _compared(compared, draws, seed)),
        "sectors": int(compared.filled.sum()),
        "programs_known": len(compared.programs.places),
        "unknown": len(compared.programs.unknown),
        "enterprises_known": len(compared.industry.places),
    }
    value = None if compared.refused else float(np.abs(compared.difference).sum()) / 2
    return Figure(name, value, weakest_of(*compared.origins), cells, partial(_evidence, view, compared), compared.refused)


def _evidence(view: View, compared: Comparison) -> Iterator[Evidence]:
    for sector, difference in zip(compared.sectors, compared.difference, strict=True):
        if difference:
            yield Evidence(view.nodes.ids[int(sector)], "part", abs(float(difference)) / 2)
    yield from (Evidence(view.nodes.ids[int(place)], "unknown") for place in compared.programs.unknown)


def compute(view: View, given: Given) -> Outcome:
    """Compute one figure for each crosswalk."""
    return outcome(view, given, lambda name, compared: [_figure(view, name, compared, *bootstrap_of(given))])


MEASURE = Measure(
    name="structure-similarity",
    title="How similar are the structures of programs and of industry?",
    title_zh="专业结构与产业结构有多相似？",
    about=(
        "The dissimilarity of programs and industry over all sectors: the per cent of programs that would have to be of another sector for "
        "both structures to be equal. Overlap, cosine and mean deviation stand beside it."
    ),
    about_zh="专业结构与产业结构的总体差异：要使两者一致，需要调整到其他产业领域的专业点所占百分比；并列出重合度、相似系数和平均偏离度。",
    group="structure",
    unit="%",
    definition=__doc__,
    params=params(
        *COMPARED,
        *BOOTSTRAP,
    ),
    returns=columns(
        crosswalk="str",
        total_deviation="float?",
        overlap="float?",
        cosine="float?",
        mean_ratio="float?",
        low="float?",
        high="float?",
        sectors="int",
        programs_known="int",
        unknown="int",
        enterprises_known="int",
    ),
    example={"crosswalk": "catalogue"},
    compute=compute,
    place=("Program", "Enterprise", "County", "Region"),
)
