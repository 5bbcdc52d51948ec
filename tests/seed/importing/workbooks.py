"""A messy workbook as a county office keeps one, and its mapping. All names are artificial."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

SCHOOLS, COOPERATION = "学校名册", "学校专业及合作"
MAPPING = """
name: jia-county-2025
title: 甲县产教情况（示例）
source: {kind: list, publisher: 甲县示例办公室, published: 2025-03}
tables:
  - sheet: 学校名册
    header: 3
    entities:
      - as: school
        type: School
        name: 学校名称
        id: {code: 学校标识码}
        properties:
          code: 学校标识码
          level: {column: 办学层次, values: {中职: secondary, 高职: higher vocational, 技工: technician}}
          ownership: {column: 举办性质, values: {公办: public, 民办: private}}
          address: 地址
      - {as: county, type: County, name: 所在区县}
    relationships:
      - {type: LOCATED_IN, from: school, to: county}
  - sheet: 学校专业及合作
    header: [3, 4]
    fill_down: [学校, 所在区县]
    entities:
      - {as: school, type: School, name: 学校}
      - as: program
        type: Program
        name: 专业名称
        id: {within: [school]}
        properties:
          level: {constant: secondary}
          opened: 开设时间
          enrolment: 在校生数
      - {as: enterprise, type: Enterprise, name: {column: 合作企业/名称, split: true}}
      - {as: county, type: County, name: 所在区县}
    relationships:
      - {type: OFFERS, from: school, to: program}
      - type: PARTNERS_WITH
        from: school
        to: enterprise
        properties:
          form: {column: 合作企业/形式, values: {订单班: order class, 实习: internship, 共建课程: curriculum}, split: true}
          programs: {of: program}
          valid_from: 合作企业/开始时间
      - {type: LOCATED_IN, from: school, to: county}
"""
HEAD = ["序号", "学校", "所在区县", "专业名称", "开设时间", "在校生数", "合作企业", "", "", "联系人"]
SUB = ["", "", "", "", "", "", "名称", "形式", "开始时间", ""]
YEAR = 2025


def rows() -> list[list[Any]]:
    """Return the rows of the second sheet, with its titles."""
    month = datetime.datetime(2022, 9, 1)
    return [
        ["甲县职业学校专业及校企合作情况表"],
        [f"填报时间：{YEAR}年3月", "", "", "", "", "", "单位：人"],
        HEAD,
        SUB,
        [
            1,
            "甲县第一职业学校",
            "桂阳县",
            "示例机械",
            "2023年9月",
            "1,205",
            "星火电子有限公司、乙示例机械厂",
            "订单班",
            "2023.10",
            "某某 13900000000",
        ],
        [2, "", "", "示例电子", "2021.9", "约96", "星火电子（有限公司）", "订单班、实习", month, ""],
        ["", "", "", "小计", "", 1301, "", "", "", ""],
        [3, "甲县第二职业学校", "嘉禾县", "示例护理", 45170, "８８", "星火电子公司；丙示例医院", "实习", "2024/3", ""],
        [4, "", "", "示例烹饪", "2020-09", "无", "丁示例酒店等5家", "实习", "2024年春季", ""],
        [5, "", "", "示例汽修", 2019.1, "六十", "戊示例汽车公司/己示例汽车公司", "战略合作", "去年", ""],
        ["合  计", "", "", "", "", 1389, "", "", "", ""],
        ["注：本表由各学校填报，联系电话 13900000000。"],
    ]


def schools() -> list[list[Any]]:
    """Return the rows of the first sheet."""
    return [
        ["甲县职业学校名册（示例）"],
        [],
        ["学校名称", "学校标识码", "办学层次", "举办性质", "所在区县", "地址"],
        ["甲县第一职业学校", "3643000001", "中职", "公办", "桂阳县", "示例路1号"],
        ["甲县第二职业学校", "3643000002", "中职", "公 办", "嘉禾县", "示例路2号 电话13900000001"],
        ["甲县第三技工学校", "3643000003", "技工学校", "民办", "桂阳县", "无"],
        ["总计", "", "", "3所", "", ""],
    ]


def write_book(path: Path, sheets: dict[str, list[list[Any]]], merges: dict[str, list[tuple[str, str]]] | None = None) -> Path:
    """Write a workbook. ``merges`` are ranges with their text, by sheet."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        centre = book.add_format({"align": "center"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, datetime.datetime):
                        sheet.write_datetime(number, column, value, date)
                    elif value != "":
                        sheet.write(number, column, value)
            for area, text in (merges or {}).get(name, ()):
                sheet.merge_range(area, text, centre)
    return path


def messy(path: Path) -> Path:
    """Write the messy workbook."""
    merges = {
        COOPERATION: [
            ("A1:J1", "甲县职业学校专业及校企合作情况表"),
            ("G3:I3", "合作企业"),
            *((f"{letter}3:{letter}4", text) for letter, text in zip("ABCDEFJ", [*HEAD[:6], HEAD[9]], strict=True)),
            ("B5:B6", "甲县第一职业学校"),
            ("C5:C6", "桂阳县"),
        ]
    }
    return write_book(path, {SCHOOLS: schools(), COOPERATION: rows()}, merges)
