"""A real server, started, stopped, killed and refused."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import psutil
import pytest

from graph.errors import LocalServerError
from graph.server.aot_cache import aot_file, make_aot
from graph.server.home_directory import read_store_info, write_store_info
from graph.server.jars import Jars
from graph.server.local_server import LocalServer
from tests.graph.system.test_child_process import ROOT, gone

PARENT = """
import sys, time
from pathlib import Path
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
server = LocalServer(Path(sys.argv[1]), ensure_jars(Settings().cache), heap="512m", page_cache="64m")
server.start()
print(server.pid, server.port, flush=True)
time.sleep(300)
"""


def small(home: Path, jars: Jars, **options: Any) -> LocalServer:
    return LocalServer(home, jars, **{"heap": "512m", "page_cache": "64m", **options})


def ask(server: LocalServer, query: str) -> list[Any]:
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        return [record.values()[0] for record in driver.execute_query(query).records]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path with a space in it: people have such homes."""
    return tmp_path_factory.mktemp("a home") / "store"


@pytest.fixture(scope="module")
def server(home: Path, jars: Jars) -> Iterator[LocalServer]:
    """One server for the tests that leave it running."""
    with small(home, jars) as server:
        yield server


def test_it_answers_when_start_returns(server: LocalServer) -> None:
    assert ask(server, "RETURN 1") == [1]
    assert server.alive()
    assert "Neo4jCommunity" in " ".join(psutil.Process(server.pid).cmdline())
    assert server.uri == f"bolt://127.0.0.1:{server.port}"


def test_the_password_is_random_and_nobody_else_can_read_it(server: LocalServer, home: Path) -> None:
    user, password = server.auth
    assert user == "neo4j"
    assert len(password) >= 30
    for name in ("password", "conf/neo4j.conf"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert password not in " ".join(psutil.Process(server.pid).cmdline())


def test_it_listens_on_loopback_only(server: LocalServer) -> None:
    listening = {c.laddr for c in psutil.Process(server.pid).net_connections("tcp") if c.status == psutil.CONN_LISTEN}
    assert {(address.ip.removeprefix("::ffff:"), address.port) for address in listening} == {("127.0.0.1", server.port)}


def test_both_schemes_work(server: LocalServer) -> None:
    with neo4j.GraphDatabase.driver(server.uri.replace("bolt://", "neo4j://"), auth=server.auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_it_reads_no_file_and_no_address(server: LocalServer) -> None:
    for place in ("file:///etc/passwd", f"http://127.0.0.1:{server.port}/"):
        with pytest.raises(neo4j.exceptions.Neo4jError):
            ask(server, f"LOAD CSV FROM '{place}' AS row RETURN row")


def test_starting_it_twice_is_starting_it_once(server: LocalServer) -> None:
    before = server.pid
    server.start()
    assert server.pid == before


def test_a_second_server_on_the_same_folder_is_told_who_has_it(server: LocalServer, home: Path, jars: Jars) -> None:
    with pytest.raises(LocalServerError, match=rf"store .* is in use by process {os.getpid()}"):
        small(home, jars).start()
    assert server.alive()


def test_the_versions_are_written_down(server: LocalServer, home: Path, jars: Jars) -> None:
    stated = read_store_info(home)
    assert stated is not None
    assert stated.neo4j_version == jars.version


def test_it_survives_a_kill_with_what_was_committed(tmp_path: Path, jars: Jars) -> None:
    server = small(tmp_path, jars, stop_limit=8.0)
    server.start()
    ask(server, "UNWIND range(1, 50) AS i CREATE (:Kept {i: i})")
    os.kill(server.pid, signal.SIGKILL)
    assert gone(server.pid)
    server.stop()
    assert not server.alive()
    with server:
        assert ask(server, "MATCH (n:Kept) RETURN count(n)") == [50]
    assert "Stopped." in server.log_tail(), "a stop that waits for the pool, which takes ten seconds, is ended by force"
    with pytest.raises(LocalServerError, match="not running"):
        _ = server.pid


def test_nothing_is_left_when_the_parent_is_killed_and_the_folder_is_free_again(tmp_path: Path, jars: Jars) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert parent.stdout is not None
    pid, _ = map(int, parent.stdout.readline().split())
    parent.stdout.close()
    family = [pid, psutil.Process(pid).ppid()]
    parent.kill()
    parent.wait()
    with small(tmp_path, jars) as server:  # at once: it waits for the other's end
        assert ask(server, "RETURN 1") == [1]
    assert gone(*family, within=0)


def test_it_outlives_the_thread_that_started_it(tmp_path: Path, jars: Jars) -> None:
    server = small(tmp_path, jars)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        assert not gone(server.pid, within=1)
        assert ask(server, "RETURN 1") == [1]
    finally:
        server.stop()


def test_a_port_that_is_taken_is_named(tmp_path: Path, jars: Jars) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalServerError, match=rf"Port {port} .*Name another port"):
            small(tmp_path, jars, port=port).start()


def test_a_free_port_that_gets_taken_is_replaced(tmp_path: Path, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # bound, not listening: a connection is refused, and the server cannot bind
        taken = listener.getsockname()[1]
        real, offered = LocalServer._spawn, [taken]

        def spawn(self: LocalServer) -> None:
            self.port = offered.pop() if offered else self.port
            real(self)

        monkeypatch.setattr(LocalServer, "_spawn", spawn)
        with small(tmp_path, jars) as server:
            assert server.port != taken
            assert ask(server, "RETURN 1") == [1]


def test_a_server_that_dies_says_its_last_words_at_once(tmp_path: Path, jars: Jars) -> None:
    waited: list[tuple[int, int | None]] = []
    with pytest.raises(LocalServerError, match=r"died \(exit code 1\)(.|\n)*no.such.setting"):
        small(tmp_path, jars, config={"no.such.setting": "1"}).start(lambda done, limit, step: waited.append((done, limit)))
    assert all(limit is None or done < limit for done, limit in waited), "it did not wait for the limit"


def test_too_large_a_heap_is_said(tmp_path: Path, jars: Jars) -> None:
    with pytest.raises(LocalServerError, match=r"(not enough memory|died)(.|\n)*heap"):
        small(tmp_path, jars, heap="64000000g").start()


def test_a_disk_too_full_is_said_before_the_start(tmp_path: Path, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.system.files.free_bytes", lambda folder: 1000)
    server = small(tmp_path, jars)
    with pytest.raises(LocalServerError, match="too full for the database"):
        server.start()
    assert not server.alive()


@pytest.mark.parametrize(
    ("neo4j_version", "model_version", "said"),
    [("2099.01.0", "1", "newer than this one .*Update the explorer"), ("4.4.1", "1", "too old"), ("2026.09.0", "99", "model version 99")],
)
def test_data_of_another_version_is_refused(tmp_path: Path, jars: Jars, neo4j_version: str, model_version: str, said: str) -> None:
    write_store_info(tmp_path, neo4j_version, model_version)
    with pytest.raises(LocalServerError, match=said):
        small(tmp_path, jars).start()
    assert not (tmp_path / "data").exists(), "nothing was touched"


def test_a_damaged_version_file_is_named(tmp_path: Path, jars: Jars) -> None:
    (tmp_path / "store.json").write_text("{")
    with pytest.raises(LocalServerError, match=r"store\.json cannot be read"):
        small(tmp_path, jars).start()


def test_a_lost_password_is_named(tmp_path: Path, jars: Jars) -> None:
    server = small(tmp_path, jars)
    with pytest.raises(LocalServerError, match=r"password file .* cannot be read"):
        _ = server.auth


def test_a_damaged_ahead_of_time_cache_only_costs_time(tmp_path: Path, jars: Jars) -> None:
    cache = tmp_path / "broken.aot"
    cache.write_bytes(b"x" * 5000)
    with small(tmp_path / "home", jars, aot=cache) as server:
        assert ask(server, "RETURN 1") == [1]


def test_a_missing_ahead_of_time_cache_is_no_matter(tmp_path: Path, jars: Jars) -> None:
    server = small(tmp_path, jars, aot=tmp_path / "none.aot")
    assert "AOT" not in " ".join(server.command())


@pytest.mark.slow
def test_the_ahead_of_time_cache_is_made_once_and_used(tmp_path: Path, jars: Jars) -> None:
    made = make_aot(tmp_path / "cache", jars)
    assert made == aot_file(tmp_path / "cache", jars)
    written = made.stat()
    assert make_aot(tmp_path / "cache", jars).stat().st_mtime_ns == written.st_mtime_ns
    assert [path.name for path in (tmp_path / "cache").iterdir() if path.is_file()] == [made.name]
    with small(tmp_path / "home", jars, aot=made) as server:
        assert ask(server, "RETURN 1") == [1]
        mapped = {Path(region.path) for region in psutil.Process(server.pid).memory_maps()}
        assert made in mapped, "the server reads it"

    # Damage in the middle crashes the Java machine; the start goes on without the cache, which is thrown away.
    content = bytearray(made.read_bytes())
    content[20_000_000:20_200_000] = b"y" * 200_000
    made.write_bytes(content)
    with small(tmp_path / "home", jars, aot=made) as server:
        assert ask(server, "RETURN 1") == [1]
