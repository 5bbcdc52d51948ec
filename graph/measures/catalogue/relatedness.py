"""How close an industry or a major is to what a county already does: which classes occur together in counties, and how many of them it has.

## Formula

A county has a class when its quotient (see specialisation) is 1 or more. The proximity of two classes is the number of counties that have
both over the number that have the more frequent of the two; this is the smaller of the two conditional shares. The density of class p
around county c is the sum of the proximities of p to the classes of c, over the sum of its proximities to all classes, including p itself
with proximity 1.

In the audit of a density, the numerator lists the industries or majors of the county's classes and the denominator those of all classes,
each with the proximity of its class to p (shared equally among the members of a broad class). In the audit of a proximity, the numerator
lists the counties that have both classes, the denominator those that have the more frequent one. The ratio of the sums is the figure.

## Source

C. A. Hidalgo, B. Klinger, A.-L. Barabási and R. Hausmann, Science 317 (2007), 482-487.

## Assumptions

* Classes that occur in the same counties need the same inputs (skills, suppliers, land). The figure says that they occur together, not why.
* Counties and classes with fewer than 10 known items are left out after the quotients are computed. There is no figure with fewer than 10
  counties or 3 classes.
* What is counted, the classes and the origin are those of specialisation.

## When not to use it

It is neither a forecast nor a recommendation: high density says that a county has what usually occurs alongside a class, not that a program
would succeed. Do not compare densities of tables with different classes. With few counties a proximity moves in large steps; look at `both`
and `most`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from graph.measures.components.contingency_tables import HOW_FINE, WHAT, Space, Table, density, rca, requested_table, space
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.view import View

SHOW = ("density", "proximity")
EMPTY = dict.fromkeys(("county", "column", "thing", "other", "other_thing", "quotient", "both", "most"))

NO_COUNTY = Note("No county in the comparison has this class, so its proximities are zero.", "没有区县在该类别上具有优势，无法计算邻近度。")


def compute(view: View, given: Given) -> Outcome:
    """Compute densities of classes that counties lack, or proximities of classes; the greatest first, refused ones last."""
    found = space(requested_table(view, given))
    pairs = given.get("show") == "proximity"
    figures = _proximities(found) if pairs else _densities(found, given.get("county"), all_cells=given.get("include") == "all")
    figures.sort(key=lambda figure: (figure.value is None, -(figure.value or 0.0)))
    return Outcome(figures, excluded=found.table.excluded, notes=found.notes)


def _densities(found: Space, county: str | None, *, all_cells: bool) -> list[Figure]:
    table = found.table
    quotient, values, has = rca(table.sums).tolist(), density(found.has, found.near).tolist(), found.has.tolist()
    rows, columns = (dict(zip(places.tolist(), range(len(places)), strict=True)) for places in (found.rows, found.columns))
    small = _small(table)
    isolated: list[bool] = (found.near.sum(axis=0) == 0).tolist()
    figures = []
    for row, column in _cells(table, county):
        at, other = rows.get(row, -1), columns.get(column, -1)
        refused = found.refused or small[0][row] or small[1][column] or (NO_COUNTY if isolated[other] else None)
        cls = table.classes[column]
        own_cells = {"county": table.county(row), "column": cls.key, "thing": cls.thing, "quotient": quotient[row][column]}
        key, cells = f"{own_cells['county']}|{cls.key}", EMPTY | own_cells
        if refused is not None:
            figures.append(Figure(key, None, table.origin, cells, tuple, refused))
        elif all_cells or not has[at][other]:
            figures.append(Figure(key, values[at][other], table.origin, cells, partial(_behind_density, found, at, other)))
    return figures


def _cells(table: Table, county: str | None) -> Iterator[tuple[int, int]]:
    for row in range(table.shape[0]):
        if county is None or table.county(row) == county:
            yield from ((row, column) for column in range(table.shape[1]))


def _small(table: Table) -> tuple[list[Note | None], list[Note | None]]:
    rows, columns = table.items.sum(axis=1), table.items.sum(axis=0)
    return [table.few(count) for count in rows], [table.few(count) for count in columns]


def _behind_density(found: Space, row: int, column: int) -> Iterator[Evidence]:
    for other in np.flatnonzero(found.near[column]).tolist():
        for node_id, amount in found.table.rows_of(int(found.columns[other]), float(found.near[column, other])):
            if found.has[row, other]:
                yield Evidence(node_id, "numerator", amount)
            yield Evidence(node_id, "denominator", amount)


def _proximities(found: Space) -> list[Figure]:
    size = len(found.columns)
    return [_proximity(found, one, other) for one in range(size) for other in range(one + 1, size)]


def _proximity(found: Space, one: int, other: int) -> Figure:
    first, second = (found.table.classes[found.columns[at]] for at in (one, other))
    counts = found.has.sum(axis=0)
    names = {"column": first.key, "thing": first.thing, "other": second.key, "other_thing": second.thing}
    counted = {"both": int(found.has[:, one] @ found.has[:, other]), "most": int(max(counts[one], counts[other]))}
    value = None if found.refused else float(found.near[one, other])
    evidence = partial(_behind_proximity, found, one, other)
    cells = EMPTY | names | counted
    return Figure(f"{first.key}|{second.key}", value, found.table.origin, cells, evidence, found.refused)


def _behind_proximity(found: Space, one: int, other: int) -> Iterator[Evidence]:
    first, second = found.has[:, one], found.has[:, other]
    more = first if first.sum() >= second.sum() else second
    for row in np.flatnonzero(more).tolist():
        county = found.table.county(int(found.rows[row]))
        if first[row] and second[row]:
            yield Evidence(county, "numerator")
        yield Evidence(county, "denominator")


MEASURE = Measure(
    name="relatedness",
    title="Which industries and majors are closest to what a county already does?",
    title_zh="哪些产业或专业与区县现有基础最相关？",
    about=(
        "Which classes occur in the same counties (proximity), and how much of what usually occurs with a class a county already has "
        "(relatedness density). It says what occurs together, not why."
    ),
    about_zh="哪些类别常在同一区县同时具有优势（邻近度），以及某区县已具备与该类别相伴的多少（关联密度）。只说明同时出现，不说明原因。",
    group="structure",
    unit="share",
    definition=__doc__,
    params=params(
        WHAT,
        HOW_FINE,
        param(
            "show",
            "str",
            "Show densities by county and class, or proximities of classes.",
            "显示关联密度，或类别间的邻近度。",
            default=SHOW[0],
            choices=SHOW,
        ),
        param("county", "County?", "Only the densities of this county.", "只列出该区县的关联密度。"),
        param(
            "include",
            "str",
            "Only classes that the county does not have, or all.",
            "只列尚无优势的类别，或全部。",
            default="new",
            choices=("new", "all"),
        ),
    ),
    returns=columns(
        county="County?",
        column="str",
        thing="Thing?",
        other="str?",
        other_thing="Thing?",
        quotient="float?",
        both="int?",
        most="int?",
    ),
    example={"of": "enterprises"},
    compute=compute,
    place=("Program", "Enterprise", "County", "Region"),
)
