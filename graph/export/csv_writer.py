"""CSV: RFC 4180, UTF-8, one header line and no preamble.

No cell can become a formula in a spreadsheet. A text that begins with ``= + - @``, their full-width forms, a tab or a line break gets an
apostrophe in front, and so does one that begins with an apostrophe: to have the text back, drop one apostrophe from the front of each text
cell that has one. Numbers stay as they are, so a negative one is a number. An empty cell is "not known", or an empty list.
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
"""How a text begins that a spreadsheet may compute; and the guard itself, so that reading back is certain."""


def guarded(value: Any) -> str:
    """A text that no spreadsheet computes."""
    text = text_of(value)
    return GUARD + text if text.startswith(RISKY) else text


def _plain(value: Any) -> str:
    """A number or a boolean; what is neither although it should be is guarded."""
    return guarded(value) if isinstance(value, str) else text_of(value)


def _shape(cell: Cell) -> Callable[[Any], str]:
    return _plain if cell.kind in {"int", "float", "bool"} else guarded


class CsvWriter:
    """Writes CSV; ``bom``: with a byte order mark, by which Excel knows that it is UTF-8."""

    def __init__(self, *, bom: bool = False) -> None:
        self._text = io.StringIO(BOM if bom else "")
        self._text.seek(0, io.SEEK_END)
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._columns: list[tuple[Callable[[Row], Any], Callable[[Any], str]]] = []

    def begin(self, section: Section) -> bytes:
        """The header line."""
        self._columns = [(cell.read, _shape(cell)) for cell in section.cells]
        self._csv.writerow([guarded(cell.name) for cell in section.cells])
        return self._taken()

    def write(self, rows: Sequence[Row]) -> bytes:
        """Lines."""
        columns = self._columns
        self._csv.writerows([shape(read(row)) for read, shape in columns] for row in rows)
        return self._taken()

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Nothing more."""
        return None, iter(())

    def close(self) -> None:
        """Nothing is held."""

    def _taken(self) -> bytes:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()
