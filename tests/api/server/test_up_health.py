"""``alliance up`` with a hung, slow or dead database: not ready, 503, restart, and consistent reports from all workers."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psutil
import pytest

from tests.api.server.test_up import Up, start

LIMIT = 240.0
SAMPLES = 8
"""Number of requests on separate connections, so that each worker gets some."""
STATE = re.compile(r'alliance_database_state\{state="(\w+)"\} 1\.0')
RESTARTS = re.compile(r"alliance_database_restarts_total (\d+)\.0")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def until(fits: Callable[[], bool], up: Up) -> None:
    end = time.monotonic() + LIMIT
    while not fits():
        assert time.monotonic() < end, up.log.read_text(encoding="utf-8")
        time.sleep(0.1)


def get(up: Up, path: str) -> httpx.Response:
    return httpx.get(f"{up.url}{path}", timeout=60, trust_env=False)


def statuses(up: Up) -> set[int]:
    return {get(up, "/readyz").status_code for _ in range(SAMPLES)}


def metric(up: Up, pattern: re.Pattern[str]) -> set[str]:
    return {found for _ in range(SAMPLES) for found in pattern.findall(get(up, "/metrics").text)}


def database(up: Up) -> dict[str, Any]:
    holder = up.owner()
    return {"uri": holder["neo4j_uri"], "pid": holder["neo4j_pid"]}


def restarted(up: Up, before: dict[str, Any]) -> None:
    """Wait until all workers and the status report another database server."""
    until(lambda: database(up)["pid"] not in {None, before["pid"]}, up)
    until(lambda: statuses(up) == {200}, up)
    assert not psutil.pid_exists(before["pid"])
    now = database(up)
    assert now["uri"] != before["uri"]
    output = up.run("status")
    assert "state         ready" in output
    assert f"{now['uri']} (process {now['pid']})" in output
    assert metric(up, STATE) == {"ready"}
    assert get(up, f"/v1/enterprises?sample=1&random_seed={now['pid']}").status_code == 200


@pytest.fixture(scope="module", params=["1", "2"], ids=["one worker", "two workers"])
def up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    if request.config.getoption("--neo4j") != "local":
        pytest.skip("alliance up on its own server: only with --neo4j local")
    running = start(tmp_path_factory.mktemp("up") / "data", "--workers", request.param)
    try:
        running.wait()
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            running.process.wait(60)


def test_a_hung_database_is_not_ready_and_is_restarted_once(up: Up) -> None:
    until(lambda: statuses(up) == {200}, up)
    before, earlier = database(up), max(map(int, metric(up, RESTARTS)))
    os.kill(before["pid"], signal.SIGSTOP)
    until(lambda: statuses(up) == {503}, up)
    assert metric(up, STATE) <= {"unreachable", "starting"}
    refused = get(up, "/v1/enterprises?sample=1&random_seed=1")
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) >= 1
    assert "does not answer" in refused.json()["detail"]
    assert "not ready: The database does not answer" in up.run("status")
    restarted(up, before)
    assert metric(up, RESTARTS) == {str(earlier + 1)}


def test_a_killed_database_is_restarted(up: Up) -> None:
    before, earlier = database(up), max(map(int, metric(up, RESTARTS)))
    os.kill(before["pid"], signal.SIGKILL)
    until(lambda: 503 in statuses(up), up)
    restarted(up, before)
    assert metric(up, RESTARTS) == {str(earlier + 1)}


def test_a_slow_database_is_not_restarted(up: Up) -> None:
    """Each pause is longer than a health check may take."""
    before, earlier = database(up), metric(up, RESTARTS)
    for _ in range(8):
        os.kill(before["pid"], signal.SIGSTOP)
        time.sleep(3.0)
        os.kill(before["pid"], signal.SIGCONT)
        time.sleep(0.3)
    until(lambda: statuses(up) == {200}, up)
    assert database(up) == before
    assert metric(up, RESTARTS) == earlier


def test_a_failed_restart_is_retried(up: Up) -> None:
    before, current = database(up), json.loads((up.data / "current").read_text(encoding="utf-8"))
    store = up.data / "stores" / current["store"]
    aside = store.rename(up.data / "aside")
    os.kill(before["pid"], signal.SIGKILL)
    until(lambda: "could not start the database" in up.log.read_text(encoding="utf-8"), up)
    assert statuses(up) == {503}
    assert json.loads((up.data / "owner.json").read_text(encoding="utf-8"))["neo4j_pid"] is None
    aside.rename(store)
    restarted(up, before)


def test_a_restart_without_current_file_keeps_the_store_in_use(up: Up) -> None:
    before, current = database(up), up.data / "current"
    aside = current.rename(up.data / "current.aside")
    try:
        os.kill(before["pid"], signal.SIGKILL)
        until(lambda: 503 in statuses(up), up)
        restarted(up, before)
    finally:
        aside.rename(current)
