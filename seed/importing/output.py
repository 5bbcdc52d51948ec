"""Write the package of an import, with the mapping, the decisions, the findings and the hash of the file in its folder ``import``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping as Map
from pathlib import Path

from seed.importing.compiler import Compiled
from seed.importing.decisions import Decision, Key, decisions_text, harmless, merged
from seed.importing.mapping import Mapping
from seed.packages.package_files import IMPORT_FOLDER
from seed.packages.writer import LICENSES, write_package

MAPPING, DECISIONS, FINDINGS, FILES = "mapping.yaml", "decisions.csv", "findings.csv", "files.json"


def import_folder(package: Path) -> Path:
    """Return the folder of a package in which the input of its import is kept."""
    return package / IMPORT_FOLDER


def keep_input(package: Path, mapping: str, compiled: Compiled | None, given: Map[Key, Decision]) -> None:
    """Write the mapping, the decisions, the findings and the hashes of the files into the folder ``import`` of a package."""
    folder = import_folder(package)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / MAPPING, mapping)
    if compiled is None:
        return
    _write(folder / DECISIONS, decisions_text(merged(dict(given), compiled.decisions)))
    files = [{"name": source.path.name, "bytes": source.size, "sha256": source.sha256} for source in compiled.sources]
    _write(folder / FILES, json.dumps(files, ensure_ascii=False, indent=2) + "\n")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kind", "cell", "value", "detail", "hint"))
    for found in compiled.findings.all():
        writer.writerow([harmless(text) for text in (found.kind, found.cell, found.value, found.detail, found.hint)])
    _write(folder / FINDINGS, text.getvalue())


def write_import(package: Path, mapping: Mapping, mapping_text: str, compiled: Compiled, given: Map[Key, Decision]) -> None:
    """Write the package and its input. The same input gives the same bytes.

    :raises FileExistsError: the folder contains another package.
    """
    licenses = [{"name": mapping.licence, "title": mapping.licence}] if mapping.licence else LICENSES
    write_package(
        package,
        name=mapping.name,
        title=mapping.title or mapping.name,
        rows=[(cls, rows) for cls, rows in compiled.rows.items() if rows],
        requires=mapping.requires,
        licenses=licenses,
        choices=mapping.choices,
        focus=mapping.focus,
    )
    keep_input(package, mapping_text, compiled, given)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
