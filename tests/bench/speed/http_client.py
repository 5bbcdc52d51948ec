"""A fast HTTP load client in a separate process: takes raw requests, returns counts and times.

Reads one JSON object from standard input: ``{"port", "connections", "seconds", "requests": [base64, ...]}``; each connection sends the
requests in order, starting at a different position. Writes one JSON object: responses, statuses, seconds, latencies, CPU time.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
import time
from collections import Counter

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Asker(asyncio.Protocol):
    """One connection with one request at a time."""

    def __init__(self, requests: list[bytes], begin: int, tally: Tally) -> None:
        self.requests, self.at, self.tally = requests, begin, tally
        self.buffer, self.need, self.sent = b"", -1, 0.0
        self.chunked = False
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(self.requests[self.at % len(self.requests)])  # type: ignore[attr-defined]
        self.at += 1

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        if self.need < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end]
            found = _LENGTH.search(head)
            bare = head[9:12] in {b"304", b"204"}
            self.chunked = found is None and not bare
            self.need = end + 4 + (int(found[1]) if found and not bare else 0)
        if (self.buffer[-5:] == b"0\r\n\r\n") if self.chunked else len(self.buffer) >= self.need:
            self.tally.add(int(self.buffer[9:12]), time.perf_counter() - self.sent, len(self.buffer))
            self.buffer, self.need = b"", -1
            if time.perf_counter() < self.tally.end:
                self.ask()
            else:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self.tally.statuses[0] += 1
        if not self.done.done():
            self.done.set_result(None)


class Tally:
    """Totals of all connections."""

    def __init__(self, seconds: float) -> None:
        self.end = time.perf_counter() + seconds
        self.statuses: Counter[int] = Counter()
        self.times: list[float] = []
        self.bytes = 0

    def add(self, status: int, took: float, size: int) -> None:
        self.statuses[status] += 1
        self.times.append(took)
        self.bytes += size


async def main(job: dict[str, object]) -> dict[str, object]:
    requests = [base64.b64decode(text) for text in job["requests"]]  # type: ignore[attr-defined]
    count = int(job["connections"])  # type: ignore[call-overload]
    began, cpu = time.perf_counter(), time.process_time()
    tally = Tally(float(job["seconds"]))  # type: ignore[arg-type]
    loop = asyncio.get_running_loop()
    askers = []
    for number in range(count):
        begin = number * len(requests) // count
        _, asker = await loop.create_connection(lambda begin=begin: Asker(requests, begin, tally), "127.0.0.1", int(job["port"]))  # type: ignore[call-overload]
        askers.append(asker)
    await asyncio.gather(*(asker.done for asker in askers))
    times = sorted(tally.times) or [0.0]
    return {
        "answers": len(tally.times),
        "statuses": dict(tally.statuses),
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "bytes": tally.bytes,
        "p50": times[len(times) // 2],
        "p95": times[len(times) * 95 // 100],
    }


if __name__ == "__main__":
    json.dump(uvloop.run(main(json.load(sys.stdin))), sys.stdout)
