"""Kill loads and servers with SIGKILL at random moments, while readers check that they never see a mixture of two data versions.

``python -m tests.bench.torture_load local|remote [--kills N] [--seed S] [--size ROWS]``

Each round writes the next version of a small package (:mod:`tests.graph.worlds`: every program, enterprise and FEEDS relationship contains
the same number, which determines the number of rows), starts a load of it in a separate process, and kills that process or a server at a
random moment. Then the next load must succeed and contain exactly its version.

``local`` kills the loader, its Java process (the importer or the server that creates the indexes) or the server that readers use; a
simplified ``alliance up`` follows ``current``. ``remote`` kills the loader or the server that it writes to; readers use
:class:`graph.database.reader.Store`. Exits with 1 when a check failed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import psutil

from graph.database.reader import Store
from graph.errors import AllianceError
from graph.server.aot_cache import aot_file
from graph.server.jars import Jars, ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.graph.worlds import world

READS = (
    "MATCH (x:Program) RETURN collect(DISTINCT x.enrolment) AS numbers, count(x) AS rows",
    "MATCH (x:Enterprise) RETURN collect(DISTINCT x.employees) AS numbers, count(x) AS rows",
    "MATCH ()-[x:FEEDS]->() RETURN collect(DISTINCT x.graduates) AS numbers, count(x) AS rows",
)
FAST = {"ALLIANCE_POLL_INTERVAL": "0.2", "ALLIANCE_READ_TIMEOUT": "1.0", "ALLIANCE_HEAP": "512m", "ALLIANCE_PAGE_CACHE": "64m"}
LOCAL = """
import sys; from pathlib import Path; from graph.loading.local_loader import load_local; from graph.settings import Settings
print(load_local(Path(sys.argv[1]), Settings().cache, [sys.argv[2]], merge=False))
"""
REMOTE = """
import sys; from graph.loading.local_loader import load_remote; from graph.settings import DatabaseSettings, Settings
print(load_remote(DatabaseSettings(), Settings(data=sys.argv[1]), [sys.argv[2]], merge=False))
"""
SPREAD = 7
LIMIT = 300


class Verdict:
    """Results of reads: complete reads, refusals, mixtures, and versions."""

    def __init__(self, size: int) -> None:
        self.size, self.reads, self.versions = size, Counter[str](), Counter[int]()
        self.faults: list[str] = []

    def take(self, rows: list[dict[str, Any]]) -> int | None:
        """Check one read: all numbers are equal, and the number of rows agrees. Return the version, or None."""
        numbers = {number for row in rows for number in row["numbers"]}
        counts = {row["rows"] for row in rows}
        if len(numbers) == 1 and counts == {self.size + min(numbers) % SPREAD}:
            self.reads["complete"] += 1
            self.versions[min(numbers)] += 1
            return int(min(numbers))
        self.reads["MIXED"] += 1
        self.faults.append(f"a reader saw versions {sorted(numbers)} with {sorted(counts)} rows")
        return None


def loader(text: str, data: Path, root: Path, **more: str) -> subprocess.Popen[bytes]:
    """Start a load. Its output goes to ``loads.log``."""
    with (data.parent / "loads.log").open("ab") as log:
        environment = {**os.environ, **FAST, **more}
        return subprocess.Popen([sys.executable, "-c", text, str(data), str(root)], env=environment, stdout=log, stderr=subprocess.STDOUT)


def must_succeed(start: Callable[[], subprocess.Popen[bytes]], log: Path) -> float:
    """Run a load to its end; return the seconds it took."""
    begin = time.monotonic()
    code = start().wait(LIMIT)
    if code != 0:
        raise SystemExit(f"a load after a kill failed with exit code {code}\n{log.read_text()[-3000:]}")
    return time.monotonic() - begin


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def java_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the Java child processes of a load; none when it has ended."""
    with contextlib.suppress(psutil.Error):
        return [child.pid for child in psutil.Process(process.pid).children(recursive=True) if "java" in child.name()]
    return []


class Follower:
    """A simplified ``alliance up``: serve the current store, switch to a new one, restart a server that was killed."""

    def __init__(self, data: Path, jars: Jars, verdict: Verdict) -> None:
        self.stores, self.jars, self.verdict = Stores(data), jars, verdict
        self.server: LocalServer | None = None
        self.store, self.latest = "", 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow)

    def __enter__(self) -> Follower:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        if self.server is not None:
            self.server.stop()

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._swap()
                self._read()
            except (AllianceError, neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError) as problem:
                self.verdict.reads[f"refused: {type(problem).__name__}"] += 1
                time.sleep(0.1)

    def _swap(self) -> None:
        current = self.stores.current()
        if current is None:
            self.verdict.faults.append("there is no current store")
            return
        if self.server is not None and self.store == current.store and self.server.alive():
            return
        aot = aot_file(Settings().cache, self.jars)
        fresh = LocalServer(self.stores.home(current.store), self.jars, heap="512m", page_cache="64m", aot=aot)
        if self.server is not None:
            self.server.stop()
        fresh.start()
        self.server, self.store = fresh, current.store

    def _read(self) -> None:
        assert self.server is not None
        with neo4j.GraphDatabase.driver(self.server.uri, auth=self.server.auth) as driver:
            for _ in range(20):
                rows = [driver.execute_query(text).records[0].data() for text in READS]
                self.latest = self.verdict.take(rows) or self.latest


def local(folder: Path, kills: int, size: int, dice: random.Random) -> Verdict:
    """Run the rounds on the local server's data folder."""
    data, verdict, jars = folder / "data", Verdict(size), ensure_jars(Settings().cache)

    def start(number: int) -> subprocess.Popen[bytes]:
        return loader(LOCAL, data, world(folder / "world", number, size + number % SPREAD))

    usual = must_succeed(lambda: start(1), folder / "loads.log")
    with Follower(data, jars, verdict) as follower:
        for number in range(2, kills + 2):
            target = ("loader", "its Java process", "the server of the readers")[number % 3]
            process = start(number)
            moment = dice.uniform(0.3, usual)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(moment)
            if target == "loader":
                kill(process.pid)
            elif target == "its Java process":
                for pid in java_of(process):
                    kill(pid)
            elif follower.server is not None and follower.server.alive():
                kill(follower.server.pid)
            print(f"round {number}: killed {target} after {moment:.1f} s; load exited with {process.wait(LIMIT)}", flush=True)
            usual = 0.5 * usual + 0.5 * must_succeed(lambda number=number: start(number), folder / "loads.log")  # type: ignore[misc]
            wait_until(lambda number=number: follower.latest == number, verdict, f"version {number} was not served")  # type: ignore[misc]
    left = {home.name for home in (data / "stores").iterdir()}
    if len(left) > 2:
        verdict.faults.append(f"stores left over: {sorted(left)}")
    return verdict


def wait_until(condition: Callable[[], bool], verdict: Verdict, fault: str) -> None:
    """Wait for a condition; record a fault after the time limit."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            verdict.faults.append(fault)
            return
        time.sleep(0.05)


async def read_on(server: LocalServer, verdict: Verdict, stop: threading.Event) -> None:
    """Read as the API does: several statements in one read."""
    store = await Store.open(server.uri, *server.auth, settings=Settings(poll_interval=0.2, read_timeout=1.0))

    async def reader() -> None:
        while not stop.is_set():
            try:
                async with store.reading():
                    rows = [(await store.run(text, {}))[0] for text in READS]
                verdict.take(rows)
            except AllianceError as problem:
                verdict.reads[f"refused: {type(problem).__name__}"] += 1
                await asyncio.sleep(0.02)

    await asyncio.gather(*(reader() for _ in range(4)))
    await store.close()


@contextlib.contextmanager
def reading(server: LocalServer, verdict: Verdict) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(read_on(server, verdict, stop)))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def remote(folder: Path, kills: int, size: int, dice: random.Random) -> Verdict:
    """Run the rounds on a server over Bolt."""
    verdict, jars = Verdict(size), ensure_jars(Settings().cache)
    with LocalServer(folder / "home", jars, heap="512m", page_cache="64m") as first:
        port = first.port
    server = LocalServer(folder / "home", jars, heap="512m", page_cache="64m", port=port)
    server.start()
    environment = {"NEO4J_URI": server.uri, "NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]}

    def start(number: int) -> subprocess.Popen[bytes]:
        return loader(REMOTE, folder / "data", world(folder / "world", number, size + number % SPREAD), **environment)

    try:
        must_succeed(lambda: start(0), folder / "loads.log")
        usual = must_succeed(lambda: start(1), folder / "loads.log")
        with reading(server, verdict):
            for number in range(2, kills + 2):
                process, moment = start(number), dice.uniform(0.3, usual)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(moment)
                kill(process.pid if number % 2 else server.pid)
                if number % 2 == 0:
                    server.stop()
                    server.start()
                target = "loader" if number % 2 else "server"
                print(
                    f"round {number}: killed {target} after {moment:.1f} s; load exited with {process.wait(LIMIT)}",
                    flush=True,
                )
                must_succeed(lambda number=number: start(number), folder / "loads.log")  # type: ignore[misc]
                wait_until(lambda number=number: verdict.versions[number] > 0, verdict, f"version {number} was not read")  # type: ignore[misc]
    finally:
        server.stop()
    return verdict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["local", "remote"])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # broken connections are expected
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        way = local if args.way == "local" else remote
        verdict = way(Path(folder), args.kills, args.size, random.Random(args.seed))
    print(f"{args.way}: {args.kills} kills; reads {dict(verdict.reads)}; {len(verdict.versions)} versions read", flush=True)
    if verdict.faults:
        raise SystemExit("\n".join(dict.fromkeys(verdict.faults)))


if __name__ == "__main__":
    main()
