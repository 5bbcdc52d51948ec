"""Evaluate how well partner candidates predict hidden partners and members, compared with rankings from the graph structure alone.

    NEO4J_URI=... NEO4J_PASSWORD=... uv run python -m tests.bench.bench_partners

The graph is the one on the server: load the province first. One fifth of the partner pairs is hidden: the latest dated ones (random with
a seed within one year) and a random fifth of the undated ones. Each school with a hidden partner then requests enterprises that are not
its partners yet, and each enterprise requests schools. One fifth of alliance members is hidden in the same way, and each alliance requests
both. Prints a Markdown table for each case: precision at 10, recall at 50 and the reciprocal rank of the first hidden pair, as means over
the requesters. Equal scores are ordered randomly, with the same order for all rankings.

``--before`` also removes the hidden pairs and then hides earlier ones with another seed. Use it to choose weights; never choose them on
the evaluation table. The weights of ``members`` and ``inside`` were chosen with ``--who alliance --before 11`` to ``18``.
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
"""Reasons that the simulator does not derive from partnerships. For alliances there are fewer, see :func:`of_alliances`."""
WHO = ("school", "enterprise", "alliance")
Pairs = set[tuple[int, int]]
Ranking = Callable[[np.ndarray], np.ndarray]
"""Returns scores of all candidates, one row per requester."""


@dataclass(frozen=True)
class Task:
    """Requesters, candidates, known pairs (rows: requesters, columns: candidates), and rankings by name."""

    asking: Places
    candidates: Places
    known: csr_array
    rankings: Mapping[str, Ranking]

    def wanted(self, hidden: Pairs) -> dict[int, list[int]]:
        """Return the hidden candidates of each requester, as row and column numbers. Pairs outside the task are ignored."""
        rows, columns = ({int(place): number for number, place in enumerate(places)} for places in (self.asking, self.candidates))
        found: dict[int, list[int]] = {}
        for first, second in sorted(hidden):
            if first in rows and second in columns:
                found.setdefault(rows[first], []).append(columns[second])
        return found


def hide(snapshot: Snapshot, seed: int, kind: str = "PARTNERS_WITH") -> tuple[Snapshot, Pairs]:
    """Return the snapshot without one fifth of the pairs, and the hidden pairs."""
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
    """Return the ranking of the measure, limited to some reasons."""
    weights = {name: WEIGHTS[name] if name in names else 0.0 for name in WEIGHTS}
    return lambda rows: np.stack([score(view, int(asking[row])).scores(weights) for row in rows])


def contexts(reasons: Reasons) -> tuple[csr_array, csr_array]:
    """Return incidence tables of schools and of enterprises with their fields, counties, regions and alliances."""
    taught = reasons.taught.copy()
    taught.data[:] = 1
    own = [taught, reasons.where["County", "School"], reasons.where["Region", "School"], reasons.members[0]]
    other = [reasons.worked, reasons.where["County", "Enterprise"], reasons.where["Region", "Enterprise"], reasons.members[1]]
    return csr_array(block_array([own])), csr_array(block_array([other]))


def rare(first: csr_array, second: csr_array) -> np.ndarray:
    """Return the Adamic-Adar weight of each column: 1 / ln(number of rows that have it)."""
    count = np.asarray(first.sum(axis=0)).ravel() + np.asarray(second.sum(axis=0)).ravel()
    return 1 / np.log(np.maximum(count, 2))


def dense(table: Any) -> np.ndarray:
    found: np.ndarray = np.asarray(table.toarray())
    return found


def of_partners(view: View, school: bool) -> Task:
    """Return the task of schools that request enterprises, or the reverse with all tables transposed."""
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
        "the measure, without reasons derived from partnerships": weighted(view, asking, INDEPENDENT),
        "popularity": lambda rows: np.tile(popular, (len(rows), 1)),
        "common neighbours, partnerships": lambda rows: dense(partners[rows] @ partners.T @ partners),
        "Adamic-Adar, partnerships": lambda rows: dense(adamic[rows] @ partners.T @ partners),
        "personalised PageRank, partnerships": pagerank(partners, []),
        "common neighbours, whole graph": lambda rows: dense(own[rows] @ other.T + partners[rows] @ partners.T @ partners),
        "Adamic-Adar, whole graph": lambda rows: dense(own[rows] @ weigh @ other.T + adamic[rows] @ partners.T @ partners),
        "personalised PageRank, whole graph": pagerank(csr_array(partners + flows + people + facility), [own, other]),
        "personalised PageRank, without relations derived from partnerships": pagerank(
            csr_array(partners + flows), [csr_array(own[:, :plain]), csr_array(other[:, :plain])]
        ),
    }
    return Task(asking, candidates, partners, rankings)


def of_alliances(view: View) -> Task:
    """Return the task of alliances that request members. The simulator derives members from partnerships and similar ties."""
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
        "the measure, without reasons derived from partnerships": weighted(
            view, asking, ("industry", "county", "region", "distance", "capacity")
        ),
        "popularity": lambda rows: np.tile(popular, (len(rows), 1)),
        "members that are partners": lambda rows: dense(tied[rows]),
        "members that are partners, of all partners": lambda rows: dense(inside[rows]),
        "common neighbours, whole graph": lambda rows: dense(shared[rows] + tied[rows]),
        "personalised PageRank, whole graph": pagerank(between, [own, other], first, slice(0, sum(partners.shape))),
    }
    return Task(asking, np.concatenate([reasons.schools, reasons.firms]), csr_array(hstack([schools.T, firms.T])), rankings)


def pagerank(between: csr_array, more: list[csr_array], first: int = 0, found: slice | None = None) -> Ranking:
    """Return a ranking by random walks with restart at the requester. Nodes: rows, columns, and shared contexts.

    :param first: node of the first requester; default: the first row.
    :param found: nodes of the candidates; default: the columns.
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
    """Return precision at 10, recall at 50 and mean reciprocal rank."""
    chance = np.random.default_rng(seed).permutation(len(task.candidates))
    found = []
    rows = np.array(sorted(wanted))
    for some in np.array_split(rows, max(len(rows) // 50, 1)):
        for row, row_scores in zip(some, ranking(some), strict=True):
            scores = row_scores.astype(np.float64)
            scores[task.known[[int(row)]].indices] = -np.inf
            mine = np.array(wanted[int(row)])
            ahead = [(scores > scores[at]).sum() + ((scores == scores[at]) & (chance < chance[at])).sum() for at in mine]
            ranks = np.array(ahead) + 1
            found.append(((ranks <= 10).sum() / 10, (ranks <= 50).mean(), 1 / ranks.min()))
    return tuple(np.mean(found, axis=0).tolist())  # type: ignore[return-value]


def table(task: Task, hidden: Pairs, seed: int) -> None:
    wanted = task.wanted(hidden)
    print(f"\n{sum(map(len, wanted.values()))} hidden pairs of {len(wanted)} requesters; {len(task.candidates)} candidates\n")
    print("| ranking | precision at 10 | recall at 50 | MRR |\n|-|-|-|-|")
    for name, ranking in task.rankings.items():
        precision, recall, reciprocal = evaluate(task, ranking, wanted, seed)
        print(f"| {name} | {precision:.4f} | {recall:.4f} | {reciprocal:.4f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--who", choices=WHO, action="append", help="only these requesters")
    parser.add_argument("--before", type=int, metavar="SEED", help="evaluate on pairs before the hidden ones, to choose weights")
    options = parser.parse_args()
    snapshot = served()
    for who in options.who or WHO:
        kind = "MEMBER_OF" if who == "alliance" else "PARTNERS_WITH"
        rest, hidden = hide(snapshot, options.seed, kind)
        if options.before is not None:
            rest, hidden = hide(rest, options.before, kind)
        task = of_alliances(View(rest)) if who == "alliance" else of_partners(View(rest), who == "school")
        # A relationship leads from the school to the enterprise, and from the member to the alliance
        table(task, hidden if who == "school" else {(end, start) for start, end in hidden}, options.seed)


if __name__ == "__main__":
    main()
