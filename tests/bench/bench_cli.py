"""Measure the CPU time of the command line: ``--version``, ``--help``, and ``ask`` if the URL of a running server is given.

    uv run python -m tests.bench.bench_cli [http://127.0.0.1:8000] [--runs 10]

Prints the median and maximum of the user plus system time of the process, and the load of the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

ALLIANCE = str(Path(sys.executable).with_name("alliance"))


def seconds(words: list[str], env: dict[str, str]) -> float:
    """Return the CPU seconds of one run."""
    with subprocess.Popen([ALLIANCE, *words], env=env, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"alliance {' '.join(words)} failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url", nargs="?")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    commands = [["--version"], ["--help"]]
    if options.url:
        commands.append(["ask", "enterprises-fed-by-programs", "--county", "county:431024"])
    env = {**os.environ, **({"ALLIANCE_URL": options.url} if options.url else {})}
    print("| command | median s | largest s |\n|-|-|-|")
    for words in commands:
        times = [seconds(words, env) for _ in range(options.runs)]
        print(f"| alliance {' '.join(words)} | {statistics.median(times):.2f} | {max(times):.2f} |")
    print(f"\nLoad: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
