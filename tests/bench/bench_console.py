"""What `/v1` notices of 20 resource bombs at once in the query console: p50 and p95 of questions before, during and after.

    uv run python -m tests.bench.bench_console http://127.0.0.1:8000

Questions are asked one after another on one connection, each with a `limit` that was not asked before, so that none is answered from the
cache. The bombs are those of the tests: expressions and patterns without end, strings and lists that grow. Prints a Markdown table.
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
    """Questions whose limit may be chosen, each time with another one."""
    known = [
        (question.name, question.params["limit"].maximum or 1000) for question in load_questions().values() if "limit" in question.params
    ]
    required = {name for name, question in load_questions().items() if any(not param.optional for param in question.params.values())}
    for limit in itertools.count(1):
        for name, most in known:
            if name not in required:
                yield f"/v1/questions/{name}?limit={limit % most + 1}"


def timed(client: httpx.Client, targets: Iterator[str], more: Callable[[int], bool]) -> list[float]:
    """Milliseconds of each answer, while `more` says so."""
    took: list[float] = []
    while more(len(took)):
        began = time.perf_counter()
        client.get(next(targets)).raise_for_status()
        took.append(1000 * (time.perf_counter() - began))
    return took


def bomb(url: str, number: int) -> int:
    """Ask one bomb; its status."""
    return httpx.post(f"{url}/v1/cypher", json={"query": BOMBS[number % len(BOMBS)].query}, timeout=120, trust_env=False).status_code


def row(name: str, took: list[float]) -> str:
    """A line of the table."""
    ordered = sorted(took)
    return (
        f"| {name} | {len(took)} | {statistics.median(ordered):.1f} | {ordered[int(0.95 * (len(ordered) - 1))]:.1f} | {ordered[-1]:.1f} |"
    )


def start(url: str) -> float:
    """Wait until the console answers; seconds."""
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
            client.get(target)  # a server that has just started may let one run out of time
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
