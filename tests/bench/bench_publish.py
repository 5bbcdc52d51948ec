"""Measure the time from ``alliance publish`` to the first answer with the edit, beside a running ``alliance up``.

``python -m tests.bench.bench_publish [--rounds N]``

Starts a server with the default data in a new data folder. Each round edits one name, publishes it, and polls the API every 20 ms until it
answers with the new name; then it undoes the edit and publishes that. Prints the seconds of each step and the load of the machine.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.api.server.test_up import Up, start

FIRM, OLD = "enterprise:anneng", "Anneng"
_TICK = 0.02


def name(up: Up) -> str:
    """Return the name that the API answers; empty while it does not answer."""
    try:
        response = httpx.get(f"{up.url}/v1/enterprises/{FIRM}", timeout=20, trust_env=False)
    except (OSError, KeyError, httpx.HTTPError):
        return ""
    return str(response.json()["results"][0]["name"]) if response.status_code == 200 else ""


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of a call."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def publish(up: Up, expected: str) -> tuple[float, float]:
    """Publish. Return the seconds until the API answers with the expected name, and until the command ends."""
    began = time.monotonic()
    command = [sys.executable, "-m", "api.cli", "publish"]
    with subprocess.Popen(command, env=up.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while name(up) != expected:
            if process.poll() not in {None, 0}:
                raise SystemExit("The publication failed.")
            time.sleep(_TICK)
        answered = time.monotonic() - began
        process.wait()
    return answered, time.monotonic() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as folder:
        up = start(Path(folder) / "data")
        try:
            while not name(up):
                if up.process.poll() is not None:
                    raise SystemExit(up.log.read_text(encoding="utf-8"))
                time.sleep(_TICK)
            for number in range(1, rounds + 1):
                new = f"{OLD} {number}"
                edit = timed(lambda new=new: up.run("edit", "set", FIRM, "name", new, "--reason", "a measurement"))  # type: ignore[misc]
                answered, ended = publish(up, new)
                up.run("undo")
                back, _ = publish(up, OLD)
                load = os.getloadavg()[0]
                print(
                    f"round {number}: edit {edit:.1f} s; publish answered after {answered:.1f} s, ended after {ended:.1f} s; "
                    f"undo answered after {back:.1f} s; load {load:.1f}",
                    flush=True,
                )
        finally:
            up.process.send_signal(signal.SIGTERM)
            up.process.wait(60)


if __name__ == "__main__":
    main()
