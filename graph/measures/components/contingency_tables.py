"""Tables of counties by industries or by majors, and what several measures compute on them.

A table counts enterprises, or the people they employ, by industry; or programs, or their enrolment, by major. Only what is named, is known
to be in a county and is known to be of a class is counted; the rest is left out and said.
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
from graph.measures.components.view_cache import kept
from graph.measures.definition import LEAST, Evidence, Given, Note, param, too_few
from graph.snapshot.columns import BY_STRENGTH, UNKNOWN, Ints, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import Origin

OF = ("enterprises", "employment", "programs", "enrolment")
DETAIL = ("broad", "fine")
WHAT = param("of", "str", "What is counted.", "统计对象。", default=OF[0], choices=OF)
HOW_FINE = param(
    "detail",
    "str",
    "Divisions and groups of majors, or industries and majors.",
    "类别粗细：大类，或具体产业与专业。",
    default=DETAIL[0],
    choices=DETAIL,
)
DIVISION = 3
"""Letters and digits of a division of GB/T 4754: its section's letter and two digits."""
UNITS = {"enterprises": "家企业", "employment": "家企业", "programs": "个专业点", "enrolment": "个专业点"}
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Class:
    """A column: an industry or a division of industries, a major or a group of majors.

    ``thing``: the id of the class where the graph has it; ``members``: the industries or majors that were counted there.
    """

    key: str
    thing: str | None
    members: Places


@dataclass(frozen=True)
class Table:
    """What was counted, item by item: ``things[i]`` stands in row ``row[i]`` and column ``column[i]`` with ``amount[i]``."""

    view: View
    of: str
    counties: Places
    classes: tuple[Class, ...]
    things: Places
    row: Ints
    column: Ints
    amount: Numbers
    origins: NDArray[np.int8]
    left_out: Counter[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.counties), len(self.classes)

    @cached_property
    def sums(self) -> Numbers:
        """The table itself."""
        return self._count(self.amount)

    @cached_property
    def items(self) -> Numbers:
        """How many enterprises or programs stand in each cell, however large they are."""
        return self._count(np.ones(len(self.things)))

    def _count(self, amount: Numbers) -> Numbers:
        rows, columns = self.shape
        return np.bincount(self.row * columns + self.column, amount, rows * columns).astype(np.float64).reshape(rows, columns)

    @cached_property
    def origin(self) -> Origin:
        """The weakest origin in the table: what compares one cell with all others is as weak as the weakest of them."""
        return BY_STRENGTH[int(self.origins.max(initial=0))]

    def county(self, row: int) -> str:
        """Id of a row's county."""
        return self.view.nodes.ids[int(self.counties[row])]

    @cached_property
    def refused(self) -> Note | None:
        """Why nothing can be said of the table, when it is too small to compare."""
        rows, columns = self.shape
        few = self.few(len(self.things))
        if few is not None or (rows > 1 and columns > 1):
            return few
        return Note(
            f"Nothing to compare: the table has {rows} counties and {columns} classes, at least 2 of each are needed.",
            f"无从比较：表中有{rows}个区县、{columns}个类别，至少各需2个。",
        )

    def few(self, count: float) -> Note | None:
        """Why so few items are too few."""
        what = "enterprises" if self.of in {"enterprises", "employment"} else "programs"
        return too_few(int(count), what, UNITS[self.of][1:])

    def rows_of(self, column: int, amount: float) -> Iterator[tuple[str, float]]:
        """The members of a class, which share an amount in equal parts."""
        members = self.classes[column].members
        yield from ((self.view.nodes.ids[place], amount / len(members)) for place in members)

    def paths(self, wanted: Mask) -> Iterator[Evidence]:
        """The relationships over which some of the items stand in the table."""
        things = self.view.mask(self.things[wanted])
        for links, classes in zip(_relationships(self.view, self.of, trail=True), self._ends(wanted), strict=True):
            used = links.where(things[links.start] & classes[links.end])
            yield from (Evidence(known, "path") for known in used.relationships(self.view.nodes))

    def _ends(self, wanted: Mask) -> tuple[Mask, Mask]:
        members = [self.classes[column].members for column in np.unique(self.column[wanted])]
        none = np.zeros(0, dtype=np.int32)
        return self.view.mask(self.counties[np.unique(self.row[wanted])]), self.view.mask(np.concatenate([none, *members]))

    @cached_property
    def notes(self) -> list[Note]:
        """What a reader of the table must know."""
        counties = len(self.view.places("County")) - len(self.counties)
        said = [] if self.refused is None else [self.refused]
        if counties:
            text = f"{counties} counties have nothing that could be counted and are no rows of the table."
            said.append(Note(text, f"{counties}个区县没有可计入的数据，未列入表中。"))
        return said


def table(view: View, of: str, detail: str) -> Table:
    """Count things of :data:`OF` by county and by class, broad (divisions, groups of majors) or fine (industries, majors)."""
    things, sizes, unknown = _things(view, of)
    at, kinds = _relationships(view, of, trail=False)
    at = at.where(view.mask(things)[at.start] & (sizes[at.start] != UNKNOWN)).best()
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
        things=counted,
        row=row,
        column=column,
        amount=sizes[counted].astype(np.float64),
        origins=found.origin,
        left_out=Counter(unknown=unknown) + absences(view, np.setdiff1d(things, counted), *_sought(of)),
    )


def _things(view: View, of: str) -> tuple[Places, NDArray[np.int64], int]:
    """What is counted, the size of everything, and how many programs it is not known of whether they are active."""
    nodes = view.nodes
    if of in {"enterprises", "employment"}:
        sizes = nodes.employees if of == "employment" else np.ones(len(nodes), dtype=np.int64)
        return view.named("Enterprise"), sizes, 0
    counted = programs(view, {})
    sizes = nodes.enrolment if of == "enrolment" else np.ones(len(nodes), dtype=np.int64)
    return np.flatnonzero(counted.active).astype(np.int32), sizes, int(counted.unknown.sum())


def _relationships(view: View, of: str, *, trail: bool) -> tuple[Links, Links]:
    """From things to counties, and from things to industries or majors."""
    enterprises = of in {"enterprises", "employment"}
    at = view.located("Enterprise" if enterprises else "Program", trail=trail)
    kinds = Links.of(view.edges("OPERATES_IN" if enterprises else "OF_MAJOR"), trail=trail)
    classes = view.mask(view.places("Industry" if enterprises else "Major"))
    return view.drop_simulated_evidence(at.ends_in(view.mask(view.places("County")))), view.drop_simulated_evidence(kinds.ends_in(classes))


def _sought(of: str) -> tuple[tuple[str, ...], ...]:
    """What somebody who looked for what is needed to count a thing has looked for."""
    return (("LOCATED_IN",), ("OPERATES_IN",)) if of in {"enterprises", "employment"} else (("OFFERS", "LOCATED_IN"), ("OF_MAJOR",))


def _keys(view: View, places: Ints, of: str, detail: str) -> list[str | None]:
    """The class of each industry or major; None when the classification does not say."""
    if of in {"enterprises", "employment"}:
        known = {int(place): _division(view.nodes.ids[place], detail) for place in np.unique(places)}
    else:
        known = {int(place): view.nodes.ids[place] if detail == "fine" else view.nodes.group[place] for place in np.unique(places)}
    return [known[place] for place in places.tolist()]


def _division(industry: str, detail: str) -> str | None:
    code = industry.partition(":")[2]
    if detail == "fine":
        return industry
    return code[:DIVISION] if len(code) >= DIVISION else None


def _class(view: View, key: str, members: Ints, of: str, detail: str) -> Class:
    known = key if detail == "fine" else f"industry:{key}"
    there = (detail == "fine" or of in {"enterprises", "employment"}) and view.snapshot.at(known) is not None
    return Class(key, known if there else None, members.astype(np.int32))


def asked(view: View, given: Given) -> Table:
    """The table that a request asks for; made once for a view."""
    of, detail = given.get("of") or OF[0], given.get("detail") or DETAIL[0]
    return kept(view, ("table", of, detail), lambda: table(view, of, detail))


COUNTIES, CLASSES = 10, 3
"""Counties and classes at least of which it is asked what goes together."""


@dataclass(frozen=True)
class Space:
    """Who is specialised in what, of the counties and classes of which enough is known; ``has`` is 1 where the quotient is 1 or more.

    ``rows`` and ``columns`` are places in the table, ascending.
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
        """Why there are too few counties or classes."""
        rows, columns = self.has.shape
        if self.table.refused is not None or (rows >= COUNTIES and columns >= CLASSES):
            return self.table.refused
        return Note(
            f"Too little data: {rows} counties, {columns} classes with at least {LEAST} items each; needed are {COUNTIES} and {CLASSES}.",
            f"数据不足：数据达到{LEAST}项的仅有{rows}个区县、{columns}个类别，至少需要{COUNTIES}个区县、{CLASSES}个类别。",
        )

    @cached_property
    def notes(self) -> list[Note]:
        """What a reader must know: of the table, and what of it was too small."""
        counties, classes = self.table.shape[0] - len(self.rows), self.table.shape[1] - len(self.columns)
        said = list(self.table.notes) if self.refused is self.table.refused or self.refused is None else [self.refused, *self.table.notes]
        if counties or classes:
            text = f"{counties} counties and {classes} classes with fewer than {LEAST} items are left out."
            said.append(Note(text, f"{counties}个区县、{classes}个类别的数据不足{LEAST}项，未计入。"))
        return said


def space(of: Table) -> Space:
    """Who is specialised in what. Quotients are those of the whole table; what is too small to have one is left out afterwards."""
    rows = np.flatnonzero(of.items.sum(axis=1) >= LEAST)
    columns = np.flatnonzero(of.items.sum(axis=0) >= LEAST)
    return Space(of, rows, columns, specialised(of.sums)[np.ix_(rows, columns)])


# What is computed on tables. Rows are counties, columns are classes.


def rca(sums: Numbers) -> Numbers:
    """Each cell over what would be there if its row were like the whole; nought where nothing is to be expected."""
    return _over(sums, expected(sums))


def expected(sums: Numbers) -> Numbers:
    """Row total times column total over the total. ``sums`` may be a stack of tables."""
    total = sums.sum(axis=(-2, -1), keepdims=True)
    product: Numbers = sums.sum(axis=-1, keepdims=True) * sums.sum(axis=-2, keepdims=True)
    return _over(product, total)


def specialised(sums: Numbers) -> Numbers:
    """1 where the quotient is 1 or more. Compared without dividing, so that a quotient of exactly 1 is not lost to rounding."""
    high = sums * sums.sum() >= sums.sum(axis=1, keepdims=True) * sums.sum(axis=0, keepdims=True)
    found: Numbers = (high & (sums > 0)).astype(np.float64)
    return found


def proximity(has: Numbers) -> Numbers:
    """Of two columns: the rows that have both, over those that have the more frequent one. Nought for a column that no row has."""
    both: Numbers = has.T @ has
    most = np.maximum.outer(has.sum(axis=0), has.sum(axis=0))
    return _over(both, most)


def density(has: Numbers, near: Numbers) -> Numbers:
    """For each row and column: the share that what the row has makes up of all proximity to the column."""
    return _over(has @ near, near.sum(axis=0))


def _over(part: Numbers, whole: Numbers) -> Numbers:
    """One over the other, nought where the other is nought."""
    found: Numbers = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return found


def drawn(of: Table, draws: int, seed: int) -> Numbers:
    """Tables as they would be, had the same number of items been drawn anew from those that are there, with replacement."""
    chance = np.random.default_rng(seed)
    rows, columns = of.shape
    size = len(of.things)
    cell = of.row * columns + of.column
    if of.of in {"enterprises", "programs"}:
        found = chance.multinomial(size, of.items.ravel() / size, draws).astype(np.float64)
    else:
        picked = chance.integers(0, size, (draws, size), dtype=np.int32)
        found = np.stack([np.bincount(cell[at], of.amount[at], rows * columns) for at in picked])
    return found.reshape(draws, rows, columns)


__all__ = [
    "DETAIL",
    "OF",
    "Class",
    "Numbers",
    "Space",
    "Table",
    "asked",
    "density",
    "drawn",
    "expected",
    "proximity",
    "rca",
    "space",
    "specialised",
    "table",
]
