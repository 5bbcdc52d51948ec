"""A real console on a copy of the documented data. The store is built once per test run; each module has its own server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.console.execution.data_copy import StoreFiles
from graph.console.execution.engine import Backend, LocalBackend
from graph.console.service import Console
from graph.console.validation.limits import Limits
from graph.errors import ConsoleBusyError
from graph.loading.local_loader import load_local
from graph.settings import Settings
from graph.storage.data_directory import Stores
from seed.packages.package import bundled
from tests.conftest import CACHE, Loop

LIMITS = Limits(seconds=10.0, patience=180.0, deadline=240.0)
"""Longer than in production, so that a slow answer on a busy machine is not treated as a refusal."""


@dataclass(frozen=True)
class Data:
    """A built store."""

    settings: Settings
    version: str

    @property
    def home(self) -> Path:
        return Stores(self.settings.data).home(self.version)

    def backend(self, version: str = "", limits: Limits = LIMITS) -> Backend:
        return LocalBackend(StoreFiles(self.home), self.settings, limits)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    settings = Settings(data=tmp_path_factory.mktemp("console-data"), cache=CACHE)
    summary = load_local(settings.data, settings.cache, [bundled("chenzhou") or ""], merge=False, settings=settings)
    return Data(settings, summary.data_version)


class Asker:
    """Runs queries on a console."""

    def __init__(self, console: Console, data: Data, run: Loop) -> None:
        self.console, self.data, self.run = console, data, run

    async def once(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await self.console.ask(query, parameters or {}, self.data.version, lambda v: self.data.backend(v, self.console.limits))
        content = orjson.loads(answer.content)
        assert len(content["rows"]) == answer.rows
        return dict(content)

    async def with_retries(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Retry while the console restarts because of an earlier query."""
        for _ in range(5):
            try:
                return await self.once(query, parameters)
            except ConsoleBusyError:
                continue
        return await self.once(query, parameters)

    def __call__(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.run(self.with_retries(query, parameters), timeout=280)


@pytest.fixture(scope="module")
def console_of(data: Data, run: Loop) -> Iterator[Callable[..., Asker]]:
    """Return a factory of consoles, which are closed at the end of the module."""
    consoles: list[Console] = []

    def make(limits: Limits = LIMITS, idle: float = 600.0) -> Asker:
        consoles.append(Console(idle=idle, limits=limits))
        return Asker(consoles[-1], data, run)

    yield make
    for console in consoles:
        run(console.close())


@pytest.fixture(scope="module")
def ask(console_of: Callable[..., Asker]) -> Asker:
    return console_of()
