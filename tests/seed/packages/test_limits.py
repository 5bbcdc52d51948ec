"""Size limits of packages and zips, and of keys in database indexes."""

from __future__ import annotations

import dataclasses
import struct
import zipfile
from pathlib import Path

import pytest

from seed.model import KEY_BYTES
from seed.packages.package import Package
from seed.packages.package_files import Zip
from seed.sheets import PACKAGE_ARCHIVE, ArchiveBudgets
from tests.seed.packages.sample_packages import files, lay, report_of


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files().items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"file_bytes": 100}, "bytes; the limit is 100."),
        ({"unpacked_bytes": 100}, "bytes when unpacked; the limit is 100."),
        ({"members": 2}, "members; the limit is 2."),
    ],
)
def test_a_zip_over_a_limit_is_one_problem(tmp_path: Path, limits: dict[str, int], says: str) -> None:
    opened = Zip(zipped(tmp_path / "p.zip"), dataclasses.replace(PACKAGE_ARCHIVE, **limits))
    ((name, fault),) = opened.faults
    assert (name, fault.code) == ("p.zip", "zip-bomb")
    assert says in fault.detail
    assert opened.names() == []
    opened.close()


def test_too_many_stated_members_are_refused_before_the_directory_is_parsed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip")
    raw = bytearray(path.read_bytes())
    struct.pack_into("<2H", raw, raw.rfind(b"PK\x05\x06") + 8, 60_000, 60_000)
    path.write_bytes(raw)
    assert "60,000 members; the limit is 10,000" in report_of(path).problems[0].detail


def test_packages_have_higher_limits_than_spreadsheets() -> None:
    spreadsheet = ArchiveBudgets()
    assert PACKAGE_ARCHIVE.file_bytes > spreadsheet.file_bytes
    assert PACKAGE_ARCHIVE.unpacked_bytes > spreadsheet.unpacked_bytes


def test_a_descriptor_of_five_megabytes_is_refused(tmp_path: Path) -> None:
    content = files()
    content["datapackage.json"] += b" " * (5 << 20)
    package = Package.open(lay(tmp_path / "p", content))
    assert "too-long" in {problem.code for problem in package.problems}


@pytest.mark.parametrize(("length", "codes"), [(KEY_BYTES, set()), (KEY_BYTES + 1, {"too-long"}), (9_500, {"too-long"})])
def test_an_id_may_have_512_bytes(tmp_path: Path, length: int, codes: set[str]) -> None:
    content = files()
    lines = content["nodes/enterprise.csv"].decode().splitlines()
    lines.append(lines[1].replace(lines[1].split(",")[0], "enterprise:" + "x" * (length - len("enterprise:")), 1))
    content["nodes/enterprise.csv"] = "\n".join(lines).encode()
    assert {problem.code for problem in report_of(lay(tmp_path / "p", content)).problems} == codes


def test_the_limit_of_a_code_is_in_bytes(tmp_path: Path) -> None:
    content = files()
    header, *rows = content["nodes/school.csv"].decode().splitlines()
    names = header.split(",")
    cells = rows[0].split(",")
    if "code" not in names:
        header, cells = f"{header},code", [*cells, ""]
        rows = [f"{line}," for line in rows]
        names.append("code")
    cells[names.index("code")] = "校" * 171
    content["nodes/school.csv"] = "\n".join([header, ",".join(cells), *rows[1:]]).encode()
    (problem,) = report_of(lay(tmp_path / "p", content)).problems
    assert (problem.code, problem.column) == ("too-long", "code")
    assert "513 bytes" in problem.detail
