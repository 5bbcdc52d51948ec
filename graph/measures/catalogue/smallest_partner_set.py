"""The smallest set of schools and enterprises that together cover given industries, sectors and counties.

## Formula

Minimise the sum of x_j, with x_j = 1 if partner j is chosen and 0 if not, such that for every required industry, sector and county the x_j
of those that cover it sum to at least 1 (set cover). With `cover` = pairs, every required field must be covered in each required county.

`size` is the number of chosen partners. `bound`: no set can be smaller; `gap` = (size - bound) / size. The gap is 0 when the set is proven
smallest. When the time limit ends the search, the best set so far is returned with its gap. Of partners that cover the same, the one with
the strongest evidence is named, and `same` counts them: the set may be one of several of the same size.

`partner`: how many requirements a chosen partner covers. `uncovered`: requirements that nobody covers; they are left out of the problem.
The audit lists what is counted (role `part`; the amounts sum to the values) and the relationships behind it (`path`).

## Source

R. M. Karp, in R. E. Miller and J. W. Thatcher (eds.), Complexity of Computer Computations (1972), 85-103 (set cover). Solver: HiGHS, Q.
Huangfu and J. A. J. Hall, Mathematical Programming Computation 10 (2018), 119-142.

## Assumptions

* An enterprise covers the industries and sectors in which it operates and those that these belong to; a school covers those that its active
  programs serve. Both cover the counties where they are located. Unnamed groups are never chosen.
* All partners cost the same, and a partner that covers a field covers it fully.

## When not to use it

Do not use it as an invitation list: willingness, size and quality are not considered. What is `uncovered` may only be undocumented: the
left-out counts say for how many requirements coverage rows state that nobody looked, or that a check found nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from graph.measures.components.alliances import counties_of, fields_of, members
from graph.measures.components.coverage import Answer, absent
from graph.measures.components.priorities import prioritised
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import label_of

TIME_LIMIT = 5
SOLVED = 0
"""Status of :func:`scipy.optimize.milp` when the optimum is proven."""
KINDS = ("both", "enterprise", "school")
COVER = ("each", "pairs")
ALL = "all"
WORK = ("Program", "OFFERS", "SERVES", "Enterprise", "OPERATES_IN")
"""Types whose coverage rows show that work in a field was looked for."""


@dataclass(frozen=True)
class Cover:
    """A set of rows that covers all columns. No set has fewer rows than ``bound``."""

    chosen: list[int]
    bound: int


def smallest_cover(covers: csr_array, seconds: float) -> Cover:
    """Find the fewest rows of ``covers`` that cover every column. Each column must have an entry; stored entries are 1.

    :param seconds: time limit; when it is reached, the best set so far is returned.
    """
    rows, wanted = covers.shape
    if not wanted:
        return Cover([], 0)
    table = covers.astype(np.float64)
    rule = LinearConstraint(table.T, lb=np.ones(wanted), ub=np.full(wanted, np.inf))
    options = {"time_limit": seconds, "mip_rel_gap": 0.0}
    found = milp(np.ones(rows), integrality=np.ones(rows), bounds=Bounds(0, 1), constraints=rule, options=options)
    if found.status == SOLVED:
        chosen = np.flatnonzero(found.x > 0.5).tolist()
        return Cover(chosen, len(chosen))
    chosen = _greedy(table)
    if found.x is not None and np.count_nonzero(found.x > 0.5) < len(chosen):
        chosen = np.flatnonzero(found.x > 0.5).tolist()
    least = ceil(wanted / int(np.diff(table.indptr).max()))
    low = found.mip_dual_bound
    return Cover(chosen, least if low is None or not isfinite(low) else max(least, ceil(low - 1e-6)))


def _greedy(table: csr_array) -> list[int]:
    """Repeatedly choose the row that covers most of the uncovered columns."""
    left, chosen = np.ones(table.shape[1]), list[int]()
    while left.any():
        best = int(np.argmax(table @ left))
        chosen.append(best)
        left[table[[best]].indices] = 0
    return sorted(chosen)


@dataclass(frozen=True)
class Wanted:
    """Requirements: places of fields and counties. ``missing`` are ids that do not exist."""

    fields: Places
    counties: Places
    missing: list[str]


def _wanted(view: View, given: Given) -> Wanted:
    missing: list[str] = []
    places: dict[str, list[int]] = {"fields": [], "counties": []}
    for name, labels in (("fields", {"Industry", "Sector"}), ("counties", {"County"})):
        for node_id in dict.fromkeys(part.strip() for part in (given.get(name) or "").split(",")):
            if not node_id or (name == "counties" and node_id == ALL):
                continue
            at = view.snapshot.at(node_id) if label_of(node_id) in labels else None
            if at is None:
                missing.append(node_id)
            else:
                places[name].append(at)
    fields = np.array(places["fields"], dtype=np.int32)
    if not given.get("fields"):
        fields = np.flatnonzero(prioritised(view, given.get("framework"))).astype(np.int32)
    counties = view.places("County") if given.get("counties") == ALL else np.array(places["counties"], dtype=np.int32)
    return Wanted(np.unique(fields), np.unique(counties), missing)


def _candidates(view: View, given: Given) -> Places:
    kind = given.get("kind") or "both"
    labels = [label for label in ("Enterprise", "School") if kind in {"both", label.lower()}]
    places = np.concatenate([view.named(label) for label in labels])
    places = places[view.lies_there[places]]
    if given.get("alliance"):
        places = np.intersect1d(places, members(view, given["alliance"]).places)
    return places


@dataclass(frozen=True)
class Problem:
    """``covers[i, j]`` is 1 where candidate i covers ``wanted[j]``, ids of a field, a county or both; ``weak``: the weakest origin of each.

    The matrix is sparse because most candidates cover few requirements: a dense matrix of the candidates of a country by its counties
    would take gigabytes, and by county and field more than the available memory.
    """

    places: Places
    wanted: list[tuple[str, ...]]
    covers: csr_array
    weak: NDArray[np.int8]

    def covered(self, row: int) -> list[tuple[str, ...]]:
        """Return what a candidate covers, in the order of ``wanted``."""
        return [self.wanted[at] for at in _columns(self.covers, row).tolist()]


def _problem(view: View, given: Given, wanted: Wanted) -> Problem:
    places = np.unique(_candidates(view, given))
    fields, counties = fields_of(view, places), counties_of(view, places)
    by_field, weak = _table(view, fields, places, wanted.fields)
    by_county, also = _table(view, counties, places, wanted.counties)
    ids = view.nodes.ids
    if given.get("cover") == "pairs":
        covers = _crossed(by_field, by_county)
        named: list[tuple[str, ...]] = [(ids[field], ids[county]) for field in wanted.fields for county in wanted.counties]
    else:
        covers = hstack([by_field, by_county], format="csr")
        named = [(ids[at],) for at in (*wanted.fields, *wanted.counties)]
    return Problem(places, named, covers, np.maximum(np.maximum(weak, also), view.nodes.origin[places]))


def _table(view: View, links: Links, places: Places, wanted: Places) -> tuple[csr_array, NDArray[np.int8]]:
    links = links.ends_in(view.mask(wanted)).best()
    rows, at = np.searchsorted(places, links.start), np.searchsorted(wanted, links.end)
    weak = np.zeros(len(places), dtype=np.int8)
    np.maximum.at(weak, rows, links.origin)
    return csr_array((np.ones(len(rows), np.int8), (rows, at)), shape=(len(places), len(wanted))), weak


def _columns(table: csr_array, row: int) -> NDArray[np.int32]:
    found: NDArray[np.int32] = np.sort(table.indices[table.indptr[row] : table.indptr[row + 1]])
    return found


def _crossed(left: csr_array, right: csr_array) -> csr_array:
    """Return a column for each pair of a left and a right column: 1 in the rows that have both."""
    row = np.repeat(np.arange(left.shape[0]), np.diff(left.indptr))
    many = np.diff(right.indptr)[row]
    entry = np.repeat(np.arange(left.nnz), many)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    row = row[entry]
    columns = left.indices[entry].astype(np.int64) * right.shape[1] + right.indices[right.indptr[row] + within]
    return csr_array((np.ones(len(row), np.int8), (row, columns)), shape=(left.shape[0], left.shape[1] * right.shape[1]))


@dataclass(frozen=True)
class Patterns:
    """Candidates grouped by what they cover: the ``first`` has the strongest evidence, ``same`` counts the group."""

    covers: csr_array
    first: list[int]
    same: list[int]


def _patterns(problem: Problem, columns: Mask) -> Patterns:
    useful = np.flatnonzero(np.diff(problem.covers.indptr))
    found: dict[bytes, list[int]] = {}
    for row in useful[np.lexsort((useful, problem.weak[useful]))].tolist():
        found.setdefault(_columns(problem.covers, row).tobytes(), []).append(row)
    alike = [found[covered] for covered in sorted(found)]
    first = [rows[0] for rows in alike]
    return Patterns(problem.covers[first][:, columns], first, [len(rows) for rows in alike])


def compute(view: View, given: Given) -> Outcome:
    """Compute the set, what nobody covers, and each partner in the set."""
    wanted = _wanted(view, given)
    problem = _problem(view, given, wanted)
    possible = np.bincount(problem.covers.indices, minlength=len(problem.wanted)) > 0
    patterns = _patterns(problem, possible)
    cover = smallest_cover(patterns.covers, float(given.get("time_limit") or TIME_LIMIT))
    chosen = [patterns.first[row] for row in cover.chosen]
    same = [patterns.same[row] for row in cover.chosen]
    uncovered = [names for names, there in zip(problem.wanted, possible, strict=True) if not there]
    figures = [
        _size(view, wanted, problem, chosen, cover),
        _uncovered(uncovered),
        *(_partner(view, wanted, problem, row, many) for row, many in zip(chosen, same, strict=True)),
    ]
    return Outcome(figures, Counter(_absent(view, names) for names in uncovered), list(_notes(wanted, cover)))


def _absent(view: View, names: tuple[str, ...]) -> Answer:
    """Return why nobody is known to cover a field, a county, or a field in a county."""
    if label_of(names[0]) == "County":
        return absent(view, names[0], names[0], ("School", "Enterprise", "LOCATED_IN"), all_known=False)
    return absent(view, names[0], next(iter(names[1:]), None), WORK, all_known=False)


def _cells(what: str, unit: str, **more: Any) -> dict[str, Any]:
    names = ("partner", "bound", "gap", "proven", "same")
    return dict.fromkeys(names) | {"covers": [], "what": what, "unit": unit} | more


def _size(view: View, wanted: Wanted, problem: Problem, chosen: Sequence[int], cover: Cover) -> Figure:
    size, count = len(chosen), len(problem.wanted)
    gap = (size - cover.bound) / size if size else 0.0
    cells = _cells("size", "partners", bound=cover.bound, gap=gap, proven=size == cover.bound)
    why = None
    if not size:
        why = Note("There are no requirements." if not count else "Nobody covers any of the requirements.", "没有可覆盖的要求。")
        cells |= {"bound": None, "gap": None, "proven": None}
    places = problem.places[list(chosen)]
    origin = weakest_of(problem.weak[list(chosen)])
    return Figure("size", None if why else float(size), origin, cells, partial(_chosen, view, wanted, places), why)


def _chosen(view: View, wanted: Wanted, places: Places) -> Iterator[Evidence]:
    yield from (Evidence(view.nodes.ids[at], "part") for at in places)
    yield from _paths(view, wanted, places)


def _paths(view: View, wanted: Wanted, places: Places) -> Iterator[Evidence]:
    required = view.mask(np.concatenate([wanted.fields, wanted.counties]))
    for links in (fields_of(view, places, trail=True), counties_of(view, places, trail=True)):
        yield from (Evidence(edge_id, "path") for edge_id in links.ends_in(required).relationships(view.nodes))


def _uncovered(names: list[tuple[str, ...]]) -> Figure:
    rows = [Evidence(node_id, "part", 1 / len(pair)) for pair in names for node_id in pair]
    entities = list(dict.fromkeys(node_id for pair in names for node_id in pair))
    return Figure("uncovered", float(len(names)), None, _cells("uncovered", "requirements", covers=entities), partial(tuple, rows))


def _partner(view: View, wanted: Wanted, problem: Problem, row: int, same: int) -> Figure:
    place, node_id = problem.places[[row]], view.nodes.ids[problem.places[row]]
    pairs = problem.covered(row)
    rows = [Evidence(one, "part", 1 / len(pair)) for pair in pairs for one in pair]

    def evidence() -> Iterator[Evidence]:
        yield from rows
        yield from _paths(view, wanted, place)

    entities = list(dict.fromkeys(one for pair in pairs for one in pair))
    cells = _cells("partner", "requirements", partner=node_id, same=same, covers=entities)
    return Figure(f"partner|{node_id}", float(len(pairs)), weakest_of([problem.weak[row]]), cells, evidence)


def _notes(wanted: Wanted, cover: Cover) -> Iterator[Note]:
    if wanted.missing:
        names = ", ".join(wanted.missing)
        yield Note(f"Not in the data and left out: {names}.", f"数据中没有，已略去：{names}。")
    if len(cover.chosen) > cover.bound:
        yield Note("The search reached its time limit: a smaller set may exist.", "搜索已达时间上限，可能存在更小的组合。")


MEASURE = Measure(
    name="smallest-partner-set",
    title="What is the smallest set of partners that covers these industries and counties?",
    title_zh="覆盖这些产业和区县，最少需要哪些合作方？",
    about=(
        "Solved exactly by integer programming. When the time limit ends the search, the best set so far is returned with its gap. Without "
        "fields, the prioritised sectors are required."
    ),
    about_zh="用整数规划精确求解；若因时间限制而中止，则给出目前最好的组合及其差距。未指定产业时，以产业体系中优先发展的领域为准。",
    group="partners",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        param("fields", "str?", "Ids of industries and sectors, separated by commas.", "产业或产业领域的标识，以逗号分隔。"),
        param("counties", "str?", "Ids of counties, separated by commas, or `all`.", "区县的标识，以逗号分隔；all 表示全部。"),
        param(
            "framework",
            "Framework?",
            "Without fields: the sectors that this framework prioritises.",
            "未指定产业时：该产业体系的产业领域。",
        ),
        param(
            "cover",
            "str",
            "Cover each field and each county separately, or each field in each county.",
            "分别覆盖，或逐区县覆盖。",
            default="each",
            choices=COVER,
        ),
        param("kind", "str", "Type of partners to choose.", "可选的合作方类型。", default="both", choices=KINDS),
        param("alliance", "Alliance?", "Only members of this alliance.", "只在该联合体的成员中选择。"),
        param("time_limit", "int", "Time limit of the search, in seconds.", "求解时限（秒）。", default=TIME_LIMIT, low=1, high=60),
    ),
    returns=columns(
        what="str",
        unit="str",
        partner="Thing?",
        covers=["Thing"],
        bound="int?",
        gap="float?",
        proven="bool?",
        same="int?",
    ),
    example={"counties": "all"},
    compute=compute,
    place=("School", "Enterprise"),
    ranked=True,
)
