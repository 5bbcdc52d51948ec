"""Shortest chains: derived by hand on the hand-written graph, and compared with networkx on random graphs."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from graph.database.reader import Store
from graph.queries.traversal import shortest_paths
from graph.queries.traversal.selection import Chosen
from graph.settings import Settings
from tests.conftest import GraphDB, Loop
from tests.each import each
from tests.graph.small_graph import write

PATIENT = Settings(read_timeout=30)
THINGS = 24
Find = Callable[..., shortest_paths.Chains]


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, open_store: Callable[..., Store]) -> Store:
    write(graph_db)
    return open_store(graph_db, PATIENT)


@pytest.fixture(scope="module")
def find(store: Store, run: Loop) -> Find:
    async def search(one: str, other: str, given: dict[str, Any]) -> shortest_paths.Chains:
        chosen = Chosen.of(given.pop("origin", None), given.pop("as_of", None), whole=True)
        async with store.reading():
            return await shortest_paths.chains(store, one, other, chosen, **{"steps": 6, "limit": 20, "places": True, **given})

    return lambda one, other, **given: run(search(one, other, given))


def ways(found: shortest_paths.Chains) -> list[list[str]]:
    return [[thing["id"] for thing in row["things"]] for row in found.rows]


def test_parallel_relationships_are_one_step(find: Find) -> None:
    found = find("school:one.unit", "enterprise:smelter")
    # through the lab, the program or the school: two steps each
    assert ways(found) == [
        ["school:one.unit", "facility:lab", "enterprise:smelter"],
        ["school:one.unit", "program:metal", "enterprise:smelter"],
        ["school:one.unit", "school:one", "enterprise:smelter"],
    ]
    assert found.total == 3
    assert [edge["id"] for edge in found.rows[1]["evidence"][1]] == [
        f"FEEDS~program:metal~enterprise:smelter~{year}" for year in (2022, 2023, 2024)
    ]
    assert {row["origin"] for row in found.rows} == {"documented"}, (
        "the documented flow of 2022 determines the origin of the step, not the inferred one of 2024"
    )


def test_a_direct_relationship_is_not_a_chain_and_does_not_hide_chains(find: Find) -> None:
    # school:one is a direct partner of the smelter; chains of two steps: course, alliance, county, guest
    assert ways(find("school:one", "enterprise:smelter")) == [
        ["school:one", "activity:course", "enterprise:smelter"],
        ["school:one", "alliance:x", "enterprise:smelter"],
        ["school:one", "county:a", "enterprise:smelter"],
        ["school:one", "person:guest", "enterprise:smelter"],
    ]


def test_places_can_be_excluded_except_as_ends(find: Find) -> None:
    assert ["school:one", "county:a", "enterprise:smelter"] not in ways(find("school:one", "enterprise:smelter", places=False))
    assert ways(find("county:b", "alliance:x", places=False)) == [
        ["county:b", "enterprise:sim", "alliance:x"],
        ["county:b", "school:two", "alliance:x"],
    ]


def test_a_chain_is_as_weak_as_its_weakest_step(find: Find) -> None:
    found = find("county:b", "alliance:x", places=False)
    assert [row["origin"] for row in found.rows] == ["simulated", "documented"]
    assert [row["origin"] for row in find("industry:c322", "sector:silver").rows] == ["inferred"]


def test_origin_and_date_filter_the_steps(find: Find) -> None:
    assert ways(find("county:b", "alliance:x", places=False, origin=["documented"])) == [["county:b", "school:two", "alliance:x"]]
    # documented includes reference: county a is part of region z according to a public table
    assert ways(find("school:one", "region:z", origin=["documented"]))[0] == ["school:one", "county:a", "region:z"]
    assert find("school:one", "region:z", origin=["inferred"]).total == 0
    as_of = find("person:guest", "county:a", as_of="2023")
    assert ["person:guest", "school:one", "county:a"] not in ways(as_of), "she lectures there since 2024"
    assert all(row["undated"] is True for row in as_of.rows), "WORKS_FOR and LOCATED_IN have no dates"


def test_a_limit_does_not_change_the_total(find: Find) -> None:
    found = find("school:one", "enterprise:smelter", limit=2)
    assert (len(found.rows), found.total) == (2, 4)


def test_steps_limit_the_search(find: Find) -> None:
    # person:q - school:two - county:b - initiative:skills
    assert [row["steps"] for row in find("person:q", "initiative:skills").rows] == [3]
    assert find("person:q", "initiative:skills", steps=2) == shortest_paths.Chains([], 0)
    assert find("source:s", "school:one") == shortest_paths.Chains([], 0)


def test_a_search_over_the_limits_is_incomplete(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortest_paths, "MOST_THINGS", 2)
    assert find("person:q", "initiative:skills") == shortest_paths.Chains([], None)
    monkeypatch.undo()
    monkeypatch.setattr(shortest_paths, "MOST_PAIRS", 1)
    assert find("school:one", "enterprise:smelter").total is None


def random_graph(db: GraphDB, seed: int) -> nx.MultiGraph:
    """Create a random graph in the database and in networkx."""
    draw = random.Random(seed)
    links = [
        (f"school:r{a}", f"school:r{b}") for a, b in (draw.sample(range(THINGS), 2) for _ in range(int(THINGS * draw.uniform(0.8, 2))))
    ]
    db.run("MATCH (n:School) WHERE n.id STARTS WITH 'school:r' DETACH DELETE n")
    db.run(
        f"UNWIND range(0, {THINGS - 1}) AS i CREATE (:Thing:School {{id: 'school:r' + i, name: 'R', kind: 'named', origin: 'simulated'}})"
    )
    ends = "MATCH (a:Thing {id: link[0]}) MATCH (b:Thing {id: link[1]})"
    db.run(f"UNWIND $links AS link {ends} CREATE (a)-[:PART_OF {{origin: 'simulated'}}]->(b)", links=links)
    graph = nx.MultiGraph(links)
    graph.add_nodes_from(f"school:r{i}" for i in range(THINGS))
    return graph


@each("seed", range(4))
def test_the_chains_match_networkx(graph_db: GraphDB, find: Find, seed: int) -> None:
    whole = random_graph(graph_db, seed)
    draw = random.Random(seed)
    longest = 0
    for _ in range(12):
        one, other = (f"school:r{i}" for i in draw.sample(range(THINGS), 2))
        without = nx.Graph(whole)
        if without.has_edge(one, other):
            without.remove_edge(one, other)
        expected = sorted(nx.all_shortest_paths(without, one, other)) if nx.has_path(without, one, other) else []
        if expected and len(expected[0]) - 1 > 6:
            expected = []
        found = find(one, other, limit=100)
        assert ways(found) == expected
        assert found.total == len(expected)
        for row, way in zip(found.rows, expected, strict=True):
            assert [len(edges) for edges in row["evidence"]] == [whole.number_of_edges(*pair) for pair in pairwise(way)]
            longest = max(longest, row["steps"])
    assert longest >= 3, "the random graphs must require several layers"
