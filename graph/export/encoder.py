"""Encode an export to bytes.

One thread writes one batch at a time. The next batch is read after the bytes of the previous one have been consumed, so a slow client slows
down the database read and nothing accumulates in memory. A consumer that stops early closes the generator. This closes the rows, which ends
the database read, and deletes temporary files.
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
from graph.export.graph_collector import collected_graph, has_graph
from graph.export.graphml_writer import GraphmlWriter
from graph.export.jsonl_writer import JsonLinesWriter
from graph.export.parquet_writer import ParquetWriter, check_available
from graph.export.sections import Section, sections
from graph.export.table import Table
from graph.export.writer import About, Writer
from graph.export.xlsx_writer import XlsxWriter
from seed.bilingual import Bilingual

T = TypeVar("T")


class Encoded:
    """An export that is being encoded.

    :ivar size: total number of bytes, if it is known before the first is sent (XLSX), else None.
    """

    def __init__(self, what: Table | Drawing, format: ExportFormat) -> None:
        self._what, self._format = what, format
        self.size: int | None = None

    async def parts(self) -> AsyncGenerator[bytes]:
        """Yield the bytes in non-empty parts of any size. Close the generator if it is not read to its end.

        :raises AllianceError: the rows raised an error; the bytes yielded so far are then unusable.
        """
        if self._format.name in GRAPHS and isinstance(self._what, Table):
            async with collected_graph(self._what) as drawing, aclosing(self._encode(drawing)) as parts:
                async for part in parts:
                    yield part
        else:
            async with aclosing(self._encode(self._what)) as parts:
                async for part in parts:
                    yield part

    async def _encode(self, what: Table | Drawing) -> AsyncGenerator[bytes]:
        thread = _WriterThread()
        parts = sections(what, self._format.name)
        about = About(what.title, what.about)
        try:
            writer = await thread.run(lambda: thread.hold(writer_of(self._format, about, parts)))
            for section in parts:
                if part := await thread.run(lambda section=section: writer.begin(section)):  # type: ignore[misc]
                    yield part
                async with aclosing(batches(section.rows)) as row_batches:
                    async for rows in row_batches:
                        if part := await thread.run(lambda rows=rows: writer.write(rows)):  # type: ignore[misc]
                            yield part
            self.size, rest = await thread.run(writer.finish)
            while (part := await thread.run(lambda: next(rest, b""))) != b"":
                yield part
        finally:
            thread.end()


class _WriterThread:
    """One thread for one export. The writer is closed after pending work, whatever happens to the caller."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "export")
        self._writer: Writer | None = None

    def hold(self, writer: Writer) -> Writer:
        """Register the writer to be closed."""
        self._writer = writer
        return writer

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def end(self) -> None:
        """Close the writer without waiting."""
        self._pool.submit(self._close)
        self._pool.shutdown(wait=False)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def writer_of(format: ExportFormat, about: About, parts: Sequence[Section]) -> Writer:
    """Return the writer of a format.

    :raises FormatUnavailableError: pyarrow is not installed.
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
    """Check before reading that a format is available, and that it is suitable for the input.

    :raises FormatUnavailableError: pyarrow is not installed, or a graph is requested for rows without entities and relationships.
    """
    if format.name is Format.parquet:
        check_available()
    if format.name in GRAPHS and isinstance(what, Table) and not has_graph(what):
        hint = Bilingual("Use format=csv, jsonl, xlsx or parquet.", "请使用 format=csv、jsonl、xlsx 或 parquet。")
        raise FormatUnavailableError(
            Bilingual("These rows contain no entities or relationships for a graph.", "这些行不含可构成图的实体或关系。"),
            pointer="/query/format",
            hint=hint,
        )
