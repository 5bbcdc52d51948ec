"""Send fuzzed requests to a running API over raw sockets: ``python -m tests.bench.fuzz_api [--requests N] [--seed S] [--threads T]``.

Starts a database with the documented data and the API in a separate process, and monitors that process. A response fails if it has a
status of 500 or more (except 503 with Retry-After, and 504), is incomplete or missing, is an error without a problem document, contains
invalid JSON, or shows a stack trace. Exits with 1 if a response failed or memory grew: in the second half of the run, memory may grow by
10 % plus 20 MB.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from tests.bench.fuzz_requests import Maker
from tests.bench.rig import Rig, rig
from tests.bench.wire import Answered, Wire

SAMPLES = 20
PROMISED = {503, 504}


def wrong_with(response: Answered, *, head: bool) -> str | None:
    """Return the rule that a response violates, or None."""
    kind = response.headers.get("content-type", "")
    if response.status >= 500 and response.status not in PROMISED:
        return f"status {response.status}"
    if response.status in {429, 503} and not response.headers.get("retry-after", "").isdigit():
        return f"{response.status} without Retry-After"
    if b"Traceback (most recent" in response.body or b'.py", line' in response.body:
        return "a stack trace"
    if response.status >= 400 and not head and kind != "application/problem+json":
        return f"{response.status} as {kind or 'nothing'}"
    if "x-request-id" not in response.headers:
        return f"{response.status} without X-Request-ID"
    if kind.endswith("json") and not head and "content-encoding" not in response.headers:
        try:
            json.loads(response.body)
        except ValueError:
            return "invalid JSON"
    return None


class Run:
    """One run: responses by status, failures, and the memory of the server."""

    def __init__(self, place: Rig, document: dict[str, object], total: int, seed: int) -> None:
        self.place, self.document, self.total, self.seed = place, document, total, seed
        self.statuses, self.wrong = Counter[int](), dict[str, list[bytes]]()
        self.memory: list[tuple[int, float]] = []
        self._count, self._lock = itertools.count(1), threading.Lock()
        self._every = max(1, total // SAMPLES)

    def work(self, number: int) -> None:
        """Send requests in one thread until all have been sent."""
        maker = Maker(self.document, f"{self.place.host}:{self.place.port}", self.seed * 1000 + number)
        wire = Wire(self.place.host, self.place.port)
        while (turn := next(self._count)) <= self.total:
            raw, head = maker.request()
            self._one(wire, raw, head)
            if turn % self._every == 0:
                with self._lock:
                    self.memory.append((turn, self.place.memory()))
        wire.close()

    def _one(self, wire: Wire, raw: bytes, head: bool) -> None:
        try:
            response = wire.ask(raw, head=head)
        except (OSError, http.client.HTTPException) as problem:
            wire.close()
            self._note(f"no response: {type(problem).__name__} {problem}", raw)
            return
        with self._lock:
            self.statuses[response.status] += 1
        complaint = wrong_with(response, head=head)
        if complaint is not None:
            self._note(complaint, raw + b"\n<- " + response.body[:300])

    def _note(self, complaint: str, raw: bytes) -> None:
        with self._lock:
            self.wrong.setdefault(complaint, []).append(raw)


def fuzz(place: Rig, total: int, seed: int, threads: int) -> Run:
    """Send all requests and return the run."""
    document = httpx.get(f"{place.url}/openapi.json", trust_env=False, timeout=60).json()
    run = Run(place, document, total, seed)
    workers = [threading.Thread(target=run.work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    place.wait()
    run.memory.append((total, place.memory()))
    return run


def verdict(run: Run, seconds: float) -> bool:
    """Print the results; return whether the run passed."""
    run.memory.sort()
    start, middle, end = run.memory[0][1], run.memory[len(run.memory) // 2][1], run.memory[-1][1]
    print(f"{sum(run.statuses.values())} answers in {seconds:.0f} s, by status {dict(sorted(run.statuses.items()))}")
    print(f"memory of the server: {start:.0f} MB at the start, {middle:.0f} in the middle, {end:.0f} at the end")
    print("  " + " ".join(f"{size:.0f}" for _, size in run.memory))
    for complaint, raws in sorted(run.wrong.items(), key=lambda item: -len(item[1])):
        print(f"WRONG {len(raws)} times: {complaint}")
        for raw in raws[:3]:
            print(f"    {raw[:700]!r}")
    flat = end - middle <= middle * 0.1 + 20
    word, bad = "good" if flat and not run.wrong else "BAD", sum(map(len, run.wrong.values()))
    print(f"verdict: {word} (wrong answers {bad}, memory {'flat' if flat else 'GREW'})")
    return flat and not run.wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, rig(Path(folder)) as place:
        began = time.monotonic()
        run = fuzz(place, options.requests, options.seed, options.threads)
        good = verdict(run, time.monotonic() - began)
        if not good:
            print(f"the server's log ends with\n{place.log.read_text(errors='replace')[-2000:]}")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
