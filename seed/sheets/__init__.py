"""Read untrusted workbooks and CSV files within limits.

``open_table`` is the entry point. A workbook is read in a child process with limits on memory and CPU time. If the reader aborts, panics or
does not finish, the caller gets an error. Rows are streamed, and only cells with a value are sent.
"""

from __future__ import annotations

from seed.sheets.budgets import PACKAGE_ARCHIVE, SHEETS, ArchiveBudgets, Budgets
from seed.sheets.errors import SheetError
from seed.sheets.reader import BOOKS, KINDS, Cells, OpenTable, open_table
from seed.sheets.values import Value, cell_name, column_letters

__all__ = [
    "BOOKS",
    "KINDS",
    "PACKAGE_ARCHIVE",
    "SHEETS",
    "ArchiveBudgets",
    "Budgets",
    "Cells",
    "OpenTable",
    "SheetError",
    "Value",
    "cell_name",
    "column_letters",
    "open_table",
]
