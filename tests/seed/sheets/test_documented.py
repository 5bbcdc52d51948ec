"""The documentation states the current limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from seed.model import KEY_BYTES
from seed.sheets import PACKAGE_ARCHIVE, SHEETS
from seed.sheets.budgets import DESCRIPTOR_BYTES, REQUEST_BYTES

PAGE = (Path(__file__).parents[3] / "docs" / "spreadsheets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("| bytes of the file |", SHEETS.file_bytes),
        ("| bytes of a workbook, unpacked |", SHEETS.archive.unpacked_bytes),
        ("| members of the workbook's zip |", SHEETS.archive.members),
        (f"of a member over {SHEETS.archive.ratio_from:,} bytes |", SHEETS.archive.ratio),
        ("| sheets |", SHEETS.sheets),
        ("| rows with a value |", SHEETS.rows),
        ("| columns with a value |", SHEETS.columns),
        ("| cells with a value |", SHEETS.cells),
        ("| characters of a cell |", SHEETS.cell_characters),
        ("| characters of all cells |", SHEETS.characters),
        ("| positions that the reader allocates, empty ones included |", SHEETS.area),
        ("| seconds |", SHEETS.seconds),
        ("of the child process |", SHEETS.memory_bytes),
        ("| data package as a zip | bytes of the file |", PACKAGE_ARCHIVE.file_bytes),
        ("| | bytes, unpacked |", PACKAGE_ARCHIVE.unpacked_bytes),
        ("| | members |", PACKAGE_ARCHIVE.members),
        ("| `datapackage.json` | bytes |", DESCRIPTOR_BYTES),
        ("`alliance partners` | bytes |", REQUEST_BYTES),
        ("| ids and indexed texts in a package | bytes of a cell |", KEY_BYTES),
    ],
)
def test_each_limit_is_documented(row: str, value: int) -> None:
    assert f"{row} {value:,} |" in PAGE
