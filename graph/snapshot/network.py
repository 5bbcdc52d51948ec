"""A part of the graph as a network: for networkx, and as arrays where networkx would be slow.

view = await SnapshotCache().view(store)
graph = to_networkx(view, ["PARTNERS_WITH", "MEMBER_OF"])
networkx.degree_centrality(graph)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from graph.snapshot.columns import BY_STRENGTH, Ints
from graph.snapshot.paths import Links
from graph.snapshot.view import View
from seed.model import EDGES, label_of
from seed.suggestions import nearest


@dataclass(frozen=True)
class Network:
    """Nodes and their ties. ``places`` are places in the snapshot, ascending; ``start`` and ``end`` index ``places``.

    ``weight`` is the number of relationships of a tie, ``origin`` the weakest of them, ``kinds`` their types as bits.
    """

    view: View
    types: tuple[str, ...]
    places: NDArray[np.int32]
    start: Ints
    end: Ints
    weight: NDArray[np.float64]
    origin: NDArray[np.int8]
    kinds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def matrix(self) -> Any:
        """The weights as a symmetric sparse matrix."""
        shape = (len(self), len(self))
        one = csr_matrix((self.weight, (self.start, self.end)), shape=shape)
        return csr_matrix(one + one.T)

    def id(self, at: int) -> str:
        """Return the id of a node of the network."""
        return self.view.nodes.ids[int(self.places[at])]

    def relationships(self, at: int) -> Iterable[str]:
        """Yield the ids of the relationships between a node and other nodes of the network."""
        place, inside = int(self.places[at]), self.view.mask(self.places)
        for kind in self.types:
            edges = self.view.edges(kind)
            of_it = ((edges.start == place) & inside[edges.end]) | ((edges.end == place) & inside[edges.start])
            yield from edges.take(of_it).ids(self.view.nodes)


def network(view: View, kinds: Sequence[str], *, places: Ints | None = None, groups: bool = False, directed: bool = False) -> Network:
    """Build the network of some types of relationships.

    :param places: only these nodes and the ties between them. None: all nodes with a relationship of these types.
    :param groups: include nodes that stand for an unnamed group.
    :param directed: distinguish ties by direction.
    :raises ValueError: a relationship type does not exist.
    """
    for kind in kinds:
        if kind not in EDGES:
            names = " or ".join(f"'{name}'" for name in nearest(kind, list(EDGES))) or ", ".join(EDGES)
            raise ValueError(f"Unknown relationship type: '{kind}'. Did you mean {names}?")
    found = [view.drop_simulated_evidence(Links.of(view.edges(kind))) for kind in kinds]
    start, end, origin = (np.concatenate([getattr(links, name) for links in found]) for name in ("start", "end", "origin"))
    bits = np.repeat(1 << np.arange(len(found)), [len(links) for links in found])
    keep = start != end
    if view.place is not None:
        keep &= view.seen[start] & view.seen[end]
    if not groups:
        keep &= ~view.is_group[start] & ~view.is_group[end]
    if places is not None:
        inside = view.mask(places)
        keep &= inside[start] & inside[end]
    start, end, origin, bits = start[keep], end[keep], origin[keep], bits[keep]
    if not directed:
        start, end = np.minimum(start, end), np.maximum(start, end)
    used = np.unique(np.concatenate([start, end]) if places is None else places).astype(np.int32)
    key = np.searchsorted(used, start) * max(1, len(used)) + np.searchsorted(used, end)
    pairs, tie = np.unique(key, return_inverse=True)
    weakest, types = np.zeros(len(pairs), np.int8), np.zeros(len(pairs), np.int64)
    np.maximum.at(weakest, tie, origin)
    np.bitwise_or.at(types, tie, bits)
    weight = np.bincount(tie, minlength=len(pairs)).astype(np.float64)
    first, last = np.divmod(pairs, max(1, len(used)))
    return Network(view, tuple(kinds), used, first, last, weight, weakest, types)


def to_networkx(
    view: View,
    kinds: Sequence[str],
    *,
    places: Ints | None = None,
    groups: bool = True,
    directed: bool = False,
    names: Mapping[str, str] | None = None,
) -> networkx.Graph:
    """Build the network of some types of relationships as a networkx graph whose nodes are ids.

    Nodes have ``type``, ``name`` and ``origin``; edges have ``weight`` (the number of relationships), ``types`` and ``origin`` (the weakest
    of them). ``groups`` includes unnamed groups; do not count one as a single organisation.

    :param names: names by id. The snapshot has the names of programs, majors, sectors and industries; other nodes default to their id.
    """
    found = network(view, kinds, places=places, groups=groups, directed=directed)
    graph = networkx.DiGraph() if directed else networkx.Graph()
    nodes, given_names = view.nodes, names or {}
    ids = [nodes.ids[place] for place in found.places.tolist()]
    for place, node_id in zip(found.places.tolist(), ids, strict=True):
        name = given_names.get(node_id) or nodes.name.get(place) or node_id
        graph.add_node(node_id, type=label_of(node_id), name=name, origin=BY_STRENGTH[nodes.origin[place]])
    for first, last, weight, origin, bits in zip(
        *(column.tolist() for column in (found.start, found.end, found.weight, found.origin, found.kinds)), strict=True
    ):
        types = tuple(kind for number, kind in enumerate(kinds) if bits >> number & 1)
        graph.add_edge(ids[first], ids[last], weight=weight, types=types, origin=BY_STRENGTH[origin])
    return graph
