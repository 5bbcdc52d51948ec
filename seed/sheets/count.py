"""Count rows and cells while reading, and enforce the limits."""

from __future__ import annotations

from collections.abc import Mapping

from seed.sheets.budgets import Budgets
from seed.sheets.errors import too_large
from seed.sheets.values import Value, cell_name

SPLIT = "Split the table, or remove unneeded data."


class Counter:
    """Counts the rows, columns, cells and characters read so far."""

    def __init__(self, budgets: Budgets, sheet: str = "") -> None:
        self._budgets, self._sheet = budgets, sheet
        self._rows = self._cells = self._characters = 0
        self._columns: set[int] = set()

    def where(self, number: int, column: int | None = None) -> str:
        """Describe the location of a row or a cell."""
        place = f"row {number}" if column is None else f"cell {cell_name(number, column)}"
        return f"sheet {self._sheet}, {place}" if self._sheet else place

    def take(self, number: int, cells: Mapping[int, Value]) -> None:
        """Count a row that has a value.

        :raises SheetError: a limit is exceeded.
        """
        budgets = self._budgets
        self._rows += 1
        self._cells += len(cells)
        self._columns.update(cells)
        if self._rows > budgets.rows:
            raise too_large("rows with a value", None, budgets.rows, SPLIT, self.where(number))
        if self._cells > budgets.cells:
            raise too_large("cells with a value", None, budgets.cells, SPLIT, self.where(number))
        if len(self._columns) > budgets.columns:
            raise too_large("columns with a value", None, budgets.columns, SPLIT, self.where(number))
        for column, value in cells.items():
            if isinstance(value, str):
                self._count_text(number, column, len(value))

    def _count_text(self, number: int, column: int, length: int) -> None:
        if length > self._budgets.cell_characters:
            raise too_large("characters", length, self._budgets.cell_characters, "Shorten the text.", self.where(number, column))
        self._characters += length
        if self._characters > self._budgets.characters:
            raise too_large("characters in all cells", None, self._budgets.characters, SPLIT, self.where(number, column))
