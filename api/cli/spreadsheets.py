"""Read and write spreadsheets. :mod:`seed.sheets` reads them and enforces its limits; written cells never become formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from graph.errors import BadValueError, UnknownNameError
from seed.sheets import SHEETS, Budgets, Cells, SheetError, column_letters, open_table
from seed.suggestions import nearest

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


@dataclass(frozen=True)
class Table:
    """A sheet: its columns, and its rows as text, each with its row number in the spreadsheet."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    notes: tuple[str, ...] = ()
    """Parts of the workbook that are ignored, such as macros."""

    def need(self, column: str) -> str:
        """Return ``column`` if it exists.

        :raises UnknownNameError: The column does not exist; carries similar names.
        """
        if column in self.columns:
            return column
        near = nearest(column, self.columns) or self.columns[:10]
        raise UnknownNameError(f"The sheet has no column '{column}'.", nearest=near)


def read(path: Path, sheet: str | None = None, budgets: Budgets = SHEETS) -> Table:
    """Read the table of a file. The first non-empty row contains the column names.

    A column that has values but no name is named after its letters, such as "(column D)".

    :raises BadValueError: The file is missing, damaged, empty, of an unsupported type, or exceeds a limit.
    :raises UnknownNameError: The sheet does not exist.
    """
    try:
        with open_table(path, sheet, budgets) as opened:
            rows = [(number, cells) for number, line in opened.rows if (cells := _texts(line))]
            notes = opened.notes
    except SheetError as problem:
        if problem.names:
            raise UnknownNameError(problem.fault.detail, nearest=nearest(sheet or "", problem.names) or problem.names[:10]) from problem
        where = ", ".join(part for part in (path.name, problem.where) if part)
        raise BadValueError(f"{where}: {problem.fault.detail}", hint=problem.fault.expected) from problem
    except OSError as problem:
        raise BadValueError(f"Cannot read {path.name}: {problem.strerror}.", hint="Check the file and its permissions.") from problem
    if not rows:
        raise BadValueError(f"{path.name} is empty.", hint="The first row must contain the column names.")
    columns = _columns(rows)
    lines = [(number, {name: cells.get(index, "") for index, name in columns.items()}) for number, cells in rows[1:]]
    return Table(tuple(columns.values()), lines, notes)


def _texts(line: Cells) -> dict[int, str]:
    texts = ((column, _text(value)) for column, value in line.items())
    return {column: text for column, text in texts if text}


def _columns(rows: list[tuple[int, dict[int, str]]]) -> dict[int, str]:
    """Return the names, by index, of the columns that have a name or a value."""
    named = rows[0][1]
    used = set().union(*(cells for _, cells in rows))
    return {index: named.get(index, f"(column {column_letters(index)})") for index in sorted(used)}


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
    widths = [len(name) * 2 for name in sheet.columns]
    worksheet.write_row(0, 0, sheet.columns, bold)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for at, name in enumerate(sheet.columns):
            value = row.get(name, "")
            if isinstance(value, int | float):
                worksheet.write_number(last, at, value)
            else:
                worksheet.write_string(last, at, str(value))
            widths[at] = min(_WIDEST, max(widths[at], len(str(value)) * 3 // 2))
    for at, width in enumerate(widths):
        worksheet.set_column(at, at, width + 2)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    for name, choices in sheet.choices.items():
        at = list(sheet.columns).index(name)
        worksheet.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": list(choices), "error_type": "warning"})


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(sheet.columns)
        for row in sheet.rows:
            writer.writerow([_harmless(row.get(name, "")) for name in sheet.columns])


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
