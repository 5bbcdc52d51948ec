"""CSV files: UTF-8, UTF-16 with a byte order mark, or GB 18030; decoded and parsed as a stream."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from seed.sheets.budgets import Budgets
from seed.sheets.count import SPLIT, Counter
from seed.sheets.errors import SheetError, too_large
from seed.sheets.values import Value

_PIECE = 1 << 20
_LINE_CHARACTERS = 8 << 20
_SPARE_CELLS = 100_000
"""Additional empty cells allowed in a row, beyond the column limit, because some programs write the full width of a sheet."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def rows_of_csv(path: Path, budgets: Budgets) -> Iterator[tuple[int, dict[int, Value]]]:
    """Yield the rows of a CSV file that have a value: the row number, and the cells by column, from 0.

    :raises SheetError: the file is not valid CSV, or exceeds a limit.
    """
    encoding = _encoding(path)
    counter = Counter(budgets)
    with path.open("rb") as stream:
        lines = _Lines(stream, encoding, budgets)
        reader = csv.reader(lines, strict=True)
        number = 0
        while True:
            try:
                line = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _record_error(error, number + 1, lines.characters, budgets) from error
            number += 1
            lines.commas = lines.characters = 0
            cells: dict[int, Value] = {column: text for column, text in enumerate(line) if text}
            if cells:
                counter.take(number, cells)
                yield number, cells


def _record_error(error: csv.Error, number: int, characters: int, budgets: Budgets) -> SheetError:
    """Return the error of a record. The field limit of ``csv`` is global to the process, and any library can have changed it."""
    unclosed = "unexpected end" in str(error) and characters > budgets.cell_characters
    if unclosed or "field larger" in str(error):
        hint = "Shorten the text, or close the quote that opens the cell."
        return too_large("characters in one cell", None, budgets.cell_characters, hint, f"row {number}")
    return SheetError("damaged", f"Invalid CSV: {error}.", "Save it again as CSV UTF-8.", f"row {number}")


def _encoding(path: Path) -> str:
    """Return the encoding: by byte order mark, else UTF-8 if the whole file decodes, else GB 18030 if the whole file decodes."""
    with path.open("rb") as stream:
        head = stream.read(4)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        for encoding in ("utf-8", "gb18030"):
            stream.seek(0)
            if _decodes(stream, encoding):
                return encoding
    raise SheetError("encoding", "The file is not UTF-8, UTF-16 with a byte order mark, or GB 18030.", "Save it again as CSV UTF-8.")


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := stream.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The lines of a file with line ends. ``commas`` and ``characters`` are the counts of the current record; the caller resets both."""

    def __init__(self, stream: BinaryIO, encoding: str, budgets: Budgets) -> None:
        self._text = io.TextIOWrapper(stream, encoding, newline="")
        self._budgets = budgets
        self._number, self.commas, self.characters = 0, 0, 0

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            self._number += 1
            self._check(line)
            yield line

    def _next(self) -> str:
        try:
            return self._text.readline(_LINE_CHARACTERS + 1)
        except UnicodeDecodeError as error:
            where = f"after line {self._number}"
            raise SheetError("encoding", f"The file is not valid {error.encoding}.", "Save it again as CSV UTF-8.", where) from error

    def _check(self, line: str) -> None:
        where = f"line {self._number}"
        if len(line) > _LINE_CHARACTERS:
            raise too_large("characters in one line", None, _LINE_CHARACTERS, "End each row with a line break.", where)
        if "\x00" in line:
            hint = "It may be a workbook, or UTF-16 without a byte order mark. Save it again as CSV UTF-8."
            raise SheetError("encoding", "The file contains a NUL character.", hint, where)
        self.characters += len(line)
        self.commas += line.count(",")
        if self.commas > self._budgets.columns + _SPARE_CELLS:
            raise too_large("cells in one row", None, self._budgets.columns + _SPARE_CELLS, SPLIT, where)
