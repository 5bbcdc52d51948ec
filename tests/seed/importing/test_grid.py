"""Headers, filling down, and rows that are left out."""

from __future__ import annotations

from typing import Any

import pytest

from seed.importing.grid import Header, Sheet, header_at, read_sheet
from seed.importing.mapping import MappingError, Table
from seed.sheets import Cells
from tests.each import each


def lines(*rows: list[Any], first: int = 1) -> list[tuple[int, Cells]]:
    cells = [{at: value for at, value in enumerate(row) if value != ""} for row in rows]
    return [(number, row) for number, row in enumerate(cells, first) if row]


def table(*columns: str, **more: Any) -> Table:
    """Return a table that uses some columns."""
    entity = {"as": "school", "type": "School", "name": columns[0], "id": {"within": list(columns[1:])}}
    return Table.model_validate({"entities": [entity], **more})


def sheet(rows: list[tuple[int, Cells]], *columns: str, **more: Any) -> Sheet:
    return read_sheet(rows, table(*columns, **more), "S")


def test_a_header_of_two_rows_with_merged_cells_is_joined() -> None:
    header = header_at(lines(["学校", "合作企业", "", "备注"], ["", "名称", "形式", ""]), (1, 2))
    assert header == Header({0: "学校", 1: "合作企业/名称", 2: "合作企业/形式", 3: "备注"}, (1, 2))


def test_a_column_is_found_by_its_last_part_or_its_letters() -> None:
    header = Header({0: "学校", 1: "合作企业/名称", 7: "合作企业/形式"}, (1, 2))
    assert header.find("形式") == 7
    assert header.find("合作企业 / 名称") == 1
    assert header.find("column H") == 7
    assert header.find("地址") is None


def test_a_column_that_occurs_twice_needs_its_letters() -> None:
    with pytest.raises(MappingError, match=r"Use one of: column A, column B\."):
        Header({0: "名称", 1: "名称"}, (1,)).need("名称", "S")


def test_a_missing_column_is_named_with_a_near_one() -> None:
    with pytest.raises(MappingError, match=r"S: there is no column '学笑'\. Did you mean '学校名称'\?|Columns: 学校"):
        sheet(lines(["学校", "区县"], ["甲校", "甲县"]), "学笑")


def test_a_header_is_searched_below_titles() -> None:
    found = sheet(lines(["一览表"], [], ["学校", "区县"], ["甲校", "甲县"]), "学校", "区县")
    assert found.header.rows == (3,)
    assert [record.number for record in found.records] == [4]
    assert not found.moved


def test_a_header_that_moved_is_found_and_reported() -> None:
    found = sheet(lines(["一览表"], ["更新"], ["学校", "区县"], ["甲校", "甲县"]), "学校", "区县", header="1")
    assert found.header.rows == (3,)
    assert found.moved


@each("word", ["合计", "合 计", "小计：", "总计（12所）", "Total", "Grand total", "sub-total"])
def test_totals_are_left_out(word: str) -> None:
    found = sheet(lines(["学校", "人数"], ["甲校", 3], [word, 3]), "学校", "人数")
    assert [record.number for record in found.records] == [2]
    assert found.skipped == {"totals": 1}


@each("name", ["合计划学校", "总计算机学校", "Totally a school"])
def test_a_name_that_begins_like_a_total_is_kept(name: str) -> None:
    assert len(sheet(lines(["学校"], [name]), "学校").records) == 1


def test_remarks_repeated_headers_and_examples_are_left_out() -> None:
    rows = lines(["学校", "区县"], ["示例", "甲县"], ["甲校", "甲县"], ["学校", "区县"], ["注：由学校填报"], ["", "", "页脚"])
    found = sheet(rows, "学校", "区县")
    assert [record.number for record in found.records] == [3]
    assert found.skipped == {"example rows": 1, "repeated headers": 1, "remarks": 2}


def test_filling_down_names_the_cell_of_the_value() -> None:
    rows = lines(["学校", "专业"], ["甲校", "甲"], ["", "乙"], ["", "小计"], ["", "丙"], ["乙校", "丁"])
    found = sheet(rows, "学校", "专业", fill_down=["学校"])
    assert [(record.cells[0], record.cell(0), record.cell(1)) for record in found.records] == [
        ("甲校", "A2", "B2"),
        ("甲校", "A2", "B3"),
        ("甲校", "A2", "B5"),
        ("乙校", "A6", "B6"),
    ]


def test_every_row_is_read_once() -> None:
    rows = lines(["学校"], *([f"学校{n}"] for n in range(200)))
    assert [record.number for record in sheet(rows, "学校").records] == list(range(2, 202))
