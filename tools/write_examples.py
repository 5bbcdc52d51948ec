"""``python -m tools.write_examples``: load the documented data into a temporary database, request all examples, write the files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from api import logs
from api.dependencies import Stores
from api.openapi import example_store
from api.server.uvicorn_thread import Serving
from graph.database.reader import Store
from graph.loading.local_loader import load_remote
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled
from tools import collect_examples


@contextmanager
def _serving(database: DatabaseSettings | None) -> Iterator[httpx.Client]:
    serving = Serving("127.0.0.1", 0, Stores())
    serving.start()
    try:
        if database is not None:
            serving.call_soon(serving.stores.swap, serving.call(Store.at(database, Settings(read_timeout=60))))
        with httpx.Client(base_url=serving.url, timeout=60, trust_env=False, limits=httpx.Limits(keepalive_expiry=2)) as client:
            yield client
    finally:
        serving.stop()


def main() -> None:
    """Write the example files."""
    logs.configure("console", level="WARNING")
    with tempfile.TemporaryDirectory() as folder, LocalServer(Path(folder), ensure_jars(Settings().cache), heap="512m") as server:
        # The console copies the packages of the database that the environment names.
        os.environ |= {"NEO4J_URI": server.uri, "NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]}
        database = DatabaseSettings(uri=server.uri, username=server.auth[0], password=SecretStr(server.auth[1]))
        quick = Settings(poll_interval=0.05, read_timeout=0.1)
        load_remote(database, quick, [bundled("chenzhou") or ""], merge=False, progress=None)
        with _serving(database) as client, _serving(None) as bare:
            examples = collect_examples.everything(client.get("/openapi.json").json(), client, bare)
    example_store.write(examples)
    sys.stdout.write(f"{len(examples)} files in {example_store.FOLDER}\n")


if __name__ == "__main__":
    main()
