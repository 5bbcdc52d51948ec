"""CSV, read back by the csv module."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.export.columns import ExportColumn
from graph.export.csv_writer import RISKY
from graph.export.formats import Format
from tests.each import each
from tests.graph.export.samples import EMPTY, FORMULAS, FULL, drawing, file_bytes, table

TEXT = (ExportColumn("text", "str"), ExportColumn("origin", "str"))


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def unguard(text: str) -> str:
    return text.removeprefix("'")


def test_all_kinds_of_columns() -> None:
    row = read(file_bytes(table(FULL), Format.csv))[0]
    assert row == {
        "school_id": "school:a",
        "school_name": "School A",
        "school_name_zh": "甲校",
        "enterprises_id": "enterprise:x | enterprise:y",
        "enterprises_name": 'Works <X> & "Y" | Y',
        "enterprises_name_zh": " | 乙厂",
        "words": "甲 | 乙",
        "text": '桂阳县, "嘉禾"\n第二行',
        "number": "-5",
        "share": "0.30000000000000004",
        "known": "true",
        "since": "2024-06-30",
        "year": "2024",
        "excluded": '{"FEEDS":2}',
        "origin": "documented",
        "evidence_id": "FEEDS~program:p~enterprise:x~2024 | PARTNERS_WITH~school:a~enterprise:x~order class",
        "evidence_sources": "source:news | source:list",
    }


def test_unknown_values_are_empty_but_zero_and_false_are_not() -> None:
    row = read(file_bytes(table(EMPTY), Format.csv))[0]
    assert {name for name, value in row.items() if value} == {"origin", "known", "number"}
    assert (row["known"], row["number"]) == ("false", "0")


def test_a_table_without_rows_has_a_header() -> None:
    body = file_bytes(table(), Format.csv)
    assert body.startswith(b"school_id,school_name,school_name_zh,")
    assert body.count(b"\r\n") == 1


def test_a_byte_order_mark_only_if_requested() -> None:
    assert file_bytes(table(FULL), Format.csv, bom=True) == "\ufeff".encode() + file_bytes(table(FULL), Format.csv)


@each("text", FORMULAS)
def test_formulas_are_guarded_reversibly(text: str) -> None:
    cell = read(file_bytes(table({"text": text, "origin": "documented"}, columns=TEXT), Format.csv))[0]["text"]
    assert cell == "'" + text
    assert unguard(cell) == text


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")),
)
def test_any_text_round_trips(first: str, second: str) -> None:
    rows = [{"text": first, "origin": second}, {"text": second, "origin": first}]
    cells = [list(row.values()) for row in read(file_bytes(table(*rows, columns=TEXT), Format.csv))]
    assert [[unguard(cell) for cell in row] for row in cells] == [[first, second], [second, first]]
    assert not [cell for row in cells for cell in row if cell.startswith(RISKY) and not cell.startswith("'")]


def test_text_in_a_number_column_is_guarded() -> None:
    odd: dict[str, Any] = {"number": "=1+1", "origin": "documented"}
    row = read(file_bytes(table(odd, columns=(ExportColumn("number", "int"), ExportColumn("origin", "str"))), Format.csv))[0]
    assert row["number"] == "'=1+1"


def test_a_graph_is_exported_as_its_relationships() -> None:
    rows = read(file_bytes(drawing(), Format.csv))
    assert [(row["type"], row["start"], row["end"], row["graduates"], row["valid_from"]) for row in rows] == [
        ("FEEDS", "program:p", "enterprise:x", "12", ""),
        ("PARTNERS_WITH", "school:a", "enterprise:x", "", "2020"),
    ]
    assert {row["origin"] for row in rows} == {"documented"}
