"""What a start loads, and how it determines the state of the database at ``NEO4J_URI``."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from api.cli.terminal import Steps
from api.server import provisioning
from api.server.provisioning import LoadOptions
from graph.database.reader import Store
from graph.settings import Settings
from graph.storage.data_directory import Loaded
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


def loads(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Replace local loads by a list of the names of the packages that they would load."""
    made: list[list[str]] = []

    def pretend(data: Path, cache: Path, paths: Iterable[Path], **_: object) -> None:
        made.append([path.name for path in paths])

    monkeypatch.setattr(provisioning, "load_local", pretend)
    return made


def test_an_empty_start_loads_only_the_reference_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = loads(monkeypatch)
    provisioning.provide_local(Settings(data=tmp_path), LoadOptions(empty=True), Steps())
    assert made == [["reference"]]


def test_a_usual_start_loads_the_default_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = loads(monkeypatch)
    provisioning.provide_local(Settings(data=tmp_path), LoadOptions(), Steps())
    assert made == [list(provisioning.DEFAULT_PACKAGES)]


class Said(Steps):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def say(self, text: str) -> None:
        self.texts.append(text)


def test_an_empty_start_keeps_the_default_data_and_says_how_to_begin_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, said = loads(monkeypatch), Said()
    loaded = [Loaded(name, name, "1.0.0", None) for name in provisioning.DEFAULT_PACKAGES]
    provisioning._add(LoadOptions(empty=True), loaded, said, lambda paths, _: made.append(list(map(str, paths))), tmp_path)
    assert made == []
    assert "alliance up --empty --data FOLDER" in said.texts[0]
