"""The raw driver in a separate process: runs only the statements of a request.

Reads ``{"uri", "user", "password", "connections", "seconds", "jobs": [[[text, parameters], ...], ...]}`` from standard input; writes
counts and times like :mod:`tests.bench.speed.http_client`. Follows the driver documentation: one session per job, ``session.run``, all
records.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import neo4j
import uvloop


async def main(job: dict[str, Any]) -> dict[str, Any]:
    times: list[float] = []
    jobs = job["jobs"]
    async with neo4j.AsyncGraphDatabase.driver(job["uri"], auth=(job["user"], job["password"]), telemetry_disabled=True) as driver:
        began, cpu = time.perf_counter(), time.process_time()
        end = began + job["seconds"]

        async def ask(at: int) -> None:
            while time.perf_counter() < end:
                sent = time.perf_counter()
                async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS, fetch_size=-1) as session:
                    for text, parameters in jobs[at % len(jobs)]:
                        result = await session.run(text, parameters)
                        [record async for record in result]
                times.append(time.perf_counter() - sent)
                at += 1

        count = job["connections"]
        await asyncio.gather(*(ask(number * len(jobs) // count) for number in range(count)))
        seconds, used = time.perf_counter() - began, time.process_time() - cpu
    times.sort()
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    return {
        "answers": len(times),
        "statuses": {"200": len(times)},
        "seconds": seconds,
        "cpu": used,
        "bytes": 0,
        "p50": middle,
        "p95": late,
    }


if __name__ == "__main__":
    json.dump(uvloop.run(main(json.load(sys.stdin))), sys.stdout)
