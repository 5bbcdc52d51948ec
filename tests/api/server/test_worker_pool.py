"""Several worker processes on one address: load sharing, restart of dead workers, and exit with the parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psutil
import pytest

from api.server.api_server import SingleProcessServer
from api.server.uvicorn_thread import bind_many
from api.server.worker_pool import WorkerPool, create_api_server
from graph.errors import DatabaseUnavailableError, LocalServerError
from graph.settings import Settings
from tests.api.conftest import VERSION
from tests.conftest import GraphDB

PATIENCE = 60


def until(fits: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def address(db: GraphDB) -> tuple[str, str, str, str]:
    return db.uri, *db.auth, db.database


@pytest.fixture(scope="module")
def workers(small: GraphDB) -> Iterator[WorkerPool]:
    front = WorkerPool(Settings(host="127.0.0.1", port=0, workers=2))
    try:
        front.start()
        front.adopt(address(small), waits=False)
        yield front
    finally:
        front.stop()


def ask(front: WorkerPool, path: str = "/v1/schools") -> httpx.Response:
    """Use a new connection, so that the kernel selects a worker again."""
    return httpx.get(f"{front.url}{path}", timeout=120, trust_env=False)


def test_sockets_share_one_address_that_no_other_process_can_bind() -> None:
    sockets = bind_many("127.0.0.1", 0, 3)
    try:
        assert len({one.getsockname() for one in sockets}) == 1
        with pytest.raises(LocalServerError, match="cannot listen"):
            bind_many("127.0.0.1", sockets[0].getsockname()[1], 2)
    finally:
        for one in sockets:
            one.close()


def test_one_worker_runs_in_this_process() -> None:
    front = create_api_server(Settings(host="127.0.0.1", port=0, workers=1))
    assert isinstance(front, SingleProcessServer)
    front.stop()


def test_all_workers_serve_the_same_data(workers: WorkerPool) -> None:
    answers = [ask(workers) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert workers.version == VERSION


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the workers share one socket")
def test_connections_are_distributed_to_all_workers(workers: WorkerPool) -> None:
    pids = {handle.pid for handle in workers._handles}
    seen: set[int] = set()
    until(lambda: bool(seen.update(_served(workers, pids)) or seen == pids), "one worker got no connection")


def _served(workers: WorkerPool, pids: set[int | None]) -> set[int]:
    """Return the worker that accepts a new connection."""
    with socket.create_connection(("127.0.0.1", workers.port)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        local = connection.getsockname()
        return {pid for pid in pids if pid and any(link.raddr == local for link in psutil.Process(pid).net_connections("tcp4"))}


def test_a_killed_worker_is_restarted_with_the_current_database(workers: WorkerPool) -> None:
    victim = workers._handles[0]
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)
    until(lambda: not victim.alive(), "the worker is still alive")
    victim.began -= 60  # an old start time: no pause before the restart
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(ask, workers) for _ in range(16)]  # connections to its socket wait for the new worker
        workers.supervise()
        assert workers._handles[0].pid != victim.pid
        workers._handles[0].started.result(PATIENCE)
        statuses = {answer.result().status_code for answer in waiting}
    assert statuses <= {200, 503}  # 503: before the new worker knows the database
    until(lambda: {ask(workers).status_code for _ in range(8)} == {200}, "the new worker does not serve the data")


def test_disconnect_and_adopt_reach_all_workers(workers: WorkerPool, small: GraphDB) -> None:
    old = workers.disconnect("gone for a test")
    assert old is not None
    old.finish(5)
    answers = [ask(workers, "/v1/counties?per_page=7") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["detail"] for answer in answers} == {"gone for a test"}
    assert workers.adopt(address(small), waits=False) is None
    assert {ask(workers, "/v1/counties?per_page=7").status_code for _ in range(6)} == {200}


def test_a_failed_adopt_keeps_the_previous_database(workers: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = ("bolt://127.0.0.1:1", "neo4j", "no", "neo4j")
    with pytest.raises(DatabaseUnavailableError, match="could not switch databases"):
        workers.adopt(nobody, waits=True)
    assert {ask(workers, "/v1/counties?per_page=8").status_code for _ in range(6)} == {200}


@contextmanager
def serving(db: GraphDB, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = {"NEO4J_URI": db.uri, "NEO4J_USERNAME": db.auth[0], "NEO4J_PASSWORD": db.auth[1], "NEO4J_DATABASE": db.database}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, env={**os.environ, **where}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _ready(url), "the server does not start", 120)
        yield process, url
    finally:
        process.kill()
        process.wait()


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_parent(small: GraphDB, how: signal.Signals) -> None:
    with serving(small, "--workers", "2") as (process, url):
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2
        process.send_signal(how)
        process.wait(40)
        _, left = psutil.wait_procs(family, timeout=20)
        assert left == []
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{url}/healthz", trust_env=False)
