"""``alliance up`` with a remote server: it fills an empty one, keeps a loaded one, and finishes a dead load."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.server.test_up import LIMIT, Up, run, start
from tests.conftest import GraphDB
from tests.graph.worlds import suburb, world

pytestmark = pytest.mark.slow


def environment(db: GraphDB) -> dict[str, str]:
    user, password = db.auth
    named = {"NEO4J_URI": db.uri, "NEO4J_USERNAME": user, "NEO4J_PASSWORD": password, "NEO4J_DATABASE": db.database}
    return {**named, "ALLIANCE_POLL_INTERVAL": "0.5"}


@contextlib.contextmanager
def up(data: Path, db: GraphDB, *options: str) -> Iterator[Up]:
    running = start(data, *options, **environment(db))
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) == 0


def test_up_fills_an_empty_server_and_finishes_a_dead_load(graph_db: GraphDB, tmp_path: Path) -> None:
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


def command(data: Path, db: GraphDB, *words: str) -> tuple[int, str]:
    done = run({**os.environ, **environment(db), "ALLIANCE_DATA": str(data)}, *words)
    return done.returncode, done.stdout + done.stderr


def kill_a_load(data: Path, db: GraphDB, package: Path) -> None:
    """Kill a load while it waits for readers or writes."""
    words = [sys.executable, "-m", "api.cli", "load", str(package)]
    loading = subprocess.Popen(words, env={**os.environ, **environment(db), "ALLIANCE_DATA": str(data)})
    end = time.monotonic() + LIMIT
    while db.run("MATCH (m:Meta) RETURN m.state AS state") != [{"state": "loading"}]:
        assert loading.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    loading.kill()
    loading.wait(30)


def names(db: GraphDB, of: str = "packages") -> list[str]:
    return [json.loads(text)["name"] for text in db.run(f"MATCH (m:Meta) RETURN m.{of} AS found")[0]["found"]]


def test_a_start_after_a_killed_load_finishes_it_and_keeps_other_packages(graph_db: GraphDB, tmp_path: Path) -> None:
    graph_db.clean()
    data, root = tmp_path / "data", world(tmp_path / "world", 1)
    assert command(data, graph_db, "load", str(root))[0] == 0
    kill_a_load(data, graph_db, suburb(tmp_path / "suburb"))
    assert (names(graph_db), names(graph_db, "pending")) == (["world"], ["world", "suburb"])
    root.rename(tmp_path / "gone")
    with up(data, graph_db, "--package", str(suburb(tmp_path / "more/other", "other"))) as first:
        first.wait()
        assert sorted(names(graph_db)) == ["other", "suburb", "world"]
    output = first.log.read_text(encoding="utf-8")
    assert "An earlier load was interrupted. Finishing it." in output
    assert command(data, graph_db, "load", "--back")[0] == 0
    assert sorted(names(graph_db)) == ["suburb", "world"]


def test_a_start_fails_without_the_pending_packages_or_without_meta(graph_db: GraphDB, tmp_path: Path) -> None:
    graph_db.clean()
    data = tmp_path / "data"
    assert command(data, graph_db, "load", str(world(tmp_path / "world", 1)))[0] == 0
    kill_a_load(data, graph_db, suburb(tmp_path / "suburb"))
    rows = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS row ORDER BY n.id"
    before = graph_db.run(rows)
    code, output = command(tmp_path / "another machine", graph_db, "up", "--port", "0")
    assert (code, graph_db.run(rows)) == (2, before)
    assert "alliance load DIR_OF_world DIR_OF_suburb" in output
    graph_db.run("MATCH (m:Meta) DELETE m")
    before = graph_db.run(rows)
    code, output = command(data, graph_db, "up", "--port", "0")
    assert (code, graph_db.run(rows)) == (1, before)
    assert "its Meta node is missing" in output


def test_the_demo_is_refused_on_a_database_with_other_data(graph_db: GraphDB, tmp_path: Path) -> None:
    graph_db.clean()
    data = tmp_path / "data"
    assert command(data, graph_db, "load", str(world(tmp_path / "world", 1)))[0] == 0
    rows = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS row ORDER BY n.id"
    before = graph_db.run(rows)
    code, output = command(data, graph_db, "up", "--port", "0", "--demo")
    assert (code, graph_db.run(rows)) == (2, before)
    assert "The database at NEO4J_URI holds data that is not the demo: world 1 (20 rows)." in output
    assert "Start it without --demo" in output
