"""How well candidates foresee partners and members that were hidden, against rankings that know the graph alone.

    NEO4J_URI=... NEO4J_PASSWORD=... uv run python -m tests.bench.bench_partners

The graph is the one that the server holds: load the province first. A fifth of the pairs that are partners is hidden: the latest where
dates exist (of one year by chance, seeded), a fifth of the undated by chance. Each school with a hidden partner then asks for enterprises
that are not its partners yet, and each enterprise for schools. Of the members of alliances a fifth is hidden in the same way, and each
alliance asks for both. Prints a Markdown table for each: the mean over those that ask of precision at 10, recall at 50 and the reciprocal
rank of the first that was hidden. Equal scores are ordered by chance, for everybody by the same.

``before`` hides what began earlier than that, with the rest of the hidden pairs gone too and a seed of its own: weights may be chosen
there, never on the table. Those of ``members`` and ``inside`` were, with ``--who alliance --before 11`` to ``18``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import block_array, csr_array, diags_array, hstack, vstack

from graph.measures.components.partner_scores import WEIGHTS, Reasons, score
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import Places, View
from tests.bench.snapshots import served

FIFTH, SEED = 0.2, 1
RESTART, STEPS = 0.15, 20
INDEPENDENT = ("industry", "flows", "county", "region", "distance", "shared", "capacity")
"""Reasons that the simulator does not make from partnerships; of alliances, see :func:`of_alliances`, they are fewer."""
WHO = ("school", "enterprise", "alliance")
Pairs = set[tuple[int, int]]
Ranking = Callable[[np.ndarray], np.ndarray]
"""Scores of all candidates, one row for each of some that ask."""


@dataclass(frozen=True)
class Task:
    """Who asks, who may be found, and who is known already (rows that ask, columns that may be found); rankings by their names."""

    asking: Places
    candidates: Places
    known: csr_array
    rankings: Mapping[str, Ranking]

    def wanted(self, hidden: Pairs) -> dict[int, list[int]]:
        """Numbers of the hidden candidates of each that asks; a pair of which one is not looked at is left out."""
        rows, columns = ({int(place): number for number, place in enumerate(places)} for places in (self.asking, self.candidates))
        found: dict[int, list[int]] = {}
        for first, second in sorted(hidden):
            if first in rows and second in columns:
                found.setdefault(rows[first], []).append(columns[second])
        return found


def hide(snapshot: Snapshot, seed: int, kind: str = "PARTNERS_WITH") -> tuple[Snapshot, Pairs]:
    """The snapshot without a fifth of the pairs, and these."""
    edges = snapshot.of(kind)
    pairs, at = np.unique(np.stack([edges.start, edges.end], axis=1), axis=0, return_inverse=True)
    year = np.full(len(pairs), 9999)
    np.minimum.at(year, at, np.where(edges.since > 0, edges.since // 10_000, 9999))
    year[year == 9999] = 0
    chance = np.random.default_rng(seed).permutation(len(pairs))
    order = np.lexsort((chance, year))
    dated, undated = order[year[order] > 0], order[year[order] == 0]
    hidden = np.concatenate([dated[len(dated) - round(FIFTH * len(dated)) :], undated[: round(FIFTH * len(undated))]])
    kept = edges.take(~np.isin(at, hidden))
    return replace(snapshot, edges={**snapshot.edges, kind: kept}), {(int(a), int(b)) for a, b in pairs[hidden]}


def weighted(view: View, asking: Places, names: tuple[str, ...] = tuple(WEIGHTS)) -> Ranking:
    """By the measure, with these reasons."""
    weights = {name: WEIGHTS[name] if name in names else 0.0 for name in WEIGHTS}
    return lambda rows: np.stack([score(view, int(asking[row])).scores(weights) for row in rows])


def contexts(reasons: Reasons) -> tuple[csr_array, csr_array]:
    """Schools, and enterprises, by all that they may have in common: fields, counties, regions, alliances."""
    taught = reasons.taught.copy()
    taught.data[:] = 1
    own = [taught, reasons.where["County", "School"], reasons.where["Region", "School"], reasons.members[0]]
    other = [reasons.worked, reasons.where["County", "Enterprise"], reasons.where["Region", "Enterprise"], reasons.members[1]]
    return csr_array(block_array([own])), csr_array(block_array([other]))


def rare(first: csr_array, second: csr_array) -> np.ndarray:
    """1 / ln of how many have each, as Adamic and Adar weigh it."""
    count = np.asarray(first.sum(axis=0)).ravel() + np.asarray(second.sum(axis=0)).ravel()
    return 1 / np.log(np.maximum(count, 2))


def dense(table: Any) -> np.ndarray:
    found: np.ndarray = np.asarray(table.toarray())
    return found


def of_partners(view: View, school: bool) -> Task:
    """Schools that look for enterprises, or the other way round: every table is turned round with them."""
    reasons = Reasons.of(view)

    def turned(table: Any) -> csr_array:
        return csr_array(table if school else table.T)

    asking, candidates = (reasons.schools, reasons.firms) if school else (reasons.firms, reasons.schools)
    partners, (own, other) = turned(reasons.partners), contexts(reasons) if school else contexts(reasons)[::-1]
    plain = own.shape[1] - reasons.members[0].shape[1]
    popular = np.asarray(partners.sum(axis=0)).ravel()
    adamic = csr_array(partners @ diags_array(1 / np.log(np.maximum(popular, 2))))
    weigh = diags_array(rare(own, other))
    flows, people, facility = (turned(one > 0) for one in (reasons.flows, reasons.people, reasons.facility))
    rankings: dict[str, Ranking] = {
        "the measure": weighted(view, asking),
        "the measure, without what partnerships bring": weighted(view, asking, INDEPENDENT),
        "popularity": lambda rows: np.tile(popular, (len(rows), 1)),
        "common neighbours, partnerships": lambda rows: dense(partners[rows] @ partners.T @ partners),
        "Adamic-Adar, partnerships": lambda rows: dense(adamic[rows] @ partners.T @ partners),
        "personalised PageRank, partnerships": pagerank(partners, []),
        "common neighbours, whole graph": lambda rows: dense(own[rows] @ other.T + partners[rows] @ partners.T @ partners),
        "Adamic-Adar, whole graph": lambda rows: dense(own[rows] @ weigh @ other.T + adamic[rows] @ partners.T @ partners),
        "personalised PageRank, whole graph": pagerank(csr_array(partners + flows + people + facility), [own, other]),
        "personalised PageRank, without what partnerships bring": pagerank(
            csr_array(partners + flows), [csr_array(own[:, :plain]), csr_array(other[:, :plain])]
        ),
    }
    return Task(asking, candidates, partners, rankings)


def of_alliances(view: View) -> Task:
    """Alliances that look for members among schools and enterprises. The simulator makes members from partnerships and ties like them."""
    reasons, asking = Reasons.of(view), view.places("Alliance")
    partners, (schools, firms), (own, other) = reasons.partners, reasons.members, contexts(reasons)
    tied = csr_array(hstack([(partners @ firms).T, (partners.T @ schools).T]))
    popular = np.concatenate([np.asarray(partners.sum(axis=1)).ravel(), np.asarray(partners.sum(axis=0)).ravel()])
    inside = csr_array(tied @ diags_array(1 / np.maximum(popular, 1)))
    shared = csr_array(vstack([own, other]) @ (own.T @ schools + other.T @ firms)).T.tocsr()
    between = csr_array(partners + (reasons.flows > 0) + (reasons.people > 0) + (reasons.facility > 0))
    first = sum(partners.shape) + own.shape[1] - len(asking)
    rankings: dict[str, Ranking] = {
        "the measure": weighted(view, asking),
        "the measure, without what partnerships bring": weighted(view, asking, ("industry", "county", "region", "distance", "capacity")),
        "popularity": lambda rows: np.tile(popular, (len(rows), 1)),
        "members that are partners": lambda rows: dense(tied[rows]),
        "members that are partners, of all partners": lambda rows: dense(inside[rows]),
        "common neighbours, whole graph": lambda rows: dense(shared[rows] + tied[rows]),
        "personalised PageRank, whole graph": pagerank(between, [own, other], first, slice(0, sum(partners.shape))),
    }
    return Task(asking, np.concatenate([reasons.schools, reasons.firms]), csr_array(hstack([schools.T, firms.T])), rankings)


def pagerank(between: csr_array, more: list[csr_array], first: int = 0, found: slice | None = None) -> Ranking:
    """Random walks that return to the one that asks. Nodes: rows, columns, and what both have in common.

    :param first: node of the first that may ask, a row when left out; ``found``: nodes of the candidates, the columns when left out.
    """
    schools, firms = between.shape
    width = more[0].shape[1] if more else 0
    own, other = more or [csr_array((schools, 0)), csr_array((firms, 0))]
    rest = csr_array((firms, schools)), csr_array((firms, firms)), csr_array((width, schools + firms + width))
    half = vstack([block_array([[csr_array((schools, schools)), between, own], [rest[0], rest[1], other]]), rest[2]])
    graph = csr_array(half + half.T).astype(np.float64)
    step = csr_array((diags_array(1 / np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-12)) @ graph).T)

    def walk(rows: np.ndarray) -> np.ndarray:
        begin = np.zeros((graph.shape[0], len(rows)))
        begin[first + rows, np.arange(len(rows))] = 1
        at = begin
        for _ in range(STEPS):
            at = RESTART * begin + (1 - RESTART) * (step @ at)
        return at[slice(schools, schools + firms) if found is None else found].T

    return walk


def evaluate(task: Task, ranking: Ranking, wanted: Mapping[int, list[int]], seed: int) -> tuple[float, float, float]:
    """Precision at 10, recall at 50, mean reciprocal rank."""
    chance = np.random.default_rng(seed).permutation(len(task.candidates))
    found = []
    rows = np.array(sorted(wanted))
    for some in np.array_split(rows, max(len(rows) // 50, 1)):
        for row, given in zip(some, ranking(some), strict=True):
            scores = given.astype(np.float64)
            scores[task.known[[int(row)]].indices] = -np.inf
            mine = np.array(wanted[int(row)])
            ahead = [(scores > scores[at]).sum() + ((scores == scores[at]) & (chance < chance[at])).sum() for at in mine]
            ranks = np.array(ahead) + 1
            found.append(((ranks <= 10).sum() / 10, (ranks <= 50).mean(), 1 / ranks.min()))
    return tuple(np.mean(found, axis=0).tolist())  # type: ignore[return-value]


def table(task: Task, hidden: Pairs, seed: int) -> None:
    wanted = task.wanted(hidden)
    print(f"\n{sum(map(len, wanted.values()))} hidden pairs of {len(wanted)} that ask; {len(task.candidates)} candidates\n")
    print("| ranking | precision at 10 | recall at 50 | MRR |\n|-|-|-|-|")
    for name, ranking in task.rankings.items():
        precision, recall, reciprocal = evaluate(task, ranking, wanted, seed)
        print(f"| {name} | {precision:.4f} | {recall:.4f} | {reciprocal:.4f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--who", choices=WHO, action="append", help="only these ask")
    parser.add_argument("--before", type=int, metavar="SEED", help="on what began before the hidden pairs, to choose weights")
    given = parser.parse_args()
    snapshot = served()
    for who in given.who or WHO:
        kind = "MEMBER_OF" if who == "alliance" else "PARTNERS_WITH"
        rest, hidden = hide(snapshot, given.seed, kind)
        if given.before is not None:
            rest, hidden = hide(rest, given.before, kind)
        task = of_alliances(View(rest)) if who == "alliance" else of_partners(View(rest), who == "school")
        # A relationship leads from the school to the enterprise, and from the member to the alliance
        table(task, hidden if who == "school" else {(end, start) for start, end in hidden}, given.seed)


if __name__ == "__main__":
    main()
