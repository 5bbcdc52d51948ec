"""Exports are made as they are read: nothing piles up, nothing stays, and what breaks off is not whole."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from graph.errors import DatabaseUnavailableError
from graph.export import xlsx_writer
from graph.export.batches import BATCH
from graph.export.columns import ExportColumn
from graph.export.encoder import Encoded
from graph.export.formats import ExportFormat, Format
from graph.export.table import Table
from tests.graph.export.samples import COLUMNS, FULL, made, table

FILES = [format for format in Format if format is not Format.json]
MANY = 300_000
MB = 1024 * 1024
GROWTH = {Format.csv: 40, Format.jsonl: 40, Format.xlsx: 60, Format.parquet: 150, Format.graphml: 60, Format.gexf: 60}
"""MB by which the process may grow, besides what loading a library takes. All rows at once would be more than 500."""
PLAIN = (
    ExportColumn("school", "node"),
    ExportColumn("enterprise", "node"),
    ExportColumn("graduates", "int"),
    ExportColumn("origin", "str"),
)


class Source:
    """Rows that are counted as they are taken, and that know whether they were closed."""

    def __init__(self, rows: int, *, breaks_at: int | None = None) -> None:
        self.rows, self.breaks_at = rows, breaks_at
        self.taken, self.closed = 0, False

    async def __call__(self) -> AsyncIterator[dict[str, Any]]:
        try:
            for number in range(self.rows):
                if number == self.breaks_at:
                    raise DatabaseUnavailableError("New data came while this was being read.")
                if number % BATCH == 0:
                    await asyncio.sleep(0)
                self.taken += 1
                yield row(number)
        finally:
            self.closed = True


def row(number: int) -> dict[str, Any]:
    school = {"id": f"school:{number % 400}", "type": "School", "name": f"School {number % 400}", "name_zh": "甲校", "origin": "simulated"}
    works = {
        "id": f"enterprise:{number}",
        "type": "Enterprise",
        "name": f"Works {number}",
        "name_zh": f"第{number}厂",
        "origin": "simulated",
    }
    return {"school": school, "enterprise": works, "graduates": number, "origin": "simulated"}


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made; empty before and, if all is well, after."""
    monkeypatch.setattr(xlsx_writer.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def settled(folder: Path) -> list[Path]:
    """What stays in a folder when all threads of exports have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith(("export", "gather")):
            thread.join(20)
    return list(folder.iterdir())


def encoded(source: Source, format: Format) -> Encoded:
    return Encoded(Table("many", "Many", PLAIN, source()), ExportFormat(format))


@pytest.mark.parametrize("format", FILES)
def test_who_stops_taking_closes_the_rows_and_leaves_no_file(format: Format, workshop: Path) -> None:
    source = Source(200_000)

    async def leave() -> None:
        parts = encoded(source, format).parts()
        if format in {Format.csv, Format.jsonl, Format.parquet}:
            while source.taken == 0:  # what comes before the first row is a part too
                await anext(parts)
            await parts.aclose()
        else:  # these send nothing before all is read
            task = asyncio.create_task(anext(parts))  # type: ignore[arg-type]
            while source.taken < 2000:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await parts.aclose()

    asyncio.run(leave())
    assert source.closed
    assert source.taken < 100_000
    assert settled(workshop) == []


@pytest.mark.parametrize("format", [Format.csv, Format.jsonl])
def test_a_slow_reader_slows_down_the_reading(format: Format) -> None:
    source = Source(50_000)

    async def take() -> None:
        parts = encoded(source, format).parts()
        await anext(parts)
        before = source.taken
        await asyncio.sleep(0.1)
        assert source.taken == before <= 2 * BATCH
        await anext(parts)
        assert source.taken <= before + 2 * BATCH
        await parts.aclose()

    asyncio.run(take())


@pytest.mark.parametrize("format", FILES)
def test_what_goes_wrong_in_the_middle_is_raised_and_leaves_no_file(format: Format, workshop: Path) -> None:
    source = Source(5000, breaks_at=3000)
    with pytest.raises(DatabaseUnavailableError):
        made(Table("many", "Many", PLAIN, source()), format)
    assert settled(workshop) == []


@pytest.mark.parametrize("format", FILES)
def test_a_whole_file_leaves_none_behind(format: Format, workshop: Path) -> None:
    made(table(FULL, columns=COLUMNS), format)
    assert settled(workshop) == []


@pytest.mark.slow
@pytest.mark.parametrize("format", FILES)
def test_memory_does_not_grow_with_the_rows(format: Format, capsys: pytest.CaptureFixture[str]) -> None:
    process = psutil.Process()

    async def size_of(rows: int) -> tuple[int, int]:
        size = peak = 0
        async for part in encoded(Source(rows), format).parts():
            size += len(part)
            peak = max(peak, process.memory_info().rss)
        return size, peak

    asyncio.run(size_of(30_000))
    gc.collect()
    before = process.memory_info().rss
    watch = _Watch(process)
    size, peak = asyncio.run(size_of(MANY))
    grown = (max(peak, watch.stop()) - before) / MB
    with capsys.disabled():
        print(f"\n{format}: {MANY} rows, {size / MB:.1f} MB, resident memory grew by {grown:.1f} MB at most")
    assert grown < GROWTH[format]


class _Watch:
    """The largest resident memory while it looks, also where no part is yielded for long."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._peak, self._ended = process, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self._peak = max(self._peak, self._process.memory_info().rss)

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._peak
