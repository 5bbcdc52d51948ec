"""Measure how 20 simultaneous resource bombs in the query console affect `/v1`: p50 and p95 before, during and after.

    uv run python -m tests.bench.bench_console http://127.0.0.1:8000

Questions are requested one at a time on one connection, each with a new `limit`, so that none comes from the cache. The bombs are those of
the tests: unbounded expressions and patterns, growing strings and lists. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx

from graph.queries.questions.question_file import load_questions
from tests.graph.console.hostile import BOMBS

NUMBER = 20
CALLS = 400
WARM_UP = 60


def addresses() -> Iterator[str]:
    """Yield question URLs with a `limit` that changes every time."""
    known = [
        (question.name, question.params["limit"].maximum or 1000) for question in load_questions().values() if "limit" in question.params
    ]
    required = {name for name, question in load_questions().items() if any(not param.optional for param in question.params.values())}
    for limit in itertools.count(1):
        for name, most in known:
            if name not in required:
                yield f"/v1/questions/{name}?limit={limit % most + 1}"


def timed(client: httpx.Client, targets: Iterator[str], more: Callable[[int], bool]) -> list[float]:
    """Return the milliseconds of each response; stop when `more` returns False."""
    took: list[float] = []
    while more(len(took)):
        began = time.perf_counter()
        client.get(next(targets)).raise_for_status()
        took.append(1000 * (time.perf_counter() - began))
    return took


def bomb(url: str, number: int) -> int:
    """Send one bomb and return the status."""
    return httpx.post(f"{url}/v1/cypher", json={"query": BOMBS[number % len(BOMBS)].query}, timeout=120, trust_env=False).status_code


def row(name: str, took: list[float]) -> str:
    """Return one row of the table."""
    ordered = sorted(took)
    return (
        f"| {name} | {len(took)} | {statistics.median(ordered):.1f} | {ordered[int(0.95 * (len(ordered) - 1))]:.1f} | {ordered[-1]:.1f} |"
    )


def start(url: str) -> float:
    """Wait until the console responds; return the seconds."""
    began = time.monotonic()
    while httpx.post(f"{url}/v1/cypher", json={"query": "RETURN 1"}, timeout=120, trust_env=False).status_code != 200:
        time.sleep(0.5)
    return time.monotonic() - began


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    url = parser.parse_args().url.rstrip("/")
    targets = addresses()
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client, ThreadPoolExecutor(NUMBER) as pool:
        for target in itertools.islice(targets, WARM_UP):
            client.get(target)  # requests to a newly started server can time out
        cold = timed(client, targets, lambda done: done < CALLS)
        waited = start(url)
        before = timed(client, targets, lambda done: done < CALLS)
        began = time.monotonic()
        bombs: list[Future[int]] = [pool.submit(bomb, url, number) for number in range(NUMBER)]
        during = timed(client, targets, lambda _: not all(one.done() for one in bombs))
        fell = time.monotonic() - began
        again = start(url)
        after = timed(client, targets, lambda done: done < CALLS)
    print("| questions | calls | p50 ms | p95 ms | longest ms |\n|-|-|-|-|-|")
    print(row("without a console", cold))
    for name, took in (("before", before), (f"during {NUMBER} bombs", during), ("after", after)):
        print(row(name, took))
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(Counter(one.result() for one in bombs).items()))
    print(f"\nconsole ready in {waited:.1f} s; bombs over after {fell:.1f} s ({statuses}); console ready again {again:.1f} s later")


if __name__ == "__main__":
    main()
