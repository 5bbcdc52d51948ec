"""Economic complexity of counties and of industries or majors, where the table allows it.

## Formula

M is 1 where a county's quotient for a class is 1 or more (see specialisation). The complexity of a county is the mean complexity of its
classes; the complexity of a class is, up to a factor, the mean complexity of the counties that have it. This is the eigenvector of the
second-greatest eigenvalue of D^-1 M U^-1 M', where D holds the number of classes of each county and U the number of counties of each class.
Both indices are standardised by mean and standard deviation over the counties. The sign is chosen so that counties with more classes are
the more complex ones.

In the audit of a county, the numerator lists the industries or majors of its classes, each with the index of its class (shared equally
among the members of a broad class); the denominator lists the same rows with amounts that sum to the number of classes. In the audit of a
class, both list the counties that have it: in the numerator each with its contribution, its index divided by the eigenvalue and shifted by
the mean; in the denominator each with 1. The ratio of the sums is the index.

## Source

C. A. Hidalgo and R. Hausmann, Proceedings of the National Academy of Sciences 106 (2009), 10570-10575. Interpretation of the index: P.
Mealy, J. D. Farmer and A. Teytelboym, Science Advances 5 (2019), eaau1705.

## Assumptions

* Counties and classes with fewer than 10 known items are left out first, then those without any specialisation.
* The index is refused with fewer than 10 counties or 3 classes; where the table falls into parts with no class in common, because the index
  would only say to which part a county belongs; where two eigenvalues are equal, so that the second eigenvector is not unique; where the
  index is not correlated with the number of classes, so that its sign is arbitrary.
* What is counted, the classes and the origin are those of specialisation.

## When not to use it

It is a coordinate along which counties with similar classes lie close together, not a grade. With the few classes of a region, single cells
move it. Do not compare it over time or between tables: mean and spread are set to 0 and 1 in each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from graph.measures.components.contingency_tables import CLASSES, COUNTIES, HOW_FINE, WHAT, Numbers, Space, requested_table, space
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.columns import Ints
from graph.snapshot.view import View
from seed.plurals import counted

SHOW = ("counties", "classes")
SAME = 1e-9
"""Tolerance: two eigenvalues, or a correlation and zero, that differ by less count as equal."""


@dataclass(frozen=True)
class Indices:
    """Complexity of rows and columns, standardised over the rows; ``middle`` and ``spread``: mean and deviation before that."""

    rows: Numbers
    columns: Numbers
    value: float
    """The eigenvalue."""
    middle: float
    spread: float


def indices(has: Numbers) -> Indices | Note:
    """Compute both indices of a 0/1 table without empty rows or columns; return a note when there are none.

    The symmetric form of the problem has the same eigenvalues and is solved by the singular values of D^-1/2 M U^-1/2.
    """
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    parts = _parts(has)
    if parts > 1:
        return Note(
            f"The table falls into {parts} parts with no class in common; complexity would only distinguish the parts.",
            f"矩阵分为{parts}个互不相连的部分，复杂度只能反映所属部分。",
        )
    _, singular, right = np.linalg.svd(has / np.sqrt(np.outer(diversity, ubiquity)), full_matrices=False)
    value = float(singular[1] ** 2)
    if value < SAME or (len(singular) > 2 and value - singular[2] ** 2 < SAME):
        return Note("No unique second eigenvector: two eigenvalues are equal or zero.", "第二特征值不唯一或为零，无法确定复杂度。")
    of_columns = right[1] / np.sqrt(ubiquity)
    of_rows = has @ of_columns / diversity
    spread = float(of_rows.std())
    side = float((diversity - diversity.mean()) @ (of_rows - of_rows.mean()))
    if abs(side) <= SAME * max(1.0, float(diversity.std())) * spread * len(of_rows):
        return Note(
            "The index is not correlated with the number of classes, so its sign is arbitrary.", "复杂度与类别数量不相关，符号无法确定。"
        )
    sign = np.sign(side)
    middle = float(sign * of_rows.mean())
    return Indices((sign * of_rows - middle) / spread, (sign * of_columns - middle) / spread, value, middle, spread)


def _parts(has: Numbers) -> int:
    row, column = np.nonzero(has)
    size = sum(has.shape)
    joined = csr_matrix((np.ones(len(row)), (row, column + has.shape[0])), shape=(size, size))
    return int(connected_components(joined, directed=False)[0])


@dataclass(frozen=True)
class Filled:
    """A space without counties and classes that have no specialisation. ``rows`` and ``columns`` index the table."""

    space: Space
    rows: Ints
    columns: Ints
    has: Numbers

    @property
    def refused(self) -> Note | None:
        """A note when the remaining table is too small."""
        rows, classes = self.has.shape
        if self.space.refused is not None or (rows >= COUNTIES and classes >= CLASSES):
            return self.space.refused
        return Note(
            f"Too little data: {counted(rows, 'county')} and {counted(classes, 'class')} with a specialisation; "
            f"at least {COUNTIES} and {CLASSES} are needed.",
            f"数据不足：具有专业化优势的仅有{rows}个区县、{classes}个类别，至少需要{COUNTIES}个区县、{CLASSES}个类别。",
        )


def _filled(found: Space) -> Filled:
    has, rows, columns = found.has, found.rows, found.columns
    while has.size and not (has.any(axis=1).all() and has.any(axis=0).all()):
        keep = has.any(axis=1), has.any(axis=0)
        has, rows, columns = has[np.ix_(*keep)], rows[keep[0]], columns[keep[1]]
    return Filled(found, rows, columns, has)


def compute(view: View, given: Given) -> Outcome:
    """Compute the indices of counties or of classes, the greatest first."""
    found = _filled(space(requested_table(view, given)))
    result = found.refused or indices(found.has)
    make = _class if given.get("show") == "classes" else _county
    figures = [make(found, result, at) for at in range(found.has.shape[1 if make is _class else 0])]
    figures.sort(key=lambda figure: -(figure.value or 0.0))
    notes = list(found.space.notes)
    if isinstance(result, Note) and result not in notes:
        notes.insert(0, result)
    return Outcome(figures, excluded=found.space.table.excluded, notes=notes)


def _county(found: Filled, result: Indices | Note, row: int) -> Figure:
    county = found.space.table.county(int(found.rows[row]))
    cells = {"county": county, "column": None, "thing": county, "has": int(found.has[row].sum())}
    if isinstance(result, Note):
        return Figure(county, None, found.space.table.origin, cells, tuple, result)
    return Figure(county, float(result.rows[row]), found.space.table.origin, cells, partial(_behind_county, found, result, row))


def _class(found: Filled, result: Indices | Note, column: int) -> Figure:
    cls = found.space.table.classes[found.columns[column]]
    cells = {"county": None, "column": cls.key, "thing": cls.thing, "has": int(found.has[:, column].sum())}
    if isinstance(result, Note):
        return Figure(cls.key, None, found.space.table.origin, cells, tuple, result)
    return Figure(cls.key, float(result.columns[column]), found.space.table.origin, cells, partial(_behind_class, found, result, column))


def _behind_county(found: Filled, result: Indices, row: int) -> Iterator[Evidence]:
    for column in np.flatnonzero(found.has[row]).tolist():
        for node_id, share in found.space.table.rows_of(int(found.columns[column]), 1.0):
            yield Evidence(node_id, "numerator", share * float(result.columns[column]))
            yield Evidence(node_id, "denominator", share)


def _behind_class(found: Filled, result: Indices, column: int) -> Iterator[Evidence]:
    for row in np.flatnonzero(found.has[:, column]).tolist():
        county = found.space.table.county(int(found.rows[row]))
        before = float(result.rows[row]) * result.spread + result.middle
        yield Evidence(county, "numerator", (before / result.value - result.middle) / result.spread)
        yield Evidence(county, "denominator")


MEASURE = Measure(
    name="complexity",
    title="How complex is the economy of each county?",
    title_zh="区县的经济复杂度如何？",
    about=(
        "Economic complexity of counties (ECI) and of industries or majors (PCI), from the specialisations of counties. Refused where the "
        "table is too small or falls into parts. It shows similarity and is not a grade."
    ),
    about_zh="根据各区县的专业化格局计算区县经济复杂度指数（ECI）与产业或专业复杂度指数（PCI）。矩阵过小或不连通时不予计算。该指数表示相似程度，并非评分。",
    group="structure",
    unit="standard deviations",
    definition=__doc__,
    params=params(
        WHAT,
        HOW_FINE,
        param("show", "str", "Show indices of counties or of classes.", "显示区县指数，或类别指数。", default=SHOW[0], choices=SHOW),
    ),
    returns=columns(county="County?", column="str?", thing="Thing?", has="int"),
    example={"of": "enterprises"},
    compute=compute,
    place=("Program", "Enterprise", "County", "Region"),
)
