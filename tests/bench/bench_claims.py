"""Measure the planning time of ``claims-against-graph`` after a database start, per query text, and the time of later calls.

    uv run python -m tests.bench.bench_claims [--text OLD.cypher] [--calls 50]

Loads the documented data into a temporary folder, restarts the server, and sends ``EXPLAIN`` for each query text of a call for all
metrics, each for the first time. ``cpu`` is the CPU time of the whole Java process, including its compiler. ``--text`` names a question
file to compare with; it is measured after its own restart.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from graph.database.reader import Store
from graph.loading.local_loader import load_remote
from graph.queries.questions.claim_metrics import compiled
from graph.queries.questions.execution import ask
from graph.queries.questions.question_file import Question, load_questions, read_question
from graph.server.aot_cache import make_aot
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled

PATIENT = Settings(read_timeout=60)


def texts(question: Question) -> dict[str, str]:
    """Return every query text of a call, by file name."""
    parts = question.parts.texts() if question.parts is not None else {}
    return {question.name: question.compile(), **{name: compiled(text, origin=False, as_of=False) for name, text in parts.items()}}


def fill(server: LocalServer) -> None:
    """Load the documented data."""
    user, password = server.auth
    database = DatabaseSettings(uri=server.uri, username=user, password=password)
    load_remote(database, Settings(poll_interval=0.05, read_timeout=0.1), [bundled("chenzhou") or ""], merge=False, progress=None)


async def measure(server: LocalServer, question: Question, calls: int) -> None:
    """Measure one question and print a table."""
    store = await Store.open(server.uri, *server.auth, settings=PATIENT)
    java = psutil.Process(server.pid)
    print(f"\n{question.path}\n\n| text | wall ms | cpu ms |\n|-|-|-|")
    walls, cpus = [], []
    for name, text in texts(question).items():
        used, began = sum(java.cpu_times()[:2]), time.perf_counter()
        await store.explain(text)
        walls.append(1000 * (time.perf_counter() - began))
        cpus.append(1000 * (sum(java.cpu_times()[:2]) - used))
        print(f"| {name} | {walls[-1]:.0f} | {cpus[-1]:.0f} |")
    print(f"| all | {sum(walls):.0f} | {sum(cpus):.0f} |")
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        await ask(store, question, {"limit": 1000})
        times.append(1000 * (time.perf_counter() - began))
    print(f"\nCalls: the first {times[0]:.0f} ms, the median {statistics.median(times):.0f} ms. Load: {os.getloadavg()[0]:.1f}.")
    await store.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path)
    parser.add_argument("--calls", type=int, default=50)
    options = parser.parse_args()
    cache = Settings().cache
    jars = ensure_jars(cache)
    aot = make_aot(cache, jars)
    with tempfile.TemporaryDirectory() as folder:
        with LocalServer(Path(folder) / "home", jars) as server:
            fill(server)
        for question in [*([read_question(options.text)] if options.text else []), load_questions()["claims-against-graph"]]:
            with LocalServer(Path(folder) / "home", jars, aot=aot) as server:
                asyncio.run(measure(server, question, options.calls))


if __name__ == "__main__":
    main()
