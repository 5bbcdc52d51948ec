"""Packages are valid Frictionless data packages according to the library."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from seed.model import Enterprise, Feeds, Program, Source
from seed.packages.package import BUNDLED
from seed.packages.scaffold import new_package
from seed.packages.writer import write_package

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import frictionless

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def error_messages(root: Path) -> list[str]:
    report = frictionless.Package(str(root / "datapackage.json")).validate()
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    return [error.message for error in errors]


def test_a_written_package_is_valid(tmp_path: Path) -> None:
    provenance = {"sources": ["source:s"], "locator": "p. 1"}
    rows = [
        (Source, [{"id": "source:s", "name": "S", "kind": "article"}]),
        (Program, [{"id": "program:a", "name": "A, b", "opened": "2024", "enrolment": 3, **provenance}]),
        (Enterprise, [{"id": "enterprise:e", "name": "E", **provenance}]),
        (
            Feeds,
            [
                {"start": "program:a", "end": "enterprise:e", **provenance},
                {"start": "program:a", "end": "enterprise:e", "year": 2024, **provenance},
            ],
        ),
    ]
    assert error_messages(write_package(tmp_path / "p", name="p", title="P", requires=["reference"], rows=rows)) == []


def test_an_invalid_value_violates_the_schema(tmp_path: Path) -> None:
    root = write_package(tmp_path / "p", name="p", title="P", rows=[(Source, [{"id": "source:s", "name": "S", "kind": "novel"}])])
    assert any("enum" in message for message in error_messages(root))


def test_a_new_package_is_valid(tmp_path: Path) -> None:
    assert error_messages(new_package(tmp_path / "new")) == []


@pytest.mark.parametrize("name", sorted(path.name for path in BUNDLED.iterdir() if (path / "datapackage.json").is_file()))
def test_a_bundled_package_is_valid(name: str) -> None:
    assert error_messages(BUNDLED / name) == []
