"""Ways to damage the files of a store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def zeros(home: Path, pattern: str) -> None:
    """Overwrite files with zeros of the same size."""
    for file in files(home, pattern):
        file.write_bytes(bytes(file.stat().st_size))


def noise(home: Path, pattern: str) -> None:
    """Overwrite files with random bytes of the same size."""
    for file in files(home, pattern):
        file.write_bytes(os.urandom(file.stat().st_size))


def files(home: Path, pattern: str) -> list[Path]:
    """Return the files that match a pattern; at least one."""
    matches = [file for file in home.glob(pattern) if file.is_file()]
    assert matches, f"no file matches {pattern}"
    return matches


def cut(file: Path) -> None:
    """Remove the second half of a file."""
    os.truncate(file, file.stat().st_size // 2)


VISIBLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing password file": (lambda home: (home / "password").unlink(), r"password is missing"),
    "empty password file": (lambda home: (home / "password").write_text(""), r"password is empty"),
    "deleted store files": (lambda home: [file.unlink() for file in files(home, "data/databases/neo4j/neostore*")], r"is missing"),
    "deleted database": (lambda home: shutil.rmtree(home / "data/databases/neo4j"), r"folder .*neo4j is missing"),
    "deleted data": (lambda home: shutil.rmtree(home / "data"), r"folder .*neo4j is missing"),
    "zeroed store files": (lambda home: zeros(home, "data/databases/neo4j/**/*"), r"neostore contains only zeros"),
    "zeroed node table": (lambda home: zeros(home, "data/databases/neo4j/neostore.nodestore.db"), r"nodestore\.db contains only zeros"),
    "truncated table": (lambda home: cut(home / "data/databases/neo4j/neostore.propertystore.db.index"), r"truncated at"),
    "truncated rows.npy": (lambda home: cut(home / "rows.npy"), r"rows\.npy is damaged"),
    "missing loaded.json": (lambda home: (home / "loaded.json").unlink(), r"loaded\.json is missing"),
    "truncated loaded.json": (lambda home: cut(home / "loaded.json"), r"loaded\.json cannot be read"),
    "missing system database": (lambda home: shutil.rmtree(home / "data/databases/system"), r"folder .*system is missing"),
    "deleted transaction logs": (lambda home: shutil.rmtree(home / "data/transactions"), r"transaction log .* is missing"),
}
"""Damages that a check of the files detects, with their messages."""
HIDDEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "wrong password file": (lambda home: (home / "password").write_text("wrong\n"), r"rejected the password"),
    "random bytes": (lambda home: noise(home, "data/databases/neo4j/neostore*"), r"database 'neo4j' does not start"),
    "random bytes in system": (lambda home: noise(home, "data/databases/system/neostore*"), r"database 'system' does not start"),
}
"""Damages that only a start detects."""
