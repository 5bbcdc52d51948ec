"""The data folder of the local server: its stores, which of them is current, and copies of the packages they hold.

::

    <data>/stores/<data_version>/    one store: a home folder of the server, with rows.npy and loaded.json
    <data>/stores/.building-xxxx/    one that is being built; nobody's once its loader is gone
    <data>/packages/                 copies of packages that do not come with the explorer (graph.storage.package_copies)
    <data>/current                   {"store": ..., "data_version": ..., "previous": ...}, replaced atomically
    <data>/loading/                  the lock of the one loader

Whatever is killed when: a store gets its name only when it is complete, and ``current`` changes in one step. Without a usable ``current`` a
folder that holds stores or copies is left as it is: a missing pointer is no permission to delete. What is not needed any more is removed
after a successful load (:mod:`graph.storage.cleanup`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph.errors import LocalServerError
from graph.server import store_check
from graph.storage import lost_pointer
from graph.storage.package_copies import Copies
from graph.storage.store_removal import BUILDING, discard, discarding
from graph.system.files import full_disk, write_atomically
from graph.system.folder_lock import FolderLock, owner


@dataclass(frozen=True)
class Loaded:
    """A package of a data version.

    ``copy`` is the place of its copy, below the data folder; None for a package that comes with the explorer. ``rows`` is None in records
    that were written before rows were counted by package.
    """

    name: str
    title: str = ""
    version: str = ""
    copy: str | None = None
    rows: int | None = None

    def __str__(self) -> str:
        rows = "" if self.rows is None else f" ({self.rows:,} rows)"
        return f"{self.name} {self.version}".rstrip() + rows


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
        """The current store; None when the folder holds no stores and no copies of packages.

        :raises LocalServerError: ``current`` names no store, but there are stores or copies. Lists them and says how to go on.
        """
        found, reason = self._pointer()
        if found is None and not self.is_empty():
            raise lost_pointer.error(self, reason)
        return found

    def pointer(self) -> Current | None:
        """What ``current`` names; None when it names no store, whatever the folder holds."""
        return self._pointer()[0]

    def _pointer(self) -> tuple[Current | None, str]:
        """What ``current`` names, or why it names nothing."""
        file = self.data / "current"
        try:
            stated = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None, f"{file} is missing"
        except (OSError, ValueError) as error:
            return None, f"{file} cannot be read ({error})"
        store = stated.get("store") if isinstance(stated, dict) else None
        if not isinstance(store, str) or not is_name(store):
            return None, f"{file} names no store"
        if not self.home(store).is_dir():
            return None, f"{file} names the store {store}, which is not there"
        version, previous = stated.get("data_version"), stated.get("previous")
        going_back = previous if isinstance(previous, str) and is_name(previous) else None
        return Current(store, version if isinstance(version, str) else store, going_back), ""

    def is_empty(self) -> bool:
        """Whether the folder holds no store and no copy of a package."""
        return not self.names() and not self.copies.places()

    def names(self) -> list[str]:
        """Names of the folders in ``stores``, without those of stores that are being built."""
        try:
            return sorted(home.name for home in self.folder.iterdir() if home.is_dir() and not home.name.startswith(BUILDING))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LocalServerError(f"{self.folder} cannot be read ({error.strerror}).", hint="Make it readable.") from error

    def whole_stores(self) -> list[str]:
        """Names of the stores that are whole, the newest first."""
        return sorted(filter(self.whole, self.names()), key=self._loaded_at, reverse=True)

    def _loaded_at(self, store: str) -> str:
        record = self.record(store)
        return record.loaded_at if record is not None else ""

    def home(self, store: str) -> Path:
        """The home folder of a store."""
        return self.folder / store

    def rows_file(self, store: str) -> Path | None:
        """The hashes of a store's rows (:mod:`graph.storage.row_diff`); None when the file is missing or damaged."""
        file = self.home(store) / store_check.ROWS
        return file if store_check.rows_shape(file) is not None else None

    def record(self, store: str) -> Record | None:
        """What a store holds; None when its ``loaded.json`` is missing or damaged."""
        try:
            stated = json.loads((self.home(store) / "loaded.json").read_text(encoding="utf-8"))
            record = Record(**{**stated, "packages": tuple(Loaded(**package) for package in stated["packages"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return record if isinstance(record.data_version, str) and isinstance(record.loaded_at, str) else None

    def missing_copies(self, store: str) -> tuple[Loaded, ...]:
        """Packages of a store whose copies are gone; a later load has to be given them again."""
        record = self.record(store)
        packages = record.packages if record is not None else ()
        return tuple(package for package in packages if package.copy is not None and not (self.data / package.copy).exists())

    def whole(self, store: str) -> bool:
        """Whether a store is complete and undamaged, by its files (:mod:`graph.server.store_check`)."""
        return self.record(store) is not None and not store_check.faults(self.home(store))

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
                f"Another load into {self.data} is going on (process {holder['pid']}).", hint="Wait until it is done."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def new_building(self) -> Path:
        """A fresh folder to build a store in, on the disk where it will stay."""
        with full_disk(self.data, "a new store"):
            self.folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=BUILDING, dir=self.folder))

    def finish(self, building: Path, store: str) -> None:
        """Give a complete store its name. A damaged store of that name is replaced, a whole one is kept."""
        home = self.home(store)
        if self.whole(store):
            discard(building)
            return
        with discarding(home):
            building.replace(home)

    def switch(self, store: str, data_version: str) -> None:
        """Make a store the current one; the one before stays, to go back to."""
        before = self.pointer()
        previous = before.store if before is not None and before.store != store else None
        if before is not None and before.store == store:
            previous = before.previous
        self.point(Current(store, data_version, previous))

    def point(self, current: Current) -> None:
        """Replace ``current``, in one step."""
        file = self.data / "current"
        if file.is_dir():
            raise LocalServerError(f"{file} is a folder.", hint="Move it away.")
        write_atomically(file, json.dumps(asdict(current)) + "\n")


def is_name(store: str) -> bool:
    """Whether a text names a folder in ``stores``, and nothing outside."""
    return store not in {"", ".", ".."} and Path(store).name == store
