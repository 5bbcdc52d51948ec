"""Read one CSV file of a package as a stream of batches, and report problems of the file format.

There is a fast path and a slow path. A piece of about a megabyte is decoded and parsed as a whole. If it contains anything unusual (bytes
that are not UTF-8, control characters, unbalanced quotes, a line break in a cell, a row with a different number of cells than the header),
it is parsed line by line. Reading never fails, whatever the bytes are: it reports problems and continues with the readable rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from seed.columns import names as column_names
from seed.model import Row
from seed.packages.decoding import Piece, pieces
from seed.packages.package_files import UNREADABLE
from seed.plurals import counted
from seed.problems import Fault, Place
from seed.suggestions import did_you_mean, nearest

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = re.compile(r"[\udc80-\udcff]")
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "|", "，": "full-width commas"}
_RAGGED = 10_000
JOINED_LINES = 30
"""Maximum number of lines of a cell with line breaks. A longer one is reported as an unbalanced quote."""


@dataclass(frozen=True)
class Batch:
    """Rows of one file, each with as many cells as the header. ``numbers`` are their row numbers (the header is row 1)."""

    numbers: Sequence[int]
    rows: list[list[str]]
    read: int
    """Number of bytes of the file read so far."""


class Table:
    """One CSV file. After the first batch, ``header`` contains the column names; it is empty if the file is unreadable."""

    def __init__(self, opener: Callable[[], BinaryIO], cls: type[Row], place: Place) -> None:
        self._opener, self._place = opener, place
        self._columns = column_names(cls)
        self._delimiter = ","
        self._row = 1
        self.header: list[str] = []
        self.ragged: list[list[str]] = []

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, one batch for each piece of the file. The first batch may be empty."""
        try:
            with self._opener() as stream:
                yield from self._batches(stream)
        except UNREADABLE as error:
            self._place.fatal = True
            self._place.add(Fault("unreadable", f"The file cannot be read: {error}.", "Replace it with a readable file."), self._row)

    def _batches(self, stream: BinaryIO) -> Iterator[Batch]:
        first = True
        for piece in pieces(stream, self._place):
            lines = piece.lines
            if first:
                first = False
                if not self._read_header(lines.pop(0)):
                    return
            yield self._batch(piece, lines)
        if first and not self._place.fatal:
            self._place.fatal = True
            self._place.add(Fault("empty-file", "The file is empty.", f"Add the header row: {','.join(self._columns)}."), 1)

    def _read_header(self, line: str) -> bool:
        self._delimiter = self._separator(line)
        try:
            header = next(csv.reader([line], delimiter=self._delimiter, strict=True), [])
        except csv.Error as error:
            self._place.add(
                Fault("quotes", f"The header row cannot be read: {error}.", "Close each quote, and double quotes inside a cell."), 1
            )
            header = line.split(self._delimiter)
        if not any(header):
            self._place.fatal = True
            self._place.add(Fault("missing-column", "The header row is blank.", f"Add the header row: {','.join(self._columns)}."), 1)
            return False
        self.header = [self._column_name(name) for name in header]
        return True

    def _column_name(self, name: str) -> str:
        bare = name.strip()
        if bare != name:
            self._place.add(Fault("white-space", "The column name has white space around it.", f"Write {bare!r}."), 1, bare, name)
        if bare not in self._columns:
            hint = did_you_mean(nearest(bare, self._columns)) or f"Columns: {', '.join(self._columns)}."
            self._place.add(Fault("unknown-column", "Unknown column.", hint), 1, bare or None, name)
        return bare

    def _separator(self, line: str) -> str:
        known = set(self._columns)

        def hits(separator: str) -> int:
            return len(known.intersection(part.strip().strip('"') for part in line.split(separator)))

        best = max(_SEPARATORS, key=hits)
        if hits(best) <= hits(","):
            return ","
        self._place.add(Fault("separator", f"The cells are separated by {_SEPARATORS[best]}.", "Separate them with commas."), 1, None, line)
        return best

    def _batch(self, piece: Piece, lines: list[str]) -> Batch:
        width, start = len(self.header), self._row + 1
        rows: list[list[str]] = []
        try:
            rows.extend(csv.reader(lines, delimiter=self._delimiter, strict=True))
            clean = len(rows) == len(lines) and not piece.odd and set(map(len, rows)) <= {width}
        except csv.Error:
            clean = False
        if clean and [""] * width not in rows:
            self._row += len(rows)
            return Batch(range(start, start + len(rows)), rows, piece.read)
        numbers, rows = self._parse_by_line(lines, odd=piece.odd)
        return Batch(numbers, rows, piece.read)

    def _parse_by_line(self, lines: list[str], *, odd: bool) -> tuple[list[int], list[list[str]]]:
        numbers: list[int] = []
        rows: list[list[str]] = []
        at = 0
        while at < len(lines):
            cells, used = self._record(lines, at)
            at += used
            self._row += 1
            if cells is not None and self._is_complete(cells, odd=odd):
                numbers.append(self._row)
                rows.append(cells)
        return numbers, rows

    def _record(self, lines: list[str], at: int) -> tuple[list[str] | None, int]:
        """Return the cells of the record that starts at a line (None if it is unreadable), and its number of lines."""
        try:
            return next(csv.reader(lines[at : at + 1], delimiter=self._delimiter, strict=True), []), 1
        except csv.Error as error:
            message = str(error)
        reader = csv.reader((f"{line}\n" for line in lines[at : at + JOINED_LINES]), delimiter=self._delimiter, strict=True)
        try:
            cells = next(reader, [])
        except csv.Error:
            cells = []
        number = self._row + 1
        if len(cells) == len(self.header):
            column = next((name for name, cell in zip(self.header, cells, strict=True) if "\n" in cell), None)
            self._place.add(Fault("line-break", "A cell contains a line break.", "Write each row on one line."), number, column)
            return None, reader.line_num
        if "field larger" in message:
            self._place.add(Fault("too-long", "A cell is longer than 131,072 characters.", "Shorten the text."), number)
        elif "new-line" in message:
            fault = Fault("line-break", "The line contains a carriage return.", "End lines with LF or CR LF, not with CR alone.")
            self._place.add(fault, number, None, lines[at])
        else:
            self._place.add(
                Fault("quotes", f"The quotes do not balance ({message}).", "Close each quote, and double quotes inside a cell."),
                number,
                None,
                lines[at],
            )
        return None, 1

    def _is_complete(self, cells: list[str], *, odd: bool) -> bool:
        if not any(cells):
            self._place.add(Fault("blank-row", "The row is blank.", "Remove the row."), self._row)
            return False
        if len(cells) != len(self.header):
            fault = Fault(
                "cells",
                f"The row has {counted(len(cells), 'cell')}, but the header has {len(self.header)}.",
                f"Write {counted(len(self.header), 'cell')}. Quote a cell that contains a comma.",
            )
            self._place.add(fault, self._row, None, self._delimiter.join(cells))
            if len(self.ragged) < _RAGGED:
                self.ragged.append(cells)
            return False
        return not odd or self._printable(cells)

    def _printable(self, cells: list[str]) -> bool:
        valid = True
        for name, cell in zip(self.header, cells, strict=True):
            if _ESCAPED.search(cell):
                valid = False
                self._report_bytes(name, cell)
            control = _CONTROL.search(cell)
            if control:
                valid = False
                character = "a NUL" if control[0] == "\x00" else f"the control character U+{ord(control[0]):04X}"
                self._place.add(
                    Fault("control-character", f"The cell contains {character}.", "Remove the character."), self._row, name, repr(cell)
                )
        return valid

    def _report_bytes(self, name: str, cell: str) -> None:
        raw = cell.encode("utf-8", "surrogateescape")
        try:
            guess = f"Decoded as GB18030 it reads {raw.decode('gb18030')!r}. "
        except UnicodeDecodeError:
            guess = ""
        self._place.add(Fault("encoding", "The cell is not UTF-8.", f"{guess}Save the file as UTF-8."), self._row, name, repr(raw))
