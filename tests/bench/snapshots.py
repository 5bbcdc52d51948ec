"""The snapshot of the graph that the server named by ``NEO4J_URI`` holds, for the tools that measure on it."""

from __future__ import annotations

import asyncio

from graph.database.reader import Store
from graph.settings import DatabaseSettings, Settings
from graph.snapshot.columns import Snapshot
from graph.snapshot.reader import read_snapshot


def served() -> Snapshot:
    """Read it."""
    return asyncio.run(_read())


async def _read() -> Snapshot:
    database = DatabaseSettings()
    if database.uri is None:
        raise SystemExit("Set NEO4J_URI and NEO4J_PASSWORD: the graph of that server is read.")
    settings = Settings(read_timeout=60)
    store = await Store.open(
        database.uri, database.username, database.secret(), database=database.database, settings=settings, fixed=True
    )  # nothing is loaded meanwhile, and a busy machine must not look like a database that went away
    while store.state != "ready":
        await asyncio.sleep(0.1)
    found = await read_snapshot(store)
    await store.close()
    return found
