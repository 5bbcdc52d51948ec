"""The smallest set of schools and enterprises that together cover given industries, sectors and counties.

## Formula

minimise the sum of x_j, with x_j = 1 if partner j is chosen and 0 if not, such that for every wanted industry, sector and county the x_j
of those that cover it sum to at least 1 (set cover). With `cover` = pairs every wanted field must be covered in each wanted county.

`size` is the number chosen. `bound`: no set can be smaller; `gap` = (size - bound) / size. It is 0 when the set is proven smallest; when
the time limit ends it, the best set so far is given with its gap. Of partners that cover the same, the one on the strongest evidence
is named, and `same` says how many there are: the set is one of several as small.

`partner`: how many of what is wanted one of the chosen covers. `uncovered`: what nobody covers, and is left out of the problem. The audit
lists what is counted (role part; sums of the amounts are the values) and the relationships on which it rests (path).

## Source

R. M. Karp, in R. E. Miller and J. W. Thatcher (eds.), Complexity of Computer Computations (1972), 85-103 (set cover). Solver: HiGHS, Q.
Huangfu and J. A. J. Hall, Mathematical Programming Computation 10 (2018), 119-142.

## Assumptions

* An enterprise covers the industries and sectors in which it operates and those that these belong to; a school those that its active
  programs serve. Both cover the counties where they are. Unnamed groups are never chosen.
* All partners cost the same, and one that covers a field covers it wholly.

## When not to use it

Not as a list of whom to invite: willingness, size and quality are not in it. What is `uncovered` may only be undocumented: what is left
out says of how many coverage rows tell that nobody looked, or that somebody looked and found nobody.
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
from graph.measures.components.programs import prioritised
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
"""What somebody who looked for work in a field has looked for."""


@dataclass(frozen=True)
class Cover:
    """A set of rows that covers all columns, and no set has fewer rows than ``bound``."""

    chosen: list[int]
    bound: int


def smallest_cover(covers: csr_array, seconds: float) -> Cover:
    """The fewest rows of ``covers`` of which each column has one; every column must have one, and what is stored is 1.

    :param seconds: when the time is over, the best set so far is given.
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
    """Always the row that covers most of what is left."""
    left, chosen = np.ones(table.shape[1]), list[int]()
    while left.any():
        best = int(np.argmax(table @ left))
        chosen.append(best)
        left[table[[best]].indices] = 0
    return sorted(chosen)


@dataclass(frozen=True)
class Wanted:
    """What must be covered: ids of fields and counties; ``missing`` are ids that nothing has."""

    fields: Places
    counties: Places
    missing: list[str]


def _wanted(view: View, given: Given) -> Wanted:
    missing: list[str] = []
    places: dict[str, list[int]] = {"fields": [], "counties": []}
    for name, labels in (("fields", {"Industry", "Sector"}), ("counties", {"County"})):
        for known in dict.fromkeys(part.strip() for part in (given.get(name) or "").split(",")):
            if not known or (name == "counties" and known == ALL):
                continue
            at = view.snapshot.at(known) if label_of(known) in labels else None
            if at is None:
                missing.append(known)
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
    if given.get("alliance"):
        places = np.intersect1d(places, members(view, given["alliance"]).places)
    return places


@dataclass(frozen=True)
class Problem:
    """``covers[i, j]`` is 1 where candidate i covers ``wanted[j]``, ids of a field, a county or both; ``weak``: the weakest origin of each.

    Most cover next to nothing of what is wanted, so only what is covered is held: a country's candidates times its counties would be
    gigabytes, times its fields as well more than there is.
    """

    places: Places
    wanted: list[tuple[str, ...]]
    covers: csr_array
    weak: NDArray[np.int8]

    def covered(self, row: int) -> list[tuple[str, ...]]:
        """What a candidate covers, in the order of what is wanted."""
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
    """For each column of the left with each of the right a column: 1 in the rows that have both."""
    row = np.repeat(np.arange(left.shape[0]), np.diff(left.indptr))
    many = np.diff(right.indptr)[row]
    entry = np.repeat(np.arange(left.nnz), many)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    row = row[entry]
    columns = left.indices[entry].astype(np.int64) * right.shape[1] + right.indices[right.indptr[row] + within]
    return csr_array((np.ones(len(row), np.int8), (row, columns)), shape=(left.shape[0], left.shape[1] * right.shape[1]))


@dataclass(frozen=True)
class Patterns:
    """Candidates that cover the same stand for each other: the first on the strongest evidence, and how many there are."""

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
    """The set, each partner in it, and what nobody covers."""
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
    """Why nobody is known who covers a field, a county, or a field in a county."""
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
        why = Note("Nothing is wanted." if not count else "Nobody covers any of what is wanted.", "没有可覆盖的要求。")
        cells |= {"bound": None, "gap": None, "proven": None}
    places = problem.places[list(chosen)]
    origin = weakest_of(problem.weak[list(chosen)])
    return Figure("size", None if why else float(size), origin, cells, partial(_chosen, view, wanted, places), why)


def _chosen(view: View, wanted: Wanted, places: Places) -> Iterator[Evidence]:
    yield from (Evidence(view.nodes.ids[at], "part") for at in places)
    yield from _paths(view, wanted, places)


def _paths(view: View, wanted: Wanted, places: Places) -> Iterator[Evidence]:
    asked = view.mask(np.concatenate([wanted.fields, wanted.counties]))
    for links in (fields_of(view, places, trail=True), counties_of(view, places, trail=True)):
        yield from (Evidence(known, "path") for known in links.ends_in(asked).relationships(view.nodes))


def _uncovered(names: list[tuple[str, ...]]) -> Figure:
    rows = [Evidence(known, "part", 1 / len(pair)) for pair in names for known in pair]
    things = list(dict.fromkeys(known for pair in names for known in pair))
    return Figure("uncovered", float(len(names)), "reference", _cells("uncovered", "requirements", covers=things), partial(tuple, rows))


def _partner(view: View, wanted: Wanted, problem: Problem, row: int, same: int) -> Figure:
    place, known = problem.places[[row]], view.nodes.ids[problem.places[row]]
    pairs = problem.covered(row)
    rows = [Evidence(one, "part", 1 / len(pair)) for pair in pairs for one in pair]

    def evidence() -> Iterator[Evidence]:
        yield from rows
        yield from _paths(view, wanted, place)

    things = list(dict.fromkeys(one for pair in pairs for one in pair))
    cells = _cells("partner", "requirements", partner=known, same=same, covers=things)
    return Figure(f"partner|{known}", float(len(pairs)), weakest_of([problem.weak[row]]), cells, evidence)


def _notes(wanted: Wanted, cover: Cover) -> Iterator[Note]:
    if wanted.missing:
        names = ", ".join(wanted.missing)
        yield Note(f"Not in the data, and left out: {names}.", f"数据中没有，已略去：{names}。")
    if len(cover.chosen) > cover.bound:
        yield Note("The time limit ended the search: a smaller set may exist.", "搜索因时间限制而结束：可能存在更小的组合。")


MEASURE = Measure(
    name="smallest-partner-set",
    title="Which smallest set of partners covers these industries and counties?",
    title_zh="覆盖这些产业和区县，最少需要哪些合作方？",
    about=(
        "Solved exactly by integer programming. When the time limit ends the search, the best set so far is given with its gap. Without "
        "fields, those that a framework prioritises are wanted."
    ),
    about_zh="用整数规划精确求解；若因时间限制而中止，则给出目前最好的组合及其差距。未指定产业时，以产业体系中优先发展的领域为准。",
    group="partners",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        param("fields", "str?", "Ids of industries and sectors, separated by commas.", "产业或产业领域的标识，以逗号分隔。"),
        param("counties", "str?", "Ids of counties, separated by commas, or `all`.", "区县的标识，以逗号分隔；all 表示全部。"),
        param("framework", "Framework?", "Without fields: the sectors of this framework.", "未指定产业时：该产业体系的产业领域。"),
        param(
            "cover",
            "str",
            "Fields and counties each, or each field in each county.",
            "分别覆盖，或逐区县覆盖。",
            default="each",
            choices=COVER,
        ),
        param("kind", "str", "Who may be chosen.", "可选的合作方类型。", default="both", choices=KINDS),
        param("alliance", "Alliance?", "Only members of this alliance.", "只在该联合体的成员中选择。"),
        param("time_limit", "int", "Seconds for the search.", "求解时限（秒）。", default=TIME_LIMIT, low=1, high=60),
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
)
