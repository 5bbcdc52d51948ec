"""Run a mixed load while the database is killed repeatedly: ``python -m tests.bench.soak_api [--minutes M] [--kills K] [--connections C]``.

Starts a database with the documented data and the API in a separate process. Each connection sends requests continuously: lists, entities,
questions, searches, exports, some with the ETag of the last response. K times, evenly spaced, the database process is killed with SIGKILL
and restarted some seconds later. The only allowed error is 503 with Retry-After, and after each restart every request must succeed again
for a client that follows Retry-After. Prints the responses by database state, the seconds of each recovery, the memory at the start and
the end, and a verdict; exits with 1 if the verdict is bad.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from api.openapi.example_calls import call_of
from api.openapi.operations import resolved_operations
from tests.bench.rig import Rig, rig
from tests.bench.wire import Answered, Wire

PUT_OFF = 60.0
"""Maximum seconds of 503 with Retry-After for one URL under load."""
AWAY = 6.0
"""Seconds between kill and restart of the database."""
GROWTH = 1.25
"""Maximum ratio of the memory at the end to that before the first kill, when the caches were full."""
FORMATS = ("csv", "jsonl", "xlsx")
SIZE = re.compile(r"(per_page|limit)=\d+")
NOT_READ = ("/metrics", "/healthz", "/reconcile")


def targets(document: dict[str, Any]) -> list[str]:
    """Return the example request of each GET operation; lists also as files."""
    found = []
    for path, method, operation in resolved_operations(document):
        if method != "get" or path.startswith(NOT_READ):
            continue
        target = call_of(path, operation).target(path)
        found.append(target)
        names = {item["name"] for item in operation.get("parameters", ())}
        if "format" in names and "per_page" in names:
            found += [f"{target}{'&' if '?' in target else '?'}format={name}" for name in FORMATS]
    return found


def complaint_about(response: Answered) -> str | None:
    """Return the rule that a response violates, or None."""
    if response.status in {200, 304}:
        return None
    if response.status == 503:
        return None if response.headers.get("retry-after", "").isdigit() else "503 without Retry-After"
    kind = re.search(rb'"type":"([^"]+)"', response.body)
    return f"status {response.status} {kind[1].decode() if kind else response.body[:80]!r}"


def varied(target: str, dice: random.Random) -> str:
    """Change the page size of half of the requests, so that not all responses come from the cache."""
    return SIZE.sub(lambda found: f"{found[1]}={dice.randrange(1, 101)}", target) if dice.random() < 0.5 else target


class Soak:
    """The load and its results."""

    def __init__(self, place: Rig, asked: list[str]) -> None:
        self.place, self.asked = place, asked
        self.stop, self.state = threading.Event(), "up"
        self.seen: dict[str, Counter[int]] = {"up": Counter(), "away": Counter(), "coming back": Counter()}
        self.wrong, self.slowest = Counter[str](), Counter[str]()
        self._lock = threading.Lock()

    def work(self, number: int) -> None:
        """Send requests on one connection until the run stops."""
        dice, wire, tags = random.Random(number), Wire(self.place.host, self.place.port), dict[str, str]()
        while not self.stop.is_set():
            target = varied(dice.choice(self.asked), dice)
            condition = f"If-None-Match: {tags[target]}\r\n" if target in tags and dice.random() < 0.3 else ""
            raw = f"GET {target} HTTP/1.1\r\nHost: {self.place.host}:{self.place.port}\r\n{condition}\r\n"
            state, began = self.state, time.monotonic()
            try:
                response = wire.ask(raw.encode())
            except (OSError, http.client.HTTPException) as problem:
                wire.close()
                self._note(state, 0, f"no response: {type(problem).__name__} {problem} ({target})", began)
                continue
            if "etag" in response.headers:
                tags[target] = response.headers["etag"]
            complaint = complaint_about(response)
            self._note(state, response.status, complaint and f"{complaint} ({target})", began)
            if response.status == 503:
                self.stop.wait(0.2)  # shorter than Retry-After, on purpose
        wire.close()

    def _note(self, state: str, status: int, complaint: str | None, began: float) -> None:
        with self._lock:
            self.seen[state][status] += 1
            self.slowest[state] = max(self.slowest[state], int((time.monotonic() - began) * 1000))
            if complaint is not None:
                self.wrong[f"[{state}] {complaint}"] += 1

    def kill(self) -> tuple[float, float, int]:
        """Kill and restart the database; return the seconds until ready, the seconds until every request succeeded, and the retries."""
        self.state = "away"
        os.kill(self.place.database.pid, signal.SIGKILL)
        self.stop.wait(AWAY)
        self.place.database.stop()
        self.place.database.start()
        self.state = "coming back"
        began = time.monotonic()
        self.place.wait()
        ready = time.monotonic() - began
        back = self.all_answered()
        self.state = "up"
        return ready, time.monotonic() - began, back

    def all_answered(self) -> int:
        """Send every request, with retries as Retry-After says; record failures. Return the number of retries."""
        back = 0
        with httpx.Client(base_url=self.place.url, trust_env=False, timeout=60) as client:
            for target in self.asked:
                response = client.get(target, headers={"Cache-Control": "no-cache"})
                until = time.monotonic() + PUT_OFF
                while response.status_code == 503 and "retry-after" in response.headers and time.monotonic() < until:
                    back += 1
                    self.stop.wait(int(response.headers["retry-after"]))
                    response = client.get(target, headers={"Cache-Control": "no-cache"})
                if response.status_code != 200:
                    self.wrong[f"[after the start] {response.status_code} {target}"] += 1
        return back


def soak(place: Rig, seconds: float, kills: int, connections: int) -> tuple[Soak, list[float], tuple[float, float]]:
    """Run the test; return the results, the recoveries, and the memory in MB before the first kill and at the end."""
    run = Soak(place, targets(httpx.get(f"{place.url}/openapi.json", trust_env=False, timeout=60).json()))
    run.all_answered()
    workers = [threading.Thread(target=run.work, args=(number,)) for number in range(connections)]
    for worker in workers:
        worker.start()
    began, every, recoveries = time.monotonic(), seconds / (kills + 1), []
    first = place.memory()
    for number in range(1, kills + 1):
        run.stop.wait(max(0.0, began + number * every - time.monotonic()))
        first = place.memory() if number == 1 else first  # the caches have filled by then
        ready, complete, retries = run.kill()
        recoveries.append(ready)
        progress = f"all {len(run.asked)} requests succeeded one by one under load after {complete:.1f} s, with {retries} retries"
        print(f"kill {number}: ready {ready:.1f} s after the restart, {progress}; memory {place.memory():.0f} MB", flush=True)
    run.stop.wait(max(0.0, began + seconds - time.monotonic()))
    run.stop.set()
    for worker in workers:
        worker.join()
    run.all_answered()
    return run, recoveries, (first, place.memory())


def verdict(run: Soak, recoveries: list[float], memory: tuple[float, float]) -> bool:
    """Print the results; return whether the run passed."""
    for state, seen in run.seen.items():
        print(f"{state:12} {sum(seen.values()):>8} answers {dict(sorted(seen.items()))}, slowest {run.slowest[state]} ms")
    print(f"recoveries: {' '.join(f'{seconds:.1f}' for seconds in recoveries)} s; memory {memory[0]:.0f} MB -> {memory[1]:.0f} MB")
    for complaint, times in run.wrong.most_common(20):
        print(f"WRONG {times} times: {complaint}")
    flat = memory[1] <= memory[0] * GROWTH
    good = flat and not run.wrong
    print(f"verdict: {'good' if good else 'BAD'} (errors other than 503 {sum(run.wrong.values())}, memory {'flat' if flat else 'GREW'})")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, rig(Path(folder)) as place:
        good = verdict(*soak(place, options.minutes * 60, options.kills, options.connections))
        if not good:
            print(f"the server's log ends with\n{place.log.read_text(errors='replace')[-2000:]}")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
