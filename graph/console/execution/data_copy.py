"""A disposable copy of the data: files of the store that is served, or a store built anew from the same packages.

A store of the local server is written once, when it is loaded; while it is served it is only read. So its files are copied as they stand,
and their sizes and times are compared before and after: when none changed meanwhile, the copy is what a power cut would have left behind at
that moment, which the server is made to start from. Measured on the Chenzhou data (8,406 rows, 6 MB): 0.02 s for the files, 25 s for a
store built anew. Copied are the files of the data alone; users and password are made new.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from graph.errors import LocalServerError
from graph.loading.local_loader import load_local
from graph.server import home_directory as homes
from graph.server.jars import Progress
from graph.settings import Settings
from graph.storage.data_directory import Stores
from graph.system.files import full_disk, need_space, tree_bytes
from graph.system.folder_lock import FolderLock, is_held

_PARTS = (f"data/databases/{homes.DATABASE}", f"data/transactions/{homes.DATABASE}")
_TRIES, _PAUSE = 5, 0.2
_NEW = 300.0
_COPY = "copy-"
Stamps = dict[str, tuple[int, int]]


class Source(Protocol):
    """Where a copy comes from."""

    def make(self, folder: Path, progress: Progress | None) -> Path:
        """Make a copy below ``folder`` and return its home folder.

        :raises LocalServerError: it cannot be made now.
        """
        ...


class StoreFiles:
    """The files of a store of the local server, which may be running."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def make(self, folder: Path, progress: Progress | None) -> Path:
        """Copy the files."""
        if progress is not None:
            progress(0, None, "copying the data")
        target = folder / "home"
        need_space(folder, tree_bytes(self.home), "the console's copy of the data")
        for _ in range(_TRIES):
            before = _stamps(self.home)
            with full_disk(folder, "the console's copy of the data"):
                for part in _PARTS:
                    shutil.copytree(self.home / part, target / part, dirs_exist_ok=True)
            if before and _stamps(self.home) == before:
                return target
            shutil.rmtree(target, ignore_errors=True)
            time.sleep(_PAUSE)
        raise LocalServerError("The data changed while the console copied it.", hint="Try again.")


class Packages:
    """The packages of a data version, from which a store is built with the importer."""

    def __init__(self, paths: Sequence[Path], version: str, settings: Settings) -> None:
        self.paths, self.version, self.settings = tuple(paths), version, settings

    def make(self, folder: Path, progress: Progress | None) -> Path:
        """Build the store."""

        def tell(step: str, done: int, total: int | None) -> None:
            if progress is not None:
                progress(done, total, f"building a copy: {step}")

        summary = load_local(folder, self.settings.cache, self.paths, merge=False, progress=tell, settings=self.settings)
        if summary.data_version != self.version:
            raise LocalServerError(
                "The packages that are here make another data version than the one that is served.", hint="Load them again."
            )
        return Stores(folder).home(summary.data_version)


def _stamps(home: Path) -> Stamps:
    """Size and time of every file; empty when one vanished while it was looked at."""
    try:
        files = [file for part in _PARTS for file in sorted((home / part).rglob("*")) if file.is_file()]
        return {str(file): (stat.st_size, stat.st_mtime_ns) for file in files for stat in [file.stat()]}
    except OSError:
        return {}


@contextmanager
def room(data: Path) -> Iterator[Path]:
    """A folder for one copy below ``data``, removed at the end; what a process that was killed left there goes first."""
    rooms = data.absolute() / "console"
    with full_disk(data, "the console's copy of the data"):
        rooms.mkdir(parents=True, exist_ok=True)
    for left in rooms.iterdir():
        if left.name.startswith(_COPY) and left.is_dir() and not is_held(left) and time.time() - left.stat().st_mtime > _NEW:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_COPY, dir=rooms))
    try:
        with FolderLock(folder, what="console's folder"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
