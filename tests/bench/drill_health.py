"""Test the API while its database hangs, is slow or dies under load.

``python -m tests.bench.drill_health [hung slow dead remote] [--seconds S] [--connections C] [--workers W]``

Each case starts ``alliance up`` on a separate data folder with the simulated data and ``--workers W``. C connections keep reading pages
that are not cached. Then the Java process of the server is stopped with SIGSTOP (``hung``; ``remote`` does the same to the server at
``NEO4J_URI`` and continues it after S seconds), stopped most of the time (``slow``), or killed with SIGKILL (``dead``). Every second it
prints the output of ``/readyz``, ``/metrics`` and ``alliance status``, the number of finished requests by status, and the slowest of each.
``hung`` and ``dead`` end 5 s after the recovery or after S seconds; a process that still hangs is then continued.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from graph.settings import Settings
from tests.bench.rig import rig
from tests.bench.wire import Wire

START_LIMIT = 240.0
WARM_LIMIT = 60.0
IMPATIENCE = 0.5
"""Seconds that a connection waits after an error; less than Retry-After."""
CALM = 5
"""Seconds of load before the fault, and after the recovery."""
STOPPED, RUNNING = 1.5, 0.15
"""Seconds that a slow database is stopped and then running, repeatedly."""
READS = (
    "/v1/enterprises?sample=5&random_seed={n}",
    "/v1/programs?sample=5&random_seed={n}",
    "/v1/schools?sample=5&random_seed={n}",
    "/v1/questions/enterprises-fed-by-programs?limit={limit}",
)
STATE = re.compile(r'alliance_database_state\{state="(\w+)"\} 1\.0')
RESTARTS = re.compile(r"alliance_database_restarts_total (\d+)")


@dataclass(frozen=True)
class Place:
    """The target: the API, the data folder for ``alliance status`` (None to skip it), and a function that finds the database process."""

    host: str
    port: int
    data: Path | None
    java: Callable[[], int | None]


class Load:
    """Connections that read continuously, and the results since the last call of :meth:`take`."""

    def __init__(self, place: Place, connections: int) -> None:
        self._place, self._stop, self._lock = place, threading.Event(), threading.Lock()
        self._statuses, self._slowest = Counter[str](), dict[str, float]()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(connections)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def take(self) -> tuple[Counter[str], dict[str, float]]:
        """Return the requests by status and the slowest of each status in seconds, since the last call."""
        with self._lock:
            taken = self._statuses, self._slowest
            self._statuses, self._slowest = Counter(), {}
        return taken

    def _work(self, number: int) -> None:
        dice, wire = random.Random(number), Wire(self._place.host, self._place.port, timeout=120)
        while not self._stop.is_set():
            target = dice.choice(READS).format(n=dice.randrange(10**9), limit=dice.randrange(1, 100))
            raw = f"GET {target} HTTP/1.1\r\nHost: {self._place.host}:{self._place.port}\r\n\r\n"
            began = time.monotonic()
            try:
                response = wire.ask(raw.encode())
                status = str(response.status) if response.status != 503 or "retry-after" in response.headers else "503 bare"
            except (OSError, http.client.HTTPException) as problem:
                wire.close()
                status = type(problem).__name__
            self._note(status, time.monotonic() - began)
            if status != "200":
                self._stop.wait(IMPATIENCE)
        wire.close()

    def _note(self, status: str, seconds: float) -> None:
        with self._lock:
            self._statuses[status] += 1
            self._slowest[status] = max(self._slowest.get(status, 0.0), seconds)


class Saying:
    """The latest output of ``alliance status``, which runs repeatedly in the background, each time as a new process."""

    def __init__(self, place: Place) -> None:
        self.last, self._data, self._stop = "-", place.data, threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Saying:
        if self._data is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._data is not None:
            self._thread.join()

    def _ask(self) -> None:
        while not self._stop.is_set():
            words = [sys.executable, "-m", "api.cli", "status", "--data", str(self._data)]
            said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
            lines = dict(line.split(None, 1) for line in said.splitlines() if len(line.split(None, 1)) == 2)
            self.last = f"{lines.get('state', '?')[:60].strip()} @ {lines.get('database', '?').strip()}"
            self._stop.wait(2)


def looked(client: httpx.Client) -> tuple[str, str]:
    """Return the states reported by ``/readyz`` and ``/metrics``."""
    try:
        ready = client.get("/readyz")
        text = client.get("/metrics").text
    except httpx.HTTPError as problem:
        return type(problem).__name__, "-"
    state, restarts = STATE.search(text), RESTARTS.search(text)
    said = "200" if ready.status_code == 200 else f"{ready.status_code} {ready.json().get('detail', '')[:48]}"
    return said, f"{state[1] if state else '?'}, restarts {restarts[1] if restarts else '-'}"


def watch(place: Place, load: Load, saying: Saying, seconds: float, done: Callable[[int], bool]) -> None:
    """Print one line per second until ``done`` returns True or the time is over. ``done`` gets the seconds since the recovery."""
    client = httpx.Client(base_url=f"http://{place.host}:{place.port}", trust_env=False, timeout=20)
    began, second, away, good = time.monotonic(), 0, False, 0
    while second < seconds and not done(good):
        second += 1
        time.sleep(max(0.0, began + second - time.monotonic()))
        ready, metrics = looked(client)
        away = away or ready != "200"
        good = good + 1 if away and ready == "200" else 0
        statuses, slowest = load.take()
        requests = ", ".join(f"{status}: {count} (slowest {slowest[status]:.1f} s)" for status, count in sorted(statuses.items()))
        at = time.monotonic() - began
        print(f"| {at:.0f} | {ready} | {metrics} | {saying.last} | {requests or 'none ended'} |", flush=True)
    client.close()


def warm_up(load: Load) -> None:
    """Wait until the queries are planned: until every request of :data:`CALM` consecutive seconds has succeeded."""
    end, good = time.monotonic() + WARM_LIMIT, 0
    while good < CALM and time.monotonic() < end:
        time.sleep(1)
        statuses, _ = load.take()
        good = good + 1 if statuses["200"] > 0 and set(statuses) == {"200"} else 0


@contextlib.contextmanager
def fault(case: str, pid: int) -> Iterator[None]:
    """Hang, slow down or kill a process while the body runs; continue the process afterwards if it exists."""
    stop, thread = threading.Event(), None
    if case == "slow":

        def stutter() -> None:
            while not stop.is_set():
                os.kill(pid, signal.SIGSTOP)
                stop.wait(STOPPED)
                os.kill(pid, signal.SIGCONT)
                stop.wait(RUNNING)

        thread = threading.Thread(target=stutter)
        thread.start()
    else:
        os.kill(pid, signal.SIGKILL if case == "dead" else signal.SIGSTOP)
    try:
        yield
    finally:
        stop.set()
        if thread is not None:
            thread.join()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def drill(case: str, place: Place, seconds: float, connections: int) -> None:
    """Run one case."""
    print(f"\n## {case}\n\n| s | /readyz | metrics | status | requests that ended |\n|-|-|-|-|-|", flush=True)
    with Load(place, connections) as load, Saying(place) as saying:
        warm_up(load)
        watch(place, load, saying, CALM, lambda _: False)
        pid = place.java()
        assert pid is not None
        print(f"| | {case}: process {pid} | | | |", flush=True)
        with fault(case, pid):
            watch(place, load, saying, seconds, lambda good: good >= CALM)
        print(f"| | end of the fault; the database is process {place.java()} | | | |", flush=True)
        watch(place, load, saying, 2 * CALM, lambda _: False)


def java_of(process: subprocess.Popen[bytes]) -> int | None:
    """Return the process id of the local server; other Java children create the ahead-of-time cache or serve the query console."""
    for child in psutil.Process(process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.name() == "java" and any("--home-dir=" in word and "/stores/" in word for word in child.cmdline()):
                return child.pid
    return None


@contextlib.contextmanager
def local(folder: Path, workers: int) -> Iterator[Place]:
    """Start ``alliance up`` with the simulated data."""
    data = folder / "data"
    env = {**os.environ, "ALLIANCE_CACHE": str(Settings().cache), "ALLIANCE_HEAP": "512m"}
    env.pop("NEO4J_URI", None)
    words = [sys.executable, "-m", "api.cli", "up", "--port", "0", "--data", str(data), "--workers", str(workers)]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(words, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        port = started(data, process, folder / "up.log")
        yield Place("127.0.0.1", port, data, lambda: java_of(process))
        told = [line for line in (folder / "up.log").read_text(encoding="utf-8").splitlines() if '"logger":"api.server.supervisor"' in line]
        print("\n" + "\n".join(line[-300:] for line in told))
    finally:
        process.terminate()
        process.wait(120)


def started(data: Path, process: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port when the server is ready."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, ValueError, KeyError, httpx.HTTPError):
            port = int(json.loads((data / "owner.json").read_text(encoding="utf-8"))["port"])
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200:
                return port
        time.sleep(0.2)
    raise SystemExit(f"alliance up is not ready; its log ends with\n{log.read_text(encoding='utf-8')[-3000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", choices=["hung", "slow", "dead", "remote"], default=["hung", "slow", "dead"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    for case in options.cases:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            if case == "remote":
                with rig(Path(folder)) as place:
                    drill(case, Place(place.host, place.port, None, lambda: place.database.pid), options.seconds, options.connections)
            else:
                with local(Path(folder), options.workers) as found:
                    drill(case, found, options.seconds, options.connections)


if __name__ == "__main__":
    main()
