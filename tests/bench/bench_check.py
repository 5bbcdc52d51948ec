"""Benchmark a check with a sink, time and memory: ``python -m tests.bench.bench_check [nodes] [edges]``.

Writes a simulated package of enterprises and FEEDS to a temporary folder. Prints rows per second of CPU time, which is robust on a busy
machine, and peak resident memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from seed.model import Enterprise, Feeds, Program, Row, Source
from seed.packages.checker import check
from seed.packages.package import resolve
from seed.packages.writer import write_package

WHENCE = {"sources": "source:bench", "origin": "simulated", "certainty": "unverified"}


class Counter:
    """A sink that counts rows and prints the reading speed at the end of each file."""

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        self.cls, self.count, self.started = cls, 0, time.process_time()

    def rows(self, batch: list[list[str]]) -> None:
        self.count += len(batch)

    def end(self) -> None:
        seconds = time.process_time() - self.started
        print(
            f"{self.cls.__name__:12} {self.count:>10,} rows  {seconds:7.2f} s  {self.count / seconds:>10,.0f} rows/s  {peak():6.0f} MB peak"
        )


def peak() -> float:
    """Return the peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(nodes: int = 200_000, edges: int = 1_000_000) -> None:
    """Write the package, then check it."""
    programs = max(nodes // 10, 1)
    enterprises = nodes - programs

    def feeds() -> Iterator[dict[str, object]]:
        for i in range(edges):
            start, end = f"program:sim-{i % programs:07d}", f"enterprise:sim-{i * 7919 % enterprises:07d}"
            yield {"start": start, "end": end, "year": 2000 + i // programs % 25, "graduates": i % 23, **WHENCE}

    def things(prefix: str, word: str, zh: str, count: int) -> Iterator[dict[str, object]]:
        for i in range(count):
            yield {"id": f"{prefix}:sim-{i:07d}", "name": f"Simulated {word} {i:07d}", "name_zh": f"模拟{zh} {i:07d}", **WHENCE}

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "bench"
        source = {"id": "source:bench", "name": "Bench", "kind": "simulation", "origin": "simulated"}
        started = time.process_time()
        rows = [
            (Source, [source]),
            (Program, things("program", "program", "专业", programs)),
            (Enterprise, things("enterprise", "enterprise", "企业", enterprises)),
            (Feeds, feeds()),
        ]
        write_package(root, name="bench", title="Bench", rows=rows)
        seconds = time.process_time() - started
        print(
            f"written      {nodes + edges:>10,} rows  {seconds:7.2f} s  {(nodes + edges) / seconds:>10,.0f} rows/s  {peak():6.0f} MB peak"
        )
        report = check(resolve([root]), sink=Counter())
        print(f"problems {report.problem_count}; whole check {report.seconds:.2f} s; {peak():.0f} MB peak; {report.data_version}")
        for problem in report.problems[:3]:
            print(problem)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
