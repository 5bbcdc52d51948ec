"""Start a database with the documented data and the API in a separate process, for fuzzing, soak tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from graph.loading.local_loader import load_remote
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled

PATIENCE = 120
MB = 1024 * 1024
_CONSOLE = ("java", "graph.console", "graph/console", "graph/system/child_process.py")
"""Parts of command lines that identify processes of the console."""


@dataclass(frozen=True)
class Rig:
    """The running database server and API process."""

    database: LocalServer
    process: subprocess.Popen[bytes]
    host: str
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def memory(self) -> float:
        """Return the resident memory of the API and its workers in MB, without the short-lived processes of the query console."""
        whole = psutil.Process(self.process.pid)
        return sum(map(_resident, (whole, *whole.children(recursive=True)))) / MB

    def wait(self) -> float:
        """Wait until the API is ready; return the seconds."""
        began = time.monotonic()
        with httpx.Client(trust_env=False, timeout=5) as client:
            while not self._ready(client):
                if time.monotonic() - began > PATIENCE or self.process.poll() is not None:
                    raise SystemExit(f"the API is not ready; its log ends with\n{self.log.read_text()[-3000:]}")
                time.sleep(0.1)
        return time.monotonic() - began

    def _ready(self, client: httpx.Client) -> bool:
        try:
            return client.get(f"{self.url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False


def _resident(process: psutil.Process) -> int:
    try:
        words = " ".join(process.cmdline())
        return 0 if any(part in words for part in _CONSOLE) else int(process.memory_info().rss)
    except psutil.Error:  # the process has ended
        return 0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def rig(folder: Path, *, package: str = "chenzhou", options: tuple[str, ...] = (), heap: str = "512m") -> Iterator[Rig]:
    """Start the database, load the data, start the API and wait until it is ready; stop both at the end.

    :param options: additional options of ``alliance serve``.
    """
    jars, port = ensure_jars(Settings().cache), free_port()
    with LocalServer(folder / "home", jars, heap=heap, page_cache="64m", port=free_port()) as server:
        where = {"NEO4J_URI": server.uri, "NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]}
        quick = Settings(poll_interval=0.05, read_timeout=0.1)
        database = DatabaseSettings.model_validate({"uri": server.uri, "username": server.auth[0], "password": server.auth[1]})
        load_remote(database, quick, [bundled(package) or package], merge=False, progress=None)
        words = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *options]
        log = folder / "api.log"
        with log.open("wb") as out:
            around = {**os.environ, **where, "ALLIANCE_DATA": str(folder / "data"), "ALLIANCE_LOG_FORMAT": "json"}
            process = subprocess.Popen(words, env=around, stdout=out, stderr=subprocess.STDOUT)
        try:
            running = Rig(server, process, "127.0.0.1", port, log)
            running.wait()
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE)
