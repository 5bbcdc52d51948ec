"""Guessing a mapping from headers and values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seed.importing.compiler import Compiled, compile_files
from seed.importing.concepts import CONCEPTS, by_header, by_values, ignored
from seed.importing.files import open_source
from seed.importing.guess import Guessed, default_name, guess_mapping
from seed.importing.mapping import MappingError
from seed.importing.mapping_file import dump_mapping, parse_mapping
from seed.model import EDGES, NODES
from tests.each import each
from tests.seed.importing.workbooks import COOPERATION, SCHOOLS, messy, write_book


def guessed(path: Path) -> Guessed:
    return guess_mapping([open_source(path)], None, path.parent)


def of_rows(folder: Path, *rows: list[Any]) -> Guessed:
    return guessed(write_book(folder / "a.xlsx", {"甲": list(rows)}))


def compiled(path: Path) -> Compiled:
    return compile_files([path], guessed(path).mapping, {}, folder=path.parent)


def test_the_messy_workbook_is_guessed(tmp_path: Path) -> None:
    found = compiled(messy(tmp_path / "a.xlsx"))
    counts = {cls.__name__: len(rows) for cls, rows in found.rows.items()}
    assert counts == {
        "Source": 1,
        "School": 3,
        "Program": 5,
        "Enterprise": 6,
        "LocatedIn": 3,
        "Offers": 5,
        "PartnersWith": 6,
    }


def test_headers_of_two_rows_and_merged_cells_are_guessed(tmp_path: Path) -> None:
    first, second = guessed(messy(tmp_path / "a.xlsx")).mapping.tables
    assert (first.sheet, first.header, first.fill_down) == (SCHOOLS, (3,), ())
    assert (second.sheet, second.header, second.fill_down) == (COOPERATION, (3, 4), ("学校", "所在区县"))


def test_each_guess_has_a_reason(tmp_path: Path) -> None:
    result = guessed(messy(tmp_path / "a.xlsx"))
    reasons = {(guess.what, guess.meaning): guess.reason for guess in result.guesses}
    assert reasons["合作企业/形式", "partnership.form"] == "'合作企业/形式' is a usual header"
    assert all(guess.reason for guess in result.guesses)


def test_columns_with_personal_data_are_not_read(tmp_path: Path) -> None:
    result = guessed(messy(tmp_path / "a.xlsx"))
    assert f"{COOPERATION}: the column '联系人' is not read: may hold personal data." in result.remarks


def test_unknown_values_of_a_value_table_are_named(tmp_path: Path) -> None:
    result = guessed(messy(tmp_path / "a.xlsx"))
    assert any("战略合作" in remark for remark in result.remarks)


def test_a_guessed_mapping_can_be_written_and_read(tmp_path: Path) -> None:
    mapping = guessed(messy(tmp_path / "a.xlsx")).mapping
    assert parse_mapping(dump_mapping(mapping)) == mapping


def test_columns_are_guessed_by_their_values(tmp_path: Path) -> None:
    result = of_rows(
        tmp_path,
        ["单位名称", "甲方", "专业"],
        ["甲县示例学校", "示例一有限公司", "示例机械"],
        ["乙县示例学校", "示例二有限公司", "示例电子"],
    )
    entities = {entity.key: entity.name.column for entity in result.mapping.tables[0].entities if entity.name}
    assert entities == {"school": "单位名称", "enterprise": "甲方", "program": "专业"}


def test_english_headers_are_guessed(tmp_path: Path) -> None:
    result = of_rows(tmp_path, ["School name", "Program", "Students", "County"], ["Example School", "Example", 12, "Example County"])
    (table,) = result.mapping.tables
    assert [entity.key for entity in table.entities] == ["school", "program", "county"]
    assert [edge.type for edge in table.relationships] == ["OFFERS", "LOCATED_IN"]


def test_graduates_with_a_year_are_guessed(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "a.xlsx",
        {"甲": [["学校名称", "专业名称", "就业单位", "毕业年份", "就业人数"], ["甲县示例学校", "示例机械", "示例厂", "2024届", "12人"]]},
    )
    (edge,) = [edge for edge in guessed(path).mapping.tables[0].relationships if edge.type == "FEEDS"]
    assert set(edge.properties) == {"year", "graduates"}


def test_without_a_form_no_partnership_is_invented(tmp_path: Path) -> None:
    result = of_rows(tmp_path, ["学校名称", "合作企业"], ["甲县示例学校", "示例厂"])
    assert not result.mapping.tables[0].relationships
    assert any("form: {constant: internship}" in remark for remark in result.remarks)


MEMBERS = [
    ["甲县示例产教联合体成员名单"],
    ["序号", "成员单位名称", "理事会职务", "加入时间", "所在区县"],
    [1, "甲县示例职业学校", "牵头单位", "2024年5月", "桂阳县"],
    [2, "星火示例有限公司", "副理事长单位", "2024.6", "桂阳县"],
    [3, "甲县示例行业协会", "理事单位", "", "嘉禾县"],
]


def test_a_list_of_members_is_guessed(tmp_path: Path) -> None:
    found = compiled(write_book(tmp_path / "a.xlsx", {"甲": MEMBERS}))
    rows = {cls.__name__: items for cls, items in found.rows.items()}
    assert [row["name_zh"] for row in rows["Alliance"]] == ["甲县示例产教联合体"]
    assert [row["name_zh"] for name in ("School", "Enterprise", "Organisation") for row in rows[name]] == [
        "甲县示例职业学校",
        "星火示例有限公司",
        "甲县示例行业协会",
    ]
    members = {row["start"].partition(":")[0]: (row["role"], row.get("valid_from")) for row in rows["MemberOf"]}
    assert members == {
        "school": ("lead unit", "2024-05"),
        "enterprise": ("副理事长单位", "2024-06"),
        "organisation": ("council member", None),
    }
    assert len(rows["LocatedIn"]) == 3


def test_members_without_an_alliance_are_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(MappingError):
        of_rows(tmp_path, *MEMBERS[1:])


def test_names_of_a_bundled_package_make_it_required(tmp_path: Path) -> None:
    result = of_rows(tmp_path, ["学校名称", "所在区县"], ["郴州职业技术学院", "桂阳县"])
    assert result.mapping.requires == ("hunan",)
    assert "郴州职业技术学院" in result.guesses[-1].reason


def test_a_sheet_without_known_headers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="alliance template alliance"):
        of_rows(tmp_path, ["甲", "乙"], [1, 2], [3, 4])


@each("stem, name", [("schools 2025", "schools"), ("Jia-county_partners", "jia-county-partners"), ("学校2025年", None)])
def test_the_name_of_a_package_does_not_contain_the_year(stem: str, name: str | None) -> None:
    found = default_name(Path(f"{stem}.xlsx"))
    assert found == name if name else found.startswith("import-")


@each("stem", ["学校2024年", "学校2025", "学校"])
def test_files_of_two_years_have_one_name(stem: str) -> None:
    assert default_name(Path(f"{stem}.xlsx")) == default_name(Path("学校2026年.xlsx"))


@each("concept", CONCEPTS, ids=lambda concept: concept.key)
def test_each_concept_is_a_property_of_the_model(concept: Any) -> None:
    types = {"partnership": EDGES["PARTNERS_WITH"], "feeds": EDGES["FEEDS"], "member": EDGES["MEMBER_OF"]}
    cls = types.get(concept.owner) or NODES[concept.owner.capitalize()]
    assert concept.column in cls.model_fields or concept.key == "member.name"


@each("header", ["序号", "联系电话", "身份证号", "负责人", "备注", "No."])
def test_some_headers_are_never_read(header: str) -> None:
    assert ignored(header)


@each(
    "header, key",
    [
        ("学校名称*", "school.name"),
        ("合作 企业", "enterprise.name"),
        ("合作企业/名称", "enterprise.name"),
        ("拟开设专业名称", "program.name"),
        ("School Name", "school.name"),
    ],
)
def test_headers_with_other_spellings(header: str, key: str) -> None:
    match = by_header(header)
    assert match is not None
    assert match[0].key == key


def test_mixed_values_have_no_meaning() -> None:
    assert by_values(["甲县示例学校", "示例有限公司", "某某"]) is None
