"""What each county specialises in: the share of an industry or a major in the county over its share in all counties.

## Formula

quotient = (x_cp / x_c) / (x_p / x), where x_cp is the amount of class p in county c (enterprises, employees, programs or enrolment), x_c
the total of the county, x_p the total of the class, and x the overall total. It is the location quotient, and the index of revealed
comparative advantage. Above 1 the county has more of the class than the counties together have.

`low` and `high` are a 95 % percentile bootstrap interval: items (enterprises or programs) are resampled with replacement `draws` times. An
empty cell has no interval, because resampling cannot fill it.

In the audit, the numerator lists the county's own items, x_cp. The denominator lists all items of the class, each weighted with the
county's share of the total, x_c / x: together the amount expected if the county were like the whole. The ratio of the sums is the quotient.

## Source

B. Balassa, The Manchester School 33 (1965), 99-123 (revealed comparative advantage). Interval: B. Efron, The Annals of Statistics 7 (1979),
1-26 (bootstrap).

## Assumptions

* The whole is what is known in all selected counties, not a nation. Only items with a known county and a known class are counted; an item
  in two counties or classes counts in each. Unnamed groups are not counted.
* Broad classes are the divisions of GB/T 4754 (a letter and two digits) and the groups of the catalogue of majors (the first two digits of
  the code); a major without a code has no group. Fine classes are taken as stated: where one enterprise is put in a division and another in
  a class of it, these are two columns.
* Programs are those that are active now, or at the requested date.
* A figure compares with the whole table, so its origin is the weakest in the table.
* There is no number for a county or a class with fewer than 10 known items.

## When not to use it

Do not add or average quotients. Do not compare quotients of tables with different coverage: missing data in one county raise the quotients
of the others. A large quotient of a small class says little; look at the interval. The interval covers chance alone, not data that nobody
collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graph.measures.components.contingency_tables import HOW_FINE, WHAT, Table, bootstrap, rca, requested_table
from graph.measures.components.statistics import BOOTSTRAP, INTERVAL_95, bootstrap_of
from graph.measures.components.view_cache import cached
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.view import View


@dataclass(frozen=True)
class Ready:
    """A table with the data of its figures, as plain numbers. ``small`` says why a row or a column has no figure."""

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
    limits = None if found.refused else np.quantile(rca(bootstrap(found, draws, seed)), INTERVAL_95, axis=0)
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
    """Compute a figure for each county and class, the greatest first."""
    found = requested_table(view, given)
    draws, seed = bootstrap_of(given)
    ready = cached(view, ("quotients", found.of, given.get("detail"), draws, seed), lambda: _ready(found, draws, seed))
    figures = [_figure(ready, row, column) for row, column in _wanted(found, given.get("county"))]
    figures.sort(key=lambda figure: (figure.value is None, -(figure.value or 0.0)))
    return Outcome(figures, excluded=found.excluded, notes=found.notes)


def _wanted(found: Table, county: str | None) -> list[tuple[int, int]]:
    rows = [row for row in range(found.shape[0]) if county is None or found.county(row) == county]
    return [(row, column) for row in rows for column in range(found.shape[1])]


def _figure(ready: Ready, row: int, column: int) -> Figure:
    found, count = ready.table, ready.sums[row][column]
    refused = found.refused or ready.small[0][row] or ready.small[1][column]
    limits = ready.limits if not refused and count > 0 else None
    cls, county = found.classes[column], found.county(row)
    cells = {
        "county": county,
        "column": cls.key,
        "thing": cls.thing,
        "count": count,
        "county_total": ready.of_rows[row],
        "column_total": ready.of_columns[column],
        "total": ready.total,
        "low": limits and limits[0][row][column],
        "high": limits and limits[1][row][column],
    }
    value = None if refused else ready.quotient[row][column]
    return Figure(f"{county}|{cls.key}", value, found.origin, cells, partial(_evidence, found, row, column), refused)


def _evidence(found: Table, row: int, column: int) -> Iterator[Evidence]:
    ids, share = found.view.nodes.ids, float(found.sums[row].sum() / found.sums.sum())
    for at in np.flatnonzero(found.column == column):
        node_id, amount = ids[found.places[at]], float(found.amount[at])
        if found.row[at] == row:
            yield Evidence(node_id, "numerator", amount)
        yield Evidence(node_id, "denominator", amount * share)
    yield from found.paths((found.column == column) & (found.row == row))


MEASURE = Measure(
    name="specialisation",
    title="What does each county specialise in?",
    title_zh="区县的专业化优势在哪些产业或专业？",
    about=(
        "The share of an industry among a county's enterprises or jobs, or of a group of majors among its programs, divided by the same "
        "share in all counties (location quotient, revealed comparative advantage), with bootstrap intervals."
    ),
    about_zh="某产业在区县企业或就业中的占比（或某专业类在专业点中的占比）与全部区县同一占比之比，即区位商（显示性比较优势），并给出自助法置信区间。",
    group="structure",
    unit="ratio",
    definition=__doc__,
    params=params(
        WHAT,
        HOW_FINE,
        param(
            "county",
            "County?",
            "Only the rows of this county; the comparison is still with all counties.",
            "只列出该区县（仍与全部区县比较）。",
        ),
        *BOOTSTRAP,
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
    place=("Program", "Enterprise", "County", "Region"),
)
