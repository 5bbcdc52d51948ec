"""Valid workbooks and CSV files: values, positions, notes, and skipped parts."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from seed.sheets import SHEETS, Cells, SheetError, column_letters, open_table
from tests.seed.sheets.workbooks import ods, ods_cell, ods_row, pack, parts, row, sheet_xml, text, workbook


def rows_of(path: Path, sheet: str | None = None) -> dict[int, Cells]:
    with open_table(path, sheet) as opened:
        return dict(opened.rows)


def notes_of(path: Path) -> str:
    with open_table(path) as opened:
        assert opened.sheets
        return " ".join(opened.notes)


@pytest.fixture
def typical(tmp_path: Path) -> Path:
    path = tmp_path / "typical.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数据")
        day, moment, clock, length = (
            book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm:ss")
        )
        sheet.write_row(0, 0, ["name", "when"])
        sheet.write_datetime(1, 0, datetime.date(2024, 5, 1), day)
        sheet.write_datetime(1, 1, datetime.datetime(2024, 5, 1, 8, 30), moment)
        sheet.write_datetime(1, 2, datetime.time(8, 30), clock)
        sheet.write_datetime(1, 3, datetime.timedelta(hours=30), length)
        sheet.write_boolean(2, 0, True)
        sheet.write_number(2, 1, 431021)
        sheet.write_number(2, 2, 0.5)
        sheet.write_formula(3, 0, "=1+1", value=2)
        sheet.write_formula(3, 1, "=1/0", value="#DIV/0!")
        sheet.merge_range("B6:D7", "merged")
        book.add_worksheet("second").write("C3", "x")
    return path


TYPICAL: dict[int, Cells] = {
    1: {0: "name", 1: "when"},
    2: {
        0: datetime.date(2024, 5, 1),
        1: datetime.datetime(2024, 5, 1, 8, 30),
        2: datetime.time(8, 30),
        3: datetime.timedelta(hours=30),
    },
    3: {0: True, 1: 431021, 2: 0.5},
    4: {0: 2},
    6: {1: "merged"},
}


def test_values_keep_their_types_and_positions(typical: Path) -> None:
    assert rows_of(typical) == TYPICAL


def test_a_sheet_is_chosen_by_name(typical: Path) -> None:
    assert rows_of(typical, "second") == {3: {2: "x"}}
    with open_table(typical) as opened:
        assert (opened.sheet, opened.sheets) == ("数据", ("数据", "second"))


def test_an_unknown_sheet_is_refused_with_the_existing_names(typical: Path) -> None:
    with pytest.raises(SheetError) as refused, open_table(typical, "third"):
        pass
    assert refused.value.fault.code == "unknown-sheet"
    assert refused.value.names == ("数据", "second")


@pytest.mark.parametrize(("name", "place"), [("Z1048576", (1_048_576, 25)), ("XFD1048576", (1_048_576, 16_383))])
def test_one_distant_cell_is_read(tmp_path: Path, name: str, place: tuple[int, int]) -> None:
    path = workbook(tmp_path / "far.xlsx", row(1_048_576, text(name, "x")))
    assert rows_of(path) == {place[0]: {place[1]: "x"}}


@pytest.mark.parametrize(("name", "place"), [("Z1048576", (1_048_576, 25)), ("XFD1048576", (1_048_576, 16_383))])
def test_distant_cells_keep_their_positions(tmp_path: Path, name: str, place: tuple[int, int]) -> None:
    path = workbook(tmp_path / "far.xlsx", row(1, text("A1", "name")), row(1_048_576, text(name, "a &lt; b\nc")))
    assert rows_of(path) == {1: {0: "name"}, place[0]: {place[1]: "a < b\nc"}}


def test_distant_cells_keep_their_values(tmp_path: Path) -> None:
    """Dates, shared strings, booleans, formulas and rich text are unchanged if the workbook is rewritten without empty rows."""

    def write(path: Path, last: str) -> Path:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
            sheet.write_row(0, 0, ["name", 0.25, True, "  spaced  "])
            sheet.write_datetime(1, 0, datetime.date(2024, 2, 29), book.add_format({"num_format": "yyyy-mm-dd"}))
            sheet.write_formula(1, 1, '="a"&"b"', value="ab")
            sheet.write_rich_string(1, 2, "plain ", bold, "bold")
            sheet.write(2, 0, 'a & b <c> "d"')
            sheet.write(last, "end")
        return path

    near, far = rows_of(write(tmp_path / "near.xlsx", "E5")), rows_of(write(tmp_path / "far.xlsx", "XFD1048576"))
    assert far.pop(1_048_576) == {16_383: "end"}
    assert near.pop(5) == {4: "end"}
    assert far == near
    assert len(near) == 3


def test_cells_without_names_are_consecutive(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bare.xlsx", '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row><row><c><v>2</v></c></row>')
    assert rows_of(path) == {1: {0: "a", 1: 1}, 2: {0: 2}}


def test_values_match_a_direct_read_with_calamine(typical: Path) -> None:
    with CalamineWorkbook.from_path(typical) as book:
        direct: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    kept = {number: {at: value for at, value in enumerate(line) if value != ""} for number, line in enumerate(direct, 1)}
    assert rows_of(typical) == {number: cells for number, cells in kept.items() if cells}


def test_formulas_have_their_saved_values(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx", row(1, '<c r="A1"><f>1+1</f><v>2</v></c>'), row(2, '<c r="A2"><f>A1*2</f></c><c r="B2"><f>1</f></c>')
    )
    assert rows_of(path) == {1: {0: 2}}
    assert "Formulas without a saved value are read as empty: 2 (the first is A2)" in notes_of(path)


def test_macros_links_and_embedded_files_are_skipped_with_a_note(tmp_path: Path) -> None:
    members = {
        **parts(sheet_xml(row(1, text("A1", "x")))),
        "xl/vbaProject.bin": "macro",
        "xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"><externalBook/></externalLink>',
        "xl/embeddings/inner.zip": "PK",
    }
    path = pack(tmp_path / "a.xlsm", members)
    notes = notes_of(path)
    assert "macros" in notes
    assert "Links are not followed" in notes
    assert "embedded files" in notes
    assert rows_of(path) == {1: {0: "x"}}


def test_repeated_cells_of_an_ods_are_read(tmp_path: Path) -> None:
    table = ods_row(ods_cell("a", 2), ods_cell("b")) + ods_row("<table:table-cell/>", repeated=3) + ods_row(ods_cell("c"), repeated=2)
    assert rows_of(ods(tmp_path / "a.ods", table)) == {1: {0: "a", 1: "a", 2: "b"}, 5: {0: "c"}, 6: {0: "c"}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('学校,区县\r\n,\r\n"甲,校\n二",桂阳县\r\n'.encode(encoding))
    assert rows_of(path) == {1: {0: "学校", 1: "区县"}, 3: {0: "甲,校\n二", 1: "桂阳县"}}


def test_a_line_separator_inside_a_csv_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\u2028b,c\x0bd\r", encoding="utf-8", newline="")
    assert rows_of(path) == {1: {0: "a\u2028b", 1: "c\x0bd"}}


def test_reading_can_stop_early(typical: Path) -> None:
    with open_table(typical) as opened:
        assert next(opened.rows)[0] == 1


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_limits_round_trip_as_dict() -> None:
    assert type(SHEETS).from_dict(SHEETS.as_dict()) == SHEETS
