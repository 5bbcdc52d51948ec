"""Subgraphs of the hand-written graph: nodes, edges and the counts of what was left out, derived by hand and recounted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from graph.database.reader import Store
from graph.queries.traversal import subgraph
from graph.queries.traversal.selection import Chosen
from graph.queries.traversal.subgraph import Part, Plan
from graph.settings import Settings
from tests.conftest import GraphDB, Loop
from tests.each import each
from tests.graph.small_graph import LINKS, write

PATIENT = Settings(read_timeout=30)
Draw = Callable[..., Part]


@pytest.fixture(scope="module")
def draw(graph_db: GraphDB, open_store: Callable[..., Store], run: Loop) -> Draw:
    write(graph_db)
    store = open_store(graph_db, PATIENT)

    def ask(*seeds: str, **given: Any) -> Part:
        return run(subgraph.draw(store, Plan(seeds, **given)))

    return ask


def ids(part: Part) -> list[str]:
    return [node["id"] for node in part.nodes]


def test_depth_zero_returns_the_seeds_and_their_relationships(draw: Draw) -> None:
    part = draw("school:two", "enterprise:jd", "county:a", depth=0)
    assert ids(part) == ["school:two", "enterprise:jd", "county:a"]
    assert [edge["id"] for edge in part.edges] == ["PARTNERS_WITH~school:two~enterprise:jd~curriculum"]
    assert part.nodes[1]["excluded"] == {"FEEDS": 1, "MEMBER_OF": 1, "OPERATES_IN": 2, "RUNS": 1}
    assert part.nodes[0]["excluded"] == {"LOCATED_IN": 1, "MEMBER_OF": 1, "OFFERS": 2, "TEACHES_AT": 1, "TOOK_PART_IN": 1}
    assert not part.more_nodes


def test_one_layer_of_one_type(draw: Draw) -> None:
    part = draw("enterprise:smelter", outward=frozenset({"FEEDS"}), inward=frozenset({"FEEDS"}))
    assert [(node["id"], node["depth"]) for node in part.nodes] == [("enterprise:smelter", 0), ("program:metal", 1), ("program:shop", 1)]
    assert [edge["year"] for edge in part.edges] == [2022, 2023, 2024, 2021]
    assert "FEEDS" not in part.nodes[0]["excluded"]
    assert part.nodes[1]["excluded"] == {"FEEDS": 1, "OFFERS": 1, "SERVES": 1}


def test_a_type_may_be_followed_in_one_direction_only(draw: Draw) -> None:
    assert ids(draw("enterprise:smelter", outward=frozenset({"FEEDS"}), inward=frozenset())) == ["enterprise:smelter"]
    part = draw("school:one.unit", outward=frozenset({"OFFERS", "FEEDS"}), inward=frozenset(), depth=2)
    assert ids(part) == ["school:one.unit", "program:metal", "enterprise:jd", "enterprise:smelter"]
    assert [node["depth"] for node in part.nodes] == [0, 1, 2, 2]


def test_over_the_limit_each_relationship_type_contributes_in_turn(draw: Draw) -> None:
    part = draw("county:a", nodes=6)
    # county:a in the declared order of types: PART_OF region:z, KNOWN_FOR silver, LOCATED_IN enterprise:firms, RUNS farm; then the
    # second of each: LOCATED_IN enterprise:smelter
    assert ids(part) == ["county:a", "region:z", "sector:silver", "enterprise:firms", "initiative:farm", "enterprise:smelter"]
    assert part.more_nodes
    assert part.nodes[0]["excluded"] == {"LOCATED_IN": 3}


def test_edges_over_the_limit_are_counted_as_left_out(draw: Draw) -> None:
    whole = draw("enterprise:smelter", depth=1)
    cut = draw("enterprise:smelter", depth=1, edges=3)
    assert cut.more_edges
    assert not whole.more_edges
    assert cut.edges == whole.edges[:3]
    lost = sum(sum(node["excluded"].values()) for node in cut.nodes) - sum(sum(node["excluded"].values()) for node in whole.nodes)
    assert lost == 2 * (len(whole.edges) - 3), "each missing edge is counted at both its ends"


@each("nodes", [3, 7, 15, 40, 500])
@each("depth", [0, 1, 2, 3])
@each("seeds", [("county:a",), ("enterprise:smelter", "school:two"), ("source:s", "alliance:x")])
def test_edges_and_left_out_counts_add_up(draw: Draw, seeds: tuple[str, ...], depth: int, nodes: int) -> None:
    part = draw(*seeds, depth=depth, nodes=nodes)
    there = Counter()
    for line in filter(None, LINKS.split("\n")):
        kind, start, end, *_ = line.split()
        there[start, kind] += 1
        there[end, kind] += 1
    drawn = Counter((end, edge["type"]) for edge in part.edges for end in (edge["start"]["id"], edge["end"]["id"]))
    assert len(part.nodes) <= nodes
    assert len(set(ids(part))) == len(part.nodes)
    for node in part.nodes:
        total = {kind: count for (end, kind), count in there.items() if end == node["id"]}
        counted = {kind: drawn[node["id"], kind] + node["excluded"].get(kind, 0) for kind in total}
        assert counted == total
        assert set(node["excluded"]) <= set(total)
    assert {edge[end]["id"] for edge in part.edges for end in ("start", "end")} <= set(ids(part))
    assert draw(*seeds, depth=depth, nodes=nodes) == part, "the same request returns the same subgraph"


def test_origin_and_date_apply_to_edges_and_counts(draw: Draw) -> None:
    part = draw("enterprise:sim", chosen=Chosen.of(["documented"], None))
    assert ids(part) == ["enterprise:sim"]
    assert part.nodes[0]["excluded"] == {}
    part = draw("person:guest", chosen=Chosen.of(None, "2023"))
    assert ids(part) == ["person:guest", "enterprise:smelter"]
    assert part.edges[0]["undated"] is True


def test_missing_seeds_are_listed(draw: Draw) -> None:
    part = draw("school:nobody", "school:two", depth=0)
    assert part.missing == ("school:nobody",)
    assert ids(part) == ["school:two"]
