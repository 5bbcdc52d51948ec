"""Apply edits to the rows of packages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from seed.edits.edit import Edit
from seed.edits.file_rows import FileChange, changed
from seed.model import Enterprise, PartnersWith, School, Source
from seed.packages.checker import check
from seed.packages.package import Package, resolve
from tests.each import each
from tests.seed.edits.small import TEXTS, TIE, edits_package, rows, small

AT = {"who": "Example office", "at": "2026-11-29T10:00:00+00:00"}
RENAMED = Edit("e1", "set", "School", "school:a", "name", "School A", "College A", reason="typing error", **AT)
SOURCED = Edit("e1", "set", "School", "school:a", "name", "School A", "College A", source="source:t", quote="College A", **AT)


def edited(root: Path, *edits: Edit) -> list[Package]:
    small(root / "small")
    return resolve([edits_package(root / "edits", edits)])


def test_a_row_keeps_its_sources_and_names_the_source_and_the_edit(tmp_path: Path) -> None:
    row = rows(edited(tmp_path, SOURCED), School)["school:a"]
    assert (row["name"], row["sources"], row["quotes"]) == ("College A", "source:s|source:t|source:edit-e1", "College A")


def test_an_edit_with_a_source_leaves_the_row_documented(tmp_path: Path) -> None:
    packages = edited(tmp_path, SOURCED)
    assert {row["origin"] for kind in (School, PartnersWith) for row in rows(packages, kind).values()} == {"documented"}


def test_an_edit_without_a_source_makes_the_row_inferred_and_unverified(tmp_path: Path) -> None:
    row = rows(edited(tmp_path, RENAMED), School)["school:a"]
    rule = "name edited by Example office on 2026-11-29 without a source: typing error"
    assert (row["origin"], row["certainty"], row["rule"], row["sources"]) == ("inferred", "unverified", rule, "source:s|source:edit-e1")


def test_the_relationships_of_an_entity_that_became_inferred_are_inferred(tmp_path: Path) -> None:
    ties = rows(edited(tmp_path, RENAMED), PartnersWith)
    assert {row["start"]: row["origin"] for row in ties.values()} == {"school:a": "inferred", "school:b": "documented"}
    assert ties[TIE]["rule"] == "An end of the relationship, school:a, is inferred since edit e1."


def test_an_edit_is_a_source_with_editor_day_and_reason(tmp_path: Path) -> None:
    row = rows(edited(tmp_path, RENAMED), Source)["source:edit-e1"]
    assert (row["name"], row["publisher"], row["published"]) == ("Edit e1: typing error", "Example office", "2026-11-29")
    assert (row["note"], row["kind"]) == ("name of school:a: 'School A' replaced by 'College A'", "edit")


def test_an_edit_itself_is_not_documented(tmp_path: Path) -> None:
    row = rows(edited(tmp_path, RENAMED), Source)["source:edit-e1"]
    assert (row["origin"], row["certainty"]) == ("inferred", "unverified")


def test_a_source_that_is_edited_without_a_source_is_not_documented(tmp_path: Path) -> None:
    edit = Edit("e1", "set", "Source", "source:t", "name", "A list", "The list", reason="typing error", **AT)
    row = rows(edited(tmp_path, edit), Source)["source:t"]
    assert (row["origin"], row["certainty"]) == ("inferred", "unverified")


@each("edits", [(RENAMED,), (SOURCED,)])
def test_edited_packages_pass_the_check(edits: tuple[Edit, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    report = check(edited(tmp_path_factory.mktemp("edited"), *edits))
    assert report.ok, report.problems


def test_an_edited_row_stays_in_its_package_and_an_added_one_is_in_that_of_the_edit(tmp_path: Path) -> None:
    added = Edit("e2", "add", "Enterprise", "enterprise:f", new='{"id": "enterprise:f", "name": "F"}', reason="seen", **AT)
    own, edits = edited(tmp_path, RENAMED, added)
    assert (rows([own], School)["school:a"]["name"], list(rows([edits], Enterprise))) == ("College A", ["enterprise:f"])


def test_a_removed_row_is_gone_and_can_be_added_again(tmp_path: Path) -> None:
    stated = '{"start": "school:a", "end": "enterprise:e", "form": "internship", "sources": "source:s", "locator": "p. 1", '
    removed = Edit("e1", "remove", "PARTNERS_WITH", TIE, old=stated + '"certainty": "seen", "origin": "documented"}', reason="ended", **AT)
    again = Edit("e2", "add", "PARTNERS_WITH", TIE, new=stated + '"certainty": "weak"}', source="source:t", **AT)
    assert TIE not in rows(edited(tmp_path / "one", removed), PartnersWith)
    assert rows(edited(tmp_path / "two", removed, again), PartnersWith)[TIE]["certainty"] == "weak"


CONFLICTS = {
    "another value": (
        Edit("e1", "set", "School", "school:a", "name", "School AA", "x", reason="r", **AT),
        "Edit e1 expects name of school:a to be 'School AA', but it is 'School A'.",
    ),
    "no row": (
        Edit("e1", "set", "School", "school:z", "name", "Z", "x", reason="r", **AT),
        "Edit e1 changes school:z, but no package contains it.",
    ),
    "existing row": (
        Edit("e1", "add", "School", "school:a", new='{"id": "school:a", "name": "A"}', reason="r", **AT),
        "Edit e1 adds school:a, but the row exists already.",
    ),
    "another row": (
        Edit("e1", "remove", "School", "school:b", old='{"id": "school:b"}', reason="r", **AT),
        "Edit e1 expects name of school:b to be empty, but it is '乙校'.",
    ),
}


@each("case", CONFLICTS)
def test_a_conflict_is_a_problem_of_the_edit(case: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    edit, detail = CONFLICTS[case]
    (problem,) = check(edited(tmp_path_factory.mktemp("conflict"), edit)).problems
    assert (problem.code, problem.where.rpartition(", ")[0], problem.detail) == ("edit-conflict", "edits/edits.csv, row 2", detail)


def test_an_edit_in_conflict_changes_nothing(tmp_path: Path) -> None:
    wrong, _ = CONFLICTS["another value"]
    assert rows(edited(tmp_path, wrong), School)["school:a"]["name"] == "School A"


def test_a_later_edit_of_a_removed_row_names_the_removal(tmp_path: Path) -> None:
    stated = '{"id": "source:t", "name": "A list", "kind": "list", "certainty": "seen", "origin": "documented"}'
    removed = Edit("e1", "remove", "Source", "source:t", old=stated, reason="r", **AT)
    later = Edit("e2", "set", "Source", "source:t", "name", "A list", "x", reason="r", **AT)
    (problem,) = check(edited(tmp_path, removed, later)).problems
    assert problem.detail == "Edit e2 changes source:t, but edit e1 removed it."


def test_an_undo_of_no_edit_is_a_problem(tmp_path: Path) -> None:
    (problem,) = check(edited(tmp_path, Edit("e2", "undo", row="e1", **AT))).problems
    assert (problem.code, problem.value) == ("unknown-edit", "e1")


def test_lines_without_edits_keep_their_bytes() -> None:
    text = '\ufeffid,name\r\nschool:a,"A, B"\r\nschool:b,  odd "quote\r\nschool:c,C'.encode()
    change = FileChange(replaced={"school:c": {"id": "school:c", "name": "D"}})
    lines = changed(io.BytesIO(text), School, change).read().split(b"\n")
    assert [line.rstrip(b",\r") for line in lines[1:4]] == [b'school:a,"A, B"', b'school:b,  odd "quote', b"school:c,D"]


def test_a_file_without_the_edited_column_gets_it(tmp_path: Path) -> None:
    edit = Edit("e1", "set", "School", "school:a", "website", "", "https://example.org/", source="source:t", **AT)
    assert "website" not in TEXTS["nodes/school.csv"]
    assert rows(edited(tmp_path, edit), School)["school:a"]["website"] == "https://example.org/"


def test_other_rows_of_an_edited_file_are_the_same(tmp_path: Path) -> None:
    before = rows(resolve([small(tmp_path / "only/small")]), School)
    after = rows(edited(tmp_path, RENAMED), School)
    assert after["school:b"] == before["school:b"]
