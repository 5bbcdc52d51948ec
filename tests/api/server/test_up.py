"""``alliance up`` as a process: start, use, switch of data, and stop without leftover processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from graph.settings import Settings
from graph.system.folder_lock import is_held

LIMIT = 240.0
pytestmark = pytest.mark.slow


@dataclass
class Up:
    """A running ``alliance up``."""

    process: subprocess.Popen[str]
    data: Path
    env: dict[str, str]
    log: Path

    def owner(self) -> dict[str, Any]:
        return json.loads((self.data / "owner.json").read_text(encoding="utf-8"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.owner()['port']}"

    def wait(self, version: str | None = None) -> str:
        """Wait until the server is ready, with another data version than ``version``; return its data version."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                response = httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False)
                if response.status_code == 200 and response.json()["data_version"] != version:
                    return response.json()["data_version"]
            except (OSError, KeyError, ValueError, httpx.HTTPError):
                pass
            time.sleep(0.1)
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def run(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *words], env=self.env, capture_output=True, text=True, timeout=LIMIT, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT, check=False)


def start(data: Path, *options: str, **more: str) -> Up:
    env = {**os.environ, "ALLIANCE_DATA": str(data), "ALLIANCE_CACHE": str(Settings().cache), "ALLIANCE_HEAP": "512m"}
    env.pop("NEO4J_URI", None)
    env.update(more)
    log = data.parent / "up.log"
    with log.open("w", encoding="utf-8") as file:
        words = [sys.executable, "-m", "api.cli", "up", "--port", "0", *options]
        process = subprocess.Popen(words, env=env, stdout=file, stderr=file, text=True)
    return Up(process, data, env, log)


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=30)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def ready(up: Up) -> Iterator[Up]:
    """Wait until it is ready, and stop it at the end."""
    try:
        up.wait()
        yield up
    finally:
        if up.process.poll() is None:
            up.process.send_signal(signal.SIGTERM)
        up.process.wait(60)


def only_local(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--neo4j") != "local":
        pytest.skip("alliance up on its own server: only with --neo4j local")


@pytest.fixture(scope="module")
def up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    only_local(request)
    with ready(start(tmp_path_factory.mktemp("up") / "data")) as running:
        yield running


def test_start_prints_the_url_and_how_to_stop(up: Up) -> None:
    end = time.monotonic() + 30
    while "Ready" not in up.log.read_text(encoding="utf-8") and time.monotonic() < end:
        time.sleep(0.05)
    output = up.log.read_text(encoding="utf-8")
    assert f"Ready: {up.url}" in output
    assert "Ctrl-C" in output
    assert "alliance stop" in output


def test_a_second_start_reports_the_running_server(up: Up) -> None:
    assert f"Already running: {up.url}" in up.run("up")


def test_status_shows_state_and_url(up: Up) -> None:
    output = up.run("status")
    assert "state         ready" in output
    assert up.url in output


def test_a_first_start_loads_no_simulated_row(up: Up) -> None:
    up.wait()
    counts = httpx.get(f"{up.url}/v1/meta", trust_env=False).json()["results"][0]["counts"]
    assert counts["School"]["documented"] > 0
    assert not [kind for kind, origins in counts.items() if "simulated" in origins]


def test_ask_uses_the_running_server(up: Up) -> None:
    output = up.run("ask", "enterprises-fed-by-programs", "--limit", "1")
    assert output.splitlines()[0].startswith("enterprise,")


def test_a_taken_port_is_reported(up: Up, tmp_path: Path) -> None:
    port = up.url.rpartition(":")[2]
    done = run(up.env, "up", "--port", port, "--data", str(tmp_path))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


def test_a_load_is_swapped_in_without_failed_requests(up: Up, tmp_path: Path) -> None:
    before = up.wait()
    up.run("new", str(tmp_path / "mine"))
    file = tmp_path / "mine" / "nodes" / "source.csv"
    columns = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"id": "source:mine", "name": "Mine", "kind": "list", "origin": "documented", "certainty": "seen"}
    file.write_text(",".join(columns) + "\n" + ",".join(row.get(name, "") for name in columns) + "\n", encoding="utf-8")
    loading = subprocess.Popen([sys.executable, "-m", "api.cli", "load", str(tmp_path / "mine"), "--merge"], env=up.env)
    seen: list[tuple[str, bool]] = []
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        response = httpx.get(f"{up.url}/v1/sources?per_page=200", timeout=20, trust_env=False)
        assert response.status_code == 200, response.text
        body = response.json()
        seen.append((body["meta"]["data_version"], any(row["id"] == "source:mine" for row in body["results"])))
        if seen[-1][0] != before:
            break
        time.sleep(0.02)
    assert loading.wait(60) == 0
    assert set(seen) == {(before, False), (seen[-1][0], True)}
    assert up.owner()["data_version"] in {before, seen[-1][0]}


def test_load_back_restores_the_previous_version(up: Up) -> None:
    now = up.wait()
    up.run("load", "--back")
    assert up.wait(now) != now


def test_a_killed_database_server_is_restarted(up: Up) -> None:
    version = up.wait()
    server = next(process for process in up.children() if process.name() == "java")
    server.kill()
    end = time.monotonic() + LIMIT
    while "died" not in up.log.read_text(encoding="utf-8") and time.monotonic() < end:
        time.sleep(0.05)
    assert up.wait() == version
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


def test_stop_ends_all_processes(up: Up) -> None:
    processes = up.children()
    assert "Stopped" in up.run("stop")
    assert up.process.wait(30) == 0
    assert gone(processes)
    assert not is_held(up.data)
    assert "Nothing is running" in up.run("stop")
    up.run("status", code=1)


def test_a_restored_backup_starts_and_kill_9_leaves_no_processes(up: Up, tmp_path: Path) -> None:
    dump = tmp_path / "backup.dump"
    up.run("db", "dump", str(dump))
    assert dump.stat().st_size > 0
    up.run("db", "load", str(dump))
    again = start(up.data)
    try:
        again.wait()
        processes = again.children()
        assert processes
    finally:
        again.process.kill()
        again.process.wait(10)
    assert gone(processes)
    assert not is_held(up.data)
