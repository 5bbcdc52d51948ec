"""Measure the time of each step of a load, and its memory.

``python -m tests.bench.bench_load [chenzhou|province|nation] [--remote] [--package DIR]``

Generates the simulated overlay of the scale in a separate process (or uses the given one), loads it with the documented packages, then
loads the same data again. Prints seconds per step, rows per second from CSV to a ready server, and the peak resident memory of this
process and of its Java child processes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from graph.loading.local_loader import Summary, load_local, load_remote
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled

MAKE = "import sys, pathlib, seed.simulate as it; print(it.simulate(pathlib.Path(sys.argv[1]), scale=sys.argv[2], seed=1))"


class Watch:
    """Prints each step of a load with its seconds, and tracks the memory of child processes."""

    def __init__(self) -> None:
        self.step, self.since, self.children = "", time.monotonic(), 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        step = step.split(maxsplit=1)[0] if step.startswith(("checking", "writing")) else step
        if step != self.step:
            self._tell()
            self.step, self.since = step, time.monotonic()

    def end(self) -> None:
        self._tell()
        self._stop.set()
        self._thread.join()

    def _tell(self) -> None:
        if self.step:
            print(f"  {self.step:24} {time.monotonic() - self.since:8.1f} s   {peak():5.0f} MB", flush=True)

    def _follow(self) -> None:
        while not self._stop.wait(0.2):
            total = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    total += child.memory_info().rss
                except psutil.Error:
                    continue
            self.children = max(self.children, total >> 20)


def peak() -> float:
    """Return the peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cpu() -> float:
    """Return the CPU seconds of this process and of its finished children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def report(what: str, summary: Summary, watch: Watch, started: float) -> None:
    watch.end()
    rows = summary.created + summary.changed + summary.unchanged
    print(
        f"{what}: {rows:,} rows in {summary.seconds:.1f} s ({rows / summary.seconds:,.0f} rows/s), {cpu() - started:.1f} s of processor, "
        f"{summary.created:,} created, {summary.changed:,} changed, {summary.unchanged:,} unchanged, {summary.removed:,} removed; "
        f"peak {peak():.0f} MB here, {watch.children:,} MB Java",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", default="chenzhou", choices=["chenzhou", "province", "nation"])
    parser.add_argument("--package", type=Path)
    parser.add_argument("--remote", action="store_true")
    options = parser.parse_args()
    documented = bundled("chenzhou")
    assert documented is not None
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder:
        root = options.package or Path(folder) / "overlay"
        if options.package is None:
            subprocess.run([sys.executable, "-c", MAKE, str(root), options.scale], check=True)
        for what in ("first load", "second load") if not options.remote else ():
            watch, started = Watch(), cpu()
            report(
                what,
                load_local(Path(folder) / "data", settings.cache, [documented, root], progress=watch, settings=settings),
                watch,
                started,
            )
        if options.remote:
            with LocalServer(
                Path(folder) / "home", ensure_jars(settings.cache), heap=settings.heap, page_cache=settings.page_cache
            ) as server:
                database = DatabaseSettings(uri=server.uri, username=server.auth[0], password=server.auth[1])  # type: ignore[arg-type]
                settings = settings.model_copy(update={"data": Path(folder) / "data"})
                for what in ("first load", "second load"):
                    watch, started = Watch(), cpu()
                    report(what, load_remote(database, settings, [documented, root], progress=watch), watch, started)


if __name__ == "__main__":
    main()
