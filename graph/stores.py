"""The data folder of the local server: its stores, which of them is current, and copies of the packages they hold.

::

    <data>/stores/<data_version>/    one store: a home folder of the server, with rows.npy and loaded.json
    <data>/stores/.building-xxxx/    one that is being built; nobody's once its loader is gone
    <data>/packages/                 copies of packages that do not come with the explorer (graph.copies)
    <data>/current                   {"store": ..., "data_version": ..., "previous": ...}, replaced atomically
    <data>/loading/                  the lock of the one loader

Whatever is killed when: a store gets its name only when it is complete, ``current`` changes in one step, and what nothing names any more is
removed by the next load.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph.admin import drop_store
from graph.copies import Copies
from graph.disk import full_disk, write_atomically
from graph.errors import LocalServerError
from graph.lock import FolderLock, owner

_BUILDING = ".building-"


@dataclass(frozen=True)
class Loaded:
    """A package of a data version. ``copy`` is where its copy is, below the data folder; None when it comes with the explorer."""

    name: str
    title: str = ""
    version: str = ""
    copy: str | None = None


@dataclass(frozen=True)
class Record:
    """What a store holds. ``counts``: type -> origin -> rows."""

    data_version: str
    packages: tuple[Loaded, ...]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    loaded_at: str = ""

    @property
    def rows(self) -> int:
        """Rows of all types."""
        return sum(sum(origins.values()) for origins in self.counts.values())


@dataclass(frozen=True)
class Current:
    """Which store is served, and which one was before. Both are names of folders in ``stores``."""

    store: str
    data_version: str
    previous: str | None = None


class Stores:
    """The stores below one data folder. Nothing is created before something is built."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.folder = self.data / "stores"
        self.copies = Copies(self.data)

    def current(self) -> Current | None:
        """The current store; None when nothing was loaded yet, or its folder is gone.

        :raises LocalServerError: the file ``current`` is not readable.
        """
        stated = _read(self.data / "current")
        if stated is None or not isinstance(stated.get("store"), str) or not self.home(stated["store"]).is_dir():
            return None
        return Current(stated["store"], str(stated.get("data_version", stated["store"])), stated.get("previous"))

    def home(self, store: str) -> Path:
        """The home folder of a store."""
        return self.folder / store

    def rows_file(self, store: str) -> Path | None:
        """The hashes of a store's rows (:mod:`graph.rowdiff`)."""
        file = self.home(store) / "rows.npy"
        return file if file.is_file() else None

    def record(self, store: str) -> Record | None:
        """What a store holds; None when it does not say so, which only an incomplete one does not."""
        stated = _read(self.home(store) / "loaded.json")
        if stated is None:
            return None
        return Record(**{**stated, "packages": tuple(Loaded(**package) for package in stated["packages"])})

    def whole(self, store: str) -> bool:
        """Whether a store is complete and nothing of it was lost since."""
        home = self.home(store)
        return (home / "password").is_file() and (home / "data/databases/neo4j").is_dir() and self.record(store) is not None

    def write_record(self, home: Path, record: Record) -> None:
        """Say what the store in ``home`` holds."""
        write_atomically(home / "loaded.json", json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n")

    @contextmanager
    def loading(self) -> Iterator[None]:
        """The right to load, for one process at a time.

        :raises LocalServerError: another load is going on; says which process.
        """
        lock = FolderLock(self.data / "loading", what="loading folder")
        try:
            lock.acquire()
        except LocalServerError as error:
            holder = owner(self.data / "loading")
            if holder is None:
                raise
            raise LocalServerError(
                f"Another load into {self.data} is going on (process {holder['pid']}).", mend="Wait until it is done."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def new_building(self) -> Path:
        """A fresh folder to build a store in, on the disk where it will stay."""
        with full_disk(self.data, "a new store"):
            self.folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))

    def finish(self, building: Path, store: str) -> None:
        """Give a complete store its name; a damaged one of that name is replaced."""
        home = self.home(store)
        if home.exists():
            drop_store(home)
        building.replace(home)

    def switch(self, store: str, data_version: str) -> None:
        """Make a store the current one; the one before stays, to go back to."""
        before = self.current()
        previous = before.store if before is not None and before.store != store else None
        if before is not None and before.store == store:
            previous = before.previous
        text = json.dumps({"store": store, "data_version": data_version, "previous": previous})
        write_atomically(self.data / "current", text + "\n")

    def clean(self) -> None:
        """Remove what nothing names: stores but the current, the previous and a served one; unfinished ones; old copies of packages.

        Call it only while :meth:`loading`. A store that a server still uses stays until the next time.
        """
        current = self.current()
        named = {current.store, current.previous} if current is not None else set()
        serving = owner(self.data) or {}
        named |= {serving.get("data_version"), serving.get("store")}
        for home in self.folder.iterdir() if self.folder.is_dir() else ():
            if home.name not in named:
                _drop(home)
        self._clean_copies({name for name in named if name})

    def _clean_copies(self, stores: set[str]) -> None:
        records = [record for record in map(self.record, stores) if record is not None]
        self.copies.clean({package.copy for record in records for package in record.packages})


def _read(file: Path) -> dict[str, Any] | None:
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise LocalServerError(f"{file} cannot be read ({error}).", mend="Load the data packages again into another folder.") from error
    return stated if isinstance(stated, dict) else None


def _drop(home: Path) -> None:
    """Remove a store unless a server uses it. The record goes first, so that half of a store is never taken for a whole one."""
    try:
        if (home / "loaded.json").exists():
            with FolderLock(home, what="store"):
                (home / "loaded.json").unlink()
        drop_store(home)
    except LocalServerError:
        return
