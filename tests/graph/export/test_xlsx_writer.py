"""XLSX, read back with calamine."""

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
from tests.graph.export.samples import EMPTY, FORMULAS, FULL, drawing, file_bytes, table


def book(body: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(body))


def rows(body: bytes, sheet: str = "rows") -> list[dict[str, Any]]:
    head, *lines = book(body).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_all_kinds_of_columns_are_typed() -> None:
    row = rows(file_bytes(table(FULL), Format.xlsx))[0]
    assert row["school_name_zh"] == "甲校"
    assert row["enterprises_id"] == "enterprise:x | enterprise:y"
    assert (row["number"], type(row["number"])) in {(-5, int), (-5.0, float)}
    assert row["share"] == 0.1 + 0.2
    assert row["known"] is True
    assert row["since"] == date(2024, 6, 30)
    assert row["year"] == 2024
    assert row["text"] == '桂阳县, "嘉禾"\n第二行'
    assert row["evidence_sources"] == "source:news | source:list"


def test_unknown_values_are_empty_but_zero_and_false_are_not() -> None:
    row = rows(file_bytes(table(EMPTY), Format.xlsx))[0]
    assert {name for name, value in row.items() if value != ""} == {"origin", "known", "number"}
    assert (row["known"], row["number"]) == (False, 0)


@each("stated", ["2024", "2024-06", "1899-12-31", "1900-02-28", "2024-02-30"])
def test_a_partial_or_unsupported_date_is_text(stated: str) -> None:
    columns = (ExportColumn("since", "date"), ExportColumn("origin", "str"))
    assert rows(file_bytes(table({"since": stated, "origin": "documented"}, columns=columns), Format.xlsx))[0]["since"] == stated


def test_large_and_non_finite_numbers_are_text() -> None:
    columns = (ExportColumn("number", "int"), ExportColumn("share", "float"))
    found = rows(
        file_bytes(
            table({"number": 2**53 + 1, "share": float("nan")}, {"number": 2**53, "share": float("-inf")}, columns=columns), Format.xlsx
        )
    )
    assert [row["number"] for row in found] == [str(2**53 + 1), 2**53]
    assert [row["share"] for row in found] == ["nan", "-inf"]


@each("text", [*FORMULAS, "http://example.org/", "<r>bold</r>", "<b>&amp;", "_x0041_", " padded ", "0123", "{=1}"])
def test_text_is_never_a_formula_or_link(text: str) -> None:
    body = file_bytes(table({"text": text}, columns=(ExportColumn("text", "str"),)), Format.xlsx)
    assert rows(body)[0]["text"] == text
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_the_sheet_meta_describes_the_file() -> None:
    found = book(file_bytes(table(FULL, EMPTY), Format.xlsx)).get_sheet_by_name("meta").to_python()
    meta_rows = [tuple(line) for line in found]
    assert ("title", "Sample 样本") in meta_rows
    assert ("data_version", "feed" * 16) in meta_rows
    assert ("link", "/v1/questions/sample") in meta_rows
    assert [line for line in meta_rows if line[0].startswith("origin")] == [
        ("origin documented", 1),
        ("origin reference", 0),
        ("origin inferred", 0),
        ("origin simulated", 1),
    ]
    assert ("rows", 2) in meta_rows
    assert [line[1] for line in meta_rows if line[0] == "source"] == ["source:news", "source:list"]


def test_rows_beyond_the_limit_go_to_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MAX_ROWS", 4)
    columns = (ExportColumn("number", "int"),)
    body = file_bytes(table(*({"number": number} for number in range(7)), columns=columns), Format.xlsx)
    assert book(body).sheet_names == ["rows", "rows (2)", "rows (3)", "meta"]
    assert [row["number"] for name in ("rows", "rows (2)", "rows (3)") for row in rows(body, name)] == list(range(7))


def test_an_overlong_text_is_truncated_and_counted() -> None:
    body = file_bytes(table({"text": "长" * 40_000}, columns=(ExportColumn("text", "str"),)), Format.xlsx)
    assert rows(body)[0]["text"] == "长" * 32_767
    assert ("texts truncated at 32,767 characters", 1) in [tuple(line) for line in book(body).get_sheet_by_name("meta").to_python()]


def test_a_graph_has_a_sheet_of_nodes_and_a_sheet_of_edges() -> None:
    body = file_bytes(drawing(), Format.xlsx)
    assert book(body).sheet_names == ["nodes", "edges", "meta"]
    assert [row["id"] for row in rows(body, "nodes")] == ["school:a", "enterprise:x"]
    assert [(row["start"], row["graduates"]) for row in rows(body, "edges")] == [("program:p", 12), ("school:a", "")]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert file_bytes(table(FULL), Format.xlsx) == file_bytes(table(FULL), Format.xlsx)


def test_a_table_without_rows_has_a_header() -> None:
    assert book(file_bytes(table(), Format.xlsx)).get_sheet_by_name("rows").to_python()[0][:2] == ["school_id", "school_name"]
