"""Imports of drafts: uploaded files, and the packages that they give, in ``<folder>/workspace/imports``.

::

    imports/<id>/record.json     what the import read, and what is left to decide
    imports/<id>/files/          the uploaded files
    imports/<id>/package/        the package, with the mapping and the decisions in its folder ``import``

An import is written once, under the lock of the workspace. Files have mode 0600: uploads may hold personal data.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.errors import LocalServerError, NotFoundError
from graph.system.files import full_disk, write_atomically
from seed.packages.package_files import IMPORT_FOLDER

READY, UNDECIDED, INVALID = "ready", "undecided", "invalid"
_ID = re.compile(r"[0-9a-f]{12}")
_PART = ".part-"


@dataclass(frozen=True)
class ImportRecord:
    """An import: its draft, the name of its package, its state, and the report of what was read.

    ``state``: ready; undecided (names need a decision); invalid (the check of the package found problems). ``sha256`` is the hash of the
    package as the ledger records it, empty if there is none.
    """

    id: str
    draft: str
    package: str
    state: str
    who: str
    at: str
    sha256: str
    report: dict[str, Any]


class ImportFiles:
    """The imports of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / "imports"

    def get(self, name: str) -> ImportRecord:
        """Return an import.

        :raises NotFoundError: there is none with this id.
        """
        path = self.folder / name / "record.json"
        if not _ID.fullmatch(name) or not path.is_file():
            raise NotFoundError(f"There is no import '{name[:40]}'.")
        try:
            return ImportRecord(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise LocalServerError(
                f"The import {path} cannot be read ({error}).", hint="Restore it from a backup, or remove it."
            ) from error

    def package(self, name: str) -> Path:
        """Return the folder of the package of an import."""
        return self.folder / name / "package"

    def decisions(self, name: str) -> Path:
        """Return the file with the decisions on the names of an import. It may be missing."""
        return self.package(self.get(name).id) / IMPORT_FOLDER / "decisions.csv"

    def uploads(self, name: str) -> list[Path]:
        """Return the uploaded files of an import, by name. Raises as :meth:`get` does."""
        return sorted((self.folder / self.get(name).id / "files").iterdir())

    @contextmanager
    def preparing(self) -> Iterator[Path]:
        """Yield a new folder for an import. It is removed at the end, unless :meth:`add` has taken it."""
        with full_disk(self.folder.parent, "the import"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=_PART, dir=self.folder))
        try:
            with full_disk(self.folder, "the import"):
                yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def add(self, part: Path, record: ImportRecord) -> None:
        """Take a prepared folder as an import. Call it within the lock of the workspace."""
        write_atomically(part / "record.json", json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n", mode=0o600)
        part.replace(self.folder / record.id)

    def remove(self, name: str) -> None:
        """Remove an import that no draft names."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
