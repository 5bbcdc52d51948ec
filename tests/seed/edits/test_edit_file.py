"""Read ``edits.csv``."""

from __future__ import annotations

from pathlib import Path

import pytest

from seed.edits.edit import COLUMNS, EDITS_FILE, Edit, edits_text
from seed.packages.package import Package
from tests.each import each
from tests.seed.edits.small import edits_package
from tests.seed.packages.sample_packages import descriptor, lay

GOOD = {
    "edit": "e1",
    "action": "set",
    "type": "School",
    "row": "school:a",
    "property": "name",
    "old": "A",
    "new": "B",
    "reason": "r",
    "who": "Li",
    "at": "2026",
}


def test_edits_are_read_as_they_were_written(tmp_path: Path) -> None:
    edit = Edit(**{name: f'{name} "x", 甲' for name in COLUMNS} | GOOD | {"old": 'say "hi", twice', "quote": "引文"})
    assert Package.open(edits_package(tmp_path / "edits", [edit])).edits == (edit,)


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "no editor": ({"who": ""}, "who is required"),
    "unknown action": ({"action": "sett"}, "Unknown action 'sett'. Did you mean 'set'"),
    "unknown type": ({"type": "Shool"}, "Unknown type 'Shool'. Did you mean 'School'"),
    "id of another type": ({"row": "enterprise:a"}, "belongs to Enterprise"),
    "malformed relationship": ({"type": "FEEDS", "row": "FEEDS~a"}, "Use FEEDS~start~end~year"),
    "unknown property": ({"property": "nam"}, "Unknown property 'nam'. Did you mean 'name'"),
    "key": ({"property": "id"}, "id identifies the row"),
    "no evidence": ({"reason": ""}, "neither a source nor a reason"),
    "provenance without a source": ({"property": "origin"}, "can only be set with a source"),
    "no row": ({"action": "add", "new": "x"}, "not a JSON object"),
    "number in a row": ({"action": "add", "new": '{"id": 1}'}, "not a JSON object"),
    "unknown property of a row": ({"action": "add", "new": '{"nam": "x"}'}, "School has no property 'nam'"),
}


@each("case", FAULTS)
def test_a_fault_is_reported_with_its_row_and_the_edit_is_left_out(case: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    change, message = FAULTS[case]
    package = Package.open(edits_package(tmp_path_factory.mktemp("edits") / "edits", [Edit(**GOOD), Edit(**{**GOOD, **change})]))
    (problem,) = package.problems
    assert (problem.file, problem.row, len(package.edits)) == (EDITS_FILE, 3, 1)
    assert message in str(problem)


@each(
    "content", [b"", b"edit,actio\n", b"edit,action\n", b"\xff\xfe", edits_text([]).encode() + b"a,b\n", edits_text([]).encode() + b'"a\n']
)
def test_a_damaged_file_is_a_problem(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = lay(tmp_path_factory.mktemp("edits"), {"datapackage.json": descriptor([EDITS_FILE], "edits"), EDITS_FILE: content})
    assert [problem.file for problem in Package.open(root).problems] == [EDITS_FILE]


def test_edits_that_are_not_listed_are_a_problem(tmp_path: Path) -> None:
    root = lay(tmp_path / "edits", {"datapackage.json": descriptor([], "edits"), EDITS_FILE: edits_text([Edit(**GOOD)]).encode()})
    assert [problem.code for problem in Package.open(root).problems] == ["unlisted-file"]
