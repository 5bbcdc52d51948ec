"""Rewrite a workbook with distant cells without the empty rows and columns between them.

The reader allocates the whole rectangle around the cells. Two cells at A1 and XFD1048576 need 17 billion positions; after rewriting they
need four. The cells keep their content and style, so the reader still interprets formats, shared strings and dates.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from seed.sheets.archive import inflate
from seed.sheets.markup import local, parse
from seed.sheets.values import cell_name
from seed.sheets.xlsx import Extent, place, row_number

_REQUIRED_MEMBERS = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedstrings.xml",
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def compact(archive: zipfile.ZipFile, member: str, extent: Extent, sheet: str) -> tuple[io.BytesIO, list[int], list[int]]:
    """Return a workbook with only that worksheet, and the original numbers of its rows (from 1) and columns (from 0)."""
    rows, columns = sorted(extent.rows), sorted(extent.columns)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for info in archive.infolist():
            if info.filename.lower() in _REQUIRED_MEMBERS:
                target.writestr(info.filename, b"".join(inflate(archive, info)))
        with target.open(member, "w", force_zip64=True) as stream:
            _Rewriter(stream, rows, columns, sheet).run(archive, member)
    buffer.seek(0)
    return buffer, rows, columns


class _Rewriter:
    """Copies the cells with a value, under new cell names."""

    def __init__(self, stream: IO[bytes], rows: list[int], columns: list[int], sheet: str) -> None:
        self._stream, self._sheet = stream, sheet
        self._rows = {number: index for index, number in enumerate(rows, 1)}
        self._columns = {number: index for index, number in enumerate(columns)}
        self._row, self._column, self._open = 0, -1, 0
        self._cell: list[str] | None = None
        self._formula = self._filled = False

    def run(self, archive: zipfile.ZipFile, member: str) -> None:
        """Write the worksheet."""
        self._write(f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>')
        parse(inflate(archive, archive.getinfo(member)), f"sheet {self._sheet}", self._start, self._end, self._text)
        self._write(f"{'</row>' if self._open else ''}</sheetData></worksheet>")

    def _write(self, text: str) -> None:
        self._stream.write(text.encode())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "row":
            self._row, self._column = row_number(attributes.get("r"), self._row, self._sheet), -1
        elif name == "c":
            self._row, self._column = place(attributes.get("r"), self._row, self._column, self._sheet)
            new = cell_name(self._rows.get(self._row, 1), self._columns.get(self._column, 0))
            attribute_text = "".join(f" {key}={quoteattr(attributes[key])}" for key in ("s", "t") if key in attributes)
            self._cell, self._filled = [f'<c r="{new}"{attribute_text}>'], False
        elif name == "f":
            self._formula = True
        elif self._cell is not None and not self._formula:
            self._filled = self._filled or name in {"v", "is"}
            self._cell.append('<t xml:space="preserve">' if name == "t" else f"<{name}>")

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "f":
            self._formula = False
        elif self._cell is not None and not self._formula:
            self._cell.append(f"</{name}>")
            if name == "c":
                self._flush(self._cell)
                self._cell = None

    def _text(self, text: str) -> None:
        if self._cell is not None and not self._formula:
            self._cell.append(escape(text, {"\r": "&#13;"}))

    def _flush(self, cell: list[str]) -> None:
        if not self._filled:
            return
        row = self._rows[self._row]
        if row != self._open:
            self._write(f'{"</row>" if self._open else ""}<row r="{row}">')
            self._open = row
        self._write("".join(cell))
