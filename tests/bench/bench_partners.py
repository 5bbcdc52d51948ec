"""How well candidates for schools foresee partnerships that were hidden, against rankings that know the graph alone.

    NEO4J_URI=... NEO4J_PASSWORD=... uv run python -m tests.bench.bench_partners

The graph is the one that the server holds: load the province first. A fifth of the pairs that are partners is hidden: the latest where
dates exist (of one year by chance, seeded), a fifth of the undated by chance. Each school with a hidden partner then asks for enterprises
that are not its partners yet. Prints a Markdown table: the mean over schools of precision at 10, recall at 50 and the reciprocal rank of
the first hidden partner. Equal scores are ordered by chance, for everybody by the same.

``before`` hides what began earlier than that, with the rest of the hidden pairs gone too: weights may be chosen there, never on the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import block_array, csr_array, diags_array, vstack

from graph.measures.partner_reasons import WEIGHTS, Reasons, score
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from tests.bench.snapshots import served

FIFTH, SEED = 0.2, 1
RESTART, STEPS = 0.15, 20
INDEPENDENT = ("industry", "flows", "county", "region", "shared", "capacity")
Ranking = Callable[[np.ndarray], np.ndarray]
"""Scores of all enterprises, one row for each of some schools."""


def hide(snapshot: Snapshot, seed: int) -> tuple[Snapshot, set[tuple[int, int]]]:
    """The snapshot without a fifth of the pairs, and these."""
    edges = snapshot.of("PARTNERS_WITH")
    pairs, at = np.unique(np.stack([edges.start, edges.end], axis=1), axis=0, return_inverse=True)
    year = np.full(len(pairs), 9999)
    np.minimum.at(year, at, np.where(edges.since > 0, edges.since // 10_000, 9999))
    year[year == 9999] = 0
    chance = np.random.default_rng(seed).permutation(len(pairs))
    order = np.lexsort((chance, year))
    dated, undated = order[year[order] > 0], order[year[order] == 0]
    hidden = np.concatenate([dated[len(dated) - round(FIFTH * len(dated)) :], undated[: round(FIFTH * len(undated))]])
    kept = edges.take(~np.isin(at, hidden))
    return replace(snapshot, edges={**snapshot.edges, "PARTNERS_WITH": kept}), {(int(a), int(b)) for a, b in pairs[hidden]}


def weighted(view: View, weights: Mapping[str, float]) -> Ranking:
    """By the measure, with these weights."""
    schools = Reasons.of(view).schools
    full = dict.fromkeys(WEIGHTS, 0.0) | dict(weights)
    return lambda rows: np.stack([score(view, int(schools[row])).scores(full) for row in rows])


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


def baselines(reasons: Reasons) -> dict[str, Ranking]:
    """Rankings that know the graph alone: of partnerships only, and of all that the measure sees."""
    partners, (own, other) = reasons.partners, contexts(reasons)
    plain = own.shape[1] - reasons.members[0].shape[1]
    popular = np.asarray(partners.sum(axis=0)).ravel()
    adamic = csr_array(partners @ diags_array(1 / np.log(np.maximum(popular, 2))))
    weigh = diags_array(rare(own, other))

    def dense(table: Any) -> np.ndarray:
        return np.asarray(table.toarray())

    return {
        "popularity": lambda rows: np.tile(popular, (len(rows), 1)),
        "common neighbours, partnerships": lambda rows: dense(partners[rows] @ partners.T @ partners),
        "Adamic-Adar, partnerships": lambda rows: dense(adamic[rows] @ partners.T @ partners),
        "personalised PageRank, partnerships": pagerank(partners, []),
        "common neighbours, whole graph": lambda rows: dense(own[rows] @ other.T + partners[rows] @ partners.T @ partners),
        "Adamic-Adar, whole graph": lambda rows: dense(own[rows] @ weigh @ other.T + adamic[rows] @ partners.T @ partners),
        "personalised PageRank, whole graph": pagerank(
            csr_array(partners + (reasons.flows > 0) + (reasons.people > 0) + (reasons.facility > 0)), [own, other]
        ),
        "personalised PageRank, without what partnerships bring": pagerank(
            csr_array(partners + (reasons.flows > 0)), [csr_array(own[:, :plain]), csr_array(other[:, :plain])]
        ),
    }


def pagerank(between: csr_array, more: list[csr_array]) -> Ranking:
    """Random walks that return to the school."""
    schools, firms = between.shape
    width = more[0].shape[1] if more else 0
    first, second = more or [csr_array((schools, 0)), csr_array((firms, 0))]
    rest = csr_array((firms, schools)), csr_array((firms, firms)), csr_array((width, schools + firms + width))
    half = vstack([block_array([[csr_array((schools, schools)), between, first], [rest[0], rest[1], second]]), rest[2]])
    graph = csr_array(half + half.T).astype(np.float64)
    step = csr_array((diags_array(1 / np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-12)) @ graph).T)

    def walk(rows: np.ndarray) -> np.ndarray:
        begin = np.zeros((graph.shape[0], len(rows)))
        begin[rows, np.arange(len(rows))] = 1
        at = begin
        for _ in range(STEPS):
            at = RESTART * begin + (1 - RESTART) * (step @ at)
        return at[schools : schools + firms].T

    return walk


def evaluate(ranking: Ranking, reasons: Reasons, hidden: set[tuple[int, int]], seed: int) -> tuple[float, float, float]:
    """Precision at 10, recall at 50, mean reciprocal rank."""
    wanted: dict[int, list[int]] = {}
    for school, firm in hidden:
        row, column = np.searchsorted(reasons.schools, school), np.searchsorted(reasons.firms, firm)
        if reasons.schools[min(row, len(reasons.schools) - 1)] == school and reasons.firms[min(column, len(reasons.firms) - 1)] == firm:
            wanted.setdefault(int(row), []).append(int(column))
    chance = np.random.default_rng(seed).permutation(len(reasons.firms))
    found = []
    rows = np.array(sorted(wanted))
    for some in np.array_split(rows, max(len(rows) // 50, 1)):
        table = ranking(some)
        for row, given in zip(some, table, strict=True):
            scores = given.astype(np.float64)
            scores[reasons.partners[[int(row)]].indices] = -np.inf
            mine = np.array(wanted[int(row)])
            ahead = [(scores > scores[at]).sum() + ((scores == scores[at]) & (chance < chance[at])).sum() for at in mine]
            ranks = np.array(ahead) + 1
            found.append(((ranks <= 10).sum() / 10, (ranks <= 50).mean(), 1 / ranks.min()))
    return tuple(np.mean(found, axis=0).tolist())  # type: ignore[return-value]


def table(snapshot: Snapshot, hidden: set[tuple[int, int]], seed: int, names: str = "all") -> None:
    view = View(snapshot)
    reasons = Reasons.of(view)
    rankings = {"the measure": weighted(view, WEIGHTS)}
    rankings["the measure, without what partnerships bring"] = weighted(view, {name: WEIGHTS[name] for name in INDEPENDENT})
    rankings |= baselines(reasons) if names == "all" else {}
    print("| ranking | precision at 10 | recall at 50 | MRR |\n|-|-|-|-|")
    for name, ranking in rankings.items():
        precision, recall, reciprocal = evaluate(ranking, reasons, hidden, seed)
        print(f"| {name} | {precision:.4f} | {recall:.4f} | {reciprocal:.4f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--before", action="store_true", help="on what began before the hidden pairs, to choose weights")
    given = parser.parse_args()
    snapshot = served()
    rest, hidden = hide(snapshot, given.seed)
    if given.before:
        rest, hidden = hide(rest, given.seed)
    print(f"{len(hidden)} pairs hidden, {len({school for school, _ in hidden})} schools")
    table(rest, hidden, given.seed)


if __name__ == "__main__":
    main()
