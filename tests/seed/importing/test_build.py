"""Building the package of an upload without questions, and in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seed.importing.build import BuildError, Order, build
from seed.importing.build_process import build_apart
from seed.importing.output import DECISIONS, MAPPING, import_folder
from tests.each import each
from tests.seed.edits.small import small

ROWS = "学校名称,办学层次\n甲校,中职\n丙校,中职\n"
SIMILAR = "学校名称,办学层次\n示例第一职业技术学校,中职\n"
SLOW = """
name: my-county
requires: []
tables:
  - entities:
      - {as: school, type: School, name: {column: 学校名称, pattern: "((a+)+)+$"}}
"""


def order(folder: Path, text: str = ROWS, **more: Any) -> Order:
    """Return the order for a CSV file. Its names are compared with those of the small package."""
    file = folder / "schools.csv"
    file.write_text(text, encoding="utf-8")
    known = more.pop("known", None) or {"small": small(folder / "small")}
    return Order((file,), folder / "package", known, name=more.pop("name", "my-county"), **more)


def similar(folder: Path) -> dict[str, Path]:
    """Return the small package with a school whose name is similar to one of the file."""
    root = small(folder / "small")
    file = root / "nodes" / "school.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("乙校", "示例第一职业技术学校（东校区）"), encoding="utf-8")
    return {"small": root}


def test_a_file_without_a_mapping_is_guessed_and_compared_with_the_known_packages(tmp_path: Path) -> None:
    report = build(order(tmp_path))
    assert (report["state"], report["mapping_from"], report["rows"]["School"]) == ("ready", "guessed", 1)
    assert {guess["meaning"] for guess in report["guesses"]} >= {"school.name", "school.level", "small"}


def test_the_report_has_findings_by_kind_with_examples(tmp_path: Path) -> None:
    report = build(order(tmp_path, "学校名称,办学层次,专业名称,在校生数\n丙校,中职,示例,六十\n"))
    (number,) = [one for one in report["findings"] if one["kind"] == "number"]
    assert (number["count"], number["examples"][0]["cell"], number["examples"][0]["value"]) == (1, "schools.csv!D2", "六十")


def test_a_name_without_a_decision_leaves_the_import_undecided(tmp_path: Path) -> None:
    report = build(order(tmp_path, SIMILAR, known=similar(tmp_path), requires=("small",)))
    assert (report["state"], report["open_count"], report["open"][0]["name"]) == ("undecided", 1, "示例第一职业技术学校")
    assert not (tmp_path / "package" / "datapackage.json").exists()


def test_a_decision_makes_it_ready(tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("type,name,decision\nSchool,示例第一职业技术学校,new\n", encoding="utf-8")
    assert build(order(tmp_path, SIMILAR, known=similar(tmp_path), requires=("small",), decisions=decisions))["state"] == "ready"


def test_each_column_has_its_meaning_a_reason_in_both_languages_and_values(tmp_path: Path) -> None:
    name, phone, other = build(order(tmp_path, "学校名称,联系电话,备用\n甲校,13800000000,x\n丙校,,y\n"))["columns"]
    assert (name["column"], name["meaning"], name["reason_zh"]) == ("A", "school.name", "“学校名称”是常用表头")
    assert name["samples"] == ["甲校", "丙校"]
    assert (phone["meaning"], phone["samples"], other["meaning"], other["samples"]) == ("", [], "", ["x", "y"])


def test_a_chosen_meaning_takes_the_place_of_a_guess(tmp_path: Path) -> None:
    text = "学校名称,简称,专业名称\n丙校全称,丙校,示例\n"
    chosen = {"schools.csv": {"A": "", "B": "school.name", "C": "program.name"}}
    report = build(order(tmp_path, text, columns=chosen))
    assert [(one["meaning"], one["chosen"]) for one in report["columns"]] == [("", True), ("school.name", True), ("program.name", True)]
    assert (report["mapping_from"], "name: 简称" in report["mapping"]) == ("guessed", True)


def test_columns_with_the_same_header_are_named_by_their_letters(tmp_path: Path) -> None:
    report = build(order(tmp_path, "学校名称,备用,备用\n丙校,x,示例\n", columns={"schools.csv": {"C": "program.name"}}))
    assert (report["rows"]["Program"], "name: column C" in report["mapping"]) == (1, True)


def test_an_open_name_has_candidates_with_a_reason_and_a_score(tmp_path: Path) -> None:
    (opened,) = build(order(tmp_path, SIMILAR, known=similar(tmp_path), requires=("small",)))["open"]
    (option,) = opened["options"]
    assert (option["name"], option["package"], option["reason"]) == ("示例第一职业技术学校（东校区）", "small", "contains")
    assert 80 <= option["score"] < 100


def test_a_name_of_the_file_that_means_a_known_entity_is_not_a_candidate_itself(tmp_path: Path) -> None:
    (opened,) = build(order(tmp_path, "学校名称\nSchool A\nSchool A West\n"))["open"]
    assert [option["id"] for option in opened["options"]] == ["school:a"]


def test_decisions_of_persons_in_an_earlier_import_are_kept(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("type,name,decision,decided_by\nSchool,示例第一职业技术学校,new,Office\n", encoding="utf-8")
    report = build(order(tmp_path, SIMILAR, known=similar(tmp_path), requires=("small",), earlier=earlier))
    assert (report["state"], [(one["name"], one["decision"]) for one in report["decided"]]) == (
        "ready",
        [("示例第一职业技术学校", "new")],
    )


def test_the_next_file_uses_the_mapping_and_the_decisions_of_the_package(tmp_path: Path) -> None:
    earlier = import_folder(tmp_path / "earlier")
    first = build(order(tmp_path, SIMILAR, known=similar(tmp_path), requires=("small",)))
    earlier.mkdir(parents=True)
    (earlier / MAPPING).write_text(first["mapping"], encoding="utf-8")
    (earlier / DECISIONS).write_text("type,name,decision\nSchool,示例第一职业技术学校,new\n", encoding="utf-8")
    known = {**similar(tmp_path / "b"), "my-county": tmp_path / "earlier"}
    report = build(order(tmp_path, SIMILAR, known=known))
    assert (report["state"], report["mapping_from"]) == ("ready", "package")


WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "name": (ROWS, {"name": "My County"}, "name", "not a valid package name"),
    "unknown meaning": (ROWS, {"columns": {"schools.csv": {"A": "school.nam"}}}, "columns", "not a meaning of a column"),
    "mapping and columns": (ROWS, {"columns": {}, "mapping": "name: a"}, "columns", "not both"),
    "undecided": (ROWS, {"undecided": "maybe"}, "undecided", "Invalid undecided"),
    "unknown header": ("a,b\n1,2\n", {}, "mapping", "No header with a known meaning"),
    "mapping": (ROWS, {"mapping": "tables: [a"}, "mapping", "not valid YAML"),
    "no rows": ("学校名称,办学层次\n合计,中职\n", {}, "file", "give no rows"),
}


@each("case", WRONG)
def test_an_upload_that_cannot_be_used_names_its_part(case: str, tmp_path: Path) -> None:
    text, more, part, message = WRONG[case]
    with pytest.raises(BuildError, match=message) as raised:
        build(order(tmp_path, text, **more))
    assert raised.value.part == part


def test_a_child_process_returns_the_same_report(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert build_apart(order(tmp_path / "a")) == build(order(tmp_path / "b"))


def test_a_pattern_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    slow = order(tmp_path, f"学校名称\n{'a' * 64}b\n", mapping=SLOW)
    with pytest.raises(BuildError, match=r"took more than 8 s|limit of memory or time"):
        build_apart(slow, seconds=8)
