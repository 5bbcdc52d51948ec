"""The entry point: open a workbook or a CSV file, and iterate over its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seed.sheets.budgets import SHEETS, Budgets
from seed.sheets.csvs import rows_of_csv
from seed.sheets.errors import SheetError
from seed.sheets.inspect import check_size
from seed.sheets.process import Child
from seed.sheets.values import Value, unpack

BOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
KINDS = (*BOOKS, ".csv")
Cells = dict[int, Value]
"""The cells of a row that have a value, by column, from 0."""


@dataclass(frozen=True)
class OpenTable:
    """An open sheet. ``rows`` yields each row that has a value once, with its row number in the spreadsheet."""

    sheet: str
    """The name of the sheet; "" for CSV."""
    sheets: tuple[str, ...]
    """The names of all sheets, in order."""
    notes: tuple[str, ...]
    """Descriptions of parts of the workbook that are not read, such as macros."""
    rows: Iterator[tuple[int, Cells]]


@contextmanager
def open_table(path: Path, sheet: str | None = None, budgets: Budgets = SHEETS) -> Iterator[OpenTable]:
    """Open a file and the sheet named ``sheet``, or the first sheet.

    :raises SheetError: the file is missing, damaged, of another type, or exceeds a limit. It can also be raised while iterating over rows.
    """
    kind = path.suffix.lower()
    check_size(path, budgets)
    if kind not in KINDS:
        raise SheetError("unsupported", f"Unsupported file type: '{kind}'.", f"Use one of {', '.join(KINDS)}.")
    if kind == ".csv":
        yield OpenTable("", (), (), rows_of_csv(path, budgets))
        return
    with Child(path, sheet, budgets) as child:
        messages = child.messages()
        head = next(messages)["head"]
        rows = ((number, {column: unpack(value) for column, value in cells}) for message in messages for number, cells in message["rows"])
        yield OpenTable(head["sheet"], tuple(head["sheets"]), tuple(head["notes"]), rows)
