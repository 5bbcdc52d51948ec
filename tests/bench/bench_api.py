"""Benchmark the API against reference implementations in one interleaved run, on the graph of a province.

    uv run python -m tests.bench.bench_api                     # simulates and loads a province first
    uv run python -m tests.bench.bench_api --data DIR          # a data folder of `alliance up` that is not in use

Five ways to get the same results are compared: this API without a cache, from its cache, and as 304; Neo4j's HTTP Query API on the same
server, with exactly the statements that the API sends (a request with two statements counts as two there); and the raw driver. A minimal
Starlette application is the baseline. Each cell takes a few seconds, and the ways alternate for each number of connections, so that other
load on the machine affects all of them equally: rely on ratios and CPU time, not on requests per second. CPU time is measured for the
serving process, the database and the client, which all run on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from api import logs
from graph.loading.local_loader import load_local
from graph.server.aot_cache import aot_file
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.bench.rig import free_port
from tests.bench.speed.requests import TITLES, Set, collect

GOALS = {("api", "Q1"): 0.8, ("api", "Q2"): 1.1, ("api", "Q3"): 1.3, ("api", "Q4"): 0.9}
WAYS = ("api", "query", "driver", "cached", "304")


@dataclass(frozen=True)
class Cell:
    """One measurement. Times in milliseconds; CPU in milliseconds per request."""

    rate: float
    p50: float
    p95: float
    own: float
    database: float
    asking: float


def province(folder: Path) -> Path:
    """Simulate and load a province; return the data folder."""
    package = folder / "package"
    subprocess.run([sys.executable, "-m", "api.cli", "simulate", str(package), "--scale", "province"], check=True)
    load_local(folder / "data", Settings().cache, [package], merge=False, settings=Settings())
    return folder / "data"


@contextlib.contextmanager
def database(data: Path) -> Iterator[tuple[LocalServer, int]]:
    """Start the server on the current store of a data folder, with the HTTP connector; yield it and the HTTP port."""
    stores, settings, port = Stores(data), Settings(), free_port()
    current, jars = stores.current(), ensure_jars(settings.cache)
    if current is None:
        raise SystemExit(f"{data} contains no data.")
    config = {"server.http.enabled": "true", "server.http.listen_address": f"127.0.0.1:{port}"}
    with LocalServer(stores.home(current.store), jars, aot=aot_file(settings.cache, jars), config=config) as server:
        yield server, port


@contextlib.contextmanager
def process(words: list[str], url: str, **around: str) -> Iterator[psutil.Process]:
    """Start a process and yield it when its URL responds."""
    started = subprocess.Popen([sys.executable, *words], env={**os.environ, **around}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 120
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, trust_env=False).status_code == 200:
                    break
            if time.monotonic() > end or started.poll() is not None:
                raise SystemExit(f"{' '.join(words)} does not answer at {url}")
            time.sleep(0.1)
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(30)


def cpu(process: psutil.Process) -> float:
    """Return the CPU seconds of a process and its children."""
    every = [process, *process.children(recursive=True)]
    return sum(times.user + times.system for times in (one.cpu_times() for one in every))


def ask(module: str, job: dict[str, Any]) -> dict[str, Any]:
    """Run a client in its own process and return its result."""
    finished = subprocess.run(
        [sys.executable, "-m", f"tests.bench.speed.{module}"], input=json.dumps(job).encode(), capture_output=True, check=False
    )
    if finished.returncode:
        raise SystemExit(finished.stderr.decode())
    result: dict[str, Any] = json.loads(finished.stdout)
    unexpected = set(result["statuses"]) - {"200", "202", "304"}
    if unexpected or not result["answers"]:
        raise SystemExit(f"{module}: {result}")
    return result


@dataclass
class Bench:
    """The running servers and processes."""

    server: LocalServer
    ports: dict[str, int]
    processes: dict[str, psutil.Process]
    seconds: float

    def cell(self, way: str, asked: Set | None, connections: int) -> Cell:
        """Measure one way for one kind of request."""
        own, db = self.processes.get(way), self.processes["database"]
        before = (cpu(own) if own else 0.0, cpu(db))
        found = self._run(way, asked, connections)
        count = found["answers"] / (asked.each if asked is not None and way == "query" else 1)
        used = (cpu(own) - before[0] if own else found["cpu"], cpu(db) - before[1])
        return Cell(
            count / found["seconds"],
            1000 * found["p50"],
            1000 * found["p95"],
            1000 * used[0] / count,
            1000 * used[1] / count,
            0.0 if way == "driver" else 1000 * found["cpu"] / count,
        )

    def _run(self, way: str, asked: Set | None, connections: int) -> dict[str, Any]:
        job: dict[str, Any] = {"connections": connections, "seconds": self.seconds}
        user, password = self.server.auth
        if way == "driver":
            assert asked is not None
            return ask("driver_client", {**job, "uri": self.server.uri, "user": user, "password": password, "jobs": asked.statements})
        if asked is None:
            raw = [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"]
        elif way == "query":
            raw = asked.posts(user, password)
        else:
            raw = asked.gets(tagged=way == "304")
        return ask("http_client", {**job, "port": self.ports[way], "requests": [base64.b64encode(one).decode() for one in raw]})


def run(bench: Bench, sets: list[Set], connections: list[int], warm: float) -> None:
    """Warm up, measure, print."""
    with httpx.Client(base_url=f"http://127.0.0.1:{bench.ports['cached']}", trust_env=False, timeout=60) as client:
        for path in (path for kind in sets for path in kind.paths):
            client.get(path, headers={"Accept-Encoding": "identity"}).raise_for_status()
    end = time.monotonic() + warm
    while time.monotonic() < end:
        for kind in sets:
            for way in WAYS:
                bench.cell(way, kind, 8)
    for count in connections:
        hello = [bench.cell("hello", None, count)]
        print(f"\n### {count} connections\n")
        print("| | way | req/s | x Query API | x hello | p50 ms | p95 ms | CPU ms: answers | database | asks |\n|-|-|-|-|-|-|-|-|-|-|")
        for kind in sets:
            cells = {way: bench.cell(way, kind, count) for way in WAYS}
            hello.append(bench.cell("hello", None, count))
            near = (hello[-1].rate + hello[-2].rate) / 2
            for way, cell in cells.items():
                ratio = cell.rate / cells["query"].rate
                goal = f" (goal {GOALS[way, kind.name]})" if count == 8 and (way, kind.name) in GOALS else ""
                shown = f"{ratio:.2f}{goal} | {cell.rate / near:.2f} | {cell.p50:.2f} | {cell.p95:.2f}"
                print(
                    f"| {kind.name} | {way} | {cell.rate:.0f} | {shown} | {cell.own:.2f} | {cell.database:.2f} | {cell.asking:.2f} |",
                    flush=True,
                )
        for cell in hello[:1]:
            print(
                f"| | hello | {cell.rate:.0f} | | 1 | {cell.p50:.2f} | {cell.p95:.2f} | {cell.own:.2f} | | {cell.asking:.2f} |", flush=True
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="data folder with a province; generated if omitted")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds per cell")
    parser.add_argument("--warm", type=float, default=60.0, help="seconds of warm-up")
    parser.add_argument("--connections", type=int, nargs="*", default=[1, 8, 32])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=list(TITLES), choices=list(TITLES))
    options = parser.parse_args()
    logs.configure(level="WARNING")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server, query = stack.enter_context(database(options.data or province(folder)))
        sets = [kind for kind in asyncio.run(collect(server.uri, *server.auth)) if kind.name in options.only]
        for kind in sets:
            print(
                f"{kind.name}: {TITLES[kind.name]}; {len(kind.paths)} keys, {kind.each:.1f} statements, last response {kind.size:,} bytes"
            )
        ports = {"api": free_port(), "cached": free_port(), "hello": free_port(), "query": query}
        where = {
            "NEO4J_URI": server.uri,
            "NEO4J_USERNAME": server.auth[0],
            "NEO4J_PASSWORD": server.auth[1],
            "ALLIANCE_DATA": str(folder / "api"),
        }
        processes = {"database": psutil.Process(server.pid), "query": psutil.Process(server.pid)}
        for way, limit in (("api", "0"), ("cached", "200000000")):
            words = ["-m", "api.cli", "serve", "--port", str(ports[way]), "--workers", str(options.workers)]
            around = {**where, "ALLIANCE_CACHE_BYTES": limit, "ALLIANCE_LOG_FORMAT": "json"}
            processes[way] = stack.enter_context(process(words, f"http://127.0.0.1:{ports[way]}/readyz", **around))
        words = ["-m", "tests.bench.speed.hello", str(ports["hello"])]
        processes["hello"] = stack.enter_context(process(words, f"http://127.0.0.1:{ports['hello']}/"))
        processes["304"], ports["304"] = processes["cached"], ports["cached"]
        run(Bench(server, ports, processes, options.seconds), sets, options.connections, options.warm)


if __name__ == "__main__":
    main()
