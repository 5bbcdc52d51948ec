"""Differences between two lists of packages."""

from __future__ import annotations

from pathlib import Path

from seed.packages.differences import Difference, differences, grouped
from seed.packages.package import resolve
from tests.graph.worlds import suburb, world


def test_changed_added_and_removed_rows(tmp_path: Path) -> None:
    old = resolve([world(tmp_path / "old/world", 1, size=2), suburb(tmp_path / "old/suburb")])
    new = resolve([world(tmp_path / "new/world", 2, size=3)])
    found = list(differences(old, new))
    assert Difference("changed", "Enterprise", "enterprise:0", "employees", "1", "2") in found
    assert Difference("added", "Program", "program:one.2") in found
    assert Difference("removed", "Enterprise", "enterprise:suburb") in found
    assert Difference("removed", "FEEDS", "FEEDS~program:one.0~enterprise:suburb~2023") in found


def test_the_same_packages_do_not_differ(tmp_path: Path) -> None:
    packages = [resolve([world(tmp_path / name / "world", 1)]) for name in ("one", "two")]
    assert not list(differences(*packages))


def test_differences_are_grouped_by_kind_with_the_largest_group_first(tmp_path: Path) -> None:
    old, new = (resolve([world(tmp_path / f"{number}/world", number)]) for number in (1, 2))
    assert [str(group) for group in grouped(list(differences(old, new)))] == [
        "3 x Enterprise.employees changed",
        "3 x FEEDS.graduates changed",
        "3 x Program.enrolment changed",
    ]
