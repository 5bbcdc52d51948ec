"""Open the files of an import: workbooks and CSV through :mod:`seed.sheets`, Parquet if pyarrow is installed. All within its limits."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seed.sheets import KINDS, SHEETS, Budgets, Cells, SheetError, open_table
from seed.sheets.errors import too_large
from seed.sheets.inspect import check_size

PARQUET = ".parquet"
SUFFIXES = (*KINDS, PARQUET)


@dataclass(frozen=True)
class SourceFile:
    """A file to import: its path, its SHA-256 and the names of its sheets ("" for a file without sheets)."""

    path: Path
    sha256: str
    size: int
    sheets: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def label(self, sheet: str) -> str:
        """Return the first part of a cell name: the sheet, or the file if it has no sheets."""
        return sheet or self.path.name


def open_source(path: Path, budgets: Budgets = SHEETS) -> SourceFile:
    """Inspect a file.

    :raises SheetError: the file is missing, of another type, damaged or too large.
    """
    if path.suffix.lower() == PARQUET:
        check_size(path, budgets)
        _need_pyarrow()
        return SourceFile(path, _hash(path), path.stat().st_size, ("",))
    if path.suffix.lower() not in SUFFIXES:
        raise SheetError("unsupported", f"Unsupported file type: '{path.suffix}'.", f"Use one of {', '.join(SUFFIXES)}.")
    with open_table(path, None, budgets) as opened:
        sheets, notes = opened.sheets or ("",), opened.notes
    return SourceFile(path, _hash(path), path.stat().st_size, sheets, notes)


@contextmanager
def rows_of(source: SourceFile, sheet: str, budgets: Budgets = SHEETS) -> Iterator[Iterator[tuple[int, Cells]]]:
    """Open one sheet and yield its rows that have a value, each with its row number.

    :raises SheetError: the sheet is damaged or exceeds a limit; also while iterating.
    """
    if source.path.suffix.lower() == PARQUET:
        yield _parquet_rows(source.path, budgets)
        return
    with open_table(source.path, sheet or None, budgets) as opened:
        yield opened.rows


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _need_pyarrow() -> None:
    if find_spec("pyarrow") is None:
        hint = "Install it with: uv sync --extra parquet. Or save the file as CSV."
        raise SheetError("unsupported", "Reading Parquet requires the package pyarrow, which is not installed.", hint)


def _parquet_rows(path: Path, budgets: Budgets) -> Iterator[tuple[int, Cells]]:
    """Yield the header as row 1, then the rows. Only flat columns are read."""
    import pyarrow  # noqa: PLC0415 - optional
    from pyarrow import parquet  # noqa: PLC0415 - optional

    try:
        with parquet.ParquetFile(path) as file:
            _check_parquet(file.metadata.num_rows, file.schema_arrow, budgets)
            yield 1, dict(enumerate(file.schema_arrow.names))
            number = 1
            for batch in file.iter_batches(batch_size=10_000):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield number, {at: _value(value) for at, value in enumerate(row) if value is not None and value != ""}
    except (pyarrow.ArrowException, OSError) as error:
        raise SheetError("damaged", f"The Parquet file cannot be read: {error}.", "Save it again, or as CSV.") from error


def _check_parquet(rows: int, schema: Any, budgets: Budgets) -> None:
    import pyarrow  # noqa: PLC0415 - optional

    nested = [field.name for field in schema if pyarrow.types.is_nested(field.type)]
    if nested:
        raise SheetError("unsupported", f"The column '{nested[0]}' is nested.", "Use a file with flat columns.")
    for what, count, limit in (
        ("rows", rows, budgets.rows),
        ("columns", len(schema), budgets.columns),
        ("cells", rows * len(schema), budgets.cells),
    ):
        if count > limit:
            raise too_large(what, count, limit, "Split it, or select the rows and columns that you need.")


def _value(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | datetime.date) else str(value)
