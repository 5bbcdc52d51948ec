"""A real console on a copy of the documented data. The store is built once a run; each module has a server of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.console.execution.data_copy import StoreFiles
from graph.console.execution.engine import LocalPlace, Place
from graph.console.service import Console
from graph.console.validation.limits import Limits
from graph.errors import ConsoleBusyError
from graph.loading.local_loader import load_local
from graph.settings import Settings
from graph.storage.data_directory import Stores
from seed.packages.package import bundled
from tests.conftest import CACHE, Loop

LIMITS = Limits(seconds=10.0, patience=180.0)
"""More time than users get: on a busy machine a slow answer must not look like a refusal."""


@dataclass(frozen=True)
class Data:
    """A store that was built."""

    settings: Settings
    version: str

    @property
    def home(self) -> Path:
        return Stores(self.settings.data).home(self.version)

    def place(self, version: str = "", limits: Limits = LIMITS) -> Place:
        return LocalPlace(StoreFiles(self.home), self.settings, limits)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    settings = Settings(data=tmp_path_factory.mktemp("console-data"), cache=CACHE)
    summary = load_local(settings.data, settings.cache, [bundled("chenzhou") or ""], merge=False, settings=settings)
    return Data(settings, summary.data_version)


class Asker:
    """Asks a console from a test."""

    def __init__(self, console: Console, data: Data, run: Loop) -> None:
        self.console, self.data, self.run = console, data, run

    async def once(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await self.console.ask(query, parameters or {}, self.data.version, lambda v: self.data.place(v, self.console.limits))
        found = orjson.loads(answer.content)
        assert len(found["rows"]) == answer.rows
        return dict(found)

    async def patiently(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask again while the console starts anew because of what was asked before."""
        for _ in range(5):
            try:
                return await self.once(query, parameters)
            except ConsoleBusyError:
                continue
        return await self.once(query, parameters)

    def __call__(self, query: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.run(self.patiently(query, parameters), timeout=280)


@pytest.fixture(scope="module")
def console_of(data: Data, run: Loop) -> Iterator[Callable[..., Asker]]:
    """Makes consoles, which end with the module."""
    made: list[Console] = []

    def make(limits: Limits = LIMITS, idle: float = 600.0) -> Asker:
        made.append(Console(idle=idle, limits=limits))
        return Asker(made[-1], data, run)

    yield make
    for console in made:
        run(console.close())


@pytest.fixture(scope="module")
def ask(console_of: Callable[..., Asker]) -> Asker:
    return console_of()
