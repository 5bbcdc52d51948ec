"""Any part of the graph as a network: for networkx, and as arrays for what would be slow there.

view = await Keeper().view(store)
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
    """Things that are tied. ``places`` are those of the snapshot, ascending; ``start`` and ``end`` count in ``places``.

    ``weight`` is the number of relationships of a tie, ``origin`` the weakest of them, ``kinds`` their types, a bit for each.
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
        """Weights as a symmetric sparse matrix."""
        shape = (len(self), len(self))
        one = csr_matrix((self.weight, (self.start, self.end)), shape=shape)
        return csr_matrix(one + one.T)

    def id(self, at: int) -> str:
        """Id of a thing of the network."""
        return self.view.nodes.ids[int(self.places[at])]

    def relationships(self, at: int) -> Iterable[str]:
        """Ids of the relationships of a thing of the network with others of it."""
        place, inside = int(self.places[at]), self.view.mask(self.places)
        for kind in self.types:
            edges = self.view.edges(kind)
            of_it = ((edges.start == place) & inside[edges.end]) | ((edges.end == place) & inside[edges.start])
            yield from edges.take(of_it).ids(self.view.nodes)


def network(view: View, kinds: Sequence[str], *, places: Ints | None = None, groups: bool = False, directed: bool = False) -> Network:
    """The network of some types of relationships.

    :param places: only these things and what is between them; None: all that have a relationship of these types.
    :param groups: with things that stand for an unnamed group.
    :param directed: keep apart what leads to and from a thing.
    :raises ValueError: there is no such type of relationship.
    """
    for kind in kinds:
        if kind not in EDGES:
            raise ValueError(f"There are no relationships '{kind}'; near: {', '.join(nearest(kind, list(EDGES)))}.")
    found = [view.drop_simulated_evidence(Links.of(view.edges(kind))) for kind in kinds]
    start, end, origin = (np.concatenate([getattr(links, name) for links in found]) for name in ("start", "end", "origin"))
    bits = np.repeat(1 << np.arange(len(found)), [len(links) for links in found])
    keep = start != end
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
    """The network of some types of relationships as a graph of networkx, its nodes named by their ids.

    Nodes have ``type``, ``name`` and ``origin``; edges ``weight`` (the number of relationships), ``types`` and ``origin`` (the weakest of
    them). ``groups`` stand for what a source leaves unnamed; do not count them as one.

    :param names: names by id; the snapshot itself has those of programs, majors, sectors and industries, and the id stands for others.
    """
    found = network(view, kinds, places=places, groups=groups, directed=directed)
    graph = networkx.DiGraph() if directed else networkx.Graph()
    nodes, known = view.nodes, names or {}
    ids = [nodes.ids[place] for place in found.places.tolist()]
    for place, name in zip(found.places.tolist(), ids, strict=True):
        shown = known.get(name) or nodes.name.get(place) or name
        graph.add_node(name, type=label_of(name), name=shown, origin=BY_STRENGTH[nodes.origin[place]])
    for first, last, weight, origin, bits in zip(
        *(column.tolist() for column in (found.start, found.end, found.weight, found.origin, found.kinds)), strict=True
    ):
        types = tuple(kind for number, kind in enumerate(kinds) if bits >> number & 1)
        graph.add_edge(ids[first], ids[last], weight=weight, types=types, origin=BY_STRENGTH[origin])
    return graph
