"""XLSX, read back by calamine."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from graph.export import xlsx_writer
from graph.export.columns import ExportColumn
from graph.export.formats import Format
from tests.each import each
from tests.graph.export.samples import EMPTY, FORMULAS, FULL, drawing, made, table


def book(body: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(body))


def rows(body: bytes, sheet: str = "rows") -> list[dict[str, Any]]:
    head, *lines = book(body).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_a_row_with_everything_is_typed() -> None:
    row = rows(made(table(FULL), Format.xlsx))[0]
    assert row["school_name_zh"] == "甲校"
    assert row["enterprises_id"] == "enterprise:x | enterprise:y"
    assert (row["number"], type(row["number"])) in {(-5, int), (-5.0, float)}
    assert row["share"] == 0.1 + 0.2
    assert row["known"] is True
    assert row["since"] == date(2024, 6, 30)
    assert row["year"] == 2024
    assert row["text"] == '桂阳县, "嘉禾"\n第二行'
    assert row["evidence_sources"] == "source:news | source:list"


def test_what_is_not_known_is_empty_and_zero_and_no_are_not() -> None:
    row = rows(made(table(EMPTY), Format.xlsx))[0]
    assert {name for name, value in row.items() if value != ""} == {"origin", "known", "number"}
    assert (row["known"], row["number"]) == (False, 0)


@each("stated", ["2024", "2024-06", "1899-12-31", "1900-02-28", "2024-02-30"])
def test_a_date_that_is_no_day_stands_as_text(stated: str) -> None:
    columns = (ExportColumn("since", "date"), ExportColumn("origin", "str"))
    assert rows(made(table({"since": stated, "origin": "documented"}, columns=columns), Format.xlsx))[0]["since"] == stated


def test_large_and_odd_numbers_stand_as_text() -> None:
    columns = (ExportColumn("number", "int"), ExportColumn("share", "float"))
    found = rows(
        made(table({"number": 2**53 + 1, "share": float("nan")}, {"number": 2**53, "share": float("-inf")}, columns=columns), Format.xlsx)
    )
    assert [row["number"] for row in found] == [str(2**53 + 1), 2**53]
    assert [row["share"] for row in found] == ["nan", "-inf"]


@each("text", [*FORMULAS, "http://example.org/", "<r>bold</r>", "<b>&amp;", "_x0041_", " padded ", "0123", "{=1}"])
def test_text_is_text(text: str) -> None:
    body = made(table({"text": text}, columns=(ExportColumn("text", "str"),)), Format.xlsx)
    assert rows(body)[0]["text"] == text
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_the_sheet_meta_says_what_the_file_is() -> None:
    found = book(made(table(FULL, EMPTY), Format.xlsx)).get_sheet_by_name("meta").to_python()
    said = [tuple(line) for line in found]
    assert ("title", "Sample 样本") in said
    assert ("data_version", "feed" * 16) in said
    assert ("link", "/v1/questions/sample") in said
    assert [line for line in said if line[0].startswith("origin")] == [
        ("origin documented", 1),
        ("origin reference", 0),
        ("origin inferred", 0),
        ("origin simulated", 1),
    ]
    assert ("rows", 2) in said
    assert [line[1] for line in said if line[0] == "source"] == ["source:news", "source:list"]


def test_more_rows_than_a_sheet_holds_go_on_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 4)
    columns = (ExportColumn("number", "int"),)
    body = made(table(*({"number": number} for number in range(7)), columns=columns), Format.xlsx)
    assert book(body).sheet_names == ["rows", "rows (2)", "rows (3)", "meta"]
    assert [row["number"] for name in ("rows", "rows (2)", "rows (3)") for row in rows(body, name)] == list(range(7))


def test_a_text_too_long_for_a_cell_is_cut_and_counted() -> None:
    body = made(table({"text": "长" * 40_000}, columns=(ExportColumn("text", "str"),)), Format.xlsx)
    assert rows(body)[0]["text"] == "长" * 32_767
    assert ("texts cut at 32,767 characters", 1) in [tuple(line) for line in book(body).get_sheet_by_name("meta").to_python()]


def test_a_drawing_has_a_sheet_of_nodes_and_one_of_edges() -> None:
    body = made(drawing(), Format.xlsx)
    assert book(body).sheet_names == ["nodes", "edges", "meta"]
    assert [row["id"] for row in rows(body, "nodes")] == ["school:a", "enterprise:x"]
    assert [(row["start"], row["graduates"]) for row in rows(body, "edges")] == [("program:p", 12), ("school:a", "")]


def test_the_same_rows_make_the_same_bytes() -> None:
    assert made(table(FULL), Format.xlsx) == made(table(FULL), Format.xlsx)


def test_without_rows_there_is_a_header() -> None:
    assert book(made(table(), Format.xlsx)).get_sheet_by_name("rows").to_python()[0][:2] == ["school_id", "school_name"]
