"""Throws fuzzed requests at a running API, by raw sockets: ``python -m tests.bench.fuzz_api [--requests N] [--seed S] [--threads T]``.

It starts a database with the documented data and the API in a process of its own, and watches that process. An answer is wrong when it is
a 500 or worse (503 with Retry-After and 504 are promises of the API), when it breaks off or does not come, when an error is no problem
document, when JSON cannot be read, or when it shows a stack trace. Ends with 1 when one was wrong or when memory grew: the second half
of the run may add a tenth to what the server had in the middle, and 20 MB.
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


def wrong_with(answered: Answered, *, head: bool) -> str | None:
    """What an answer breaks, or None."""
    kind = answered.headers.get("content-type", "")
    if answered.status >= 500 and answered.status not in PROMISED:
        return f"status {answered.status}"
    if answered.status in {429, 503} and not answered.headers.get("retry-after", "").isdigit():
        return f"{answered.status} without Retry-After"
    if b"Traceback (most recent" in answered.body or b'.py", line' in answered.body:
        return "a stack trace"
    if answered.status >= 400 and not head and kind != "application/problem+json":
        return f"{answered.status} as {kind or 'nothing'}"
    if "x-request-id" not in answered.headers:
        return f"{answered.status} without X-Request-ID"
    if kind.endswith("json") and not head and "content-encoding" not in answered.headers:
        try:
            json.loads(answered.body)
        except ValueError:
            return "no JSON"
    return None


class Run:
    """One run: how many came, what was wrong, how much memory the server had."""

    def __init__(self, place: Rig, document: dict[str, object], total: int, seed: int) -> None:
        self.place, self.document, self.total, self.seed = place, document, total, seed
        self.statuses, self.wrong = Counter[int](), dict[str, list[bytes]]()
        self.memory: list[tuple[int, float]] = []
        self._count, self._lock = itertools.count(1), threading.Lock()
        self._every = max(1, total // SAMPLES)

    def work(self, number: int) -> None:
        """What one thread does until all requests are sent."""
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
            answered = wire.ask(raw, head=head)
        except (OSError, http.client.HTTPException) as problem:
            wire.close()
            self._note(f"no answer: {type(problem).__name__} {problem}", raw)
            return
        with self._lock:
            self.statuses[answered.status] += 1
        complaint = wrong_with(answered, head=head)
        if complaint is not None:
            self._note(complaint, raw + b"\n<- " + answered.body[:300])

    def _note(self, complaint: str, raw: bytes) -> None:
        with self._lock:
            self.wrong.setdefault(complaint, []).append(raw)


def fuzz(place: Rig, total: int, seed: int, threads: int) -> Run:
    """Send all requests."""
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
    """Print what came of it; whether it is good."""
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, rig(Path(folder)) as place:
        began = time.monotonic()
        run = fuzz(place, given.requests, given.seed, given.threads)
        good = verdict(run, time.monotonic() - began)
        if not good:
            print(f"the server's log ends with\n{place.log.read_text(errors='replace')[-2000:]}")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
