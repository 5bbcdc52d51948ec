"""In which industries a county is specialised, and in which majors its schools are: its share over that of all counties.

## Formula

quotient = (x_cp / x_c) / (x_p / x), where x_cp is what county c has of class p (enterprises, people employed, programs or enrolment), x_c
all that the county has, x_p all of the class, and x the whole. It is the location quotient, and the index of revealed comparative
advantage. Above 1 the county has more of the class than the counties together have.

`low` and `high` are a 95 % percentile bootstrap interval: items (enterprises or programs) are drawn anew with replacement `draws` times
from those that are there. An empty cell has no interval, since drawing anew cannot fill it.

In the audit the numerator are the county's own items, x_cp. The denominator are all items of the class, each weighted with the county's
share of the whole, x_c / x: together what would be there if the county were like the whole. Their sums divided give the quotient.

## Source

B. Balassa, The Manchester School 33 (1965), 99-123 (revealed comparative advantage). Interval: B. Efron, The Annals of Statistics 7 (1979),
1-26 (bootstrap).

## Assumptions

* The whole is what is known in all counties that are looked at, not a nation. Only what is known to be in a county and of a class is
  counted; an item in two counties or classes counts in each. Unnamed groups are not counted.
* Broad classes are the divisions of GB/T 4754 (a letter and two digits) and the groups of the catalogue of majors (the first two digits of
  the code); a major without a code has no group. Fine classes are taken as stated: where one enterprise is put in a division and another in
  a class of it, these are two columns.
* Programs are those that run now, or at the date asked.
* A figure compares with the whole table, so its origin is the weakest in it.
* There is no number for a county or for a class of which fewer than 10 items are known.

## When not to use it

Do not add or average quotients. Do not compare quotients of tables with different coverage: what is missing in one county raises the
quotients of the others. A large quotient of a small class says little; look at the interval. The interval is about chance alone, not about
what nobody collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graph.measures.components.contingency_tables import HOW_FINE, WHAT, Table, asked, drawn, rca
from graph.measures.components.view_cache import kept
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.view import View

DRAWS, SEED = 200, 1
MIDDLE = (0.025, 0.975)


@dataclass(frozen=True)
class Ready:
    """A table with what its figures need, as plain numbers; ``small`` says why a row or a column has none."""

    table: Table
    sums: list[list[float]]
    quotient: list[list[float]]
    limits: list[list[list[float]]] | None
    of_rows: list[float]
    of_columns: list[float]
    total: float
    small: tuple[list[Note | None], list[Note | None]]


def _ready(found: Table, draws: int, seed: int) -> Ready:
    sums, items = found.sums, found.items
    limits = None if found.refused else np.quantile(rca(drawn(found, draws, seed)), MIDDLE, axis=0)
    return Ready(
        table=found,
        sums=sums.tolist(),
        quotient=rca(sums).tolist(),
        limits=None if limits is None else limits.tolist(),
        of_rows=sums.sum(axis=1).tolist(),
        of_columns=sums.sum(axis=0).tolist(),
        total=float(sums.sum()),
        small=([found.few(count) for count in items.sum(axis=1)], [found.few(count) for count in items.sum(axis=0)]),
    )


def compute(view: View, given: Given) -> Outcome:
    """A figure for each county and class, the greatest first."""
    found = asked(view, given)
    draws, seed = (int(given.get(name, default)) for name, default in (("draws", DRAWS), ("seed", SEED)))
    ready = kept(view, ("quotients", found.of, given.get("detail"), draws, seed), lambda: _ready(found, draws, seed))
    figures = [_figure(ready, row, column) for row, column in _wanted(found, given.get("county"))]
    figures.sort(key=lambda figure: (figure.value is None, -(figure.value or 0.0)))
    return Outcome(figures, left_out=found.left_out, notes=found.notes)


def _wanted(found: Table, county: str | None) -> list[tuple[int, int]]:
    rows = [row for row in range(found.shape[0]) if county is None or found.county(row) == county]
    return [(row, column) for row in rows for column in range(found.shape[1])]


def _figure(ready: Ready, row: int, column: int) -> Figure:
    found, count = ready.table, ready.sums[row][column]
    refused = found.refused or ready.small[0][row] or ready.small[1][column]
    limits = ready.limits if not refused and count > 0 else None
    known, county = found.classes[column], found.county(row)
    cells = {
        "county": county,
        "column": known.key,
        "thing": known.thing,
        "count": count,
        "county_total": ready.of_rows[row],
        "column_total": ready.of_columns[column],
        "total": ready.total,
        "low": limits and limits[0][row][column],
        "high": limits and limits[1][row][column],
    }
    value = None if refused else ready.quotient[row][column]
    return Figure(f"{county}|{known.key}", value, found.origin, cells, partial(_evidence, found, row, column), refused)


def _evidence(found: Table, row: int, column: int) -> Iterator[Evidence]:
    ids, share = found.view.nodes.ids, float(found.sums[row].sum() / found.sums.sum())
    for at in np.flatnonzero(found.column == column):
        known, amount = ids[found.things[at]], float(found.amount[at])
        if found.row[at] == row:
            yield Evidence(known, "numerator", amount)
        yield Evidence(known, "denominator", amount * share)
    yield from found.paths((found.column == column) & (found.row == row))


MEASURE = Measure(
    name="specialisation",
    title="In what is a county specialised?",
    title_zh="区县的专业化优势在哪些产业或专业？",
    about=(
        "The share of an industry among a county's enterprises or jobs, or of a group of majors among its programs, over the same share in "
        "all counties (location quotient, revealed comparative advantage), with bootstrap intervals."
    ),
    about_zh="某产业在区县企业或就业中的占比（或某专业类在专业点中的占比）与全部区县同一占比之比，即区位商（显示性比较优势），并给出自助法置信区间。",
    group="structure",
    unit="ratio",
    definition=__doc__,
    params=params(
        WHAT,
        HOW_FINE,
        param("county", "County?", "Only the rows of this county; it is still compared with all.", "只列出该区县（仍与全部区县比较）。"),
        param("draws", "int", "How often items are drawn anew for the interval.", "自助法抽样次数。", default=DRAWS, low=50, high=2000),
        param("seed", "int", "Seed of the drawing: the same seed gives the same interval.", "随机种子。", default=SEED, low=0),
    ),
    returns=columns(
        county="County",
        column="str",
        thing="Thing?",
        count="float",
        county_total="float",
        column_total="float",
        total="float",
        low="float?",
        high="float?",
    ),
    example={"of": "enterprises"},
    compute=compute,
)
