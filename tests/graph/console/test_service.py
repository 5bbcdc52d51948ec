"""The life cycle of the console: start, stop, queueing, messages during a start, and removal of copies."""

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

from graph.console.execution.data_copy import Packages, StoreFiles, copy_folder
from graph.console.execution.data_sources import ExternalBackend, backend_for
from graph.console.execution.engine import Address
from graph.console.service import Console
from graph.console.shared_service import SharedConsole
from graph.console.validation.limits import Limits
from graph.errors import ConsoleBusyError, ConsoleOffError, ConsoleRefusedError, LocalServerError
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled
from seed.progress import Progress
from tests.conftest import Loop
from tests.graph.console.conftest import LIMITS, Asker, Data


class BrokenBackend:
    """A backend that cannot be started."""

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
    consoles: list[Console] = []

    def make(**limits: Any) -> Console:
        consoles.append(Console(limits=Limits(**limits)))
        return consoles[-1]

    yield make
    for one in consoles:
        run(one.close())


def test_refused_query_does_not_start_the_backend(console: Callable[..., Console], run: Loop) -> None:
    backend = BrokenBackend()
    with pytest.raises(ConsoleRefusedError):
        run(console().ask("CREATE (n)", {}, "v", lambda _: backend))
    assert backend.starts == 0


def test_failed_start_is_reported_and_not_retried_immediately(console: Callable[..., Console], run: Loop) -> None:
    one, backend = console(), BrokenBackend()
    for _ in range(3):
        with pytest.raises(ConsoleBusyError, match="could not be started"):
            run(one.ask("RETURN 1", {}, "v", lambda _: backend))
    assert backend.starts == 1


def test_query_times_out_while_the_console_is_starting(console: Callable[..., Console], run: Loop) -> None:
    with pytest.raises(ConsoleBusyError, match="is starting"):
        run(console(patience=0.2).ask("RETURN 1", {}, "v", lambda _: BrokenBackend(1.0)))


def test_queue_length_is_limited(console: Callable[..., Console], run: Loop) -> None:
    one = console(patience=0.5, waiting=3, concurrency=1)

    async def ask() -> str:
        try:
            await one.ask("RETURN 1", {}, "v", lambda _: BrokenBackend(1.0))
        except ConsoleBusyError as problem:
            return problem.detail
        return ""

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(ask() for _ in range(10)))

    details = run(all_at_once())
    assert sum("queue is full" in detail for detail in details) >= 10 - 3 - 1


def test_query_gets_an_answer_within_the_deadline_whatever_it_waits_for(
    console: Callable[..., Console], run: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = SharedConsole(Settings(data=tmp_path), console(patience=100.0, deadline=0.3))
    monkeypatch.setattr(shared, "_backend_for", lambda *_: BrokenBackend(2.0))
    with pytest.raises(ConsoleBusyError, match=r"did not answer within 0\.3 s") as refused:
        run(shared.ask("RETURN 1", {}, "v", []))
    assert refused.value.retry_after >= 1
    run(shared.close())


def test_forwarded_query_gets_an_answer_within_the_deadline(
    console: Callable[..., Console], run: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, other = (SharedConsole(Settings(data=tmp_path), console(deadline=seconds)) for seconds in (100.0, 0.3))

    async def never(_: object) -> Any:
        await asyncio.Event().wait()

    for shared in (host, other):
        monkeypatch.setattr(shared, "_backend_for", lambda *_: BrokenBackend())
    monkeypatch.setattr(host, "_answer", never)
    try:
        assert run(host._is_host())
        with pytest.raises(ConsoleBusyError, match="did not answer within"):
            run(other.ask("RETURN 1", {}, "v", []))
        assert other._server is None, "the other process was to forward the query"
    finally:
        run(other.close())
        run(host.close())


def test_idle_console_stops_and_removes_its_copy(console_of: Callable[..., Asker], data: Data) -> None:
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
    console, folder = Console(limits=LIMITS), data.settings.data / "console"
    others = set(folder.glob("copy-*"))  # of the console of another test, which stops when idle

    async def begin_and_close() -> list[object]:
        query = asyncio.create_task(console.ask("RETURN 1", {}, data.version, data.backend))
        while console.pid is None:
            await asyncio.sleep(0.01)
        await console.close()
        return list(await asyncio.gather(query, return_exceptions=True))

    (outcome,) = run(begin_and_close(), timeout=120)
    assert isinstance(outcome, Exception), "close() waited for the start, and the query was answered"
    assert set(folder.glob("copy-*")) <= others


def test_copy_of_another_data_version_is_rejected(console_of: Callable[..., Asker], data: Data, run: Loop) -> None:
    asker = console_of(dataclasses.replace(LIMITS, patience=150.0))
    with pytest.raises(ConsoleBusyError, match="could not be started"):
        run(asker.console.ask("RETURN 1", {}, "another", data.backend), timeout=200)


def test_only_data_files_are_copied(data: Data, tmp_path: Path) -> None:
    home = StoreFiles(data.home).make(tmp_path, None)
    assert (home / "data/databases/neo4j").is_dir()
    assert not (home / "data/databases/system").exists()
    assert not (home / "password").exists()


def test_store_that_changes_during_the_copy_is_rejected(data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.console.execution import data_copy  # noqa: PLC0415

    times = iter(range(100))
    monkeypatch.setattr(data_copy, "_stamps", lambda home: {"file": (next(times), 0)})
    monkeypatch.setattr(data_copy, "_PAUSE", 0.0)
    with pytest.raises(LocalServerError, match="changed"):
        StoreFiles(data.home).make(tmp_path, None)
    assert not (tmp_path / "home").exists()


def test_folders_of_killed_processes_are_removed(tmp_path: Path) -> None:
    left = tmp_path / "console" / "copy-left"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    with copy_folder(tmp_path) as folder:
        assert not left.exists()
        assert folder.is_dir()
    assert not folder.exists()


def test_backend_selection(data: Data, tmp_path: Path) -> None:
    local, remote = DatabaseSettings(uri=None), DatabaseSettings(uri="neo4j://db:7687")
    assert isinstance(backend_for(data.settings, local, data.version, (), LIMITS)._source, StoreFiles)  # type: ignore[attr-defined]
    bundled = [{"name": "chenzhou", "copy": None}, {"name": "reference", "copy": None}]
    assert isinstance(backend_for(data.settings, remote, data.version, bundled, LIMITS)._source, Packages)  # type: ignore[attr-defined]
    assert isinstance(backend_for(Settings(data=tmp_path), local, data.version, bundled, LIMITS)._source, Packages)  # type: ignore[attr-defined]
    named = data.settings.model_copy(update={"console_uri": "bolt://copy:7687"})
    assert isinstance(backend_for(named, remote, data.version, (), LIMITS), ExternalBackend)


@pytest.mark.parametrize(
    ("changes", "uri", "packages", "message"),
    [
        ({"console": False}, None, (), "disabled"),
        ({"console_uri": "bolt://DB:7687/"}, "neo4j://db:7687", (), "main database"),
        ({}, "neo4j://db:7687", (), "no data"),
        ({}, "neo4j://db:7687", [{"name": "elsewhere", "copy": "packages/elsewhere/x"}], "no data"),
        ({}, None, [{"name": "unknown", "copy": None}], "no data"),
    ],
)
def test_unavailable_console_states_the_reason(
    tmp_path: Path, changes: dict[str, Any], uri: str | None, packages: Any, message: str
) -> None:
    settings = Settings(data=tmp_path).model_copy(update=changes)
    with pytest.raises(ConsoleOffError, match=message) as caught:
        backend_for(settings, DatabaseSettings(uri=uri), "v", packages, LIMITS)
    assert caught.value.status == 403


def test_unavailable_console_creates_no_files(tmp_path: Path, run: Loop) -> None:
    shared = SharedConsole(Settings(data=tmp_path / "data"), Console())
    with pytest.raises(ConsoleOffError):
        run(shared.ask("RETURN 1", {}, "v", []))
    run(shared.close())
    assert not (tmp_path / "data").exists()


def test_processes_share_one_console(data: Data, run: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)  # the copy is made from the local data, whichever server the test run uses

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
def test_copy_is_built_from_packages(data: Data, tmp_path: Path) -> None:
    steps: list[str] = []
    packages = Packages([bundled("chenzhou") or tmp_path], data.version, data.settings)
    home = packages.make(tmp_path, lambda step, done, total: steps.append(step))
    assert (home / "data/databases/neo4j").is_dir()
    assert any("building a copy" in step for step in steps)
    with pytest.raises(LocalServerError, match="another data version"):
        Packages([bundled("chenzhou") or tmp_path], "another", data.settings).make(tmp_path, None)
