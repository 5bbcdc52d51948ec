"""Tables of counties by industries or by majors, and computations that several measures share.

A table counts enterprises, or their employees, by industry; or programs, or their enrolment, by major. Only named items with a known county
and a known class are counted; the others are reported as left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.coverage import absences
from graph.measures.components.programs import programs
from graph.measures.components.view_cache import cached
from graph.measures.definition import LEAST, Evidence, Given, Note, param, too_few
from graph.snapshot.columns import BY_STRENGTH, UNKNOWN, Ints, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import Origin
from seed.plurals import counted

OF = ("enterprises", "employment", "programs", "enrolment")
DETAIL = ("broad", "fine")
WHAT = param("of", "str", "What to count.", "统计对象。", default=OF[0], choices=OF)
HOW_FINE = param(
    "detail",
    "str",
    "Level of classes: divisions and groups of majors (broad), or industries and majors (fine).",
    "类别粗细：大类，或具体产业与专业。",
    default=DETAIL[0],
    choices=DETAIL,
)
DIVISION = 3
"""Length of a division code of GB/T 4754: the letter of its section and two digits."""
UNITS = {"enterprises": "家企业", "employment": "家企业", "programs": "个专业点", "enrolment": "个专业点"}
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Class:
    """A column: an industry or a division of industries, a major or a group of majors.

    ``thing``: the id of the class if the graph has it; ``members``: the industries or majors counted in it.
    """

    key: str
    thing: str | None
    members: Places


@dataclass(frozen=True)
class Table:
    """Counted items: ``places[i]`` is in row ``row[i]`` and column ``column[i]`` with ``amount[i]``."""

    view: View
    of: str
    counties: Places
    classes: tuple[Class, ...]
    places: Places
    row: Ints
    column: Ints
    amount: Numbers
    origins: NDArray[np.int8]
    excluded: Counter[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return len(self.counties), len(self.classes)

    @cached_property
    def sums(self) -> Numbers:
        """Sum of the amounts in each cell."""
        return self._count(self.amount)

    @cached_property
    def items(self) -> Numbers:
        """Number of enterprises or programs in each cell, whatever their size."""
        return self._count(np.ones(len(self.places)))

    def _count(self, amount: Numbers) -> Numbers:
        rows, columns = self.shape
        return np.bincount(self.row * columns + self.column, amount, rows * columns).astype(np.float64).reshape(rows, columns)

    @cached_property
    def origin(self) -> Origin:
        """The weakest origin in the table, because each figure compares a cell with all others."""
        return BY_STRENGTH[int(self.origins.max(initial=0))]

    def county(self, row: int) -> str:
        """Return the id of the county of a row."""
        return self.view.nodes.ids[int(self.counties[row])]

    @cached_property
    def refused(self) -> Note | None:
        """A note when the table is too small to compare."""
        rows, columns = self.shape
        few = self.few(len(self.places))
        if few is not None or (rows > 1 and columns > 1):
            return few
        return Note(
            f"Nothing to compare: the table has {counted(rows, 'county')} and {counted(columns, 'class')}; at least 2 of each are needed.",
            f"无从比较：表中有{rows}个区县、{columns}个类别，至少各需2个。",
        )

    def few(self, count: float) -> Note | None:
        """Return a note when there are too few items."""
        noun = "enterprise" if self.of in {"enterprises", "employment"} else "program"
        return too_few(int(count), noun, UNITS[self.of])

    def rows_of(self, column: int, amount: float) -> Iterator[tuple[str, float]]:
        """Yield the members of a class, with an amount shared equally among them."""
        members = self.classes[column].members
        yield from ((self.view.nodes.ids[place], amount / len(members)) for place in members)

    def paths(self, wanted: Mask) -> Iterator[Evidence]:
        """Yield the relationships that place the selected items in the table."""
        places = self.view.mask(self.places[wanted])
        for links, classes in zip(_relationships(self.view, self.of, trail=True), self._ends(wanted), strict=True):
            used = links.where(places[links.start] & classes[links.end])
            yield from (Evidence(edge_id, "path") for edge_id in used.relationships(self.view.nodes))

    def _ends(self, wanted: Mask) -> tuple[Mask, Mask]:
        members = [self.classes[column].members for column in np.unique(self.column[wanted])]
        none = np.zeros(0, dtype=np.int32)
        return self.view.mask(self.counties[np.unique(self.row[wanted])]), self.view.mask(np.concatenate([none, *members]))

    @cached_property
    def notes(self) -> list[Note]:
        """Notes on the table."""
        counties = len(self.view.places("County")) - len(self.counties)
        notes = [] if self.refused is None else [self.refused]
        if counties:
            text = f"Counties without countable data, not in the table: {counties}."
            notes.append(Note(text, f"{counties}个区县没有可计入的数据，未列入表中。"))
        return notes


def table(view: View, of: str, detail: str) -> Table:
    """Count items of :data:`OF` by county and by class, broad (divisions, groups of majors) or fine (industries, majors)."""
    places, sizes, unknown = _things(view, of)
    at, kinds = _relationships(view, of, trail=False)
    at = at.where(view.mask(places)[at.start] & (sizes[at.start] != UNKNOWN)).best()
    numbered = Links(np.arange(len(at), dtype=np.int32), at.start, at.origin, at.trail)
    found = numbered.join(kinds.best())
    keys = _keys(view, found.end, of, detail)
    found = found.where(np.array([key is not None for key in keys], dtype=bool))
    named = np.array([key for key in keys if key is not None], dtype=str)
    names, column = np.unique(named, return_inverse=True)
    counties, row = np.unique(at.end[found.start], return_inverse=True)
    counted = at.start[found.start]
    return Table(
        view=view,
        of=of,
        counties=counties.astype(np.int32),
        classes=tuple(_class(view, str(name), np.unique(found.end[column == place]), of, detail) for place, name in enumerate(names)),
        places=counted,
        row=row,
        column=column,
        amount=sizes[counted].astype(np.float64),
        origins=found.origin,
        excluded=Counter(unknown=unknown) + absences(view, np.setdiff1d(places, counted), *_sought(of)),
    )


def _things(view: View, of: str) -> tuple[Places, NDArray[np.int64], int]:
    """Return the items to count, the sizes of all nodes, and the number of programs of unknown status."""
    nodes = view.nodes
    if of in {"enterprises", "employment"}:
        sizes = nodes.employees if of == "employment" else np.ones(len(nodes), dtype=np.int64)
        return view.named("Enterprise"), sizes, 0
    counted = programs(view, {})
    sizes = nodes.enrolment if of == "enrolment" else np.ones(len(nodes), dtype=np.int64)
    return np.flatnonzero(counted.active).astype(np.int32), sizes, int(counted.unknown.sum())


def _relationships(view: View, of: str, *, trail: bool) -> tuple[Links, Links]:
    """Return links from items to counties, and from items to industries or majors."""
    enterprises = of in {"enterprises", "employment"}
    at = view.located("Enterprise" if enterprises else "Program", trail=trail)
    kinds = Links.of(view.edges("OPERATES_IN" if enterprises else "OF_MAJOR"), trail=trail)
    classes = view.mask(view.places("Industry" if enterprises else "Major"))
    return view.drop_simulated_evidence(at.ends_in(view.mask(view.places("County")))), view.drop_simulated_evidence(kinds.ends_in(classes))


def _sought(of: str) -> tuple[tuple[str, ...], ...]:
    """Return the types whose coverage rows show that the data needed to count an item were looked for."""
    return (("LOCATED_IN",), ("OPERATES_IN",)) if of in {"enterprises", "employment"} else (("OFFERS", "LOCATED_IN"), ("OF_MAJOR",))


def _keys(view: View, places: Ints, of: str, detail: str) -> list[str | None]:
    """Return the class of each industry or major; None when the classification does not give one."""
    if of in {"enterprises", "employment"}:
        class_of = {int(place): _division(view.nodes.ids[place], detail) for place in np.unique(places)}
    else:
        class_of = {int(place): view.nodes.ids[place] if detail == "fine" else view.nodes.group[place] for place in np.unique(places)}
    return [class_of[place] for place in places.tolist()]


def _division(industry: str, detail: str) -> str | None:
    code = industry.partition(":")[2]
    if detail == "fine":
        return industry
    return code[:DIVISION] if len(code) >= DIVISION else None


def _class(view: View, key: str, members: Ints, of: str, detail: str) -> Class:
    node_id = key if detail == "fine" else f"industry:{key}"
    there = (detail == "fine" or of in {"enterprises", "employment"}) and view.snapshot.at(node_id) is not None
    return Class(key, node_id if there else None, members.astype(np.int32))


def requested_table(view: View, given: Given) -> Table:
    """Return the requested table; cached for the view."""
    of, detail = given.get("of") or OF[0], given.get("detail") or DETAIL[0]
    return cached(view, ("table", of, detail), lambda: table(view, of, detail))


COUNTIES, CLASSES = 10, 3
"""Minimum numbers of counties and classes for proximities."""


@dataclass(frozen=True)
class Space:
    """Specialisations of the counties and classes with enough data. ``has`` is 1 where the quotient is 1 or more.

    ``rows`` and ``columns`` index the table, in ascending order.
    """

    table: Table
    rows: Ints
    columns: Ints
    has: Numbers

    @cached_property
    def near(self) -> Numbers:
        """Proximity of the classes."""
        return proximity(self.has)

    @cached_property
    def refused(self) -> Note | None:
        """A note when there are too few counties or classes."""
        rows, columns = self.has.shape
        if self.table.refused is not None or (rows >= COUNTIES and columns >= CLASSES):
            return self.table.refused
        return Note(
            f"Too little data: {counted(rows, 'county')} and {counted(columns, 'class')} with at least {LEAST} items; "
            f"{COUNTIES} and {CLASSES} are needed.",
            f"数据不足：数据达到{LEAST}项的仅有{rows}个区县、{columns}个类别，至少需要{COUNTIES}个区县、{CLASSES}个类别。",
        )

    @cached_property
    def notes(self) -> list[Note]:
        """Notes on the table and on what was too small."""
        counties, classes = self.table.shape[0] - len(self.rows), self.table.shape[1] - len(self.columns)
        notes = list(self.table.notes) if self.refused is self.table.refused or self.refused is None else [self.refused, *self.table.notes]
        if counties or classes:
            text = f"Left out with fewer than {LEAST} items: counties {counties}, classes {classes}."
            notes.append(Note(text, f"{counties}个区县、{classes}个类别的数据不足{LEAST}项，未计入。"))
        return notes


def space(of: Table) -> Space:
    """Compute specialisations. Quotients use the whole table; rows and columns that are too small are dropped afterwards."""
    rows = np.flatnonzero(of.items.sum(axis=1) >= LEAST)
    columns = np.flatnonzero(of.items.sum(axis=0) >= LEAST)
    return Space(of, rows, columns, specialised(of.sums)[np.ix_(rows, columns)])


# What is computed on tables. Rows are counties, columns are classes.


def rca(sums: Numbers) -> Numbers:
    """Divide each cell by its expected value; 0 where nothing is expected."""
    return _over(sums, expected(sums))


def expected(sums: Numbers) -> Numbers:
    """Return row total x column total / total. ``sums`` may be a stack of tables."""
    total = sums.sum(axis=(-2, -1), keepdims=True)
    product: Numbers = sums.sum(axis=-1, keepdims=True) * sums.sum(axis=-2, keepdims=True)
    return _over(product, total)


def specialised(sums: Numbers) -> Numbers:
    """Return 1 where the quotient is 1 or more. Compares without division, so that rounding cannot lose a quotient of exactly 1."""
    high = sums * sums.sum() >= sums.sum(axis=1, keepdims=True) * sums.sum(axis=0, keepdims=True)
    found: Numbers = (high & (sums > 0)).astype(np.float64)
    return found


def proximity(has: Numbers) -> Numbers:
    """Return, for two columns, the rows that have both over those that have the more frequent one; 0 for an empty column."""
    both: Numbers = has.T @ has
    most = np.maximum.outer(has.sum(axis=0), has.sum(axis=0))
    return _over(both, most)


def density(has: Numbers, near: Numbers) -> Numbers:
    """Return, for each row and column, the share of the proximity to the column that falls on what the row has."""
    return _over(has @ near, near.sum(axis=0))


def _over(part: Numbers, whole: Numbers) -> Numbers:
    """Divide; 0 where the divisor is 0."""
    found: Numbers = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return found


def bootstrap(of: Table, draws: int, seed: int) -> Numbers:
    """Return bootstrap tables: the same number of items resampled with replacement. Shape: draws x rows x columns."""
    random = np.random.default_rng(seed)
    rows, columns = of.shape
    size = len(of.places)
    cell = of.row * columns + of.column
    if of.of in {"enterprises", "programs"}:
        found = random.multinomial(size, of.items.ravel() / size, draws).astype(np.float64)
    else:
        picked = random.integers(0, size, (draws, size), dtype=np.int32)
        found = np.stack([np.bincount(cell[at], of.amount[at], rows * columns) for at in picked])
    return found.reshape(draws, rows, columns)


__all__ = [
    "DETAIL",
    "OF",
    "Class",
    "Numbers",
    "Space",
    "Table",
    "bootstrap",
    "density",
    "expected",
    "proximity",
    "rca",
    "requested_table",
    "space",
    "specialised",
    "table",
]
