"""Measure every question over HTTP: rows, p50 and p95 of N calls, with random keys from the data.

    uv run python -m tests.bench.bench_questions http://127.0.0.1:8000 --calls 100

Each parameter that names a node gets a new random node on every call, so that responses do not come from warm pages alone. The first ten
calls of each question are not counted. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import Any

import httpx

from graph.queries.questions.question_file import Question, load_questions
from seed.model import NODES

WARM_UP = 10


def sample(client: httpx.Client, label: str, size: int = 200) -> list[str]:
    """Return ids of a type, from one page."""
    found = client.get(f"/v1/{NODES[label].path}", params={"per_page": size}).raise_for_status().json()["results"]
    return [item["id"] for item in found]


def values(question: Question, ids: dict[str, list[str]], rng: random.Random) -> dict[str, Any]:
    """Return the parameters of one call: those of the example, each with a random node of the same type."""
    chosen = dict(question.example)
    for name in chosen:
        label = str(chosen[name]).partition(":")[0]
        if ids.get(label):
            chosen[name] = rng.choice(ids[label])
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with httpx.Client(base_url=options.url, timeout=60) as client:
        questions = load_questions().values()
        ids = {cls.prefix: sample(client, label) for label, cls in NODES.items()}
        print("| question | rows (median) | p50 ms | p95 ms | not answered |\n|-|-|-|-|-|")
        for question in questions:
            times, rows, failed = [], [], 0
            for call in range(WARM_UP + options.calls):
                started = time.perf_counter()
                answer = client.get(f"/v1/questions/{question.name}", params=values(question, ids, rng))
                elapsed = 1000 * (time.perf_counter() - started)
                if call < WARM_UP:
                    continue
                times.append(elapsed)
                failed += answer.status_code != 200
                rows.append(len(answer.json().get("results", [])))
            p95 = statistics.quantiles(times, n=20)[-1]
            print(
                f"| {question.name} | {statistics.median(rows):.0f} | {statistics.median(times):.1f} | {p95:.1f} | {failed} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
