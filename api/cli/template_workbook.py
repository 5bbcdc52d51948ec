"""Write the workbook of :mod:`seed.importing.template`: headings in two rows, an example row, drop-down lists and a sheet of notes."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from seed.importing.template import FIELDS, NOTES, SHEET

ROWS = 1_000
"""Number of rows with drop-down lists."""


def write_template(path: Path) -> None:
    """Write the empty template."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        _write_sheet(book)
        _write_notes(book)


def _write_sheet(book: xlsxwriter.Workbook) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    example = book.add_format({"italic": True, "font_color": "#7F7F7F"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(SHEET)
    for column, field in enumerate(FIELDS):
        sheet.set_column(column, column, field.width, text)  # as text, so that codes keep their zeros and dates their precision
        sheet.write_string(0, column, field.zh, heading)
        sheet.write_string(1, column, field.en, heading)
        sheet.write_string(2, column, field.example, example)
        if field.choices:
            rule = {"validate": "list", "source": list(field.choices), "error_type": "warning", "error_title": "请从列表中选择"}
            sheet.data_validation(2, column, ROWS + 2, column, rule)
    sheet.freeze_panes(2, 3)


def _write_notes(book: xlsxwriter.Workbook) -> None:
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(NOTES)
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 3, 60)
    sheet.write_row(0, 0, ("栏目", "Column", "填写说明", "What to fill in"), bold)
    for number, field in enumerate(FIELDS, 1):
        sheet.write_row(number, 0, (field.zh, field.en, field.about_zh, field.about))
