"""Profile uncached responses in the API process: share of time by component, and the most expensive functions.

    uv run python -m tests.bench.profile_api --data DIR      # a data folder of `alliance up` that is not in use

The profiler overstates the cost of small calls; the CPU milliseconds in each heading are measured without it.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

from api import logs
from api.app import create_app
from api.dependencies import Stores
from graph.database.reader import Store
from graph.settings import Settings
from tests.bench.bench_api import database
from tests.bench.speed.requests import TITLES, Set, collect, get

PARTS = {
    "/neo4j/": "driver",
    "packstream": "driver: unpack",
    "/fastapi/": "FastAPI",
    "/starlette": "Starlette",
    "/pydantic": "pydantic",
    "/graph/": "graph: composing, shaping",
    "/seed/": "graph: composing, shaping",
    "/api/": "api: middleware, routes",
    "orjson": "JSON",
    "asyncio": "asyncio",
    "uvloop": "asyncio",
}


def part(where: tuple[str, int, str]) -> str:
    """Return the component that a function belongs to."""
    text = f"{where[0]} {where[2]}"
    if "packstream" in text and "unpack" in text:
        return PARTS["packstream"]
    return next((name for piece, name in PARTS.items() if piece in text), "built-in and standard library")


async def measure(app: Any, kind: Set, calls: int) -> None:
    """Warm up, measure without and then with the profiler, and print the results."""
    paths = [kind.paths[number % len(kind.paths)] for number in range(calls)]
    for path in paths:
        await get(app, path)
    began = time.process_time()
    for path in paths:
        await get(app, path)
    used = 1000 * (time.process_time() - began) / calls
    profile = cProfile.Profile()
    profile.enable()
    for path in paths:
        await get(app, path)
    profile.disable()
    stats: Any = pstats.Stats(profile)
    shares: Counter[str] = Counter()
    for where, row in stats.stats.items():
        if "poll" not in where[2]:
            shares[part(where)] += row[2]
    whole = sum(shares.values())
    print(f"\n### {kind.name}: {TITLES[kind.name]}; {kind.size:,} bytes, {kind.each:.1f} statements, {used:.2f} ms of CPU\n")
    print("| part | share |\n|-|-|")
    for name, seconds in shares.most_common():
        print(f"| {name} | {seconds / whole:.0%} |")
    costly = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:8]
    print("\nCostliest: " + "; ".join(f"{Path(where[0]).name} {where[2]} {row[2] / whole:.0%}" for where, row in costly), flush=True)


async def run(uri: str, user: str, password: str, calls: int) -> None:
    sets = await collect(uri, user, password)
    store = await Store.open(uri, user, password, settings=Settings(), fixed=True)
    try:
        app = create_app(Stores(store), settings=Settings(cache_bytes=0, host="127.0.0.1"))
        for kind in sets:
            await measure(app, kind, calls)
    finally:
        await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=300)
    options = parser.parse_args()
    logs.configure(level="WARNING")
    with database(options.data) as (server, _):
        uvloop.run(run(server.uri, *server.auth, options.calls))


if __name__ == "__main__":
    main()
