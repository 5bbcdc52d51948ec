"""Values that packages add to lists."""

from __future__ import annotations

from pathlib import Path

from seed.model import Region, Source
from seed.packages.choices import extendable, read_choices, united
from seed.packages.package import Package
from seed.packages.writer import write_package
from tests.seed.packages.sample_packages import files, lay, report_of
from tests.seed.packages.test_frictionless import error_messages

STATE = {"Region.kind": ("state",)}


def region(tmp_path: Path, **more: object) -> Path:
    content = files(name="p", **more)
    content["nodes/region.csv"] = content["nodes/region.csv"].replace(b"prefecture", b"state")
    return lay(tmp_path / "p", content)


def test_a_value_outside_the_list_is_refused(tmp_path: Path) -> None:
    (problem,) = report_of(region(tmp_path)).problems
    assert (problem.code, problem.column) == ("choice", "kind")


def test_a_value_that_the_package_adds_is_valid(tmp_path: Path) -> None:
    root = region(tmp_path, choices={"Region.kind": ["state"]})
    assert report_of(root).ok
    assert Package.open(root).choices == STATE


def test_a_value_that_another_package_adds_is_valid(tmp_path: Path) -> None:
    other = lay(tmp_path / "other", files({}, "other", choices={"Region.kind": ["state"]}))
    assert report_of(region(tmp_path), other).ok


def test_a_value_near_an_added_one_gets_a_hint(tmp_path: Path) -> None:
    (problem,) = report_of(region(tmp_path, choices={"Region.kind": ["states"]})).problems
    assert problem.expected.startswith("Did you mean 'states'?")


def test_a_written_package_with_choices_is_a_valid_data_package(tmp_path: Path) -> None:
    rows = [
        (Source, [{"id": "source:s", "name": "S", "kind": "list"}]),
        (Region, [{"id": "region:ohio", "name": "Ohio", "kind": "state", "sources": "source:s", "locator": "1"}]),
    ]
    root = write_package(tmp_path / "w", name="w", title="W", rows=rows, choices=STATE)
    assert error_messages(root) == []
    assert report_of(root).ok


def test_lists_on_which_counts_rest_cannot_be_extended() -> None:
    assert {"School.level", "Region.kind", "Activity.kind", "Occupation.scheme"} <= set(extendable())
    assert not {"School.kind", "Enterprise.kind", "Program.status", "School.origin", "SERVES.crosswalk"} & set(extendable())


def test_a_declared_value_adds_nothing() -> None:
    assert read_choices({"Region.kind": ["zone", "state"]}) == (STATE, [])


def test_additions_of_packages_are_united() -> None:
    assert united([STATE, {"Region.kind": ("state", "land")}]) == {"Region.kind": ("state", "land")}
