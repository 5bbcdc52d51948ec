"""CSV: RFC 4180, UTF-8, one header line and no preamble.

Cells cannot become formulas in a spreadsheet. Texts that begin with ``= + - @``, their full-width forms, a tab, a line break or an
apostrophe are prefixed with an apostrophe. To restore the text, remove one leading apostrophe from each text cell that has one. Numbers
are not prefixed, so negative numbers remain numbers. An empty cell means "unknown" or an empty list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from graph.export.columns import Cell, Row, text_of
from graph.export.sections import Section

BOM = "\ufeff"
GUARD = "'"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)
"""Prefixes that a spreadsheet can interpret as a formula, and the guard itself, so that the escaping is reversible."""


def guarded(value: Any) -> str:
    """Return a value as text that a spreadsheet does not interpret as a formula."""
    text = text_of(value)
    return GUARD + text if text.startswith(RISKY) else text


def _plain(value: Any) -> str:
    """Return a number or boolean as text. An unexpected string is guarded."""
    return guarded(value) if isinstance(value, str) else text_of(value)


def _formatter(cell: Cell) -> Callable[[Any], str]:
    return _plain if cell.kind in {"int", "float", "bool"} else guarded


class CsvWriter:
    """Writes CSV. With ``bom``, the file starts with a byte order mark, so that Excel detects UTF-8."""

    def __init__(self, *, bom: bool = False) -> None:
        self._text = io.StringIO(BOM if bom else "")
        self._text.seek(0, io.SEEK_END)
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._columns: list[tuple[Callable[[Row], Any], Callable[[Any], str]]] = []

    def begin(self, section: Section) -> bytes:
        """Write the header line."""
        self._columns = [(cell.read, _formatter(cell)) for cell in section.cells]
        self._csv.writerow([guarded(cell.name) for cell in section.cells])
        return self._drain()

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write one line for each row."""
        columns = self._columns
        self._csv.writerows([format_cell(read(row)) for read, format_cell in columns] for row in rows)
        return self._drain()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Return no more bytes."""
        return None, iter(())

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _drain(self) -> bytes:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()
