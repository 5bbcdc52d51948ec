"""Spreadsheets in and out: .xlsx, .xls and .ods by calamine, .csv in UTF-8 or GB 18030; what is written can never become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from graph.errors import BadValueError, UnknownNameError
from seed.words import nearest

BOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


@dataclass(frozen=True)
class Table:
    """A sheet: its columns and its rows as texts, each with the number that the spreadsheet program shows."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]

    def need(self, column: str) -> str:
        """The column of that name.

        :raises UnknownNameError: there is none; names the nearest.
        """
        if column in self.columns:
            return column
        near = nearest(column, self.columns) or self.columns[:10]
        raise UnknownNameError(f"There is no column '{column}'.", nearest=near)


def read(path: Path, sheet: str | None = None) -> Table:
    """The table of a file; its first row that is not empty names the columns.

    :raises BadValueError: the file is missing, broken, empty, or of a kind that cannot be read.
    :raises UnknownNameError: there is no such sheet.
    """
    if not path.is_file():
        raise BadValueError(f"There is no file {path}.", mend="Give the path of a spreadsheet.")
    kind = path.suffix.lower()
    if kind not in {*BOOKS, ".csv"}:
        raise BadValueError(f"{path.name} is of no kind that can be read.", mend=f"Give one of {', '.join((*BOOKS, '.csv'))}.")
    lines = _of_csv(path) if kind == ".csv" else _of_book(path, sheet)
    filled = [(number, [_text(cell) for cell in line]) for number, line in enumerate(lines, 1) if any(_text(cell) for cell in line)]
    if not filled:
        raise BadValueError(f"{path.name} is empty.", mend="Its first row must name the columns.")
    columns = tuple(filled[0][1])
    return Table(columns, [(number, dict(zip(columns, line, strict=False))) for number, line in filled[1:]])


def _of_book(path: Path, sheet: str | None) -> list[list[Any]]:
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                raise UnknownNameError(f"There is no sheet '{sheet}'.", nearest=nearest(sheet, book.sheet_names) or tuple(book.sheet_names))
            found = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
            return found.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError) as problem:
        raise BadValueError(f"{path.name} cannot be read: {problem}.", mend="Save it anew as .xlsx, without a password.") from problem


def _of_csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error as problem:
            raise BadValueError(f"{path.name} is no CSV: {problem}.", mend="Save it anew as CSV UTF-8.") from problem
    raise BadValueError(f"{path.name} is neither UTF-8 nor GB 18030.", mend="Save it anew as CSV UTF-8.")


def _text(cell: Any) -> str:
    """A cell as a person reads it: a code that the program took for a number has no decimal places."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@dataclass(frozen=True)
class Sheet:
    """A sheet to write. ``choices``: the values that a column may be given, offered as a list."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]
    choices: Mapping[str, Sequence[str]]


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook; or, for ``.csv``, the first sheet alone, with a byte-order mark, so that Excel shows Chinese."""
    if path.suffix.lower() == ".csv":
        _write_csv(path, sheets[0])
        return
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in sheets:
            _write_sheet(book, sheet)


def _write_sheet(book: Any, sheet: Sheet) -> None:
    made, bold = book.add_worksheet(sheet.name), book.add_format({"bold": True})
    widths = [len(name) * 2 for name in sheet.columns]
    made.write_row(0, 0, sheet.columns, bold)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for at, name in enumerate(sheet.columns):
            value = row.get(name, "")
            if isinstance(value, int | float):
                made.write_number(last, at, value)
            else:
                made.write_string(last, at, str(value))
            widths[at] = min(_WIDEST, max(widths[at], len(str(value)) * 3 // 2))
    for at, width in enumerate(widths):
        made.set_column(at, at, width + 2)
    made.freeze_panes(1, 0)
    made.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    for name, choices in sheet.choices.items():
        at = list(sheet.columns).index(name)
        made.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": list(choices), "error_type": "warning"})


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(sheet.columns)
        for row in sheet.rows:
            writer.writerow([_harmless(row.get(name, "")) for name in sheet.columns])


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
