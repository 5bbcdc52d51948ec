"""Compare the default data of the first edition with that of today: load, start, first answers and search, in turn on one machine.

``python -m tests.bench.bench_defaults [--rounds N]``

*first* is Chenzhou with its simulated overlay, *today* is Chenzhou with Hunan; both run on this checkout. Each round loads each side into
a new data folder, starts the database and the API on it, sends the example of each question once, and then each query of the search
tests ``--repeats`` times, each time with another limit, so that no response comes from the cache. Prints one row per side and round, with
the load of the machine at its start, and the rows by origin.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from graph.loading.local_loader import load_local
from graph.queries.questions.question_file import load_questions
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from graph.storage.data_directory import Stores
from seed.packages.package import BUNDLED
from seed.simulate import simulate
from tests.bench.bench_load import cpu
from tests.bench.rig import free_port

QUERIES = Path(__file__).parents[1] / "graph" / "queries" / "search" / "queries.csv"
SIDES = {"first": ("chenzhou", "overlay"), "today": ("chenzhou", "hunan")}
START_LIMIT = 900.0
"""A shared machine may need minutes for a start; the limit of ``alliance up`` is shorter."""


@dataclass
class Measured:
    """Figures of one side in one round: seconds, and milliseconds of answers."""

    load: float
    load_cpu: float
    database: float
    api: float
    questions: list[float]
    searches: list[float]
    origins: Counter[str]

    def cells(self) -> list[str]:
        """Return the cells of a row of the table."""
        p95 = statistics.quantiles(self.searches, n=20)[-1]
        return [
            f"{self.load:.1f} ({self.load_cpu:.1f} CPU)",
            f"{self.database:.1f}",
            f"{self.api:.1f}",
            f"{sum(self.questions):.0f} / {statistics.median(self.questions):.0f} / {max(self.questions):.0f}",
            f"{statistics.median(self.searches):.1f} / {p95:.1f}",
            ", ".join(f"{count:,} {origin}" for origin, count in sorted(self.origins.items())),
        ]


@contextmanager
def served(data: Path, settings: Settings) -> Iterator[tuple[httpx.Client, float, float]]:
    """Start the database on the current store and the API on it; yield a client and the seconds of both starts."""
    current = Stores(data).current()
    assert current is not None
    began, port = time.monotonic(), free_port()
    with LocalServer(Stores(data).home(current.store), ensure_jars(settings.cache), heap="512m", start_limit=START_LIMIT) as server:
        database, began = time.monotonic() - began, time.monotonic()
        where = {"NEO4J_URI": server.uri, "NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]}
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(
            command, env={**os.environ, **where, "ALLIANCE_DATA": str(data / "api")}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
                while not ready(client):
                    if process.poll() is not None or time.monotonic() - began > START_LIMIT:
                        raise SystemExit("The API did not start.")
                    time.sleep(0.1)
                yield client, database, time.monotonic() - began
        finally:
            process.terminate()
            process.wait(60)


def ready(client: httpx.Client) -> bool:
    """Return whether the API is ready."""
    try:
        return client.get("/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def timed(client: httpx.Client, path: str, params: dict[str, str]) -> float:
    """Return the milliseconds of one answer."""
    began = time.perf_counter()
    client.get(path, params=params).raise_for_status()
    return 1000 * (time.perf_counter() - began)


def measure(packages: list[Path], settings: Settings, repeats: int) -> Measured:
    """Load the packages into a new data folder, start on it, ask and search."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory(prefix="bench-defaults-") as folder:
        data, used, began = Path(folder) / "data", cpu(), time.monotonic()
        load_local(data, settings.cache, packages, settings=settings)
        load, load_cpu = time.monotonic() - began, cpu() - used
        with served(data, settings) as (client, database, api):
            questions = [
                timed(client, f"/v1/questions/{name}", {key: str(value) for key, value in question.example.items()})
                for name, question in load_questions().items()
            ]
            # A different limit is a different request, so that the cache of responses answers none of them.
            searches = [timed(client, "/v1/search", {"q": query, "limit": str(5 + turn)}) for turn in range(repeats) for query in queries]
            counts = client.get("/v1/meta").json()["results"][0]["counts"]
    origins: Counter[str] = Counter()
    for by_origin in counts.values():
        origins.update(by_origin)
    return Measured(load, load_cpu, database, api, questions, searches, origins)


def main() -> None:
    """Measure both sides in turn and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    settings = Settings()
    print("| data | load of the machine | load, s | database, s | API, s | questions once: sum / median / greatest, ms |", end="")
    print(" search p50 / p95, ms | rows |\n|-|-|-|-|-|-|-|-|", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-overlay-") as folder:
        overlay = Path(folder) / "chenzhou-simulated"
        simulate(overlay, scale="chenzhou", seed=1)
        for _ in range(options.rounds):
            for side, names in SIDES.items():
                busy = os.getloadavg()[0]
                packages = [overlay if name == "overlay" else BUNDLED / name for name in names]
                cells = measure(packages, settings, options.repeats).cells()
                print(f"| {side} | {busy:.1f} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
