"""Start, stop, kill and refuse a real server."""

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
from tests.conftest import small_server
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


def query_values(server: LocalServer, query: str) -> list[Any]:
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        return [record.values()[0] for record in driver.execute_query(query).records]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A path with a space."""
    return tmp_path_factory.mktemp("a home") / "store"


@pytest.fixture(scope="module")
def server(home: Path, jars: Jars) -> Iterator[LocalServer]:
    """A server that is shared by tests that do not stop it."""
    with small_server(home, jars) as server:
        yield server


def test_the_server_responds_when_start_returns(server: LocalServer) -> None:
    assert query_values(server, "RETURN 1") == [1]
    assert server.alive()
    assert "Neo4jCommunity" in " ".join(psutil.Process(server.pid).cmdline())
    assert server.uri == f"bolt://127.0.0.1:{server.port}"


def test_the_password_is_random_and_not_readable_by_others(server: LocalServer, home: Path) -> None:
    user, password = server.auth
    assert user == "neo4j"
    assert len(password) >= 30
    for name in ("password", "conf/neo4j.conf"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert password not in " ".join(psutil.Process(server.pid).cmdline())


def test_the_server_listens_on_loopback_only(server: LocalServer) -> None:
    listening = {c.laddr for c in psutil.Process(server.pid).net_connections("tcp") if c.status == psutil.CONN_LISTEN}
    assert {(address.ip.removeprefix("::ffff:"), address.port) for address in listening} == {("127.0.0.1", server.port)}


def test_the_bolt_and_neo4j_schemes_work(server: LocalServer) -> None:
    with neo4j.GraphDatabase.driver(server.uri.replace("bolt://", "neo4j://"), auth=server.auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_load_csv_reads_no_file_and_no_url(server: LocalServer) -> None:
    for place in ("file:///etc/passwd", f"http://127.0.0.1:{server.port}/"):
        with pytest.raises(neo4j.exceptions.Neo4jError):
            query_values(server, f"LOAD CSV FROM '{place}' AS row RETURN row")


def test_start_is_idempotent(server: LocalServer) -> None:
    before = server.pid
    server.start()
    assert server.pid == before


def test_the_error_for_a_second_server_on_a_folder_names_the_process(server: LocalServer, home: Path, jars: Jars) -> None:
    with pytest.raises(LocalServerError, match=rf"store .* is in use by process {os.getpid()}"):
        small_server(home, jars).start()
    assert server.alive()


def test_the_versions_are_recorded(server: LocalServer, home: Path, jars: Jars) -> None:
    info = read_store_info(home)
    assert info is not None
    assert info.neo4j_version == jars.version


def test_committed_data_survives_a_kill(tmp_path: Path, jars: Jars) -> None:
    server = small_server(tmp_path, jars, stop_limit=8.0)
    server.start()
    query_values(server, "UNWIND range(1, 50) AS i CREATE (:Kept {i: i})")
    os.kill(server.pid, signal.SIGKILL)
    assert gone(server.pid)
    server.stop()
    assert not server.alive()
    with server:
        assert query_values(server, "MATCH (n:Kept) RETURN count(n)") == [50]
    assert "Stopped." in server.log_tail(), "waiting for the thread pool would take ten seconds, and the server would be killed"
    with pytest.raises(LocalServerError, match="not running"):
        _ = server.pid


def test_killing_the_parent_ends_all_processes_and_unlocks_the_folder(tmp_path: Path, jars: Jars) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert parent.stdout is not None
    pid, _ = map(int, parent.stdout.readline().split())
    parent.stdout.close()
    processes = [pid, psutil.Process(pid).ppid()]
    parent.kill()
    parent.wait()
    with small_server(tmp_path, jars) as server:  # start waits until the other server has ended
        assert query_values(server, "RETURN 1") == [1]
    assert gone(*processes, within=0)


def test_the_server_survives_the_end_of_the_thread_that_started_it(tmp_path: Path, jars: Jars) -> None:
    server = small_server(tmp_path, jars)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        assert not gone(server.pid, within=1)
        assert query_values(server, "RETURN 1") == [1]
    finally:
        server.stop()


def test_a_port_in_use_is_named(tmp_path: Path, jars: Jars) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalServerError, match=rf"Port {port} .*Use another port"):
            small_server(tmp_path, jars, port=port).start()


def test_another_port_is_used_when_the_free_port_gets_taken(tmp_path: Path, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # bound, not listening: a connection is refused, and the server cannot bind
        taken = listener.getsockname()[1]
        real, offered = LocalServer._spawn, [taken]

        def spawn(self: LocalServer) -> None:
            self.port = offered.pop() if offered else self.port
            real(self)

        monkeypatch.setattr(LocalServer, "_spawn", spawn)
        with small_server(tmp_path, jars) as server:
            assert server.port != taken
            assert query_values(server, "RETURN 1") == [1]


def test_an_exit_during_the_start_is_reported_at_once_with_the_log(tmp_path: Path, jars: Jars) -> None:
    waited: list[tuple[int, int | None]] = []
    with pytest.raises(LocalServerError, match=r"exited unexpectedly \(exit code 1\)(.|\n)*no.such.setting"):
        small_server(tmp_path, jars, config={"no.such.setting": "1"}).start(lambda _, done, limit: waited.append((done, limit)))
    assert all(limit is None or done < limit for done, limit in waited), "start did not wait for the limit"


def test_a_heap_that_is_too_large_is_reported(tmp_path: Path, jars: Jars) -> None:
    with pytest.raises(LocalServerError, match=r"(Not enough memory|exited unexpectedly)(.|\n)*heap"):
        small_server(tmp_path, jars, heap="64000000g").start()


def test_a_full_disk_is_reported_before_the_start(tmp_path: Path, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.system.files.free_bytes", lambda folder: 1000)
    server = small_server(tmp_path, jars)
    with pytest.raises(LocalServerError, match="Not enough disk space for the database"):
        server.start()
    assert not server.alive()


@pytest.mark.parametrize(
    ("neo4j_version", "model_version", "message"),
    [
        ("2099.01.0", "1", "newer than this version .*Update the explorer"),
        ("4.4.1", "1", "too old"),
        ("2026.09.0", "99", "model version 99"),
    ],
)
def test_data_of_another_version_is_refused(tmp_path: Path, jars: Jars, neo4j_version: str, model_version: str, message: str) -> None:
    write_store_info(tmp_path, neo4j_version, model_version)
    with pytest.raises(LocalServerError, match=message):
        small_server(tmp_path, jars).start()
    assert not (tmp_path / "data").exists(), "nothing was changed"


def test_a_damaged_version_file_is_named(tmp_path: Path, jars: Jars) -> None:
    (tmp_path / "store.json").write_text("{")
    with pytest.raises(LocalServerError, match=r"store\.json cannot be read"):
        small_server(tmp_path, jars).start()


def test_a_missing_password_file_is_named(tmp_path: Path, jars: Jars) -> None:
    server = small_server(tmp_path, jars)
    with pytest.raises(LocalServerError, match=r"password file .* cannot be read"):
        _ = server.auth


def test_the_server_starts_with_a_damaged_ahead_of_time_cache(tmp_path: Path, jars: Jars) -> None:
    cache = tmp_path / "broken.aot"
    cache.write_bytes(b"x" * 5000)
    with small_server(tmp_path / "home", jars, aot=cache) as server:
        assert query_values(server, "RETURN 1") == [1]


def test_a_missing_ahead_of_time_cache_is_not_used(tmp_path: Path, jars: Jars) -> None:
    server = small_server(tmp_path, jars, aot=tmp_path / "none.aot")
    assert "AOT" not in " ".join(server.command())


@pytest.mark.slow
def test_the_ahead_of_time_cache_is_created_once_and_used(tmp_path: Path, jars: Jars) -> None:
    others = [tmp_path / "cache" / f"aot-{jars.version}-{number}.aot" for number in range(3)]
    others[0].parent.mkdir()
    for age, other in enumerate(others):
        other.touch()
        os.utime(other, (age, age))
    cache_file = make_aot(tmp_path / "cache", jars)
    assert cache_file == aot_file(tmp_path / "cache", jars)
    written = cache_file.stat()
    assert make_aot(tmp_path / "cache", jars).stat().st_mtime_ns == written.st_mtime_ns
    kept = {path for path in (tmp_path / "cache").iterdir() if path.is_file()}
    assert kept == {cache_file, *others[1:]}, "the newest three are kept"
    with small_server(tmp_path / "home", jars, aot=cache_file) as server:
        assert query_values(server, "RETURN 1") == [1]
        mapped = {Path(region.path) for region in psutil.Process(server.pid).memory_maps()}
        assert cache_file in mapped, "the server maps the cache file"

    # Damage in the middle crashes Java. The server is then started without the cache, which is deleted.
    content = bytearray(cache_file.read_bytes())
    content[20_000_000:20_200_000] = b"y" * 200_000
    cache_file.write_bytes(content)
    with small_server(tmp_path / "home", jars, aot=cache_file) as server:
        assert query_values(server, "RETURN 1") == [1]
