"""``alliance up`` on a server that is not ours: it fills an empty one, takes a full one as it is, and mends a load that died."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.test_up import Up, start
from tests.conftest import GraphDB

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def up(data: Path, db: GraphDB) -> Iterator[Up]:
    user, password = db.auth
    named = {"NEO4J_URI": db.uri, "NEO4J_USERNAME": user, "NEO4J_PASSWORD": password, "NEO4J_DATABASE": db.database}
    running = start(data, "--no-demo", **named, ALLIANCE_POLL_INTERVAL="0.5")
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) == 0


def test_up_fills_an_empty_server_and_mends_a_load_that_died(graph_db: GraphDB, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with up(data, graph_db) as first:
        version = first.wait()
        assert httpx.get(f"{first.url}/v1/alliances", trust_env=False).json()["meta"]["count"] == 1
        assert not [child for child in first.children() if "java" in child.name()]
    count = "MATCH (n:Thing) RETURN count(n) AS things"
    things = graph_db.run(count)
    loaded = graph_db.run("MATCH (m:Meta) RETURN m.loaded_at AS at")
    with up(data, graph_db) as second:
        assert second.wait() == version
        assert graph_db.run("MATCH (m:Meta) RETURN m.loaded_at AS at") == loaded
    graph_db.run("MATCH (m:Meta) SET m.state = 'loading', m.load_id = 'died', m.batch = 3")
    graph_db.run("MATCH (n:School) DETACH DELETE n")
    with up(data, graph_db) as third:
        assert third.wait() == version
    assert graph_db.run(count) == things
