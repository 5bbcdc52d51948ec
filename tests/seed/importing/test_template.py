"""The template of an alliance, and its mapping."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.cli.template_workbook import write_template
from seed.importing.compiler import Compiled, compile_files
from seed.importing.files import open_source
from seed.importing.mapping_file import load_mapping
from seed.importing.shipped import recognise, shipped_path
from seed.importing.template import FIELDS, SHEET
from tests.each import each
from tests.seed.importing.workbooks import write_book

SCHOOL = (
    "1 甲县示例联合体 甲县示例学校 学校_School - 桂阳县 牵头单位_Lead_unit 2024年5月 活跃_Active "
    "甲县示例会议 理事会会议_Council_meeting 2024-05-20 -"
)
ENTERPRISE = (
    "2 甲县示例联合体 星火示例有限公司 企业 91430000MA0000000X 桂阳县 副理事长单位 2024 - 甲县示例会议 理事会会议 2024.5.20 示例备注"
)
OTHER = "3 甲县示例联合体 甲县示例协会 其他单位_Other_organisation"
ROWS = [["" if cell == "-" else cell.replace("_", " ") for cell in line.split()] for line in (SCHOOL, ENTERPRISE, OTHER)]


def filled(path: Path, rows: list[list[Any]]) -> Path:
    head = [[field.zh for field in FIELDS], [field.en for field in FIELDS], [field.example for field in FIELDS]]
    return write_book(path, {SHEET: [*head, *rows]})


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    path = filled(tmp_path_factory.mktemp("t") / "t.xlsx", ROWS)
    mapping = shipped_path(recognise([open_source(path)]) or "")
    assert mapping is not None
    return compile_files([path], load_mapping(mapping), {}, folder=path.parent)


def rows_of(result: Compiled, name: str) -> list[dict[str, str]]:
    return [row for cls, rows in result.rows.items() if cls.__name__ == name for row in rows]


def test_the_template_is_recognised_by_its_header(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    assert recognise([open_source(tmp_path / "t.xlsx")]) == "alliance-template"


def test_the_headings_are_in_both_languages(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "t.xlsx") as book:
        lines = book.get_sheet_by_name(SHEET).to_python()
    assert lines == [[field.zh for field in FIELDS], [field.en for field in FIELDS], [field.example for field in FIELDS]]


def test_columns_with_choices_have_a_drop_down_list(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    lists = re.findall(r'<dataValidation type="list"[^>]*>.*?</dataValidation>', text)
    assert len(lists) == sum(bool(field.choices) for field in FIELDS)
    for field in FIELDS:
        assert not field.choices or any(",".join(field.choices) in found for found in lists)


def test_members_of_three_types_are_imported(result: Compiled) -> None:
    assert [row["name_zh"] for name in ("School", "Enterprise", "Organisation") for row in rows_of(result, name)] == [
        "甲县示例学校",
        "星火示例有限公司",
        "甲县示例协会",
    ]


def test_roles_states_and_dates_of_members(result: Compiled) -> None:
    found = {row["start"].partition(":")[0]: row for row in rows_of(result, "MemberOf")}
    school, enterprise, other = found["school"], found["enterprise"], found["organisation"]
    assert (school["role"], school["status"], school["valid_from"]) == ("lead unit", "active", "2024-05")
    assert (enterprise["role"], enterprise["valid_from"]) == ("副理事长单位", "2024")
    assert not {"role", "status", "valid_from", "proof"} & set(other)


def test_one_activity_is_the_proof_of_both_members(result: Compiled) -> None:
    (activity,) = rows_of(result, "Activity")
    assert (activity["kind"], activity["date"]) == ("council meeting", "2024-05-20")
    assert {row["end"] for row in rows_of(result, "TookPartIn")} == {activity["id"]}
    assert [row.get("proof") for row in rows_of(result, "MemberOf")].count(activity["id"]) == 2


def test_the_example_row_is_left_out(result: Compiled) -> None:
    assert result.skipped == {f"{SHEET}: example rows": 1}


def test_a_credit_code_is_the_id(result: Compiled) -> None:
    assert rows_of(result, "Enterprise")[0]["id"] == "enterprise:91430000MA0000000X"


@each("field", [field for field in FIELDS if field.choices], ids=lambda field: field.en)
def test_each_offered_value_is_understood(field: Any) -> None:
    path = shipped_path("alliance-template")
    assert path is not None
    (table,) = load_mapping(path).tables
    header = f"{field.zh}/{field.en}"
    tables = [value.values for value in table.fields() if value.column == header and value.values]
    conditions = {text for condition in table.conditions() if condition.column == (header,) for text in condition.equals or ()}
    for choice in field.choices:
        assert choice in conditions or all(choice in values for values in tables)
        assert tables or conditions


@each("field", FIELDS[1:], ids=lambda field: field.en)
def test_each_column_is_read(field: Any) -> None:
    path = shipped_path("alliance-template")
    assert path is not None
    assert f"{field.zh}/{field.en}" in load_mapping(path).tables[0].columns_used()
