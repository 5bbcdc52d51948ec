"""Parquet, by pyarrow, which is an extra: ``alliance-explorer[parquet]``.

Values are as the columns say: whole numbers 64 bits, lists of texts as lists, dates as stated and so as text. Nothing is guarded or cut.
What the file says of itself stands in the schema's metadata under ``alliance``, as JSON.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from graph.errors import FormatUnavailableError
from graph.export.columns import Cell, CellKind, Row
from graph.export.sections import Section
from graph.export.writer import About

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 20_000
"""Rows of a row group: what is held at a time, and what a reader can skip."""
EXTRA = "parquet"


def needed() -> None:
    """See whether the extra is there.

    :raises FormatUnavailableError: names it.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415
    except ImportError as problem:
        raise FormatUnavailableError(
            "Parquet needs a package that this server does not have.",
            pointer="/query/format",
            hint=f"Who runs the server installs the extra '{EXTRA}': uv sync --extra {EXTRA} (or alliance-explorer[{EXTRA}]). "
            "format=csv and format=jsonl have the same rows.",
        ) from problem


class _Sink:
    """A file that is taken away as it is written."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def flush(self) -> None:
        """Everything is written at once."""

    def close(self) -> None:
        """Nothing is held."""

    def taken(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


class ParquetWriter:
    """Writes Parquet, one row group at a time."""

    def __init__(self, about: About) -> None:
        needed()
        self._about = about
        self._sink = _Sink()
        self._cells: tuple[Cell, ...] = ()
        self._columns: list[list[Any]] = []
        self._schema: Any = None
        self._writer: Any = None

    def begin(self, section: Section) -> bytes:
        """The schema."""
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415

        self._cells = section.cells
        facts = orjson.dumps({"title": self._about.title, **self._about.facts}, default=str)
        self._schema = pa.schema([(cell.name, _type(cell.kind)) for cell in section.cells], metadata={"alliance": facts})
        self._writer = parquet.ParquetWriter(pa.PythonFile(self._sink, mode="w"), self._schema, compression="zstd")
        self._columns = [[] for _ in self._cells]
        return self._sink.taken()

    def write(self, rows: Sequence[Row]) -> bytes:
        """Rows; they are sent when a group is full."""
        for cell, values in zip(self._cells, self._columns, strict=True):
            read = cell.read
            values.extend([read(row) for row in rows])
        if self._columns and len(self._columns[0]) >= GROUP:
            self._flush()
        return self._sink.taken()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """The last group, and the footer without which no reader takes the file for whole."""
        self._flush()
        self._writer.close()
        self._writer = None
        return None, iter((self._sink.taken(),))

    def close(self) -> None:
        """Drop what is not written."""
        if self._writer is not None:
            with contextlib.suppress(Exception):  # whatever broke it off has been told
                self._writer.close()
        self._columns = []

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        if self._columns and self._columns[0]:
            arrays = [pa.array(values, _type(cell.kind)) for cell, values in zip(self._cells, self._columns, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._columns = [[] for _ in self._cells]


def _type(kind: CellKind) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415

    types = {"int": pa.int64, "float": pa.float64, "bool": pa.bool_}
    return pa.list_(pa.string()) if kind == "words" else types.get(kind, pa.string)()
