"""Spreadsheets in and out. They are read by :mod:`seed.sheets`, within its limits; what is written can never become a formula."""

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
    """A sheet: its columns and its rows as texts, each with the number that the spreadsheet program shows."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    notes: tuple[str, ...] = ()
    """What of the workbook is not read, such as macros."""

    def need(self, column: str) -> str:
        """The column of that name.

        :raises UnknownNameError: there is none; names the nearest.
        """
        if column in self.columns:
            return column
        near = nearest(column, self.columns) or self.columns[:10]
        raise UnknownNameError(f"There is no column '{column}'.", nearest=near)


def read(path: Path, sheet: str | None = None, budgets: Budgets = SHEETS) -> Table:
    """The table of a file; its first row that is not empty names the columns.

    A column without a name that holds a value is called by its letters, such as "(column D)".

    :raises BadValueError: the file is missing, damaged, empty, of a type that cannot be read, or exceeds a limit.
    :raises UnknownNameError: there is no such sheet.
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
        raise BadValueError(f"{path.name} cannot be read: {problem.strerror}.", hint="Check the file and its permissions.") from problem
    if not rows:
        raise BadValueError(f"{path.name} is empty.", hint="Its first row must name the columns.")
    columns = _columns(rows)
    lines = [(number, {name: cells.get(index, "") for index, name in columns.items()}) for number, cells in rows[1:]]
    return Table(tuple(columns.values()), lines, notes)


def _texts(line: Cells) -> dict[int, str]:
    texts = ((column, _text(value)) for column, value in line.items())
    return {column: text for column, text in texts if text}


def _columns(rows: list[tuple[int, dict[int, str]]]) -> dict[int, str]:
    """The name of each column that has one or holds a value, in their order."""
    named = rows[0][1]
    used = set().union(*(cells for _, cells in rows))
    return {index: named.get(index, f"(column {column_letters(index)})") for index in sorted(used)}


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
