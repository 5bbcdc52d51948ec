"""What holds an alliance together: ties between its members compared with chance, what they cover, and what is lost when one leaves.

## Formula

`density`: 100 x partner pairs of a member school and a member enterprise / all such pairs. `percentile`: 100 x (random graphs with fewer
partner pairs + half of those with the same number) / random graphs. A random graph redraws the partnerships between all schools and
enterprises in the data so that each keeps its number of partners; `samples` graphs are drawn, from `random_seed`. `expected` is their mean,
and `chance` = (1 + those with at least as many pairs) / (1 + samples).

All other figures use the graph of members in which two are tied by a partnership, graduates, a facility or people, at any time up to the
requested date. `with ties`: members with at least one tie, the same as in the measure `alliance-liveness`.
`betweenness` of a member: the share of the shortest paths between two other members that pass through it, averaged over all pairs of others
and normalised, 2 / ((n - 1)(n - 2)) x the sum over pairs. `articulation points`: members whose removal disconnects others. `loss` of a
member: pairs of others that are connected now and would not be without it; beside it, what that member alone covers. `connected`: members
of the largest connected component. `sectors` and `counties`: those of at least one member.

Audit. Shares: numerator and denominator (a school counts as many pairs as there are enterprises). Percentile: the compared pairs, whose sum
is `ties` (the same seed gives the same random graphs). Betweenness: each other member with the paths from it (role `part`; the sum is the
value). Loss: each other member with half the number of members that it is cut off from.

## Source

Null model: E. F. Connor and D. Simberloff, Ecology 60 (1979), 1132-1140; G. Strona and others, Nature Communications 5 (2014), 4114.
Chance: B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010), 39. Betweenness: L. C. Freeman,
Sociometry 40 (1977), 35-41; U. Brandes, Journal of Mathematical Sociology 25 (2001), 163-177. Articulation points: J. Hopcroft and R.
Tarjan, Communications of the ACM 16 (1973), 372-378.

## Assumptions

* Two members have one tie, however many relationships connect them. Unnamed groups are not members. What a unit of a school does counts for
  the unit and for the school.
* Undocumented ties are missing. Data collected with more care look denser. Members without a tie are reported as left out, by what coverage
  rows say about the types of ties, as are unnamed members.
* A random graph ignores place and industry: members that are near or in related industries are expected to score above chance.

## When not to use it

Do not use it for an alliance with few named members: unknown ties would be read as absent ones. A high percentile says that members work
with each other more than their numbers of partners explain, not that the alliance is the cause.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from graph.measures.components.alliances import EVIDENCE, Members, Period, counties_of, member_ties, members, pairs, sectors_of, ties
from graph.measures.components.coverage import absences, unnamed
from graph.measures.components.null_model import swapped
from graph.measures.components.statistics import by_origin, grouped, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, required, too_few
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

SAMPLES, SEED = 200, 1
LEAST_MEMBERS = 3


@dataclass(frozen=True)
class Ties:
    """Ties among members. The nodes of ``graph`` are numbered as ``members.places``."""

    view: View
    members: Members
    links: Links

    @property
    def size(self) -> int:
        """Number of members."""
        return len(self.members.places)

    def id(self, number: int) -> str:
        """Return the id of a member."""
        return str(self.view.nodes.ids[self.members.places[number]])

    @cached_property
    def graph(self) -> rx.PyGraph[None, None]:
        """The graph of members, with one edge for each tied pair."""
        ends = np.searchsorted(self.members.places, np.stack([self.links.start, self.links.end], axis=1))
        ends = np.unique(np.sort(ends, axis=1), axis=0)
        found: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
        found.add_nodes_from([None] * self.size)
        found.add_edges_from_no_data([(int(a), int(b)) for a, b in ends])
        return found

    @cached_property
    def articulation(self) -> set[int]:
        """Numbers of the articulation points."""
        return set(rx.articulation_points(self.graph))

    @cached_property
    def betweenness(self) -> dict[int, float]:
        """Betweenness by member number."""
        return dict(rx.betweenness_centrality(self.graph, normalized=True))

    def cut(self, number: int) -> dict[int, int]:
        """Return, for each other member, how many of its connections are lost when this one is removed."""
        if number not in self.articulation:
            return {}
        whole = rx.node_connected_component(self.graph, number) - {number}
        rest = self.graph.copy()
        rest.remove_node(number)
        parts = [part for part in rx.connected_components(rest) if part <= whole]
        return {other: len(whole) - len(part) for part in parts for other in sorted(part)}

    def of(self, number: int) -> Links:
        """Return the ties of a member."""
        at = self.members.places[number]
        return self.links.where((self.links.start == at) | (self.links.end == at))


def dependencies(graph: rx.PyGraph[None, None], source: int) -> dict[int, float]:
    """Return, for each member, the share of shortest paths from ``source`` through it, summed over their ends (Brandes 2001)."""
    counts, depth, order, before = {source: 1.0}, {source: 0}, [], dict[int, list[int]]()
    waiting = deque([source])
    while waiting:
        at = waiting.popleft()
        order.append(at)
        for other in graph.neighbors(at):
            if other not in depth:
                depth[other] = depth[at] + 1
                waiting.append(other)
            if depth[other] == depth[at] + 1:
                counts[other] = counts.get(other, 0.0) + counts[at]
                before.setdefault(other, []).append(at)
    over = dict.fromkeys(order, 0.0)
    for at in reversed(order):
        for other in before.get(at, ()):
            over[other] += counts[other] / counts[at] * (1 + over[at])
    return over


def _cells(what: str, unit: str, **more: Any) -> dict[str, Any]:
    names = ("member", "ties", "possible", "expected", "chance", "articulation")
    return (
        dict.fromkeys(names) | {f"ties_{name}": 0 for name in ("documented", "inferred", "simulated")} | {"what": what, "unit": unit} | more
    )


def _counted(view: View, key: str, unit: str, places: Places, links: Links) -> Figure:
    """Count entities; ``links`` end in them."""
    links = links.best()
    weak = np.full(len(view.nodes), -1, dtype=np.int8)
    order = np.argsort(-links.origin, kind="stable")
    weak[links.end[order]] = links.origin[order]
    origins = np.maximum(weak[places], view.nodes.origin[places])

    def rows() -> Iterator[Evidence]:
        yield from (Evidence(view.nodes.ids[at], "part") for at in places)
        yield from (Evidence(edge_id, "path") for edge_id in links.relationships(view.nodes))

    return Figure(key, float(len(places)), weakest_of(origins), _cells(key, unit), rows)


def _density(view: View, found: Members, partners: Links, given: Given) -> Iterator[Figure]:
    schools, firms = found.of(view, "School"), found.of(view, "Enterprise")
    there = view.mask(found.places)
    inside = there[partners.start] & there[partners.end]
    own, possible = partners.where(inside), len(schools) * len(firms)
    few = too_few(possible, "pair", "对成员学校与成员企业", "of a member school and a member enterprise")
    cells = _cells("density", "%", ties=len(own), possible=possible, **by_origin(own.origin, "ties"))
    origin = weakest_of(own.origin, view.nodes.origin[found.places])
    yield Figure("density", None if few else 100 * len(own) / possible, origin, cells, partial(_pairs, view, own, schools, firms), few)
    few = few or too_few(len(partners), "partnership", "项校企合作", "in total")
    drawn = np.zeros(0) if few else _drawn(partners, there, int(given.get("samples") or SAMPLES), int(given.get("random_seed") or SEED))
    yield _percentile(view, own, partners, drawn, few)


def _pairs(view: View, own: Links, schools: Places, firms: Places) -> Iterator[Evidence]:
    for at in range(len(own)):
        edge_ids = list(own.where([at]).relationships(view.nodes))
        yield Evidence(edge_ids[-1], "numerator")
        yield from (Evidence(one, "path", of=edge_ids[-1]) for one in edge_ids[:-1])
    yield from (Evidence(view.nodes.ids[school], "denominator", float(len(firms))) for school in schools)


def _drawn(partners: Links, there: NDArray[np.bool_], samples: int, seed: int) -> NDArray[np.float64]:
    inside, ends = there[partners.start], np.unique(partners.end, return_inverse=True)
    firms = there[ends[0]]
    counts = [np.count_nonzero(firms[drawn[inside]]) for drawn in swapped(partners.start, ends[1], samples, seed)]
    return np.array(counts, dtype=np.float64)


def _percentile(view: View, own: Links, partners: Links, drawn: NDArray[np.float64], few: Note | None) -> Figure:
    cells = _cells("percentile", "percentile", ties=len(own), **by_origin(own.origin, "ties"))
    value = None
    if not few:
        value = 100 * float(np.mean(drawn < len(own)) + np.mean(drawn == len(own)) / 2)
        chance = (1 + int(np.sum(drawn >= len(own)))) / (1 + len(drawn))
        cells |= {"expected": round(float(drawn.mean()), 2), "chance": chance}

    def rows() -> Iterator[Evidence]:
        for at in range(len(own)):
            edge_ids = list(own.where([at]).relationships(view.nodes))
            yield Evidence(edge_ids[-1], "part")
            yield from (Evidence(one, "path", of=edge_ids[-1]) for one in edge_ids[:-1])

    return Figure("percentile", value, weakest_of(partners.origin), cells, rows, few)


def _with_any(found: Ties, tied: Places) -> Figure:
    both = np.concatenate([found.links.origin, found.view.nodes.origin[tied]])
    rows = tuple(Evidence(found.view.nodes.ids[at], "part") for at in tied)
    cells = _cells("with ties", "members", **by_origin(found.links.origin, "ties"))
    return Figure("with ties", float(len(tied)), weakest_of(both), cells, partial(_with_ties, found, rows, found.links))


def _holding(found: Ties) -> Iterator[Figure]:
    view, places = found.view, found.members.places
    both = np.concatenate([found.links.origin, view.nodes.origin[places]])
    groups = sorted(rx.connected_components(found.graph), key=lambda group: (-len(group), min(group)))
    numbers = {"connected": sorted(groups[0]) if groups else [], "articulation points": sorted(found.articulation)}
    for key, chosen in numbers.items():
        rows = tuple(Evidence(found.id(number), "part") for number in chosen)
        cells = _cells(key, "members", **by_origin(found.links.origin, "ties"))
        yield Figure(key, float(len(rows)), weakest_of(both), cells, partial(_with_ties, found, rows, found.links))


def _with_ties(found: Ties, rows: tuple[Evidence, ...], links: Links) -> Iterator[Evidence]:
    yield from rows
    yield from (Evidence(edge_id, "path") for edge_id in links.relationships(found.view.nodes))


def _alone(links: Links) -> dict[int, list[int]]:
    """Return the ends that only one start reaches, by start."""
    links = links.best()
    alone: dict[int, list[int]] = {}
    for end, at in grouped(links.end):
        if len(at) == 1:
            alone.setdefault(int(links.start[at[0]]), []).append(end)
    return alone


def _each(found: Ties, sectors: Links, counties: Links) -> Iterator[Figure]:
    order = sorted(range(found.size), key=lambda number: (-found.betweenness[number], number))
    weak = weakest_of(found.links.origin, found.view.nodes.origin[found.members.places])
    few = found.size < LEAST_MEMBERS
    why = Note("Betweenness requires at least three members.", "至少需要三个成员才能计算中介度。") if few else None
    for number in order:
        links = found.of(number)
        cells = {"member": found.id(number), "ties": len(_others(found, number)), "articulation": number in found.articulation}
        cells |= by_origin(links.origin, "ties")
        value = None if few else found.betweenness[number]
        key = f"betweenness|{found.id(number)}"
        yield Figure(key, value, weak, _cells("betweenness", "0 to 1", **cells), partial(_paths, found, number), why)
    alone = _alone(sectors), _alone(counties)
    for number in order:
        only = [own.get(int(found.members.places[number]), []) for own in alone]
        yield _loss(found, number, only[0], only[1], weak)


def _others(found: Ties, number: int) -> list[int]:
    return sorted(found.graph.neighbors(number))


def _paths(found: Ties, number: int) -> Iterator[Evidence]:
    scale = max((found.size - 1) * (found.size - 2), 1)
    for source in range(found.size):
        amount = dependencies(found.graph, source).get(number, 0.0) / scale if source != number else 0.0
        if amount:
            yield Evidence(found.id(source), "part", amount)
    yield from (Evidence(edge_id, "path") for edge_id in found.of(number).relationships(found.view.nodes))


def _loss(found: Ties, number: int, sectors: list[int], counties: list[int], weak: Any) -> Figure:
    ids, cut, links = found.view.nodes.ids, found.cut(number), found.of(number)
    rows = tuple(Evidence(found.id(other), "part", many / 2) for other, many in cut.items() if many)
    cells = {"member": found.id(number), "ties": len(_others(found, number)), "articulation": number in found.articulation}
    cells |= {"sectors": [ids[at] for at in sectors], "counties": [ids[at] for at in counties], **by_origin(links.origin, "ties")}
    evidence = partial(_with_ties, found, rows, links)
    return Figure(f"loss|{found.id(number)}", sum(cut.values()) / 2, weak, _cells("loss", "pairs of members", **cells), evidence)


def compute(view: View, given: Given) -> Outcome:
    """Compute the figures of one alliance: density against chance, cohesion, coverage, each member."""
    named = members(view, given["alliance"])
    all_ties, _ = member_ties(view, named, Period.recent(view, 1))
    found = Ties(view, named, pairs([all_ties.known]))
    sectors, counties = sectors_of(view, named.places, trail=True), counties_of(view, named.places, trail=True)
    figures = [
        *_density(view, named, ties(view, "partnership").best(), given),
        _with_any(found, all_ties.tied),
        *_holding(found),
        _counted(view, "sectors", "sectors", np.unique(sectors.end), sectors),
        _counted(view, "counties", "counties", np.unique(counties.end), counties),
        *_each(found, sectors, counties),
    ]
    alone = np.setdiff1d(named.places, all_ties.tied)
    left = unnamed(view, given["alliance"], named.groups) + absences(view, alone, *EVIDENCE.values())
    return Outcome(figures, left, list(_notes(named, len(alone))))


def _notes(named: Members, alone: int) -> Iterator[Note]:
    if not len(named.places):
        yield Note("No named members are known.", "没有可查明名称的成员。")
    if named.groups:
        count = named.groups
        yield Note(f"Members that stand for unnamed groups, not counted: {count}.", f"{count}个成员代表未具名群体，未计入。")
    if alone:
        yield Note(f"Members without a known tie to another member: {alone}.", f"{alone}个成员未见与其他成员的联系。")


MEASURE = Measure(
    name="alliance-structure",
    title="Who holds this alliance together, and what is lost if one member leaves?",
    title_zh="谁把这个产教联合体联结在一起？某个成员退出会失去什么？",
    about=(
        "Partnerships between members compared with random graphs in which each organisation keeps its number of partners; members that "
        "connect others; sectors and counties that the members cover, and those that only one of them covers."
    ),
    about_zh="把成员之间的校企合作与保持各方合作数不变的随机图作比较；找出其他成员之间联系所依赖的成员；列出成员覆盖的产业领域和区县，以及仅由一个成员覆盖的产业领域和区县。",
    group="alliances",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        required("alliance", "Alliance", "The alliance.", "产教联合体。"),
        param("samples", "int", "Number of random graphs to compare with.", "用于比较的随机图数量。", default=SAMPLES, low=20, high=2000),
        param("random_seed", "int", "Seed of the random numbers.", "随机数种子。", default=SEED, low=1, high=1_000_000),
    ),
    returns=columns(
        what="str",
        unit="str",
        member="Thing?",
        ties="int?",
        possible="int?",
        expected="float?",
        chance="float?",
        articulation="bool?",
        sectors=["Sector"],
        counties=["County"],
        ties_documented="int",
        ties_inferred="int",
        ties_simulated="int",
    ),
    example={"alliance": "alliance:chenzhou-ftz-new-materials-it"},
    compute=compute,
)
