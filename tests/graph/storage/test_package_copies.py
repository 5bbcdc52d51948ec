"""Copies of packages."""

from __future__ import annotations

from pathlib import Path

from graph.storage.package_copies import Copies
from seed.packages.package_files import IMPORT_FOLDER
from tests.seed.packages.sample_packages import files, lay, report_of


def test_a_copy_keeps_the_input_of_an_import_and_no_other_file(tmp_path: Path) -> None:
    package = lay(
        tmp_path / "p", {**files(), f"{IMPORT_FOLDER}/mapping.yaml": b"name: p", f"{IMPORT_FOLDER}/decisions.csv": b"type", "a.txt": b"a"}
    )
    place = tmp_path / "data" / Copies(tmp_path / "data").keep(package, "p")
    kept = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert kept == {*files(), f"{IMPORT_FOLDER}/mapping.yaml", f"{IMPORT_FOLDER}/decisions.csv"}
    assert report_of(place).ok
