"""From workbook, mapping and decisions to a package."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importing.compiler import Compiled, compile_files, nothing_to_write
from seed.importing.decisions import Decision, DecisionsError, Key, read_decisions
from seed.importing.mapping import MappingError
from seed.importing.mapping_file import parse_mapping
from seed.importing.output import DECISIONS, FILES, FINDINGS, import_folder, write_import
from seed.model import EDGES
from seed.packages.checker import check
from seed.packages.package import resolve
from tests.each import each
from tests.seed.importing.workbooks import COOPERATION, MAPPING, SCHOOLS, messy, rows, schools, write_book

FIRST, SECOND = "school:3643000001", "school:3643000002"


def compiled(
    folder: Path, given: dict[Key, Decision] | None = None, text: str = MAPPING, book: Path | None = None, **more: Any
) -> Compiled:
    return compile_files([book or messy(folder / "a.xlsx")], parse_mapping(text), given or {}, folder=folder, **more)


def imported(folder: Path, name: str = "out", **more: Any) -> Path:
    """Import the messy workbook into a package."""
    result = compiled(folder, **more)
    write_import(folder / name, parse_mapping(MAPPING), MAPPING, result, more.get("given") or {})
    return folder / name


def table(package: Path, path: str) -> list[dict[str, str]]:
    with (package / path).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("import"))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return compiled(tmp_path_factory.mktemp("import"))


def test_the_package_passes_the_check(package: Path) -> None:
    report = check(resolve([package]))
    assert report.problems == []
    assert report.warnings == []


def test_the_messy_workbook_gives_these_entities(package: Path) -> None:
    assert {row["name_zh"] for row in table(package, "nodes/school.csv")} == {"甲县第一职业学校", "甲县第二职业学校", "甲县第三技工学校"}
    assert {row["name_zh"] for row in table(package, "nodes/program.csv")} == {"示例机械", "示例电子", "示例护理", "示例烹饪", "示例汽修"}
    assert {row["name_zh"] for row in table(package, "nodes/enterprise.csv")} == {
        "星火电子有限公司",
        "乙示例机械厂",
        "丙示例医院",
        "丁示例酒店",
        "戊示例汽车公司",
        "己示例汽车公司",
    }


def test_dates_in_five_forms_and_numbers_are_read(package: Path) -> None:
    programs = {row["name_zh"]: row for row in table(package, "nodes/program.csv")}
    assert {name: row["opened"] for name, row in programs.items()} == {
        "示例机械": "2023-09",
        "示例电子": "2021-09",
        "示例护理": "2023-09-01",
        "示例烹饪": "2020-09",
        "示例汽修": "2019",
    }
    assert {name: row["enrolment"] for name, row in programs.items()} == {
        "示例机械": "1205",
        "示例电子": "96",
        "示例护理": "88",
        "示例烹饪": "",
        "示例汽修": "",
    }


def test_an_approximate_figure_is_noted(package: Path) -> None:
    (row,) = [row for row in table(package, "nodes/program.csv") if row["name_zh"] == "示例电子"]
    assert row["note"] == "enrolment: 约96"


def test_each_row_names_its_cell_and_its_file(package: Path) -> None:
    (source,) = table(package, "nodes/source.csv")
    assert source["kind"] == "list"
    locators = {row["name_zh"]: row["locator"] for row in table(package, "nodes/enterprise.csv")}
    assert locators["丙示例医院"] == f"{COOPERATION}!G8"
    for path in ("nodes/school.csv", "nodes/program.csv", "relationships/offers.csv", "relationships/partners_with.csv"):
        for row in table(package, path):
            assert row["sources"] == source["id"]
            assert row["locator"].startswith((f"{SCHOOLS}!", f"{COOPERATION}!"))
            assert (row["origin"], row["certainty"]) == ("documented", "seen")


def test_a_cell_with_several_partners_and_forms_gives_several_relationships(package: Path) -> None:
    names = {row["id"]: row["name_zh"] for row in table(package, "nodes/enterprise.csv")}
    found = {(row["start"], names[row["end"]], row["form"]) for row in table(package, "relationships/partners_with.csv")}
    assert found == {
        (FIRST, "星火电子有限公司", "order class"),
        (FIRST, "乙示例机械厂", "order class"),
        (FIRST, "星火电子有限公司", "internship"),
        (SECOND, "星火电子有限公司", "internship"),
        (SECOND, "丙示例医院", "internship"),
        (SECOND, "丁示例酒店", "internship"),
    }


def test_lists_of_relationships_are_united(package: Path) -> None:
    names = {row["id"]: row["name_zh"] for row in table(package, "nodes/program.csv")}
    (row,) = [row for row in table(package, "relationships/partners_with.csv") if (row["start"], row["form"]) == (FIRST, "internship")]
    assert {names[id] for id in row["programs"].split("|")} == {"示例电子"}
    both = [row for row in table(package, "relationships/partners_with.csv") if (row["start"], row["form"]) == (FIRST, "order class")]
    assert {names[id] for row in both for id in row["programs"].split("|")} == {"示例机械", "示例电子"}


def test_variants_of_a_name_are_one_entity_with_aliases(package: Path) -> None:
    (row,) = [row for row in table(package, "nodes/enterprise.csv") if row["name_zh"] == "星火电子有限公司"]
    assert row["aliases"] == "星火电子公司"


def test_a_name_without_a_code_is_the_entity_with_the_code(package: Path) -> None:
    assert {row["start"] for row in table(package, "relationships/offers.csv")} == {FIRST, SECOND}


def test_a_county_of_the_reference_data_is_used_and_not_repeated(package: Path) -> None:
    assert {row["end"] for row in table(package, "relationships/located_in.csv")} == {"county:431021", "county:431024"}
    assert not (package / "nodes/county.csv").exists()


@each(
    "kind, cells",
    [
        ("date", {"I10"}),
        ("number", {"F10"}),
        ("value", {"C6", "H10"}),
        ("personal-data", {"F5"}),
        ("missing-value", {"H10"}),
        ("approximate", {"F6"}),
        ("coarse-date", {"I9", "E10"}),
        ("rest", {"G9"}),
        ("contradiction", {"I6"}),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_cell(kind: str, cells: set[str], result: Compiled) -> None:
    assert {finding.cell.partition("!")[2] for finding in result.findings.kept[kind]} == cells
    assert result.findings.counts[kind] == len(cells)


def test_totals_and_remarks_are_counted(result: Compiled) -> None:
    assert result.skipped == {f"{SCHOOLS}: totals": 1, f"{COOPERATION}: totals": 2, f"{COOPERATION}: remarks": 1}


def test_columns_that_are_not_read_are_listed(result: Compiled) -> None:
    assert result.unused == [f"{COOPERATION}: column 序号", f"{COOPERATION}: column 联系人"]


def test_no_phone_number_reaches_the_package(package: Path) -> None:
    for path in [*package.rglob("nodes/*.csv"), *package.rglob("relationships/*.csv")]:
        assert "1390000000" not in path.read_text(encoding="utf-8"), path


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    book = messy(tmp_path / "a.xlsx")
    first, second = imported(tmp_path, "one", book=book), imported(tmp_path, "two", book=book)
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(files) > 10
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    for path in files:
        assert (first / path).read_bytes() == (second / path).read_bytes(), path


def test_the_input_is_kept_in_the_package(package: Path) -> None:
    folder = import_folder(package)
    assert (folder / "mapping.yaml").read_text(encoding="utf-8") == MAPPING
    (file,) = json.loads((folder / FILES).read_text(encoding="utf-8"))
    assert file["name"] == "a.xlsx"
    assert len(file["sha256"]) == 64
    assert (folder / FINDINGS).read_text(encoding="utf-8").startswith("kind,cell,value,detail,hint\n")


def test_next_years_file_keeps_ids_and_decisions(tmp_path: Path) -> None:
    before = imported(tmp_path, "before")
    given = read_decisions(import_folder(before) / DECISIONS)
    lines = rows()
    lines.insert(0, ["新的标题行"])
    lines.insert(10, ["", "", "", "示例新专业", "2026-09", 30, "庚示例公司", "实习", "2026", ""])
    book = write_book(tmp_path / "next.xlsx", {SCHOOLS: schools(), COOPERATION: lines})
    after = imported(tmp_path, "after", given=given, book=book)
    old, new = ({row["id"] for row in table(folder, "nodes/enterprise.csv")} for folder in (before, after))
    assert old < new
    assert len(new - old) == 1
    assert check(resolve([after])).ok


# decisions


def decided(name: str, decision: str, kind: str = "Enterprise") -> dict[Key, Decision]:
    return {(kind, name): Decision(kind, name, decision, "某人", "2025-03-01", "核对过")}


def results(compilation: Compiled) -> dict[str, str]:
    return {decision.name: decision.result for decision in compilation.decisions}


def test_one_decision_holds_for_all_variants_of_a_name(tmp_path: Path) -> None:
    found = compiled(tmp_path, decided("星火电子公司", "new"))
    assert len({results(found)[name] for name in ("星火电子公司", "星火电子有限公司", "星火电子（有限公司）")}) == 1


def test_a_name_with_the_decision_none_is_left_out_with_its_relationships(tmp_path: Path) -> None:
    found = compiled(tmp_path, decided("丙示例医院", "none"))
    assert "丙示例医院" not in {row.get("name_zh") for items in found.rows.values() for row in items}
    assert found.findings.counts["none"] == 1
    assert sum(cls.__name__ == "PartnersWith" for cls in found.rows) == 1
    (links,) = [items for cls, items in found.rows.items() if cls.__name__ == "PartnersWith"]
    assert len(links) == 5


def test_an_id_as_decision_joins_two_names(tmp_path: Path) -> None:
    id = results(compiled(tmp_path))["乙示例机械厂"]
    found = compiled(tmp_path, decided("丙示例医院", id))
    assert results(found)["丙示例医院"] == id
    (row,) = [row for items in found.rows.values() for row in items if row.get("id") == id]
    assert {row["name_zh"], row["aliases"]} == {"乙示例机械厂", "丙示例医院"}


def test_a_persons_decision_is_written_back_unchanged(tmp_path: Path) -> None:
    given = {**decided("丙示例医院", "new"), **decided("去年的示例公司", "none")}
    out = imported(tmp_path, given=given)
    kept = read_decisions(import_folder(out) / DECISIONS)
    for key, decision in given.items():
        assert replace(kept[key], result="", cell="") == decision


def test_an_id_of_no_entity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecisionsError, match=r"丙示例医院.*enterprise:zzz, which does not exist"):
        compiled(tmp_path, decided("丙示例医院", "enterprise:zzz"))


SIMPLE = """
name: b
requires: [one]
tables:
  - entities:
      - {as: enterprise, type: Enterprise, name: 企业}
"""


def with_enterprise(folder: Path, name: str) -> None:
    """Write a package `one` with one enterprise."""
    text = SIMPLE.replace("name: b", "name: one").replace("requires: [one]", "requires: []")
    book = write_book(folder / "one.xlsx", {"甲": [["企业"], [name]]})
    found = compile_files([book], parse_mapping(text), {}, folder=folder)
    write_import(folder / "one", parse_mapping(text), text, found, {})


@each(
    "name, decided",
    [
        ("甲示例电子科技有限公司", True),
        ("甲示例电子科技（有限公司）", True),
        ("甲示例电子科技公司", False),
        ("甲县甲示例电子科技有限公司", False),
        ("甲示例电器科技有限公司", False),
        ("完全不同的示例厂", True),
    ],
)
def test_only_certain_names_are_decided_by_rule(name: str, decided: bool, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with_enterprise(folder, "甲示例电子科技有限公司")
    book = write_book(folder / "b.xlsx", {"甲": [["企业"], [name]]})
    (decision,) = compile_files([book], parse_mapping(SIMPLE), {}, folder=folder).decisions
    assert bool(decision.decision) == decided
    if decision.decision and decision.decision != "new":
        assert decision.note == "same name in one"
    if not decided:
        assert "甲示例电子科技有限公司, one" in decision.candidates


PARTNERSHIPS = """
name: b
requires: [one]
tables:
  - entities:
      - {as: school, type: School, name: 学校, properties: {level: {constant: secondary}}}
      - {as: enterprise, type: Enterprise, name: 企业}
    relationships:
      - {type: PARTNERS_WITH, from: school, to: enterprise, properties: {form: {constant: internship}}}
"""


def test_a_relationship_that_is_in_the_data_already_is_left_out_with_a_remark(tmp_path: Path) -> None:
    heading, old, new = ["学校", "企业"], ["甲示例学校", "甲示例电子厂"], ["甲示例学校", "乙示例机械厂"]
    text = PARTNERSHIPS.replace("name: b", "name: one").replace("requires: [one]", "requires: []")
    found = compile_files([write_book(tmp_path / "one.xlsx", {"甲": [heading, old]})], parse_mapping(text), {}, folder=tmp_path)
    write_import(tmp_path / "one", parse_mapping(text), text, found, {})
    book = write_book(tmp_path / "b.xlsx", {"甲": [heading, old, new]})
    again = compile_files([book], parse_mapping(PARTNERSHIPS), {}, folder=tmp_path, undecided="new")
    assert [row["end"] for row in again.rows[EDGES["PARTNERS_WITH"]]] == [
        decision.result for decision in again.decisions if decision.name == "乙示例机械厂"
    ]
    (finding,) = again.findings.kept["known"]
    assert (finding.cell, finding.detail) == ("甲!B2", "The relationship is in one already; it is not changed.")
    assert again.findings.left_out == 0


def test_a_file_of_which_everything_is_in_the_data_says_so(tmp_path: Path) -> None:
    book = write_book(tmp_path / "one.xlsx", {"甲": [["学校", "企业"], ["甲示例学校", "甲示例电子厂"]]})
    text = PARTNERSHIPS.replace("name: b", "name: one").replace("requires: [one]", "requires: []")
    write_import(tmp_path / "one", parse_mapping(text), text, compile_files([book], parse_mapping(text), {}, folder=tmp_path), {})
    again = compile_files([book], parse_mapping(PARTNERSHIPS), {}, folder=tmp_path)
    assert nothing_to_write(again) == ("Everything in the files is in the data already.", "There is nothing to import.")


@each("undecided", ["new", "none", "best"])
def test_open_names_can_be_decided_together(undecided: str, tmp_path: Path) -> None:
    folder = tmp_path / undecided
    folder.mkdir()
    with_enterprise(folder, "甲示例电子科技有限公司")
    book = write_book(folder / "b.xlsx", {"甲": [["企业"], ["甲示例电器科技有限公司"], ["别的示例厂"]]})
    found = compile_files([book], parse_mapping(SIMPLE), {}, folder=folder, undecided=undecided)
    (decision,) = [one for one in found.decisions if one.name == "甲示例电器科技有限公司"]
    assert not found.open
    assert decision.note == f"--undecided {undecided}"
    assert bool(decision.result) == (undecided != "none")


def test_names_with_different_numbers_are_no_candidates(tmp_path: Path) -> None:
    book = write_book(tmp_path / "b.xlsx", {"甲": [["企业"], ["甲示例第一机械厂"], ["甲示例第二机械厂"]]})
    text = SIMPLE.replace("requires: [one]", "requires: []")
    assert not compile_files([book], parse_mapping(text), {}, folder=tmp_path).open


def test_of_two_similar_names_of_a_file_one_is_asked(tmp_path: Path) -> None:
    book = write_book(tmp_path / "b.xlsx", {"甲": [["企业"], ["甲示例机械厂"], ["甲示例机械厂"], ["甲县甲示例机械厂"]]})
    text = SIMPLE.replace("requires: [one]", "requires: []")
    (decision,) = compile_files([book], parse_mapping(text), {}, folder=tmp_path).open
    assert decision.name == "甲县甲示例机械厂"
    assert "甲示例机械厂, this file" in decision.candidates


def test_the_sheet_that_match_writes_is_read_as_decisions(tmp_path: Path) -> None:
    review = [["row", "input", "decision", "id", "name", "why"]]
    review += [
        [2, "甲示例厂", "match", "enterprise:x", "X", "same"],
        [3, "乙示例厂", "new", "", "", ""],
        [4, "丙示例厂", "", "enterprise:y", "", ""],
    ]
    path = write_book(tmp_path / "a.matched.xlsx", {"review": review, "about": [["what", "value"], ["type", "Enterprise"]]})
    found = {key: decision.decision for key, decision in read_decisions(path).items()}
    assert found == {("Enterprise", "甲示例厂"): "enterprise:x", ("Enterprise", "乙示例厂"): "new", ("Enterprise", "丙示例厂"): ""}


@each(
    "row, says",
    [
        ("Enterprize,甲,new", "Did you mean 'Enterprise'?"),
        ("Enterprise,甲,maybe", "row 2: 'maybe' is not a decision. Write new, none, or an id such as enterprise:a."),
        ("Enterprise,甲,school:a", "Ids of this type start with 'enterprise:'."),
    ],
)
def test_an_invalid_decision_is_refused_with_its_row(row: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"type,name,decision\n{row}\n", encoding="utf-8")
    with pytest.raises(DecisionsError) as caught:
        read_decisions(path)
    assert says in str(caught.value)


def test_a_name_like_a_formula_is_harmless_and_comes_back_unchanged(tmp_path: Path) -> None:
    name = "=1+1示例厂"
    book = write_book(tmp_path / "b.xlsx", {"甲": [["企业"], [name]]})
    text = SIMPLE.replace("requires: [one]", "requires: []")
    found = compile_files([book], parse_mapping(text), {}, folder=tmp_path)
    write_import(tmp_path / "b", parse_mapping(text), text, found, {})
    path = import_folder(tmp_path / "b") / DECISIONS
    assert ",'=1+1示例厂," in path.read_text(encoding="utf-8")
    assert list(read_decisions(path)) == [("Enterprise", name)]


def test_too_many_names_to_compare_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seed.importing.names._PAIRS", 3)
    book = write_book(tmp_path / "b.xlsx", {"甲": [["企业"], ["甲示例机械厂"], ["甲县甲示例机械厂"]]})
    text = SIMPLE.replace("requires: [one]", "requires: []")
    found = compile_files([book], parse_mapping(text), {}, folder=tmp_path)
    assert found.notes == ["Too many names of type Enterprise to search for similar ones (2); only equal names are found."]


# mappings that do not fit


@each(
    "old, new, says",
    [
        ("sheet: 学校名册", "sheet: 学校名单", "Did you mean '学校名册'?"),
        ("address: 地址", "address: 住址", "no column '住址'"),
        ("title:", "requires: [nowhere]\ntitle:", "'nowhere' was not found"),
        ("中职: secondary", "中职: secundary", "School.level to 'secundary'. This value is not allowed. Did you mean 'secondary'?"),
        ("level: {constant: secondary}", "level: {constant: 中职}", "Write secondary."),
        ("- sheet: 学校名册", "- file: b*.csv\n    sheet: 学校名册", "b*.csv"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert old in MAPPING
    with pytest.raises(MappingError) as caught:
        compiled(tmp_path, text=MAPPING.replace(old, new, 1))
    assert says in str(caught.value)


def test_an_optional_sheet_may_be_missing(tmp_path: Path) -> None:
    text = MAPPING.replace("  - sheet: 学校名册\n", "  - sheet: 没有\n    optional: true\n")
    assert compiled(tmp_path, text=text).unused[0] == f"{COOPERATION}: column 序号"


def test_a_pattern_finds_the_sheet_of_another_year(tmp_path: Path) -> None:
    book = write_book(tmp_path / "b.xlsx", {"2026年学校名册": schools(), COOPERATION: rows()})
    assert compiled(tmp_path, book=book, text=MAPPING.replace("sheet: 学校名册", "sheet: '*学校名册'")).rows


def test_a_csv_in_gb18030_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes("企业\n甲示例厂\n".encode("gb18030"))
    text = SIMPLE.replace("requires: [one]", "requires: []")
    (row,) = [row for cls, items in compile_files([path], parse_mapping(text), {}, folder=tmp_path).rows.items() for row in items][1:]
    assert (row["name_zh"], row["locator"]) == ("甲示例厂", "b.csv!A2")


def test_parquet_gives_the_same_rows_as_csv(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet  # noqa: PLC0415 - optional

    (tmp_path / "b.csv").write_text("企业\n甲示例厂\n乙示例厂\n", encoding="utf-8")
    parquet.write_table(pyarrow.table({"企业": ["甲示例厂", "乙示例厂"]}), tmp_path / "b.parquet")
    text = parse_mapping(SIMPLE.replace("requires: [one]", "requires: []"))
    found = [compile_files([tmp_path / name], text, {}, folder=tmp_path) for name in ("b.csv", "b.parquet")]
    ids = [[row["id"] for cls, items in one.rows.items() if cls.__name__ == "Enterprise" for row in items] for one in found]
    assert len(ids[0]) == 2
    assert ids[0] == ids[1]


def test_a_zip_of_the_package_passes_the_check(package: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "p"), "zip", package)
    assert check(resolve([Path(archive)])).problems == []


def test_the_combinations_of_a_row_are_bounded(tmp_path: Path) -> None:
    schools_of_row = "、".join(f"甲县第{n}号学校" for n in range(40))
    enterprises = "、".join(f"示例{n}号厂" for n in range(300))
    lines = [*rows()[:4], [1, schools_of_row, "桂阳县", "示例机械", "", "", enterprises, "订单班、实习、共建课程", "", ""]]
    book = write_book(tmp_path / "b.xlsx", {SCHOOLS: schools(), COOPERATION: lines})
    text = MAPPING.replace("name: 学校}", "name: {column: 学校, split: true}}")
    assert compiled(tmp_path, book=book, text=text).findings.counts["too-many"] == 1


ANY = """
name: any
requires: []
choices: {School.level: [primary]}
tables:
  - entities:
      - as: school
        type: School
        name: a
        properties: {level: b, ownership: c, website: d, lon: e, code: f, same_as: g}
      - as: program
        type: Program
        name: {column: h, split: true}
        id: {within: [school, i]}
        properties: {opened: i, closed: j, enrolment: k, status: l}
      - {as: enterprise, type: Enterprise, name: {column: m, split: true}, id: {code: n}, properties: {employees: o, aliases: p}}
      - {as: figure, type: Observation, name: q, properties: {metric: r, value: s, unit: t, period: u}}
    relationships:
      - {type: OFFERS, from: school, to: program, properties: {valid_from: j, valid_to: i}}
      - {type: PARTNERS_WITH, from: school, to: enterprise, properties: {form: v, programs: {of: program}}}
      - {type: ABOUT, from: figure, to: school}
"""
LETTERS = "abcdefghijklmnopqrstuv"
COMMON = [
    "",
    "无",
    "甲",
    "甲公司、乙公司等5家",
    "2023年9月",
    "2024",
    "1,205",
    "约96",
    "-5",
    "订单班",
    "中职",
    "primary",
    "www.example.org",
    "合计",
    "|",
    "x|x",
    "a\u202eb",
]
CELLS = st.one_of(st.sampled_from(COMMON), st.text(max_size=12).filter(lambda text: "\x00" not in text))


@given(st.lists(st.lists(CELLS, min_size=len(LETTERS), max_size=len(LETTERS)), min_size=1, max_size=6))
def test_whatever_the_cells_are_the_package_passes_the_check(lines: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "a.csv").open("w", encoding="utf-8", errors="replace", newline="") as stream:
            csv.writer(stream).writerows([list(LETTERS), *lines])
        mapping = parse_mapping(ANY)
        found = compile_files([folder / "a.csv"], mapping, {}, folder=folder, undecided="new")
        write_import(folder / "any", mapping, ANY, found, {})
        assert [str(problem) for problem in check(resolve([folder / "any"])).problems] == []
