"""XLSX: typed cells, a header that stays in view, and a sheet ``meta`` with what the file says of itself.

Numbers are numbers and booleans booleans. A date that is a full day is a date; a year or a month stands as text, since a cell can only hold
days (and none before March 1900, when spreadsheets disagree about the calendar). Whole numbers beyond 2**53 stand as text, since a cell
holds no more digits. Text is always written as text, so none of it is a formula.

A sheet holds 1,048,576 rows; what is more goes on in a second sheet, ``rows (2)``, with the header again. A text of more than 32,767
characters is cut, and the sheet ``meta`` counts how many were.

The file is made in a folder of its own, row by row, and is sent when it is whole.
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

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them."""
MOST_SOURCES = 10_000
"""Sources that the sheet ``meta`` lists."""
PIECE = 262_144
"""Bytes that are sent at a time."""
TEMPORARY = "alliance-export-"
"""How the names of the folders begin in which files are made."""
_EXACT = 2**53
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_DAY = date(1900, 3, 1)
_CUT = -2
_WIDTHS = {"int": 12, "float": 12, "bool": 8, "date": 12}
_MADE = datetime(2000, 1, 1)  # a constant, so that the same rows make the same bytes
_Put = Callable[[Worksheet, int, int, Any], int]


class _Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose texts are texts (the library takes one that looks like its own markup for that) and whose numbers have all digits."""

    def _xml_number_element(self, number: float, attributes: list[tuple[str, Any]]) -> None:
        place = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{place}><v>{number!r}</v></c>")

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, Any]]) -> None:
        self._xml_inline_string(string, False, attributes)


class XlsxWriter:
    """Writes a workbook."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._folder = tempfile.TemporaryDirectory(prefix=TEMPORARY)
        self._path = Path(self._folder.name) / "book.xlsx"
        self._book = Workbook(str(self._path), {"constant_memory": True, "tmpdir": self._folder.name})
        self._book.set_properties({"title": about.title, "created": _MADE})
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
        self._line = 0
        self._cut = 0

    def begin(self, section: Section) -> bytes:
        """A sheet."""
        self._end_sheet()
        self._section = section
        self._columns = [(cell.read, self._put(cell)) for cell in section.cells]
        self._source_cells = [cell for cell in section.cells if cell.name == "sources" or cell.name.endswith("_sources")]
        self._begin_sheet(section)
        return b""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Lines of the sheet; nothing is sent before all are there."""
        assert self._section is not None
        for row in rows:
            if self._line == MOST_ROWS:
                self._end_sheet()
                self._begin_sheet(self._section)
            for place, (read, put) in enumerate(self._columns):
                value = read(row)
                if value is not None:
                    self._cut += put(self._sheet, self._line, place, value) == _CUT
            self._line += 1
            self._count(row)
        return b""

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """The sheet ``meta``, and the whole file."""
        self._end_sheet()
        self._meta()
        self._book.close()
        return self._path.stat().st_size, self._pieces()

    def close(self) -> None:
        """Remove the folder."""
        for sheet in self._book.worksheets():
            if getattr(sheet, "row_data_fh", None) is not None and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
        self._book.fileclosed = True  # or the library tries to close it as it is forgotten
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
        self._sheet, self._line = sheet, 1

    def _end_sheet(self) -> None:
        if self._sheet is not None and self._section is not None:
            self._sheet.autofilter(0, 0, max(self._line - 1, 0), len(self._section.cells) - 1)

    def _count(self, row: Row) -> None:
        assert self._section is not None
        self._counts[self._section.name] += 1
        self._origins[row.get("origin")] += 1
        for cell in self._source_cells:
            if len(self._sources) < MOST_SOURCES:
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
        facts |= {"texts cut at 32,767 characters": self._cut} if self._cut else {}
        pairs = [*facts.items(), *(("source", source) for source in self._sources)]
        if len(self._sources) >= MOST_SOURCES:
            pairs.append(("source", f"and more: {MOST_SOURCES} are listed"))
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
    """A full day that a cell can hold; None for a year, a month, and what is before them."""
    if _DAY.fullmatch(stated) is None:
        return None
    try:
        day = date.fromisoformat(stated)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None
