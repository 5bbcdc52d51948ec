"""The bytes of an export.

One thread writes, one batch a time, and the next batch is read when the bytes of the last were taken: a slow reader slows down the
database's side, and nothing piles up between them. Whoever stops taking closes the generator; the rows are closed with it, which ends the
read on the database, and whatever was made on disk goes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import TypeVar

from graph.errors import FormatUnavailableError
from graph.export.batches import batches
from graph.export.csv_writer import CsvWriter
from graph.export.formats import GRAPHS, ExportFormat, Format
from graph.export.gexf_writer import GexfWriter
from graph.export.graph import Drawing
from graph.export.graph_collector import can_be_drawn, gathered
from graph.export.graphml_writer import GraphmlWriter
from graph.export.jsonl_writer import JsonLinesWriter
from graph.export.parquet_writer import ParquetWriter, needed
from graph.export.sections import Section, sections
from graph.export.table import Table
from graph.export.writer import About, Writer
from graph.export.xlsx_writer import XlsxWriter

T = TypeVar("T")


class Encoded:
    """An export on its way.

    :ivar size: bytes of the whole, where they are known before the first is sent (XLSX); None until then.
    """

    def __init__(self, what: Table | Drawing, format: ExportFormat) -> None:
        self._what, self._format = what, format
        self.size: int | None = None

    async def parts(self) -> AsyncGenerator[bytes]:
        """The bytes, in parts of no particular size; none of them is empty. Close it when it is not read to its end.

        :raises AllianceError: what the rows raise; what was yielded is then worth nothing.
        """
        if self._format.name in GRAPHS and isinstance(self._what, Table):
            async with gathered(self._what) as drawing, aclosing(self._made(drawing)) as parts:
                async for part in parts:
                    yield part
        else:
            async with aclosing(self._made(self._what)) as parts:
                async for part in parts:
                    yield part

    async def _made(self, what: Table | Drawing) -> AsyncGenerator[bytes]:
        thread = _Thread()
        known = sections(what, self._format.name)
        about = About(what.title, what.about)
        try:
            writer = await thread.run(lambda: thread.hold(writer_of(self._format, about, known)))
            for section in known:
                if part := await thread.run(lambda section=section: writer.begin(section)):  # type: ignore[misc]
                    yield part
                async with aclosing(batches(section.rows)) as found:
                    async for rows in found:
                        if part := await thread.run(lambda rows=rows: writer.write(rows)):  # type: ignore[misc]
                            yield part
            self.size, rest = await thread.run(writer.finish)
            while (part := await thread.run(lambda: next(rest, b""))) != b"":
                yield part
        finally:
            thread.end()


class _Thread:
    """One thread for one export, so that what must be closed is closed after the work that is under way, whatever happens to the caller."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "export")
        self._writer: Writer | None = None

    def hold(self, writer: Writer) -> Writer:
        """Remember what is to be closed."""
        self._writer = writer
        return writer

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def end(self) -> None:
        """Close, without waiting: who leaves is not kept."""
        self._pool.submit(self._close)
        self._pool.shutdown(wait=False)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def writer_of(format: ExportFormat, about: About, parts: Sequence[Section]) -> Writer:
    """The writer of a format.

    :raises FormatUnavailableError: Parquet without its extra.
    """
    if format.name is Format.csv:
        return CsvWriter(bom=format.bom)
    if format.name is Format.xlsx:
        return XlsxWriter(about)
    if format.name is Format.parquet:
        return ParquetWriter(about)
    if format.name is Format.graphml:
        return GraphmlWriter(about, parts)
    return GexfWriter(about, parts) if format.name is Format.gexf else JsonLinesWriter()


def check(format: ExportFormat, what: Table | Drawing | None = None) -> None:
    """See whether a format can be made here, and of this, before anything is read.

    :raises FormatUnavailableError: Parquet without its extra; a drawing of rows that name nothing to draw.
    """
    if format.name is Format.parquet:
        needed()
    if format.name in GRAPHS and isinstance(what, Table) and not can_be_drawn(what):
        hint = "format=csv, jsonl, xlsx and parquet give the rows."
        raise FormatUnavailableError("These rows name no things and no relationships to draw.", pointer="/query/format", hint=hint)
