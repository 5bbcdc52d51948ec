"""Mixed load while the database is killed: ``python -m tests.bench.soak_api [--minutes M] [--kills K] [--connections C]``.

It starts a database with the documented data and the API in a process of its own. Each connection asks on and on: lists, things,
questions, searches, exports, some of them with the ETag of the last answer. K times, evenly spread, the database's process is killed with
SIGKILL and started again some seconds later. The only error that may come is 503 with Retry-After, and after each start everything must
be answered again, to one who comes back when told to. Prints what came by the state of the database, the seconds of each recovery, memory
at the start and at the end, and a verdict; ends with 1 when it is bad.
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
from api.openapi.operations import operations
from tests.bench.rig import Rig, rig
from tests.bench.wire import Answered, Wire

PUT_OFF = 60.0
"""Seconds that an address may be put off with 503 and Retry-After beside the load."""
AWAY = 6.0
"""Seconds that the database stays away after it was killed."""
GROWTH = 1.25
"""Memory at the end may be so many times that before the first kill, when the caches had filled."""
FORMATS = ("csv", "jsonl", "xlsx")
SIZE = re.compile(r"(per_page|limit)=\d+")
NOT_READ = ("/metrics", "/healthz", "/reconcile")


def targets(document: dict[str, Any]) -> list[str]:
    """What is asked: each operation that reads, with the call of its example; lists also as files."""
    found = []
    for path, method, operation in operations(document):
        if method != "get" or path.startswith(NOT_READ):
            continue
        target = call_of(path, operation).target(path)
        found.append(target)
        names = {item["name"] for item in operation.get("parameters", ())}
        if "format" in names and "per_page" in names:
            found += [f"{target}{'&' if '?' in target else '?'}format={name}" for name in FORMATS]
    return found


def complaint_about(answered: Answered) -> str | None:
    """What an answer breaks, or None."""
    if answered.status in {200, 304}:
        return None
    if answered.status == 503:
        return None if answered.headers.get("retry-after", "").isdigit() else "503 without Retry-After"
    kind = re.search(rb'"type":"([^"]+)"', answered.body)
    return f"status {answered.status} {kind[1].decode() if kind else answered.body[:80]!r}"


def varied(target: str, dice: random.Random) -> str:
    """Another size of page for half of the requests, so that not all answers are kept ones."""
    return SIZE.sub(lambda found: f"{found[1]}={dice.randrange(1, 101)}", target) if dice.random() < 0.5 else target


class Soak:
    """The load, and what came of it."""

    def __init__(self, place: Rig, asked: list[str]) -> None:
        self.place, self.asked = place, asked
        self.stop, self.state = threading.Event(), "up"
        self.seen: dict[str, Counter[int]] = {"up": Counter(), "away": Counter(), "coming back": Counter()}
        self.wrong, self.slowest = Counter[str](), Counter[str]()
        self._lock = threading.Lock()

    def work(self, number: int) -> None:
        """One connection."""
        dice, wire, tags = random.Random(number), Wire(self.place.host, self.place.port), dict[str, str]()
        while not self.stop.is_set():
            target = varied(dice.choice(self.asked), dice)
            condition = f"If-None-Match: {tags[target]}\r\n" if target in tags and dice.random() < 0.3 else ""
            raw = f"GET {target} HTTP/1.1\r\nHost: {self.place.host}:{self.place.port}\r\n{condition}\r\n"
            state, began = self.state, time.monotonic()
            try:
                answered = wire.ask(raw.encode())
            except (OSError, http.client.HTTPException) as problem:
                wire.close()
                self._note(state, 0, f"no answer: {type(problem).__name__} {problem} ({target})", began)
                continue
            if "etag" in answered.headers:
                tags[target] = answered.headers["etag"]
            complaint = complaint_about(answered)
            self._note(state, answered.status, complaint and f"{complaint} ({target})", began)
            if answered.status == 503:
                self.stop.wait(0.2)  # a client that keeps to Retry-After would ask less; this one is impatient
        wire.close()

    def _note(self, state: str, status: int, complaint: str | None, began: float) -> None:
        with self._lock:
            self.seen[state][status] += 1
            self.slowest[state] = max(self.slowest[state], int((time.monotonic() - began) * 1000))
            if complaint is not None:
                self.wrong[f"[{state}] {complaint}"] += 1

    def kill(self) -> tuple[float, float, int]:
        """Kill the database, start it again; seconds until it is ready again, and until everything was answered once more, and put off."""
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
        """Ask for everything, again where a 503 says when to come back; what is not answered is wrong. How often it had to come back."""
        back = 0
        with httpx.Client(base_url=self.place.url, trust_env=False, timeout=60) as client:
            for target in self.asked:
                answered = client.get(target, headers={"Cache-Control": "no-cache"})
                until = time.monotonic() + PUT_OFF
                while answered.status_code == 503 and "retry-after" in answered.headers and time.monotonic() < until:
                    back += 1
                    self.stop.wait(int(answered.headers["retry-after"]))
                    answered = client.get(target, headers={"Cache-Control": "no-cache"})
                if answered.status_code != 200:
                    self.wrong[f"[after the start] {answered.status_code} {target}"] += 1
        return back


def soak(place: Rig, seconds: float, kills: int, connections: int) -> tuple[Soak, list[float], tuple[float, float]]:
    """Run it; what came, the recoveries, and the memory before the first kill and at the end (MB)."""
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
        ready, answered, back = run.kill()
        recoveries.append(ready)
        every_one = f"all {len(run.asked)} addresses, one after the other beside the load, {answered:.1f} s after it, {back} times put off"
        print(f"kill {number}: ready {ready:.1f} s after the start, {every_one}; memory {place.memory():.0f} MB", flush=True)
    run.stop.wait(max(0.0, began + seconds - time.monotonic()))
    run.stop.set()
    for worker in workers:
        worker.join()
    run.all_answered()
    return run, recoveries, (first, place.memory())


def verdict(run: Soak, recoveries: list[float], memory: tuple[float, float]) -> bool:
    """Print what came of it; whether it is good."""
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, rig(Path(folder)) as place:
        good = verdict(*soak(place, given.minutes * 60, given.kills, given.connections))
        if not good:
            print(f"the server's log ends with\n{place.log.read_text(errors='replace')[-2000:]}")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
