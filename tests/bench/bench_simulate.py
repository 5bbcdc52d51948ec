"""Measure the simulated overlay: rows per second, peak memory and size; with ``--check`` also the check of the package.

    uv run python -m tests.bench.bench_simulate nation --seed 1 --check

Writes to a temporary folder (set ``TMPDIR`` to choose it) and deletes it. Goals: 150,000 rows/s and less than 500 MB for ``nation``.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from seed.packages.checker import check
from seed.packages.package import resolve
from seed.simulate import simulate
from seed.simulation.sizes import SCALES


def peak() -> float:
    """Return the peak resident memory of this process in MB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def line(what: str, rows: int, seconds: float) -> str:
    """Return one row of the table."""
    return f"| {what} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {peak():.0f} |"


def main() -> None:
    """Measure one scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="also check the package")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "overlay"
        started = time.perf_counter()
        rows = simulate(root, scale=options.scale, seed=options.seed)
        print("| step | rows | s | rows/s | peak MB |\n|-|-|-|-|-|")
        print(line(f"write {options.scale}", sum(rows.values()), time.perf_counter() - started))
        if options.check:
            report = check(resolve([root]))
            print(line(f"check {options.scale}: {report.problem_count} problems", sum(report.rows.values()), report.seconds))
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    print(f"\n{size / 1e6:,.0f} MB of CSV. " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))


if __name__ == "__main__":
    main()
