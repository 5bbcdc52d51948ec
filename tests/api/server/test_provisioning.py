"""How a start determines the state of the database at ``NEO4J_URI``."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pytest

from api.server import provisioning
from graph.database.reader import Store
from graph.settings import Settings
from tests.conftest import GraphDB

META: dict[str, Any] = {"id": "meta", "state": "loading", "load_id": "died"}


def test_a_dead_load_is_detected_on_an_intermittently_unresponsive_database(
    graph_db: GraphDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph_db.run("CREATE (m:Meta) SET m = $meta", meta=META)
    ask, calls = provisioning._meta, itertools.count(1)

    async def sometimes_unresponsive(store: Store) -> dict[str, Any] | None:
        return None if next(calls) % 3 == 0 else await ask(store)

    monkeypatch.setattr(provisioning, "_meta", sometimes_unresponsive)
    monkeypatch.setattr(provisioning, "DEAD_AFTER", 8)
    settings = Settings(data=tmp_path, poll_interval=1.0, connect_timeout=5.0)
    assert asyncio.run(provisioning._settled(graph_db.settings(), settings)) == ("loading", META)


def test_an_unresponsive_database_is_unreachable(graph_db: GraphDB, tmp_path: Path) -> None:
    nowhere = graph_db.settings().model_copy(update={"uri": "bolt://127.0.0.1:1"})
    settings = Settings(data=tmp_path, connect_timeout=0.5)
    assert asyncio.run(provisioning._settled(nowhere, settings)) == ("unreachable", {})
