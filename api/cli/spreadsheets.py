"""Read and write spreadsheets. :mod:`seed.sheets` reads them and enforces its limits; written cells never become formulas."""

from __future__ import annotations

import csv
import datetime
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from graph.errors import BadValueError, UnknownNameError
from seed.sheets import SHEETS, Budgets, Cells, SheetError, column_letters, open_table
from seed.sheets.values import Value
from seed.suggestions import nearest

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_FIRST_YEAR = 1900
"""The first year that a workbook can hold as a date."""
_SAME = re.compile(r" \(column [A-Z]{1,3}\)$")
_DATE_FORMATS: Mapping[type, str] = {
    datetime.date: "yyyy-mm-dd",
    datetime.datetime: "yyyy-mm-dd hh:mm:ss",
    datetime.time: "hh:mm:ss",
    datetime.timedelta: "[hh]:mm:ss",
}


@dataclass(frozen=True)
class Table:
    """A sheet: its columns, and its rows as text, each with its row number in the spreadsheet.

    ``values`` are the same rows with the values of the cells: numbers, dates and booleans keep their types.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    notes: tuple[str, ...] = ()
    """Parts of the workbook that are ignored, such as macros."""
    values: list[dict[str, Value]] = field(default_factory=list)

    def need(self, column: str) -> str:
        """Return ``column`` if it exists.

        :raises UnknownNameError: The column does not exist; carries similar names.
        :raises BadValueError: Several columns have this name; the hint lists them.
        """
        if column in self.columns:
            return column
        same = [name for name in self.columns if _SAME.sub("", name) == column]
        if same:
            raise BadValueError(f"The sheet has {len(same)} columns named '{column}'.", hint=f"Use one of: {', '.join(same)}.")
        near = nearest(column, self.columns) or self.columns[:10]
        raise UnknownNameError(f"The sheet has no column '{column}'.", nearest=near)


def read(path: Path, sheet: str | None = None, budgets: Budgets = SHEETS) -> Table:
    """Read the table of a file. The first non-empty row contains the column names.

    A column that has values but no name is named after its letters, such as "(column D)". Columns of the same name get their letters
    appended: "school (column A)" and "school (column B)".

    :raises BadValueError: The file is missing, damaged, empty, of an unsupported type, or exceeds a limit.
    :raises UnknownNameError: The sheet does not exist.
    """
    try:
        with open_table(path, sheet, budgets) as opened:
            found = [(number, line, cells) for number, line in opened.rows if (cells := _texts(line))]
            notes = opened.notes
    except SheetError as problem:
        if problem.names:
            raise UnknownNameError(problem.fault.detail, nearest=nearest(sheet or "", problem.names) or problem.names[:10]) from problem
        where = ", ".join(part for part in (path.name, problem.where) if part)
        raise BadValueError(f"{where}: {problem.fault.detail}", hint=problem.fault.expected) from problem
    except OSError as problem:
        raise BadValueError(f"Cannot read {path.name}: {problem.strerror}.", hint="Check the file and its permissions.") from problem
    if not found:
        raise BadValueError(f"{path.name} is empty.", hint="The first row must contain the column names.")
    columns = _columns([cells for _, _, cells in found])
    lines = [(number, {name: cells.get(index, "") for index, name in columns.items()}) for number, _, cells in found[1:]]
    values = [{name: line.get(index, "") for index, name in columns.items()} for _, line, _ in found[1:]]
    return Table(tuple(columns.values()), lines, notes, values)


def _texts(line: Cells) -> dict[int, str]:
    texts = ((column, _text(value)) for column, value in line.items())
    return {column: text for column, text in texts if text}


def _columns(rows: list[dict[int, str]]) -> dict[int, str]:
    """Return the names, by index, of the columns that have a name or a value. The names are unique."""
    named, used = rows[0], set[int]().union(*rows)
    names = {index: named.get(index, "") or f"(column {column_letters(index)})" for index in sorted(used)}
    while repeated := {name for name, count in Counter(names.values()).items() if count > 1}:  # again if a heading is like a new name
        names = {index: f"{name} (column {column_letters(index)})" if name in repeated else name for index, name in names.items()}
    return names


def _text(cell: Any) -> str:
    """Return a cell as displayed text: a code stored as a number has no decimal places."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@dataclass(frozen=True)
class Sheet:
    """A sheet to write. ``choices`` maps a column to the values offered in a drop-down list."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]
    choices: Mapping[str, Sequence[str]]


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook. For ``.csv``, write only the first sheet, with a byte order mark so that Excel displays Chinese."""
    if path.suffix.lower() == ".csv":
        _write_csv(path, sheets[0])
        return
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in sheets:
            _write_sheet(book, sheet)


def _write_sheet(book: Any, sheet: Sheet) -> None:
    worksheet, bold = book.add_worksheet(sheet.name), book.add_format({"bold": True})
    dates = {kind: book.add_format({"num_format": text}) for kind, text in _DATE_FORMATS.items()}
    widths = [len(name) * 2 for name in sheet.columns]
    worksheet.write_row(0, 0, sheet.columns, bold)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for at, name in enumerate(sheet.columns):
            value = row.get(name, "")
            _write_cell(worksheet, last, at, value, dates)
            widths[at] = min(_WIDEST, max(widths[at], len(str(value)) * 3 // 2))
    for at, width in enumerate(widths):
        worksheet.set_column(at, at, width + 2)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    for name, choices in sheet.choices.items():
        at = list(sheet.columns).index(name)
        worksheet.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": list(choices), "error_type": "warning"})


def _write_cell(worksheet: Any, row: int, column: int, value: Any, dates: Mapping[type, Any]) -> None:
    """Write a value with its type. Texts stay texts, whatever they begin with. What a workbook cannot hold is written as text."""
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        worksheet.write_number(row, column, value)
    elif type(value) in dates and not (isinstance(value, datetime.date) and value.year < _FIRST_YEAR):
        worksheet.write_datetime(row, column, value, dates[type(value)])
    else:
        worksheet.write_string(row, column, str(value))


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(sheet.columns)
        for row in sheet.rows:
            writer.writerow([_harmless(row.get(name, "")) for name in sheet.columns])


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
