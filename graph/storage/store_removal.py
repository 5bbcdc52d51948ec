"""Removing a store: refused while a server uses it, and in an order in which a part of it is never taken for the whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.server.admin_tool import drop_store
from graph.system.folder_lock import FolderLock

BUILDING = ".building-"
"""What the names of stores that are being built begin with."""


def discard(home: Path) -> None:
    """Remove a store. Its record goes first.

    :raises LocalServerError: a server uses it; it stays whole.
    """
    record = home / "loaded.json"
    if record.exists():
        with FolderLock(home, what="store"):
            record.unlink()
    drop_store(home)


@contextmanager
def discarding(home: Path) -> Iterator[None]:
    """Move a store out of the way, let another take its name, then remove it. It comes back when that fails.

    :raises LocalServerError: a server uses it; it stays.
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
