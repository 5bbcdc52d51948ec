"""Measure requests around an entity with 10,000 relationships: ``python -m tests.bench.bench_relations``.

Covers neighbours, relations, subgraphs and citations. Starts its own Neo4j and calls the application without a socket and without its
cache, so that only the creation of the response is measured.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from api import logs
from api.app import create_app
from api.dependencies import Stores
from graph.database.reader import Store
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from tests.conftest import GraphDB
from tests.graph.hub import HUB, fill

WARM, ROUNDS = 60, 60
ASKED = (
    f"/v1/enterprises/{HUB}",
    f"/v1/enterprises/{HUB}/neighbours",
    f"/v1/enterprises/{HUB}/neighbours?type=LOCATED_IN",
    f"/v1/enterprises/{HUB}/neighbours?as_of=2022&origin=simulated",
    f"/v1/enterprises/{HUB}/neighbours/counts",
    f"/v1/relations?from=school:s1&to={HUB}",
    "/v1/relations?from=school:s1&to=county:1",
    "/v1/relations?from=school:s1&to=school:s77",
    f"/v1/graph?start={HUB}",
    f"/v1/graph?start={HUB}&depth=3&nodes=500&edges=2000",
    f"/v1/cite?of=/v1/enterprises/{HUB}/neighbours",
)


async def measure(db: GraphDB) -> None:
    """Print the median and the 95th percentile of each path."""
    stores = Stores()
    app = create_app(stores, settings=Settings(cache_bytes=0, rate_limit="off"))
    store = await Store.open(db.uri, *db.auth, settings=Settings(read_timeout=30))
    stores.swap(store)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1", timeout=60) as client:
        for path in ASKED:
            took = []
            for place in range(WARM + ROUNDS):
                began = time.perf_counter()
                response = await client.get(path)
                response.raise_for_status()
                if place >= WARM:
                    took.append(1000 * (time.perf_counter() - began))
            cuts = statistics.quantiles(took, n=20)
            print(f"{statistics.median(took):8.1f} ms  {cuts[-1]:8.1f} ms  {len(response.content):9,} bytes  {path}")
    await store.close()


def main() -> None:
    """Start a server, print the load of the machine and measure."""
    logs.route()
    with tempfile.TemporaryDirectory() as folder, LocalServer(Path(folder), ensure_jars(Settings().cache), heap="512m") as server:
        db = GraphDB(server.uri, server.auth)
        fill(db)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; median, 95th percentile")
        asyncio.run(measure(db))


if __name__ == "__main__":
    main()
