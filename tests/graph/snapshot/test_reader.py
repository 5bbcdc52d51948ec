"""Test that a snapshot read from a server equals the graph that was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest

from graph.database.reader import Store
from graph.snapshot import reader
from graph.snapshot.columns import Edges, Nodes, Snapshot, Words
from graph.snapshot.reader import read_snapshot
from graph.snapshot.snapshot_cache import SnapshotCache
from seed.model import EDGES
from tests.conftest import GraphDB, Loop
from tests.graph import small_graph
from tests.graph.measures.worlds import snapshot_of


@pytest.fixture(scope="module")
def small(graph_db: GraphDB, open_store: Callable[..., Store]) -> Store:
    small_graph.write(graph_db)
    return open_store(graph_db)


def same(one: object, other: object) -> bool:
    if isinstance(one, Words) and isinstance(other, Words):
        return [one[at] for at in range(len(one.codes))] == [other[at] for at in range(len(other.codes))]
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)  # type: ignore[arg-type]
    return one == other


def differing(one: Nodes | Edges, other: Nodes | Edges) -> list[str]:
    return [field.name for field in fields(one) if not same(getattr(one, field.name), getattr(other, field.name))]


def compare(found: Snapshot, wanted: Snapshot) -> None:
    assert not set(differing(found.nodes, wanted.nodes)) - {"name"}, "the hand-written one has all names"
    assert set(found.edges) == set(wanted.edges)
    for kind, edges in found.edges.items():
        assert not set(differing(edges, wanted.edges[kind])) - {"certainty"}, kind
    assert {claim.id: claim.about for claim in found.claims} == {claim.id: claim.about for claim in wanted.claims}


def test_snapshot_equals_the_written_graph(small: Store, run: Loop) -> None:
    found = run(read_snapshot(small))
    compare(found, snapshot_of(small_graph.THINGS, small_graph.LINKS))
    assert found.version == "by hand"


def test_the_size_of_the_chunks_does_not_matter(small: Store, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "NODES_AT_ONCE", 7)
    monkeypatch.setattr(reader, "STARTS_AT_ONCE", 3)
    progress: list[int] = []
    found = run(read_snapshot(small, lambda text, done, total: progress.append(done)))
    compare(found, snapshot_of(small_graph.THINGS, small_graph.LINKS))
    assert progress == sorted(progress)
    assert progress[-1] == found.size[1]


def test_a_version_is_read_once(small: Store, run: Loop) -> None:
    cache = SnapshotCache()
    assert run(cache.snapshot(small)) is run(cache.snapshot(small))
    assert run(cache.view(small, ("documented",), "2024")) is run(cache.view(small, ("documented",), "2024"))


def test_relationship_ids(small: Store, run: Loop) -> None:
    found = run(read_snapshot(small))
    ids = [known for kind in found.edges for known in found.of(kind).ids(found.nodes)]
    assert len(set(ids)) == len(ids) == found.size[1]
    assert "FEEDS~program:metal~enterprise:jd~" in ids
    assert "PARTNERS_WITH~school:two~enterprise:jd~curriculum" in ids
    assert {known.partition("~")[0] for known in ids} <= set(EDGES)


def test_node_lookup_by_id(small: Store, run: Loop) -> None:
    found = run(read_snapshot(small))
    assert [found.nodes.ids[at] for at in [found.at("school:one")] if at is not None] == ["school:one"]
    assert found.at("school:none") is None
    assert found.at("nothing:x") is None
