"""Communities: groups of schools, enterprises and people with more ties among themselves than expected by chance.

## Formula

The Louvain method searches for groups that maximise modularity: Q is the sum over groups c of L_c / m - (d_c / 2m)^2, where m is the weight
of all ties, L_c the weight of the ties inside c, and d_c the sum of the degrees of its members. The value of a group is its term of the
sum; the value of `all` is Q.

Audit rows have the role `part`: each member with (weight of its ties inside) / 2m - (its degree) x d_c / (2m)^2. They sum to the value.

## Source

Method of Louvain: V. D. Blondel, J.-L. Guillaume, R. Lambiotte and E. Lefebvre, Journal of Statistical Mechanics (2008), P10008.
Modularity: M. E. J. Newman and M. Girvan, Physical Review E 69 (2004), 026113. Its limit: S. Fortunato and M. Barthelemy, Proceedings of
the National Academy of Sciences 104 (2007), 36-41.

## Assumptions

* The weight of a tie is the number of relationships between two entities, whatever their form and year. Unnamed groups are left out.
  Schools and enterprises without such a tie are counted as unknown: no recorded tie does not mean no tie.
* The groups depend on the order in which entities are visited, which `random_seed` fixes. A group that appears with one seed and not with
  another is not a finding.
* The origin is the weakest of all ties, because every tie counts in m. There is no number for fewer than 10 entities.

## When not to use it

Random networks have communities too, and a high Q does not prove one. Groups smaller than about the square root of 2m ties can be merged
unnoticed. Where ties were collected school by school, groups reflect which schools were covered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import networkx
import numpy as np
from numpy.typing import NDArray

from graph.measures.components.ties import WHICH, excluded, requested_network, too_small
from graph.measures.components.view_cache import cached
from graph.measures.definition import Evidence, Figure, Given, Measure, Outcome, columns, param, params
from graph.snapshot.columns import BY_STRENGTH, Ints
from graph.snapshot.network import Network
from graph.snapshot.view import View
from seed.model import Origin

SEED = 1
SHOWN = 5
"""Maximum number of members shown for a community, those with most ties first."""


@dataclass(frozen=True)
class Parts:
    """A network with its communities. ``groups`` hold node numbers; ``inside``, ``degree`` and ``amount`` have one value per node."""

    network: Network
    groups: Sequence[NDArray[np.int64]]
    degree: NDArray[np.float64]
    inside: NDArray[np.float64]
    amount: NDArray[np.float64]

    @property
    def origin(self) -> Origin:
        """The weakest origin of all ties."""
        return BY_STRENGTH[int(self.network.origin.max(initial=0))]


def louvain(found: Network, seed: int) -> list[NDArray[np.int64]]:
    """Return the communities found by networkx, the largest first, each in ascending order."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(found)))
    graph.add_weighted_edges_from(zip(found.start.tolist(), found.end.tolist(), found.weight.tolist(), strict=True))
    groups = [np.array(sorted(group), dtype=np.int64) for group in networkx.community.louvain_communities(graph, seed=seed)]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def parted(found: Network, groups: Sequence[NDArray[np.int64]]) -> Parts:
    """Compute what each entity adds to modularity."""
    group_of = np.zeros(len(found), dtype=np.int64)
    for number, group in enumerate(groups):
        group_of[group] = number
    degree = np.asarray(found.matrix.sum(axis=1)).ravel()
    within = found.weight * (group_of[found.start] == group_of[found.end])
    ends = np.concatenate([found.start, found.end])
    inside = np.bincount(ends, np.concatenate([within, within]), len(found)).astype(np.float64)
    both, of_group = degree.sum(), np.bincount(group_of, degree, len(groups))
    return Parts(found, groups, degree, inside, inside / both - degree * of_group[group_of] / both**2)


def compute(view: View, given: Given) -> Outcome:
    """Compute the modularity of the whole, then a figure for each community, the largest first."""
    found = requested_network(view, given)
    refused = too_small(found)
    if refused is not None:
        cells = {"central": [], "members": len(found), "schools": 0, "enterprises": 0, "people": 0, "inside": None}
        return Outcome([Figure("all", None, _origin(found), cells, tuple, refused)], excluded=excluded(found), notes=[refused])
    seed = SEED if given.get("random_seed") is None else int(given["random_seed"])
    parts = cached(view, ("communities", found.types, seed), lambda: parted(found, louvain(found, seed)))
    whole = _figure(parts, "all", np.arange(len(found)))
    return Outcome([whole, *(_figure(parts, _name(parts, group), group) for group in parts.groups)], excluded=excluded(found))


def _origin(found: Network) -> Origin:
    return BY_STRENGTH[int(found.origin.max(initial=0))]


def _central(parts: Parts, group: Ints) -> list[str]:
    order = group[np.argsort(-parts.degree[group], kind="stable")]
    return [parts.network.id(int(at)) for at in order[:SHOWN]]


def _name(parts: Parts, group: Ints) -> str:
    return _central(parts, group)[0]


def _figure(parts: Parts, key: str, group: Ints) -> Figure:
    view, places = parts.network.view, parts.network.places[group]
    count = {label: _within(places, view.nodes.span(label)) for label in ("School", "Enterprise", "Person")}
    cells = {
        "central": _central(parts, group),
        "members": len(group),
        "schools": count["School"],
        "enterprises": count["Enterprise"],
        "people": count["Person"],
        "inside": float(100 * parts.inside[group].sum() / parts.degree[group].sum()),
    }
    return Figure(key, float(parts.amount[group].sum()), parts.origin, cells, partial(_evidence, parts, group))


def _within(places: Ints, span: range) -> int:
    return int(np.count_nonzero((places >= span.start) & (places < span.stop)))


def _evidence(parts: Parts, group: Ints) -> Iterator[Evidence]:
    yield from (Evidence(parts.network.id(at), "part", float(parts.amount[at])) for at in group.tolist())


MEASURE = Measure(
    name="communities",
    title="Which schools, enterprises and people form communities?",
    title_zh="哪些学校、企业与人员形成了紧密的群体？",
    about=(
        "Groups with more ties among themselves than expected by chance (Louvain method), with what each adds to modularity. The result "
        "depends on the seed; compare several."
    ),
    about_zh="用Louvain方法找出内部联系多于随机期望的群体，并给出各群体对模块度的贡献。结果由随机种子确定，建议比较多个种子。",
    group="networks",
    unit="modularity",
    definition=__doc__,
    params=params(
        WHICH, param("random_seed", "int", "Seed of the order in which entities are visited.", "随机种子。", default=SEED, low=0)
    ),
    returns=columns(central=["Thing"], members="int", schools="int", enterprises="int", people="int", inside="float?"),
    example={"network": "partners"},
    compute=compute,
    place=("School", "Enterprise", "Person", "Alliance"),
)
