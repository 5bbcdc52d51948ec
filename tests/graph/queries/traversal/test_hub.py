"""An entity with ten thousand relationships: pages, counts and subgraphs are complete and correct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from graph.database.reader import Store
from graph.queries.traversal import neighbours, subgraph
from graph.queries.traversal.neighbours import Wanted
from graph.queries.traversal.subgraph import Plan
from graph.settings import Settings
from tests.conftest import GraphDB, Loop
from tests.graph.hub import HUB, fill

pytestmark = pytest.mark.slow
TOTALS = {"FEEDS": 7500, "LOCATED_IN": 1, "PARTNERS_WITH": 2500}


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, open_store: Callable[..., Store]) -> Store:
    fill(graph_db)
    return open_store(graph_db, Settings(read_timeout=30))


def test_paging_returns_each_relationship_once(store: Store, run: Loop) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = run(neighbours.neighbours(store, HUB, Wanted(), after=after, limit=200))
        seen += [row["id"] for row in page.rows]
        if (after := page.after) is None:
            break
    assert len(seen) == len(set(seen)) == sum(TOTALS.values())
    assert Counter(name.partition("~")[0] for name in seen) == TOTALS


def test_the_counts_match_the_pages(store: Store, run: Loop) -> None:
    rows, _ = run(neighbours.neighbour_counts(store, HUB, Wanted()))
    assert [(row["type"], row["relationships"], row["things"]) for row in rows] == [
        ("FEEDS", 7500, 2500),
        ("LOCATED_IN", 1, 1),
        ("PARTNERS_WITH", 2500, 2500),
    ]


def test_a_subgraph_counts_what_it_leaves_out(store: Store, run: Loop) -> None:
    part = run(subgraph.draw(store, Plan((HUB,), nodes=50)))
    assert len(part.nodes) == 50
    assert part.more_nodes
    drawn = Counter(edge["type"] for edge in part.edges if HUB in {edge["start"]["id"], edge["end"]["id"]})
    assert {kind: drawn[kind] + part.nodes[0]["excluded"].get(kind, 0) for kind in TOTALS} == TOTALS
    assert {node["type"] for node in part.nodes} == {"Enterprise", "Program", "School", "County"}, "every relationship type is represented"
