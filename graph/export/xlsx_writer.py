"""XLSX: typed cells, a frozen header row, and a sheet ``meta`` with facts about the file.

Numbers and booleans keep their types. A full date is a date cell. A year or a month is text, because a cell can only contain days. Days
before March 1900 are text too, because spreadsheets disagree about the calendar. Integers beyond 2**53 are text, because a cell has no
more digits. Text is always written as text, so it is never a formula.

A sheet has at most 1,048,576 rows. Further rows go to a second sheet, ``rows (2)``, with the same header. Texts of more than 32,767
characters are truncated, and the sheet ``meta`` counts them.

The file is written to a temporary folder, row by row, and sent when it is complete.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from graph.export.columns import Cell, Row, text_of
from graph.export.sections import Section
from graph.export.writer import About
from seed.model import ORIGINS

MAX_ROWS = 1_048_576
"""Maximum number of rows per sheet, including the header."""
MAX_SOURCES = 10_000
"""Maximum number of sources that the sheet ``meta`` lists."""
PIECE = 262_144
"""Number of bytes per chunk."""
FOLDER_PREFIX = "alliance-export-"
"""Prefix of the names of temporary folders."""
_EXACT = 2**53
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_DAY = date(1900, 3, 1)
_TRUNCATED = -2
_WIDTHS = {"int": 12, "float": 12, "bool": 8, "date": 12}
_CREATED = datetime(2000, 1, 1)  # a constant, so that the same rows give the same bytes
_Put = Callable[[Worksheet, int, int, Any], int]


class _Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet that writes all digits of numbers, and never interprets text as rich text (the library does if it looks like its markup)."""

    def _xml_number_element(self, number: float, attributes: list[tuple[str, Any]]) -> None:
        place = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{place}><v>{number!r}</v></c>")

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, Any]]) -> None:
        self._xml_inline_string(string, False, attributes)


class XlsxWriter:
    """Writes a workbook."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._folder = tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX)
        self._path = Path(self._folder.name) / "book.xlsx"
        self._book = Workbook(str(self._path), {"constant_memory": True, "tmpdir": self._folder.name})
        self._book.set_properties({"title": about.title, "created": _CREATED})
        self._bold: Format = self._book.add_format({"bold": True})
        self._days: Format = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._section: Section | None = None
        self._columns: list[tuple[Callable[[Row], Any], _Put]] = []
        self._sheets: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._origins: Counter[Any] = Counter()
        self._sources: dict[str, None] = {}
        self._source_cells: list[Cell] = []
        self._sheet: Worksheet | None = None
        self._row_number = 0
        self._truncated_count = 0

    def begin(self, section: Section) -> bytes:
        """Begin a sheet."""
        self._end_sheet()
        self._section = section
        self._columns = [(cell.read, self._put(cell)) for cell in section.cells]
        self._source_cells = [cell for cell in section.cells if cell.name == "sources" or cell.name.endswith("_sources")]
        self._begin_sheet(section)
        return b""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write rows of the sheet. No bytes are returned before the file is complete."""
        assert self._section is not None
        for row in rows:
            if self._row_number == MAX_ROWS:
                self._end_sheet()
                self._begin_sheet(self._section)
            for place, (read, put) in enumerate(self._columns):
                value = read(row)
                if value is not None:
                    self._truncated_count += put(self._sheet, self._row_number, place, value) == _TRUNCATED
            self._row_number += 1
            self._count(row)
        return b""

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Write the sheet ``meta``, and return the size and content of the file."""
        self._end_sheet()
        self._meta()
        self._book.close()
        return self._path.stat().st_size, self._pieces()

    def close(self) -> None:
        """Remove the temporary folder."""
        for sheet in self._book.worksheets():
            if getattr(sheet, "row_data_fh", None) is not None and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
        self._book.fileclosed = True  # otherwise the library tries to close it on deletion
        self._folder.cleanup()

    def _pieces(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def _begin_sheet(self, section: Section) -> None:
        self._sheets[section.name] += 1
        number = self._sheets[section.name]
        sheet = self._book.add_worksheet(section.name if number == 1 else f"{section.name} ({number})", _Sheet)
        sheet.freeze_panes(1, 0)
        for place, cell in enumerate(section.cells):
            sheet.set_column(place, place, _WIDTHS.get(cell.kind, 24))
            sheet.write_string(0, place, cell.name, self._bold)
        self._sheet, self._row_number = sheet, 1

    def _end_sheet(self) -> None:
        if self._sheet is not None and self._section is not None:
            self._sheet.autofilter(0, 0, max(self._row_number - 1, 0), len(self._section.cells) - 1)

    def _count(self, row: Row) -> None:
        assert self._section is not None
        self._counts[self._section.name] += 1
        self._origins[row.get("origin")] += 1
        for cell in self._source_cells:
            if len(self._sources) < MAX_SOURCES:
                self._sources.update(dict.fromkeys(cell.read(row) or ()))

    def _put(self, cell: Cell) -> _Put:
        if cell.kind == "bool":
            return lambda sheet, line, place, value: sheet.write_boolean(line, place, value)
        if cell.kind in {"int", "float"}:
            return _put_number
        return self._put_date if cell.kind == "date" else _put_text

    def _put_date(self, sheet: Worksheet, line: int, place: int, value: Any) -> int:
        day = _day(value)
        if day is None:
            return _put_text(sheet, line, place, value)
        return int(sheet.write_datetime(line, place, day, self._days))

    def _meta(self) -> None:
        sheet = self._book.add_worksheet("meta", _Sheet)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        facts = {"title": self._about.title, **self._about.facts}
        facts |= {name if len(self._counts) < 2 else f"{name} in this file": count for name, count in self._counts.items()}
        facts |= {f"origin {origin}": self._origins[origin] for origin in ORIGINS}
        facts |= {"texts truncated at 32,767 characters": self._truncated_count} if self._truncated_count else {}
        pairs = [*facts.items(), *(("source", source) for source in self._sources)]
        if len(self._sources) >= MAX_SOURCES:
            pairs.append(("source", f"only the first {MAX_SOURCES} are listed"))
        for line, (name, value) in enumerate(pair for pair in pairs if pair[1] is not None):
            sheet.write_string(line, 0, name, self._bold)
            (_put_number if isinstance(value, int) and not isinstance(value, bool) else _put_text)(sheet, line, 1, value)


def _put_text(sheet: Worksheet, line: int, place: int, value: Any) -> int:
    text = text_of(value)
    return int(sheet.write_string(line, place, text)) if text else 0


def _put_number(sheet: Worksheet, line: int, place: int, value: Any) -> int:
    if isinstance(value, str) or not math.isfinite(value) or abs(value) > _EXACT:
        return _put_text(sheet, line, place, value)
    return int(sheet.write_number(line, place, value))


def _day(stated: str) -> date | None:
    """Return a full date that a cell can contain. Return None for a year, a month, an invalid date or a date before March 1900."""
    if _DAY.fullmatch(stated) is None:
        return None
    try:
        day = date.fromisoformat(stated)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None
