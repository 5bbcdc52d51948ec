"""A part of the graph for drawing: the neighbourhood of some entities, limited in size, with counts of what was left out.

The search goes outwards from the seeds, layer by layer. When a layer exceeds the limit, an entity with ten thousand relationships does not
crowd out the others: first comes the first neighbour by each relationship type of each entity of the layer, then the second of each, and so
on, in the order of ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graph.database.reader import Store
from graph.queries.traversal.neighbours import briefs, dated_item
from graph.queries.traversal.selection import Chosen, read_value
from seed.model import EDGES

MOST_SEEDS = 50
MOST_DEPTH = 3
MOST_NODES = 500
MOST_EDGES = 2000
_ORDER = {kind: place for place, kind in enumerate(EDGES)}


@dataclass(frozen=True)
class Plan:
    """A request for a part of the graph.

    :param seeds: ids, in the requested order.
    :param outward: relationship types that are followed from start to end; ``inward``: from end to start; both None: all.
    :param depth: maximum distance from a seed in relationships; 0: the seeds and the relationships between them.
    """

    seeds: tuple[str, ...]
    outward: frozenset[str] | None = None
    inward: frozenset[str] | None = None
    depth: int = 1
    nodes: int = 100
    edges: int = 500
    chosen: Chosen = field(default_factory=Chosen)

    @property
    def types(self) -> list[str] | None:
        """The relationship types to include; None: all."""
        return None if self.outward is None else sorted(self.outward | (self.inward or frozenset()))


@dataclass(frozen=True)
class Part:
    """A part of the graph. A node has ``depth`` and ``excluded``: the number of its relationships that are not in ``edges``, by type.

    ``more_nodes``: entities within the depth were left out; ``more_edges``: relationships between the included entities were left out.
    """

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    more_nodes: bool
    more_edges: bool
    missing: tuple[str, ...]
    data_version: str


async def draw(store: Store, plan: Plan) -> Part:
    """Return the part of the graph for a plan. ``missing``: the seeds that do not exist."""
    async with store.reading() as version:
        seeds = await briefs(store, plan.seeds)
        missing = tuple(seed for seed in plan.seeds if seed not in seeds)
        depths = {seed: 0 for seed in plan.seeds if seed in seeds}
        more_nodes = await _grow(store, plan, depths)
        things = await briefs(store, depths)
        edges, more_edges = await _edges(store, plan, list(depths))
        degrees = await read_value(store, "degrees", plan.chosen, ids=list(depths))
    left = _left_out(degrees, edges)
    nodes = [{**things[node], "depth": depth, "excluded": left.get(node, {})} for node, depth in depths.items()]
    return Part(nodes, edges, more_nodes, more_edges, missing, version)


async def _grow(store: Store, plan: Plan, depths: dict[str, int]) -> bool:
    """Add layers to ``depths`` up to the depth or the limit; return whether entities within the depth were left out."""
    layer = list(depths)
    for depth in range(1, plan.depth + 1):
        if not layer:
            return False
        room = plan.nodes - len(depths)
        candidates = _fair(await _spread(store, plan, layer, list(depths), room + 1))
        layer = candidates[:room]
        depths |= dict.fromkeys(layer, depth)
        if len(candidates) > room:
            return True
    return False


async def _spread(store: Store, plan: Plan, layer: list[str], known: list[str], room: int) -> list[dict[str, Any]]:
    switches = set() if plan.types is None else {"typed"}
    values = {"outward": sorted(plan.outward or ()), "inward": sorted(plan.inward or ())}
    groups: list[dict[str, Any]] = await read_value(store, "spread", plan.chosen, switches, ids=layer, known=known, room=room, **values)
    return groups


def _fair(groups: Iterable[dict[str, Any]]) -> list[str]:
    """Interleave the ids of all groups: the first of each group, then the second of each; each id once."""
    places = [(rank, group["place"], _ORDER[group["type"]], node) for group in groups for rank, node in enumerate(group["ids"])]
    return list(dict.fromkeys(node for *_, node in sorted(places)))


async def _edges(store: Store, plan: Plan, ids: list[str]) -> tuple[list[dict[str, Any]], bool]:
    switches = set() if plan.types is None else {"typed"}
    edges = await read_value(store, "among", plan.chosen, switches, ids=ids, types=plan.types or [], limit=plan.edges + 1)
    return [dated_item(edge, plan.chosen.as_of) for edge in edges[: plan.edges]], len(edges) > plan.edges


def _left_out(degrees: Iterable[dict[str, Any]], edges: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return for each entity the number of its relationships of each type that are not in ``edges``; zeros are left out."""
    drawn = Counter((end, edge["type"]) for edge in edges for end in {edge["start"]["id"], edge["end"]["id"]})
    left: dict[str, dict[str, int]] = {}
    for row in degrees:
        rest = row["count"] - drawn[row["id"], row["type"]]
        if rest:
            left.setdefault(row["id"], {})[row["type"]] = rest
    return left
