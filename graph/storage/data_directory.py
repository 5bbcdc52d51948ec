"""The stores of a data folder, the current one, and copies of the loaded packages (paths: :mod:`graph.system.data_paths`).

::

    <data>/stores/<data_version>/    a store: a home folder of the server, with rows.npy and loaded.json
    <data>/stores/.building-xxxx/    a store that is being built; a leftover once its loader has ended
    <data>/packages/                 copies of packages that are not bundled (graph.storage.package_copies)
    <data>/current                   {"store": ..., "data_version": ..., "previous": ...}, replaced atomically
    <data>/loading/                  the lock of the running load

A kill at any moment is safe: a store gets its name when it is complete, and ``current`` is replaced atomically. Without a usable
``current``, a folder with stores or copies is not changed. Files that are no longer needed are removed after a successful load
(:mod:`graph.storage.cleanup`).
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
from graph.system.data_paths import DataDirectory
from graph.system.files import full_disk, write_atomically
from graph.system.folder_lock import FolderLock, owner
from seed.plurals import counted


@dataclass(frozen=True)
class Loaded:
    """A package of a data version.

    ``copy`` is the path of its copy below the data folder; None for a bundled package. ``rows`` is None in records that were written before
    rows were counted by package. ``focus`` is the id of the county or region that the package is about; empty if it states none.
    ``calibrated_to`` are the claims whose figures its rows were generated to match.
    """

    name: str
    title: str = ""
    version: str = ""
    copy: str | None = None
    rows: int | None = None
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Values that the package adds to lists of the model."""
    focus: str = ""
    calibrated_to: tuple[str, ...] = ()
    redirects: dict[str, str] = field(default_factory=dict)
    """The present id of each id that the edits of the package replaced."""

    def __post_init__(self) -> None:
        """Convert the list of a JSON text."""
        object.__setattr__(self, "calibrated_to", tuple(self.calibrated_to))

    def __str__(self) -> str:
        rows = "" if self.rows is None else f" ({counted(self.rows, 'row')})"
        return f"{self.name} {self.version}".rstrip() + rows


@dataclass(frozen=True)
class Record:
    """Record of a store's content. ``counts`` maps type to origin to number of rows."""

    data_version: str
    packages: tuple[Loaded, ...]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    loaded_at: str = ""

    @property
    def rows(self) -> int:
        """Number of rows of all types."""
        return sum(sum(origins.values()) for origins in self.counts.values())


@dataclass(frozen=True)
class Current:
    """The current store and the previous one. Both are names of folders in ``stores``."""

    store: str
    data_version: str
    previous: str | None = None


class Stores:
    """The stores of a data folder. The folder is created when a store is built."""

    def __init__(self, data: Path) -> None:
        self.paths = DataDirectory(data.absolute())
        self.data = self.paths.root
        self.folder = self.paths.stores
        self.copies = Copies(self.data)

    def current(self) -> Current | None:
        """Return the current store; None when the folder contains no stores and no copies of packages.

        :raises LocalServerError: ``current`` names no store, but there are stores or copies. Lists them and how to recover.
        """
        current, reason = self._pointer()
        if current is None and not self.is_empty():
            raise lost_pointer.error(self, reason)
        return current

    def pointer(self) -> Current | None:
        """Return the content of ``current``; None when it names no existing store."""
        return self._pointer()[0]

    def _pointer(self) -> tuple[Current | None, str]:
        """Return the content of ``current``, or None and the reason."""
        file = self.paths.current
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None, f"{file} is missing"
        except (OSError, ValueError) as error:
            return None, f"{file} cannot be read ({error})"
        store = content.get("store") if isinstance(content, dict) else None
        if not isinstance(store, str) or not is_name(store):
            return None, f"{file} names no store"
        if not self.home(store).is_dir():
            return None, f"{file} names the store {store}, which does not exist"
        version, previous = content.get("data_version"), content.get("previous")
        previous = previous if isinstance(previous, str) and is_name(previous) else None
        return Current(store, version if isinstance(version, str) else store, previous), ""

    def is_empty(self) -> bool:
        """Return whether the folder contains no store and no copy of a package."""
        return not self.names() and not self.copies.places()

    def names(self) -> list[str]:
        """Return the names of the folders in ``stores``, without stores that are being built."""
        try:
            return sorted(home.name for home in self.folder.iterdir() if home.is_dir() and not home.name.startswith(BUILDING))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LocalServerError(f"{self.folder} cannot be read ({error.strerror}).", hint="Make it readable.") from error

    def intact_stores(self) -> list[str]:
        """Return the names of the intact stores, newest first."""
        return sorted(filter(self.intact, self.names()), key=self._loaded_at, reverse=True)

    def _loaded_at(self, store: str) -> str:
        record = self.record(store)
        return record.loaded_at if record is not None else ""

    def home(self, store: str) -> Path:
        """Return the home folder of a store."""
        return self.paths.store(store)

    def rows_file(self, store: str) -> Path | None:
        """Return the file with the row hashes of a store (:mod:`graph.storage.row_diff`); None when it is missing or damaged."""
        file = self.home(store) / store_check.ROWS
        return file if store_check.rows_shape(file) is not None else None

    def record(self, store: str) -> Record | None:
        """Return the record of a store; None when its ``loaded.json`` is missing or damaged."""
        try:
            content = json.loads((self.home(store) / "loaded.json").read_text(encoding="utf-8"))
            record = Record(**{**content, "packages": tuple(Loaded(**package) for package in content["packages"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return record if isinstance(record.data_version, str) and isinstance(record.loaded_at, str) else None

    def missing_copies(self, store: str) -> tuple[Loaded, ...]:
        """Return the packages of a store whose copies are missing. A later load needs their folders again."""
        record = self.record(store)
        packages = record.packages if record is not None else ()
        return tuple(package for package in packages if package.copy is not None and not (self.data / package.copy).exists())

    def intact(self, store: str) -> bool:
        """Return whether a store is complete and undamaged, by its files (:mod:`graph.server.store_check`)."""
        return self.record(store) is not None and not store_check.faults(self.home(store))

    def write_record(self, home: Path, record: Record) -> None:
        """Write ``loaded.json`` of the store in ``home``."""
        write_atomically(home / "loaded.json", json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n")

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Hold the lock for loading, which one process at a time can have.

        :raises LocalServerError: another load is running. Names its process.
        """
        lock = FolderLock(self.paths.loading, what="loading folder")
        try:
            lock.acquire()
        except LocalServerError as error:
            holder = owner(self.paths.loading)
            if holder is None:
                raise
            raise LocalServerError(
                f"Another load into {self.data} is running (process {holder['pid']}).", hint="Wait until it ends."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def new_building(self) -> Path:
        """Create a folder to build a store in, on the disk of the data folder."""
        with full_disk(self.data, "a new store"):
            self.folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=BUILDING, dir=self.folder))

    def finish(self, building: Path, store: str) -> None:
        """Move a complete store to its name. A damaged store of that name is replaced, an intact one is kept."""
        home = self.home(store)
        if self.intact(store):
            discard(building)
            return
        with discarding(home):
            building.replace(home)

    def switch(self, store: str, data_version: str) -> None:
        """Make a store the current one and keep the store before it as the previous one."""
        before = self.pointer()
        previous = before.store if before is not None and before.store != store else None
        if before is not None and before.store == store:
            previous = before.previous
        self.point(Current(store, data_version, previous))

    def point(self, current: Current) -> None:
        """Replace ``current`` atomically."""
        file = self.paths.current
        if file.is_dir():
            raise LocalServerError(f"{file} is a folder.", hint="Move it away.")
        write_atomically(file, json.dumps(asdict(current)) + "\n")


def is_name(store: str) -> bool:
    """Return whether ``store`` is a plain folder name, so that it cannot point outside ``stores``."""
    return store not in {"", ".", ".."} and Path(store).name == store
