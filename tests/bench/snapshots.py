"""Read a snapshot of the graph on the server at ``NEO4J_URI``, for benchmarks."""

from __future__ import annotations

import asyncio

from graph.database.reader import Store
from graph.settings import DatabaseSettings, Settings
from graph.snapshot.columns import Snapshot
from graph.snapshot.reader import read_snapshot


def served() -> Snapshot:
    """Return the snapshot."""
    return asyncio.run(_read())


async def _read() -> Snapshot:
    database = DatabaseSettings()
    if database.uri is None:
        raise SystemExit("Set NEO4J_URI and NEO4J_PASSWORD to the server whose graph is to be read.")
    settings = Settings(read_timeout=60)
    store = await Store.open(
        database.uri, database.username, database.secret(), database=database.database, settings=settings, fixed=True
    )  # the data does not change; a slow response on a busy machine is not a database failure
    while store.state != "ready":
        await asyncio.sleep(0.1)
    found = await read_snapshot(store)
    await store.close()
    return found
