"""A reference implementation of ``include``: random paths, and what they include, evaluated on the rows without the parser and Cypher."""

from __future__ import annotations

import random
from typing import Any

from graph.queries.filters.name_resolution import steps
from graph.queries.includes.request import MOST_ITEMS, SOURCES
from seed.model import edge_id, with_reference
from tests.graph.queries.lists import plain
from tests.graph.queries.lists.world import World


def random_paths(draw: random.Random, label: str) -> list[str]:
    """Return one or two names of a type, some with a second step. Names that not all types at a step have are included."""
    paths = []
    for name in draw.sample([*steps(label), SOURCES], min(2, len(steps(label)) + 1)):
        targets = steps(label)[name].targets if name != SOURCES else ()
        further = sorted({word for target in targets for word in steps(target) if len(_ways(targets, word)) == 1})
        paths.append(f"{name}.{draw.choice([*further, SOURCES])}" if targets and draw.random() < 0.5 else name)
    return paths


def _ways(targets: tuple[str, ...], word: str) -> set[tuple[str, bool]]:
    return {(steps(target)[word].edge, steps(target)[word].forward) for target in targets if word in steps(target)}


def included(world: World, node: str, paths: list[str], rules: plain.Rules) -> dict[str, Any]:
    """Return what a node includes: for each name the number of all and the ids of the first, each with its relationships and the rest."""
    names: dict[str, list[str]] = {}
    for path in paths:
        name, _, rest = path.partition(".")
        names.setdefault(name, []).extend([rest] if rest else [])
    return {name: _found(world, node, name, rest, rules) for name, rest in names.items()}


def _found(world: World, node: str, name: str, rest: list[str], rules: plain.Rules) -> dict[str, Any]:
    ends: dict[str, list[str]] = {}
    if name == SOURCES:
        ends = {source: [] for source in world.nodes[node]["sources"] or () if source in world.nodes}
    else:
        visible = None if rules.origin is None else set(with_reference(rules.origin))
        for edge, end in plain.follow(world, node, name, rules):
            if visible is None or world.nodes[end]["origin"] in visible:
                ends.setdefault(end, []).append(edge_id(edge.kind, edge.start, edge.end, edge.row))
    items = [
        {"id": end, **({} if name == SOURCES else {"via": sorted(ends[end])}), **_rest(world, end, rest, rules)}
        for end in sorted(ends)[:MOST_ITEMS]
    ]
    return {"total": len(ends), "items": items}


def _rest(world: World, end: str, rest: list[str], rules: plain.Rules) -> dict[str, Any]:
    return {"included": included(world, end, rest, rules)} if rest else {}


def bare(found: dict[str, Any]) -> dict[str, Any]:
    """Return the same form of what a response includes, and check that no item has more relationships than the bound allows."""
    return {name: {"total": one["total"], "items": [_bare(item) for item in one["items"]]} for name, one in found.items()}


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    via = {"via": sorted(edge["id"] for edge in item["via"])} if "via" in item else {}
    return {"id": item["id"], **via, **({"included": bare(item["included"])} if "included" in item else {})}
