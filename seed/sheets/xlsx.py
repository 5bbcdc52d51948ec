"""Scan an .xlsx workbook in one pass over its XML, before the reader allocates memory."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field

from seed.sheets.archive import inflate
from seed.sheets.budgets import Budgets
from seed.sheets.count import SPLIT
from seed.sheets.errors import SheetError, too_large
from seed.sheets.markup import local, parse
from seed.sheets.values import LAST_ROW, cell_name, column_index

BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_PART_LIMIT = 16 << 20
_SAVE_AGAIN = "Save the file again with a spreadsheet program."


@dataclass
class Extent:
    """The cells of a sheet that have a value. Rows count from 1, columns from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0
    unsaved: int = 0
    """Formulas without a saved value."""
    first_unsaved: str = ""

    @property
    def area(self) -> int:
        """Number of cells in the smallest rectangle around the cells with a value."""
        if not self.rows:
            return 0
        return (max(self.rows) - min(self.rows) + 1) * (max(self.columns) - min(self.columns) + 1)


def sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the member of each sheet by sheet name, in workbook order. Return {} if the parts do not have their standard names.

    :raises SheetError: a part is damaged or too large.
    """
    members = {info.filename.lower(): info.filename for info in archive.infolist()}
    if BOOK not in members or _RELATIONS not in members:
        return {}
    targets: dict[str, str] = {}
    listed: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/").lower()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            key = next((value for key, value in attributes.items() if local(key) == "id" and ":" in key), "")
            listed.append((attributes.get("name", ""), key))

    for member, handler in ((members[_RELATIONS], relation), (members[BOOK], sheet)):
        info = archive.getinfo(member)
        if info.file_size > _PART_LIMIT:
            raise too_large("bytes", info.file_size, _PART_LIMIT, _SAVE_AGAIN, f"member {member}")
        parse(inflate(archive, info), f"member {member}", handler)
    return {name: members[targets[key]] for name, key in listed if targets.get(key) in members}


class SheetScan:
    """Counts the cells of one worksheet while parsing its XML."""

    def __init__(self, sheet: str, budgets: Budgets) -> None:
        self.extent = Extent()
        self._sheet, self._budgets = sheet, budgets
        self._row, self._column = 0, -1
        self._formula = self._filled = False

    def run(self, archive: zipfile.ZipFile, member: str) -> Extent:
        """Scan the worksheet.

        :raises SheetError: a limit is exceeded, or the XML is damaged.
        """
        parse(inflate(archive, archive.getinfo(member)), f"sheet {self._sheet}", self._start)
        self._end_cell()
        return self.extent

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name if ":" not in name else local(name)
        if name == "c":
            self._end_cell()
            self._row, self._column = place(attributes.get("r"), self._row, self._column, self._sheet)
        elif name in {"v", "is"}:
            if not self._filled:
                self._filled = True
                self._count_filled()
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._end_cell()
            self._row, self._column = row_number(attributes.get("r"), self._row, self._sheet), -1

    def _end_cell(self) -> None:
        if self._formula and not self._filled:
            self.extent.unsaved += 1
            self.extent.first_unsaved = self.extent.first_unsaved or cell_name(self._row, max(self._column, 0))
        self._formula = self._filled = False

    def _count_filled(self) -> None:
        extent, budgets = self.extent, self._budgets
        extent.cells += 1
        extent.rows.add(self._row)
        extent.columns.add(self._column)
        if extent.cells > budgets.cells or len(extent.rows) > budgets.rows or len(extent.columns) > budgets.columns:
            for what, count, limit in (
                ("cells", extent.cells, budgets.cells),
                ("rows", len(extent.rows), budgets.rows),
                ("columns", len(extent.columns), budgets.columns),
            ):
                if count > limit:
                    where = f"sheet {self._sheet}, cell {cell_name(self._row, self._column)}"
                    raise too_large(f"{what} with a value", None, limit, SPLIT, where)


def row_number(stated: str | None, last: int, sheet: str) -> int:
    """Return the number of a row. A row without a number follows the previous row."""
    if stated is None:
        return last + 1
    if stated.isascii() and stated.isdigit() and len(stated) <= 7 and 1 <= int(stated) <= LAST_ROW:
        return int(stated)
    raise SheetError("damaged", f"Invalid row number {stated[:40]!r}.", f"Rows are 1 to {LAST_ROW:,}. {_SAVE_AGAIN}", f"sheet {sheet}")


def place(stated: str | None, row: int, column: int, sheet: str) -> tuple[int, int]:
    """Return row and column of a cell. A cell without a name follows the previous cell."""
    if stated is None:
        return max(row, 1), column + 1
    letters = stated.rstrip("0123456789")
    index, digits = column_index(letters), stated[len(letters) :]
    if index is None or not digits:
        raise SheetError(
            "damaged", f"Invalid cell name {stated[:40]!r}.", f"Cells are A1 to XFD{LAST_ROW}. {_SAVE_AGAIN}", f"sheet {sheet}"
        )
    return row_number(digits, row, sheet), index
