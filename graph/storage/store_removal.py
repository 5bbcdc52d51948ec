"""Removal of a store: refused while a server uses it. The record is removed first, so that a partly removed store is never used."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.server.admin_tool import drop_store
from graph.system.folder_lock import FolderLock

BUILDING = ".building-"
"""Prefix of the names of stores that are being built."""


def discard(home: Path) -> None:
    """Remove a store, its record first.

    :raises LocalServerError: a server uses it. Nothing was removed.
    """
    record = home / "loaded.json"
    if record.exists():
        with FolderLock(home, what="store"):
            record.unlink()
    drop_store(home)


@contextmanager
def discarding(home: Path) -> Iterator[None]:
    """Move a store aside while the caller puts another in its place, then remove it. On failure, move it back.

    :raises LocalServerError: a server uses it. Nothing was removed.
    """
    if not home.exists():
        yield
        return
    aside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=home.parent)) / "old"
    with FolderLock(home, what="store"):
        home.rename(aside)
        try:
            yield
        except BaseException:
            aside.rename(home)
            raise
        finally:
            if not aside.exists():
                aside.parent.rmdir()
    if aside.exists():
        drop_store(aside)
        aside.parent.rmdir()
