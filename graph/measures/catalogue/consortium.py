"""Lists of schools and enterprises that meet a call, such as three schools, ten enterprises, two counties and a research centre.

## Formula

Each list has a lead and is chosen among the organisations at most three steps from it. A step is a tie between a school and an enterprise:
a partnership, graduates, a facility or people. Minimise

    sum of the missing x 1000 + members chosen - closeness / (2 x sum of the requirements)

subject to: schools + missing schools >= required schools; the same for enterprises, counties and research centres. A county counts if a
chosen member is in it, a centre if a chosen member runs it. Closeness of a member is 1 for the lead and its direct ties, 1/2 after two
steps, 1/4 after three. The order of priorities is therefore: least missing, then shortest, then nearest (exact, by integer programming).

`list`: the total number missing. `has`: how many schools, enterprises, counties or centres a list has, with `asked` and `missing`.
`member`: steps from the lead. The audit lists what is counted (role `part`; the amounts sum to the values) and the relationships behind it
(`path`). Missing items have no rows: the lead of a list carries the number.

## Source

Definition of this project. Solver: HiGHS, Q. Huangfu and J. A. J. Hall, Mathematical Programming Computation 10 (2018), 119-142.

## Assumptions

* Without a lead, the schools with the most ties to enterprises lead. With `fields`, all members except the lead work in one of them.
* Unnamed groups are never chosen. A unit is part of its school and is not chosen beside it.
* A member without a known county counts for no county and is reported as left out, by what the coverage rows say.

## When not to use it

A list does not say who will join: nobody was asked. An item is missing when it is not documented near the lead; it may exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from graph.errors import BadValueError
from graph.measures.components.alliances import counties_of, fields_of
from graph.measures.components.coverage import absences
from graph.measures.components.partner_scores import Reasons
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.bilingual import Bilingual
from seed.model import label_of

WHAT = ("schools", "enterprises", "counties", "centres")
DEFAULTS = {"schools": 3, "enterprises": 10, "counties": 2, "centres": 1}
STEPS, LISTS, MISSING, SECONDS, SOLVED = 3, 3, 1000.0, 10.0, 0


@dataclass(frozen=True)
class Pool:
    """Candidates for a lead, with their steps from it. ``where`` and ``runs``: links to counties and research centres."""

    lead: int
    places: Places
    steps: NDArray[np.int64]
    where: Links
    runs: Links

    def numbers(self, places: Places) -> NDArray[np.int64]:
        """Return places as indices into the pool."""
        return np.searchsorted(self.places, places)


@dataclass(frozen=True)
class Ground:
    """Data shared by all lists: ties of schools (rows) and enterprises (columns), and masks of the eligible ones."""

    view: View
    reasons: Reasons
    ties: csr_array
    schools: NDArray[np.bool_]
    firms: NDArray[np.bool_]

    @classmethod
    def of(cls, view: View, fields: Places | None) -> Ground:
        """Build the tables; with ``fields``, only organisations that work in one of them are eligible."""
        reasons = Reasons.of(view)
        ties = csr_array(reasons.partners + reasons.flows + reasons.people + reasons.facility)
        ties.data[:] = 1
        units = view.nodes.kind.among("unit")
        schools, firms = ~units[reasons.schools] & view.lies_there[reasons.schools], view.lies_there[reasons.firms]
        if fields is not None:
            both = np.concatenate([reasons.schools, reasons.firms])
            work = view.mask(fields_of(view, both).ends_in(view.mask(fields)).start)
            schools, firms = schools & work[reasons.schools], firms & work[reasons.firms]
        return cls(view, reasons, ties, schools, firms)

    def leads(self, count: int) -> Places:
        """Return the schools with the most ties to eligible enterprises."""
        many = np.asarray(self.ties @ self.firms.astype(np.float64)) * self.schools
        order = np.lexsort((np.arange(len(many)), -many))[:count]
        return self.reasons.schools[order[many[order] > 0]]

    def pool(self, lead: int) -> Pool:
        """Return the candidates at most three steps from the lead."""
        schools, firms = self.reasons.schools, self.reasons.firms
        steps = np.where(schools == lead, 0, -1), np.where(firms == lead, 0, -1)
        for step in range(1, STEPS + 1):
            near = (steps[0] == step - 1).astype(np.float64), (steps[1] == step - 1).astype(np.float64)
            reached = np.asarray(self.ties @ near[1]) > 0, np.asarray(near[0] @ self.ties) > 0
            steps[0][reached[0] & self.schools & (steps[0] < 0)] = step
            steps[1][reached[1] & self.firms & (steps[1] < 0)] = step
        places, far = np.concatenate([firms, schools]), np.concatenate([steps[1], steps[0]])
        order = np.flatnonzero(far >= 0)[np.argsort(places[far >= 0], kind="stable")]
        chosen = places[order]
        view, there = self.view, self.view.mask(chosen)
        runs = view.drop_simulated_evidence(Links.of(view.edges("RUNS"), trail=True))
        runs = runs.where(there[runs.start] & view.nodes.kind.among("research centre")[runs.end]).best()
        return Pool(lead, chosen, far[order].astype(np.int64), counties_of(view, chosen, trail=True), runs)


@dataclass(frozen=True)
class Listed:
    """A list. ``chosen``: indices into the pool. ``proven``: no other list is better."""

    pool: Pool
    chosen: NDArray[np.int64]
    has: Mapping[str, Places]
    proven: bool


def thinned(view: View, pool: Pool, required: Mapping[str, int]) -> Pool:
    """Drop redundant candidates: of those with the same type, steps and county, and no centre, keep as many as are required."""
    schools = view.nodes.span("School")
    is_school = (pool.places >= schools.start) & (pool.places < schools.stop)
    starts, first, many = np.unique(pool.where.start, return_index=True, return_counts=True)
    county = np.full(len(pool.places), -1, dtype=np.int64)
    county[pool.numbers(starts)] = np.where(many == 1, pool.where.end[first], -2)
    pattern = (county + 2) * 8 + pool.steps * 2 + is_school
    order = np.argsort(pattern, kind="stable")
    begins = np.searchsorted(pattern[order], pattern[order], side="left")
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = np.arange(len(order)) - begins
    keep = (nth < np.where(is_school, max(required["schools"], 1), max(required["enterprises"], 1))) | (county == -2)
    keep[pool.numbers(pool.runs.start)] = True
    there = view.mask(pool.places[keep])
    return Pool(
        pool.lead, pool.places[keep], pool.steps[keep], pool.where.where(there[pool.where.start]), pool.runs.where(there[pool.runs.start])
    )


def choose(view: View, pool: Pool, required: Mapping[str, int]) -> Listed:
    """Choose the list that misses least; of those the shortest, then the nearest."""
    size = len(pool.places)
    counties, centres = np.unique(pool.where.end), np.unique(pool.runs.end)
    ends = np.cumsum([size, len(counties), len(centres), len(WHAT)])
    near = np.array([1.0, 1.0, 0.5, 0.25])[pool.steps]
    cost = np.zeros(ends[-1])
    cost[:size] = 1 - near / (2 * max(sum(required.values()), 1))
    cost[ends[2] :] = MISSING
    table, low = _rules(view, pool, required, (counties, centres))
    lower, upper = np.zeros(ends[-1]), np.ones(ends[-1])
    lower[pool.numbers(np.array([pool.lead]))] = 1
    upper[ends[2] :] = [required[name] for name in WHAT]
    options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
    found = milp(
        cost, integrality=np.ones(ends[-1]), bounds=Bounds(lower, upper), constraints=LinearConstraint(table, lb=low), options=options
    )
    chosen = np.flatnonzero((lower if found.x is None else found.x)[:size] > 0.5)
    there = view.mask(pool.places[chosen])
    spans = {label: view.nodes.span(label) for label in ("School", "Enterprise")}
    kinds = [np.array([at for at in pool.places[chosen] if at in spans[label]], dtype=np.int32) for label in spans]
    reached = [np.unique(links.end[there[links.start]]) for links in (pool.where, pool.runs)]
    return Listed(pool, chosen, dict(zip(WHAT, [*kinds, *reached], strict=True)), found.status == SOLVED)


def _rules(view: View, pool: Pool, required: Mapping[str, int], sets: tuple[Places, Places]) -> tuple[csr_array, NDArray[np.float64]]:
    """Build the constraints: one per requirement, then one per county and centre, which count only if a chosen member has them."""
    size, spans = len(pool.places), [view.nodes.span(label) for label in ("School", "Enterprise")]
    first = np.cumsum([0, size, len(sets[0]), len(sets[1])])
    rows, columns, values = list[int](), list[int](), list[float]()

    def add(row: int, column: int, value: float) -> None:
        rows.append(row)
        columns.append(column)
        values.append(value)

    for number, place in enumerate(pool.places.tolist()):
        add(0 if place in spans[0] else 1, number, 1)
    for kind, (links, places) in enumerate(zip((pool.where, pool.runs), sets, strict=True)):
        begin = len(WHAT) + (len(sets[0]) if kind else 0)
        for number in range(len(places)):
            add(2 + kind, int(first[1 + kind]) + number, 1)
            add(begin + number, int(first[1 + kind]) + number, -1)
        for start, end in zip(pool.numbers(links.start), np.searchsorted(places, links.end), strict=True):
            add(begin + int(end), int(start), 1)
    for row in range(len(WHAT)):
        add(row, int(first[3]) + row, 1)
    low = np.array([float(required[name]) for name in WHAT] + [0.0] * (len(sets[0]) + len(sets[1])))
    return csr_array(coo_array((values, (rows, columns)), shape=(len(low), int(first[3]) + len(WHAT)))), low


def _cells(what: str, unit: str, lead: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(("thing", "requirement", "asked", "missing", "steps")) | {"what": what, "unit": unit, "lead": lead} | more


def _figures(view: View, listed: Listed, required: Mapping[str, int]) -> Iterator[Figure]:
    nodes, pool = view.nodes, listed.pool
    lead, members = nodes.ids[pool.lead], pool.places[listed.chosen]
    short = {name: max(required[name] - len(listed.has[name]), 0) for name in WHAT}
    missing = float(sum(short.values()))
    weak = weakest_of(nodes.origin[members])
    rows = (Evidence(lead, "part", missing),) if missing else ()
    yield Figure(f"list|{lead}", missing, weak, _cells("list", "missing", lead, missing=int(missing)), partial(tuple, rows))
    links = {"counties": pool.where, "centres": pool.runs}
    for name in WHAT:
        paths = links[name].where(view.mask(members)[links[name].start]) if name in links else None
        origins = nodes.origin[listed.has[name]] if paths is None else paths.best().origin
        cells = _cells("has", name, lead, requirement=name, asked=required[name], missing=short[name])
        evidence = partial(_has, view, listed.has[name], paths)
        yield Figure(f"has|{lead}|{name}", float(len(listed.has[name])), weakest_of(origins), cells, evidence)
    for number in listed.chosen[np.lexsort((listed.chosen, pool.steps[listed.chosen]))]:
        node_id, steps = nodes.ids[pool.places[number]], int(pool.steps[number])
        cells = _cells("member", "steps", lead, thing=node_id, steps=steps)
        part = (Evidence(node_id, "part", float(steps)),)
        yield Figure(f"member|{lead}|{node_id}", float(steps), weakest_of(nodes.origin[[pool.places[number]]]), cells, partial(tuple, part))


def _has(view: View, places: Places, paths: Links | None) -> Iterator[Evidence]:
    yield from (Evidence(view.nodes.ids[at], "part") for at in places)
    if paths is not None:
        yield from (Evidence(edge_id, "path") for edge_id in paths.relationships(view.nodes))


def _fields(view: View, text: str | None) -> Places | None:
    if not text:
        return None
    found = [(part.strip(), view.snapshot.at(part.strip())) for part in text.split(",") if part.strip()]
    for node_id, at in found:
        if at is None or label_of(node_id) not in {"Industry", "Sector"}:
            raise BadValueError(Bilingual(f"'{node_id}' is not an industry or a sector.", f"“{node_id}”不是行业或产业。"), pointer="fields")
    return np.array([at for _, at in found], dtype=np.int32)


def compute(view: View, given: Given) -> Outcome:
    """Compute one list per lead: what is missing, what it has, its members."""
    required = {name: DEFAULTS[name] if given.get(name) is None else int(given[name]) for name in WHAT}
    ground = Ground.of(view, _fields(view, given.get("fields")))
    leads = ground.leads(int(given.get("lists") or LISTS)) if given.get("lead") is None else _lead(view, ground, given["lead"])
    lists = [choose(view, thinned(view, ground.pool(int(lead)), required), required) for lead in leads]
    figures = [figure for one in lists for figure in _figures(view, one, required)]
    nowhere = [np.setdiff1d(one.pool.places[one.chosen], one.pool.where.start) for one in lists]
    left = absences(view, np.unique(np.concatenate([*nowhere, np.zeros(0, np.int32)])), ("LOCATED_IN",))
    notes = [] if lists else [Note("No school has a tie to an enterprise.", "没有学校与企业存在联系。")]
    if not all(one.proven for one in lists):
        notes.append(Note("A search reached its time limit: a better list may exist.", "搜索已达时间上限，可能存在更好的名单。"))
    return Outcome(figures, left, notes)


def _lead(view: View, ground: Ground, node_id: str) -> Places:
    at = view.snapshot.at(node_id)
    if at is None or at not in {*ground.reasons.schools.tolist(), *ground.reasons.firms.tolist()}:
        raise BadValueError(
            Bilingual(
                f"'{node_id}' cannot lead: a lead is a named school or enterprise.", f"“{node_id}”不能牵头：牵头方须为有名称的学校或企业。"
            ),
            pointer="lead",
        )
    return np.array([at], dtype=np.int32)


def _minimum(name: str, text: str, text_zh: str) -> Any:
    return param(name, "int", text, text_zh, default=DEFAULTS[name], low=0, high=500)


MEASURE = Measure(
    name="consortium",
    title="Which consortium could meet a call for a number of schools, enterprises, counties and research centres?",
    title_zh="谁能组成满足申报要求（学校、企业、区县、研究中心数量）的联合体？",
    about=(
        "For each lead, the list of nearby schools and enterprises that misses the fewest requirements, then is shortest and nearest, with "
        "what is missing."
    ),
    about_zh="对每个牵头单位，在与其相近的学校和企业中选出缺口最小、规模最小、联系最近的名单，并列出所缺。",
    group="alliances",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        _minimum("schools", "Minimum number of schools.", "至少几所学校。"),
        _minimum("enterprises", "Minimum number of enterprises.", "至少几家企业。"),
        _minimum("counties", "Minimum number of counties.", "至少几个区县。"),
        _minimum("centres", "Minimum number of research centres.", "至少几个研究中心。"),
        param("fields", "str?", "Ids of industries and sectors, separated by commas.", "产业或产业领域的标识，以逗号分隔。"),
        param("lead", "Thing?", "The school or enterprise that leads.", "牵头的学校或企业。"),
        param("lists", "int", "Number of lists when no lead is given.", "未指定牵头单位时的名单数量。", default=LISTS, low=1, high=10),
    ),
    returns=columns(
        what="str",
        unit="str",
        lead="Thing",
        thing="Thing?",
        requirement="str?",
        asked="int?",
        missing="int?",
        steps="int?",
    ),
    example={"schools": 3, "enterprises": 10, "counties": 2, "centres": 1},
    compute=compute,
    place=("School", "Enterprise"),
    ranked=True,
)
