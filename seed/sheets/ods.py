"""Scan an .ods workbook before it is read. Cells and rows have repeat counts, so a few bytes can represent billions of cells."""

from __future__ import annotations

import zipfile

from seed.sheets.archive import inflate
from seed.sheets.budgets import Budgets
from seed.sheets.count import SPLIT
from seed.sheets.errors import SheetError, too_large
from seed.sheets.markup import local, parse

CONTENT = "content.xml"
_CELLS = ("table-cell", "covered-table-cell")


class OdsScan:
    """Counts the cells of each table while parsing the XML. Cells of a repeated row count for each repetition."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets
        self._table, self._row, self._row_repeats = "", 0, 1
        self._column, self._last_column, self._row_cells = 0, 0, 0
        self._cells = self._last_row = 0
        self._width = 1

    def run(self, archive: zipfile.ZipFile) -> None:
        """Scan all tables.

        :raises SheetError: a limit is exceeded, or the XML is damaged.
        """
        parse(inflate(archive, archive.getinfo(CONTENT)), f"member {CONTENT}", self._start, self._end)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "table":
            self._table, self._row, self._cells, self._last_column, self._last_row = _attribute(attributes, "name"), 0, 0, 0, 0
        elif name == "table-row":
            self._row_repeats, self._column, self._row_cells = self._number(attributes, "number-rows-repeated"), 0, 0
        elif name in _CELLS:
            self._width = self._number(attributes, "number-columns-repeated")
            self._column += self._width
            if _attribute(attributes, "value-type"):
                self._count_filled()

    def _end(self, name: str) -> None:
        if local(name) == "table-row":
            if self._row_cells:
                self._cells += self._row_cells * self._row_repeats
                self._last_row = self._row + self._row_repeats
                self._check()
            self._row += self._row_repeats

    def _count_filled(self) -> None:
        self._row_cells += self._width
        self._last_column = max(self._last_column, self._column)
        if self._last_column > self._budgets.columns:
            raise too_large("columns up to its last value", self._last_column, self._budgets.columns, SPLIT, self._where(self._row + 1))

    def _check(self) -> None:
        budgets, where = self._budgets, self._where(self._row + 1)
        if self._cells > budgets.cells:
            raise too_large("cells with a value, including repeated ones", self._cells, budgets.cells, SPLIT, where)
        area = self._last_row * self._last_column
        if area > budgets.area:
            raise too_large(
                "cells up to its last value, including empty ones",
                area,
                budgets.area,
                "Save it as .xlsx, which does not store empty rows.",
                where,
            )

    def _where(self, row: int) -> str:
        return f"sheet {self._table}, row {row}"

    def _number(self, attributes: dict[str, str], name: str) -> int:
        text = _attribute(attributes, name) or "1"
        if text.isascii() and text.isdigit() and len(text) <= 12:
            return max(1, int(text))
        raise SheetError("damaged", f"{name} is {text[:40]!r}.", "It must be a whole number.", self._where(self._row + 1))


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")
