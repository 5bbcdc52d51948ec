"""Exports are streamed: memory use is bounded, no files are left behind, and an error ends the export."""

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
from tests.graph.export.samples import COLUMNS, FULL, file_bytes, table

FILES = [format for format in Format if format is not Format.json]
ROWS = 300_000
MB = 1024 * 1024
GROWTH = {Format.csv: 40, Format.jsonl: 40, Format.xlsx: 60, Format.parquet: 150, Format.graphml: 60, Format.gexf: 60}
"""Maximum growth of the process in MB, without the import of libraries. All rows at once would take more than 500 MB."""
PLAIN = (
    ExportColumn("school", "node"),
    ExportColumn("enterprise", "node"),
    ExportColumn("graduates", "int"),
    ExportColumn("origin", "str"),
)


class Source:
    """A source of rows that counts the rows read and records whether it was closed."""

    def __init__(self, rows: int, *, fails_at: int | None = None) -> None:
        self.rows, self.fails_at = rows, fails_at
        self.rows_read, self.closed = 0, False

    async def __call__(self) -> AsyncIterator[dict[str, Any]]:
        try:
            for number in range(self.rows):
                if number == self.fails_at:
                    raise DatabaseUnavailableError("New data came while this was being read.")
                if number % BATCH == 0:
                    await asyncio.sleep(0)
                self.rows_read += 1
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
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files. It must be empty after the export."""
    monkeypatch.setattr(xlsx_writer.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files_left(folder: Path) -> list[Path]:
    """Return the files left in a folder after all export threads have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith(("export", "gather")):
            thread.join(20)
    return list(folder.iterdir())


def encoded(source: Source, format: Format) -> Encoded:
    return Encoded(Table("many", "Many", PLAIN, source()), ExportFormat(format))


@pytest.mark.parametrize("format", FILES)
def test_stopping_early_closes_the_rows_and_deletes_temporary_files(format: Format, temporary_folder: Path) -> None:
    source = Source(200_000)

    async def stop_early() -> None:
        parts = encoded(source, format).parts()
        if format in {Format.csv, Format.jsonl, Format.parquet}:
            while source.rows_read == 0:  # the first parts can precede the first row
                await anext(parts)
            await parts.aclose()
        else:  # these formats send nothing before all rows are read
            task = asyncio.create_task(anext(parts))  # type: ignore[arg-type]
            while source.rows_read < 2000:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await parts.aclose()

    asyncio.run(stop_early())
    assert source.closed
    assert source.rows_read < 100_000
    assert files_left(temporary_folder) == []


@pytest.mark.parametrize("format", [Format.csv, Format.jsonl])
def test_a_slow_client_slows_down_the_source(format: Format) -> None:
    source = Source(50_000)

    async def read_slowly() -> None:
        parts = encoded(source, format).parts()
        await anext(parts)
        before = source.rows_read
        await asyncio.sleep(0.1)
        assert source.rows_read == before <= 2 * BATCH
        await anext(parts)
        assert source.rows_read <= before + 2 * BATCH
        await parts.aclose()

    asyncio.run(read_slowly())


@pytest.mark.parametrize("format", FILES)
def test_an_error_of_the_source_is_raised_and_temporary_files_are_deleted(format: Format, temporary_folder: Path) -> None:
    source = Source(5000, fails_at=3000)
    with pytest.raises(DatabaseUnavailableError):
        file_bytes(Table("many", "Many", PLAIN, source()), format)
    assert files_left(temporary_folder) == []


@pytest.mark.parametrize("format", FILES)
def test_a_complete_export_deletes_temporary_files(format: Format, temporary_folder: Path) -> None:
    file_bytes(table(FULL, columns=COLUMNS), format)
    assert files_left(temporary_folder) == []


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
    size, peak = asyncio.run(size_of(ROWS))
    grown = (max(peak, watch.stop()) - before) / MB
    with capsys.disabled():
        print(f"\n{format}: {ROWS} rows, {size / MB:.1f} MB, resident memory grew by {grown:.1f} MB at most")
    assert grown < GROWTH[format]


class _Watch:
    """Records the peak resident memory in a thread, also while no part is yielded."""

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
