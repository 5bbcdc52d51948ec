"""Times the simulated overlay: rows a second, peak memory and size, and with ``--check`` the check of what was written.

    uv run python -m tests.bench.bench_simulate nation --seed 1 --check

Writes below a temporary folder (``TMPDIR`` chooses where) and leaves nothing there. Aims: 150,000 rows/s, less than 500 MB at ``nation``.
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
    """Most memory that this process ever held, in megabytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def line(what: str, rows: int, seconds: float) -> str:
    """A row of the table."""
    return f"| {what} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {peak():.0f} |"


def main() -> None:
    """Measure one scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="check the package too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "overlay"
        started = time.perf_counter()
        rows = simulate(root, scale=given.scale, seed=given.seed)
        print("| step | rows | s | rows/s | peak MB |\n|-|-|-|-|-|")
        print(line(f"write {given.scale}", sum(rows.values()), time.perf_counter() - started))
        if given.check:
            report = check(resolve([root]))
            print(line(f"check {given.scale}: {report.problem_count} problems", sum(report.rows.values()), report.seconds))
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    print(f"\n{size / 1e6:,.0f} MB of CSV. " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))


if __name__ == "__main__":
    main()
