"""Measure the CPU time of Java in a load of a small package and in a start, with and without its optimising compiler.

``python -m tests.bench.bench_java [--rounds N]``

Prints CPU seconds of child processes, each the median of the rounds; the variants take turns. Both use the ahead-of-time cache.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.loading.local_loader import load_local
from graph.server import home_directory
from graph.server.aot_cache import make_aot
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.graph.worlds import world

VARIANTS = {"all compilers": "-XX:TieredStopAtLevel=4", "without the optimising one": "-XX:TieredStopAtLevel=1"}


def children() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def measured(results: dict[str, list[tuple[float, float]]], name: str) -> Iterator[None]:
    cpu, wall = children(), time.monotonic()
    yield
    results[name].append((children() - cpu, time.monotonic() - wall))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    os.environ.pop("JDK_JAVA_OPTIONS", None)
    cache = Settings().cache
    jars = ensure_jars(cache)
    aot = make_aot(cache, jars)
    results: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for variant, option in VARIANTS.items():
            home_directory.SHORT_LIVED = (option,)
            with tempfile.TemporaryDirectory() as scratch:
                package, data = world(Path(scratch) / "world", 40), Path(scratch) / "data"
                with measured(results, f"load of {package.name}, 20 rows: {variant}"):
                    version = load_local(data, cache, [package]).data_version
                server = LocalServer(Stores(data).home(version), jars, heap="512m", page_cache="64m", aot=aot, jvm_options=(option,))
                with measured(results, f"start and stop: {variant}"), server:
                    pass
    for name, values in results.items():
        cpu, wall = (statistics.median(column) for column in zip(*values, strict=True))
        print(f"{name:60} {cpu:6.1f} s of CPU {wall:6.1f} s")


if __name__ == "__main__":
    main()
