"""Parquet, written with pyarrow, which is an optional dependency: ``alliance-explorer[parquet]``.

Column types follow the declared kinds: integers have 64 bits, lists of texts are lists, and dates are strings as stated. Values are not
escaped or truncated. The schema metadata contains facts about the file as JSON, under the key ``alliance``.
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
from seed.bilingual import Bilingual

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 20_000
"""Rows per row group. The writer buffers one group; a reader can skip groups."""
EXTRA = "parquet"


def check_available() -> None:
    """Check that pyarrow is installed.

    :raises FormatUnavailableError: it is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415
    except ImportError as problem:
        raise FormatUnavailableError(
            Bilingual("Parquet is not available on this server.", "本服务器不支持 Parquet。"),
            pointer="/query/format",
            hint=Bilingual(
                f"Use format=csv or format=jsonl for the same rows, or install the extra '{EXTRA}' on the server: "
                f"uv sync --extra {EXTRA} (or alliance-explorer[{EXTRA}]).",
                f"同样的行可用 format=csv 或 format=jsonl 导出；也可在服务器上安装附加组件“{EXTRA}”："
                f"uv sync --extra {EXTRA}（或 alliance-explorer[{EXTRA}]）。",
            ),
        ) from problem


class _Sink:
    """A file object whose content is read out while it is written."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def flush(self) -> None:
        """Do nothing: writes are not buffered."""

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def drain(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


class ParquetWriter:
    """Writes Parquet, one row group at a time."""

    def __init__(self, about: About) -> None:
        check_available()
        self._about = about
        self._sink = _Sink()
        self._cells: tuple[Cell, ...] = ()
        self._columns: list[list[Any]] = []
        self._schema: Any = None
        self._writer: Any = None

    def begin(self, section: Section) -> bytes:
        """Set the schema from the columns, and return the file header."""
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415

        self._cells = section.cells
        facts = orjson.dumps({"title": self._about.title, **self._about.facts}, default=str)
        self._schema = pa.schema([(cell.name, _type(cell.kind)) for cell in section.cells], metadata={"alliance": facts})
        self._writer = parquet.ParquetWriter(pa.PythonFile(self._sink, mode="w"), self._schema, compression="zstd")
        self._columns = [[] for _ in self._cells]
        return self._sink.drain()

    def write(self, rows: Sequence[Row]) -> bytes:
        """Add rows. A row group is written when it is full."""
        for cell, values in zip(self._cells, self._columns, strict=True):
            read = cell.read
            values.extend([read(row) for row in rows])
        if self._columns and len(self._columns[0]) >= GROUP:
            self._flush()
        return self._sink.drain()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Write the last row group and the footer."""
        self._flush()
        self._writer.close()
        self._writer = None
        return None, iter((self._sink.drain(),))

    def close(self) -> None:
        """Discard unwritten rows."""
        if self._writer is not None:
            with contextlib.suppress(Exception):  # the original error has been raised already
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
