"""How central a school, an enterprise or a person is in a network: by degree, PageRank or betweenness.

## Formula

* `degree`: the number of neighbours / (n - 1), where n is the number of entities in the network.
* `pagerank`: the share of time that a random walk spends at the entity. The walk follows a tie with probability 0.85, in proportion to its
  weight, and otherwise jumps to any entity: PR_i = 0.15 / n + 0.85 x the sum over its ties of (w_ij / s_j) x PR_j, where s_j is the weight
  of all ties of j.
* `betweenness`: the share of shortest paths between two others that pass through it, summed over all pairs / ((n - 1) (n - 2) / 2). Weights
  do not count.

In the audit of a degree, the numerator lists the neighbours and the denominator all other entities; the ratio of the sums is the figure.
For the other two, rows have the role `part` and sum to the figure. PageRank: the entity itself with 0.15 / n, and each neighbour with what
it passes on. Betweenness: each neighbour with half of the shortest paths over the tie to it, and the entity itself with minus half of the
paths that end there. Rows of role `path` are the relationships of the entity's ties.

## Source

Degree and betweenness: L. C. Freeman, Social Networks 1 (1978), 215-239; Sociometry 40 (1977), 35-41. Computation: U. Brandes, Journal of
Mathematical Sociology 25 (2001), 163-177. PageRank: S. Brin and L. Page, Computer Networks and ISDN Systems 30 (1998), 107-117.

## Assumptions

* The weight of a tie is the number of relationships between two entities, whatever their form, direction and year. Unnamed groups are left
  out; schools and enterprises without such a tie are counted as unknown.
* A degree has the weakest origin of the ties that it counts; the other two have the weakest origin in the network.
* There is no number for a network of fewer than 10 entities, and no betweenness where entities x ties exceeds 20 million.

## When not to use it

It measures what was recorded: an entity about which much was collected is central. In a disconnected network, do not compare betweenness or
PageRank of entities in different components. Do not compare networks of different sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import rustworkx
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from graph.measures.components.ties import WHICH, excluded, requested_network, too_small
from graph.measures.components.view_cache import cached
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.columns import BY_STRENGTH
from graph.snapshot.network import Network
from graph.snapshot.view import View
from seed.plurals import counted

FOLLOWS = 0.85
"""Damping factor of PageRank: the probability that the walk follows a tie."""
CLOSE, ROUNDS = 1e-15, 1000
MOST_WORK = 20_000_000
"""Maximum entities x ties for betweenness, which takes about that many steps: some seconds."""
Numbers = NDArray[np.float64]


def degree(found: Network) -> Numbers:
    """Return the degree centrality of each entity."""
    neighbours: Numbers = np.diff(found.matrix.indptr).astype(np.float64)
    return neighbours / max(1, len(found) - 1)


def pagerank(found: Network) -> Numbers:
    """Return the PageRank of each entity, by power iteration. Every entity has a tie, so there are no dangling nodes."""
    size, matrix = len(found), found.matrix
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    rank = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        after: Numbers = (1 - FOLLOWS) / size + FOLLOWS * (matrix @ (rank / strength))
        if np.abs(after - rank).sum() < CLOSE * size:
            return after
        rank = after
    return rank


def betweenness(found: Network) -> Numbers:
    """Return the normalised betweenness of each entity, by rustworkx."""
    return np.array(list(rustworkx.betweenness_centrality(_rust(found), normalized=True).values()), dtype=np.float64)


def _rust(found: Network) -> Any:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(found)))
    graph.add_edges_from_no_data(list(zip(found.start.tolist(), found.end.tolist(), strict=True)))
    return graph


_KINDS: dict[str, Callable[[Network], Numbers]] = {"degree": degree, "pagerank": pagerank, "betweenness": betweenness}
LABELS = ("School", "Enterprise", "Person", "Alliance")


def compute(view: View, given: Given) -> Outcome:
    """Compute a figure for each entity of the network, the greatest first."""
    found, kind = requested_network(view, given), given.get("kind") or "degree"
    refused = too_small(found) or _large(found, kind)
    values = None if refused else cached(view, (kind, found.types), lambda: _KINDS[kind](found))
    order = np.arange(len(found)) if values is None else np.argsort(-values, kind="stable")
    if given.get("type"):
        wanted = view.mask(view.places(given["type"]))
        order = order[wanted[found.places[order]]]
    neighbours, weak = np.diff(found.matrix.indptr), _weakest(found, kind)
    figures = []
    for at in order.tolist():
        node_id = found.id(at)
        cells = {"thing": node_id, "ties": int(neighbours[at])}
        value, evidence = (None, tuple) if values is None else (float(values[at]), partial(_evidence, found, kind, at))
        figures.append(Figure(node_id, value, BY_STRENGTH[weak[at]], cells, evidence, refused))
    return Outcome(figures, excluded=excluded(found), notes=[] if refused is None else [refused])


def _large(found: Network, kind: str) -> Note | None:
    """Return a note when the network is too large for all shortest paths."""
    if kind != "betweenness" or len(found) * len(found.start) <= MOST_WORK:
        return None
    return Note(
        f"Too large for all shortest paths: {counted(len(found), 'entity')}, {counted(len(found.start), 'tie')}. "
        "Choose another network or fewer origins.",
        f"网络过大：{len(found)}个主体、{len(found.start)}条联系，无法计算全部最短路径；请选择其他网络或来源。",
    )


def _weakest(found: Network, kind: str) -> NDArray[np.int8]:
    if kind != "degree":
        return np.full(len(found), found.origin.max(initial=0), dtype=np.int8)
    weak = found.view.nodes.origin[found.places]
    for ends in (found.start, found.end):
        np.maximum.at(weak, ends, found.origin)
    return weak


def _evidence(found: Network, kind: str, at: int) -> Iterator[Evidence]:
    yield from {"degree": _behind_degree, "pagerank": _behind_pagerank, "betweenness": _behind_betweenness}[kind](found, at)
    yield from (Evidence(edge_id, "path") for edge_id in found.relationships(at))


def _behind_degree(found: Network, at: int) -> Iterator[Evidence]:
    yield from (Evidence(found.id(other), "numerator") for other in _neighbours(found, at))
    yield from (Evidence(found.id(other), "denominator") for other in range(len(found)) if other != at)


def _neighbours(found: Network, at: int) -> list[int]:
    row: list[int] = found.matrix.getrow(at).indices.tolist()
    return row


def _behind_pagerank(found: Network, at: int) -> Iterator[Evidence]:
    rank = cached(found.view, ("pagerank", found.types), lambda: pagerank(found))
    strength, ties = np.asarray(found.matrix.sum(axis=1)).ravel(), found.matrix.getrow(at)
    yield Evidence(found.id(at), "part", (1 - FOLLOWS) / len(found))
    for other, weight in zip(ties.indices.tolist(), ties.data.tolist(), strict=True):
        yield Evidence(found.id(other), "part", float(FOLLOWS * weight / strength[other] * rank[other]))


def _behind_betweenness(found: Network, at: int) -> Iterator[Evidence]:
    """Yield half of the paths over each tie, and minus half of the paths that end at the entity.

    A path through an entity uses two of its ties; a path that ends there uses one. Half of the paths on its ties are therefore the paths
    through it plus half of the paths that end there, one for each reachable entity.
    """
    over, reached = cached(found.view, ("paths", found.types), lambda: _paths(found))
    pairs = max(1, (len(found) - 1) * (len(found) - 2) / 2)
    for other in _neighbours(found, at):
        yield Evidence(found.id(other), "part", over[min(at, other), max(at, other)] / 2 / pairs)
    yield Evidence(found.id(at), "part", -(int(reached[at]) - 1) / 2 / pairs)


def _paths(found: Network) -> tuple[dict[tuple[int, int], float], NDArray[np.int64]]:
    """Return the shortest paths over each tie, and the number of entities that each entity can reach, itself included."""
    graph = _rust(found)
    values = rustworkx.edge_betweenness_centrality(graph, normalized=False)
    ties = graph.edge_index_map()
    over = {(min(tie[:2]), max(tie[:2])): float(values[number]) for number, tie in ties.items()}
    _, part = connected_components(found.matrix, directed=False)
    return over, np.bincount(part)[part]


MEASURE = Measure(
    name="centrality",
    title="Which organisations and people are central in the network?",
    title_zh="谁处于网络的中心？",
    about=(
        "Schools, enterprises, people and alliances by the number of their ties, by PageRank or by the shortest paths through them. Only "
        "recorded ties count."
    ),
    about_zh="按联系数量、PageRank或最短路径中介程度，衡量学校、企业、人员与联合体在网络中的中心性。只反映已收集的数据。",
    group="networks",
    unit="share",
    definition=__doc__,
    params=params(
        WHICH,
        param(
            "kind",
            "str",
            "Kind of centrality: degree, PageRank or betweenness.",
            "中心性类型：度、PageRank或中介。",
            default="degree",
            choices=tuple(_KINDS),
        ),
        param("type", "str?", "Only entities of this type.", "只列该类型的主体。", choices=LABELS),
    ),
    returns=columns(thing="Thing", ties="int"),
    example={"network": "partners", "kind": "degree"},
    compute=compute,
    place=("School", "Enterprise", "Person", "Alliance"),
)
