"""The console's life: when it starts and ends, who waits, what is told meanwhile, and copies that leave nothing behind."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest

from graph.console.execution.data_copy import Packages, StoreFiles, room
from graph.console.execution.data_sources import NamedPlace, place_for
from graph.console.execution.engine import Address
from graph.console.service import Console
from graph.console.shared_service import SharedConsole
from graph.console.validation.limits import Limits
from graph.errors import ConsoleBusyError, ConsoleOffError, ConsoleRefusedError, LocalServerError
from graph.server.jars import Progress
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled
from tests.conftest import Loop
from tests.graph.console.conftest import LIMITS, Asker, Data


class Broken:
    """A place that cannot be started."""

    def __init__(self, wait: float = 0.0) -> None:
        self.wait, self.starts = wait, 0

    def start(self, progress: Progress | None) -> Address:
        self.starts += 1
        time.sleep(self.wait)
        raise LocalServerError("no")

    def pid(self) -> int | None:
        return None

    def alive(self) -> bool:
        return False

    def kill(self) -> None:
        pass

    def stop(self) -> None:
        pass


@pytest.fixture
def console(run: Loop) -> Iterator[Callable[..., Console]]:
    made: list[Console] = []

    def make(**limits: Any) -> Console:
        made.append(Console(limits=Limits(**limits)))
        return made[-1]

    yield make
    for one in made:
        run(one.close())


def test_a_refused_query_starts_nothing(console: Callable[..., Console], run: Loop) -> None:
    place = Broken()
    with pytest.raises(ConsoleRefusedError):
        run(console().ask("CREATE (n)", {}, "v", lambda _: place))
    assert place.starts == 0


def test_a_start_that_failed_is_told_and_not_tried_at_once_again(console: Callable[..., Console], run: Loop) -> None:
    one, place = console(), Broken()
    for _ in range(3):
        with pytest.raises(ConsoleBusyError, match="could not be started"):
            run(one.ask("RETURN 1", {}, "v", lambda _: place))
    assert place.starts == 1


def test_who_waits_too_long_for_the_start_is_told(console: Callable[..., Console], run: Loop) -> None:
    with pytest.raises(ConsoleBusyError, match="is starting"):
        run(console(patience=0.2).ask("RETURN 1", {}, "v", lambda _: Broken(1.0)))


def test_few_may_wait(console: Callable[..., Console], run: Loop) -> None:
    one = console(patience=0.5, waiting=3, concurrency=1)

    async def ask() -> str:
        try:
            await one.ask("RETURN 1", {}, "v", lambda _: Broken(1.0))
        except ConsoleBusyError as problem:
            return problem.detail
        return ""

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(ask() for _ in range(10)))

    told = run(all_at_once())
    assert sum("wait already" in detail for detail in told) >= 10 - 3 - 1


def test_an_idle_console_ends_and_leaves_nothing(console_of: Callable[..., Asker], data: Data) -> None:
    asker = console_of(LIMITS, 0.5)
    assert asker("RETURN 1")["rows"] == [[1]]
    pid = asker.console.pid
    end = time.monotonic() + 60
    while asker.console.pid is not None and time.monotonic() < end:
        time.sleep(0.05)
    assert asker.console.pid is None
    while pid is not None and psutil.pid_exists(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert pid is not None
    assert not psutil.pid_exists(pid)
    while list((data.settings.data / "console").glob("copy-*")) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list((data.settings.data / "console").glob("copy-*"))
    assert asker("RETURN 2")["rows"] == [[2]]


def test_closing_does_not_wait_for_a_start(data: Data, run: Loop) -> None:
    console, rooms = Console(limits=LIMITS), data.settings.data / "console"
    others = set(rooms.glob("copy-*"))  # of a console of another test, which ends when it has been idle

    async def begin_and_close() -> list[object]:
        asked = asyncio.create_task(console.ask("RETURN 1", {}, data.version, data.place))
        while console.pid is None:
            await asyncio.sleep(0.01)
        await console.close()
        return list(await asyncio.gather(asked, return_exceptions=True))

    (outcome,) = run(begin_and_close(), timeout=120)
    assert isinstance(outcome, Exception), "the start was waited for and the query answered"
    assert set(rooms.glob("copy-*")) <= others


def test_a_copy_of_another_version_is_not_taken(console_of: Callable[..., Asker], data: Data, run: Loop) -> None:
    asker = console_of(dataclasses.replace(LIMITS, patience=150.0))
    with pytest.raises(ConsoleBusyError, match="could not be started"):
        run(asker.console.ask("RETURN 1", {}, "another", data.place), timeout=200)


def test_only_the_data_is_copied(data: Data, tmp_path: Path) -> None:
    home = StoreFiles(data.home).make(tmp_path, None)
    assert (home / "data/databases/neo4j").is_dir()
    assert not (home / "data/databases/system").exists()
    assert not (home / "password").exists()


def test_a_store_that_changes_meanwhile_is_not_copied(data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.console.execution import data_copy  # noqa: PLC0415

    times = iter(range(100))
    monkeypatch.setattr(data_copy, "_stamps", lambda home: {"file": (next(times), 0)})
    monkeypatch.setattr(data_copy, "_PAUSE", 0.0)
    with pytest.raises(LocalServerError, match="changed"):
        StoreFiles(data.home).make(tmp_path, None)
    assert not (tmp_path / "home").exists()


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "console" / "copy-left"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    with room(tmp_path) as folder:
        assert not left.exists()
        assert folder.is_dir()
    assert not folder.exists()


def test_where_the_copy_comes_from(data: Data, tmp_path: Path) -> None:
    local, remote = DatabaseSettings(uri=None), DatabaseSettings(uri="neo4j://db:7687")
    assert isinstance(place_for(data.settings, local, data.version, (), LIMITS)._source, StoreFiles)  # type: ignore[attr-defined]
    bundled = [{"name": "chenzhou", "copy": None}, {"name": "reference", "copy": None}]
    assert isinstance(place_for(data.settings, remote, data.version, bundled, LIMITS)._source, Packages)  # type: ignore[attr-defined]
    assert isinstance(place_for(Settings(data=tmp_path), local, data.version, bundled, LIMITS)._source, Packages)  # type: ignore[attr-defined]
    named = data.settings.model_copy(update={"console_uri": "bolt://copy:7687"})
    assert isinstance(place_for(named, remote, data.version, (), LIMITS), NamedPlace)


@pytest.mark.parametrize(
    ("changes", "uri", "packages", "why"),
    [
        ({"console": False}, None, (), "switched off"),
        ({"console_uri": "bolt://DB:7687/"}, "neo4j://db:7687", (), "serves everyone"),
        ({}, "neo4j://db:7687", (), "nothing here"),
        ({}, "neo4j://db:7687", [{"name": "elsewhere", "copy": "packages/elsewhere/x"}], "nothing here"),
        ({}, None, [{"name": "unknown", "copy": None}], "nothing here"),
    ],
)
def test_why_there_is_no_console(tmp_path: Path, changes: dict[str, Any], uri: str | None, packages: Any, why: str) -> None:
    settings = Settings(data=tmp_path).model_copy(update=changes)
    with pytest.raises(ConsoleOffError, match=why) as caught:
        place_for(settings, DatabaseSettings(uri=uri), "v", packages, LIMITS)
    assert caught.value.status == 403


def test_where_there_is_no_console_nothing_is_made(tmp_path: Path, run: Loop) -> None:
    shared = SharedConsole(Settings(data=tmp_path / "data"), Console())
    with pytest.raises(ConsoleOffError):
        run(shared.ask("RETURN 1", {}, "v", []))
    run(shared.close())
    assert not (tmp_path / "data").exists()


def test_processes_share_one_console(data: Data, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)  # the copy is made from the local data, whatever server the run is on

    def rows(one: SharedConsole, query: str) -> Any:
        return orjson.loads(run(one.ask(query, {}, data.version, []), timeout=200).content)["rows"]

    first, second = (SharedConsole(data.settings, Console(limits=LIMITS)) for _ in range(2))
    try:
        for one in (first, second):
            assert rows(one, "RETURN 1") == [[1]]
        assert first.console.pid is not None
        assert second.console.pid is None
        with pytest.raises(ConsoleRefusedError, match=r"database refused.*line 1, column 8"):
            run(second.ask("RETURN x", {}, data.version, []), timeout=200)
        run(first.close())
        assert rows(second, "RETURN 2") == [[2]]
        assert second.console.pid is not None
    finally:
        run(first.close())
        run(second.close())


@pytest.mark.slow
def test_a_copy_can_be_built_from_the_packages(data: Data, tmp_path: Path) -> None:
    steps: list[str] = []
    packages = Packages([bundled("chenzhou") or tmp_path], data.version, data.settings)
    home = packages.make(tmp_path, lambda done, total, step: steps.append(step))
    assert (home / "data/databases/neo4j").is_dir()
    assert any("building a copy" in step for step in steps)
    with pytest.raises(LocalServerError, match="another data version"):
        Packages([bundled("chenzhou") or tmp_path], "another", data.settings).make(tmp_path, None)
