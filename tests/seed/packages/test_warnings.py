"""Warnings of probable mistakes, hints with the fix, kinds of problems, and the bound of a check."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from seed.packages.checker import check
from seed.packages.package import resolve
from seed.packages.warnings import SUPPRESSED
from seed.problems import BOUND, EACH_KIND, Problem, Report, by_kind
from tests.each import each
from tests.seed.packages.sample_packages import Change, D, append, files, lay, report_of, swap

SCHOOL, PROGRAM, CLAIM, ENTERPRISE = "nodes/school.csv", "nodes/program.csv", "nodes/claim.csv", "nodes/enterprise.csv"


def report(folder: Path, *changes: Change) -> Report:
    content = files()
    for change in changes:
        change(content)
    return report_of(lay(folder, content))


def test_the_sample_package_has_no_warnings(tmp_path: Path) -> None:
    assert report(tmp_path / "p").warnings == []


@each(
    "name, change, code, column",
    [
        ("total", swap(SCHOOL, "School B", "合计"), "total-as-name", "name"),
        ("nothing", swap(SCHOOL, "School B", "无"), "total-as-name", "name"),
        ("phone", swap(SCHOOL, "School B", "School B 13900000000"), "personal-data", "name"),
        ("phone with hyphens", swap(CLAIM, "city", "call 139-0000-0000"), "personal-data", "scope"),
        ("identity number", swap(CLAIM, "city", "110101190001010000"), "personal-data", "scope"),
        ("year", swap(PROGRAM, "2019,2024-06", "1521,2024-06"), "year", "opened"),
        ("later year", swap(PROGRAM, "2019,2024-06", "2019,4521"), "year", "closed"),
        ("serial", swap(CLAIM, "city,2024", "city,45170"), "serial", "period"),
        ("placeholder", swap(CLAIM, "83.6,%", "-99999,USD"), "suppressed", "value"),
        ("same name", append(SCHOOL, f"school:c,School B,,,{D}"), "same-name", "name"),
    ],
)
def test_a_probable_mistake_gives_a_warning(name: str, change: Change, code: str, column: str, tmp_path: Path) -> None:
    found = report(tmp_path / name, change)
    assert [(warning.code, warning.column) for warning in found.warnings] == [(code, column)]
    assert found.ok


def test_a_serial_says_which_day_it_is(tmp_path: Path) -> None:
    (warning,) = report(tmp_path / "p", swap(CLAIM, "city,2024", "city,45170")).warnings
    assert warning.expected == "If so, write 2023-09-01."


def test_two_entities_with_one_code_give_a_warning(tmp_path: Path) -> None:
    rows = "id,name,code,sources,locator\nenterprise:e,E,9143,source:s,1\nenterprise:i,I,9143,source:s,2\n"
    content = files()
    content[ENTERPRISE] = rows.encode()
    content["relationships/feeds.csv"] = b"start,end,sources,locator\nprogram:a.x,enterprise:e,source:s,1\n"
    (warning,) = report_of(lay(tmp_path / "p", content)).warnings
    assert (warning.code, warning.column, warning.value, warning.row) == ("same-code", "code", "9143", 3)
    assert "p/nodes/enterprise.csv, row 2" in warning.detail


def test_a_name_in_two_packages_gives_a_warning(tmp_path: Path) -> None:
    first = lay(tmp_path / "p", files())
    text = "id,name,sources,locator\nschool:z,School B,source:s,1\n"
    second = lay(tmp_path / "q", files({SCHOOL: text}, "q"))
    assert [(warning.code, warning.package) for warning in report_of(first, second).warnings] == [("same-name", "q")]


@each(
    "name, change",
    [
        ("programs", append(PROGRAM, f"program:a.z,X,,,,{D}")),
        ("simulated", append(SCHOOL, "school:sim-2,S,,,source:sim,,,seen,simulated,")),
    ],
)
def test_some_rows_may_share_a_name(name: str, change: Change, tmp_path: Path) -> None:
    assert report(tmp_path / name, change).warnings == []


@each("text", ["-99999", "-999", "999999", "-99999.0"])
def test_placeholders(text: str) -> None:
    assert SUPPRESSED.fullmatch(text)


@each("text", ["-9", "99", "1999", "9999", "-98", "199999"])
def test_other_numbers_are_no_placeholders(text: str) -> None:
    assert not SUPPRESSED.fullmatch(text)


@each(
    "name, change, hint",
    [
        ("date", swap(PROGRAM, "2024-06", "2024年6月"), "Write 2024-06."),
        ("serial", swap(PROGRAM, "2024-06", "45170"), "Write 2023-09-01."),
        ("number", swap(PROGRAM, ",120,", ",１２０,"), "Write 120."),
        ("thousands", swap(PROGRAM, ",120,", ',"1,205",'), "Write 1205."),
        ("choice", swap(SCHOOL, ",secondary,", ",中职,"), "Write secondary."),
        ("form", swap("relationships/partners_with.csv", "order class", "订单班"), "Write order class."),
    ],
)
def test_a_hint_offers_the_fix(name: str, change: Change, hint: str, tmp_path: Path) -> None:
    (problem,) = report(tmp_path / name, change).problems
    assert problem.expected.startswith(hint)


def test_an_approximate_number_is_not_offered_as_a_fix(tmp_path: Path) -> None:
    (problem,) = report(tmp_path / "p", swap(PROGRAM, ",120,", ",约120,")).problems
    assert "Write" not in problem.expected


def test_an_id_of_9500_characters_is_refused(tmp_path: Path) -> None:
    (problem,) = report(tmp_path / "p", append(SCHOOL, f"school:{'x' * 9_493},Long,,,{D}")).problems
    assert (problem.code, problem.column) == ("too-long", "id")


def test_one_kind_of_problem_does_not_hide_another(tmp_path: Path) -> None:
    many = [f"school:n{n},N{n},,nonsense,{D}" for n in range(100)]
    content = files()
    append(SCHOOL, *many)(content)
    swap(PROGRAM, "2024-06", "soon")(content)
    found = report_of(lay(tmp_path / "p", content), limit=10)
    assert found.counts == {"choice": 100, "date": 1}
    assert {problem.code for problem in found.problems} == {"choice", "date"}


def test_kinds_come_with_counts_and_examples() -> None:
    problems = [Problem(code, "f", None, None, None, "", "") for code in ("a", "b", "b", "b")]
    kinds = by_kind(problems, {"a": 1, "b": 30}, 2)
    assert [(code, count, len(examples)) for code, count, examples in kinds] == [("b", 30, 2), ("a", 1, 1)]
    assert EACH_KIND >= 2


def test_a_package_with_millions_of_problems_stops_at_the_bound(tmp_path: Path) -> None:
    content = files()
    content[SCHOOL] += b"\n" * 5_000_000
    with zipfile.ZipFile(tmp_path / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in content.items():
            archive.writestr(name, raw)
    found = check(resolve([tmp_path / "p.zip"]))
    assert (found.problem_count, found.stopped, found.ok) == (BOUND, True, False)
    assert found.total == f"At least {BOUND:,} problems"


def test_a_bound_can_be_given(tmp_path: Path) -> None:
    content = files()
    append(SCHOOL, *["" for _ in range(50)])(content)
    found = check(resolve([lay(tmp_path / "p", content)]), bound=10)
    assert (found.problem_count, found.stopped) == (10, True)


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.csv", b"a,b\n1,2\n", "This is a table"),
        ("a.xlsx", b"PK\x03\x04", "This is a workbook"),
        ("a.parquet", b"PAR1", "This is a table"),
        ("a.pdf", b"%PDF-1.7", "A .pdf file is not a data package."),
    ],
)
def test_a_wrong_file_is_recognised(name: str, raw: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    (problem,) = report_of(tmp_path / name).problems
    assert problem.code == "wrong-file"
    assert says in problem.detail


def test_an_office_document_is_recognised_by_its_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "")
    (problem,) = report_of(tmp_path / "a.docx").problems
    assert "office document" in problem.detail
