"""Load data packages into the local server. Every load builds a new store and makes it current.

For other servers see :mod:`graph.loading.remote_loader`. The steps of a local load, each of which may be interrupted without harm
(see :mod:`graph.storage.data_directory`):

1. Check all packages and write the files for the importer, in one pass.
2. Import.
3. Start a server on the new store, on its own port. Create the indexes and wait until they are online. Write ``Meta``. Stop the server.
4. Give the store its name and make it current. The running server detects the change of ``current`` and switches to the new store.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import neo4j

from graph.database import schema
from graph.database.cypher_files import text_of
from graph.errors import LocalServerError, UserError
from graph.loading.importer_files import BulkSink, HashSink
from graph.loading.load_plan import (
    PackageProblems,
    Summary,
    checked,
    contents_of,
    kept_as,
    meta_of,
    names_of,
    now,
    pick,
    refuse_edited,
    removed,
    stamps,
)
from graph.loading.remote_loader import back_remote, load_remote, plan_remote, removed_remote, resume_remote
from graph.server import home_directory as homes
from graph.server.admin_tool import bulk_import
from graph.server.aot_cache import aot_file
from graph.server.home_directory import SHOWN, rebuild_hint
from graph.server.jars import Jars, ensure_jars
from graph.server.local_server import LocalServer
from graph.server.start_check import find_faults
from graph.server.store_check import failure, faults
from graph.settings import Settings, data_option
from graph.storage.cleanup import clean
from graph.storage.data_directory import Current, Loaded, Record, Stores
from graph.storage.ledger import Entry, Ledger, Note, PackageContent
from graph.storage.package_copies import Copies
from graph.storage.row_diff import Changes, compare
from graph.system.data_paths import DataDirectory
from graph.system.files import full_disk
from graph.system.folder_lock import is_held
from seed.packages.package import Package
from seed.progress import Progress, no_progress

__all__ = [
    "PackageProblems",
    "Summary",
    "back_remote",
    "load_back",
    "load_local",
    "load_remote",
    "plan_local",
    "plan_remote",
    "removed_local",
    "removed_remote",
    "resume_remote",
]


def load_local(
    data: Path,
    cache: Path,
    paths: Iterable[Path | str],
    *,
    merge: bool = True,
    progress: Progress | None = None,
    settings: Settings | None = None,
    note: Note | None = None,
) -> Summary:
    """Load packages into the local server's data folder ``data``. ``cache`` is the folder of the server's JAR files.

    With ``merge`` the loaded packages are kept, and packages of the same name are replaced. Without it only the given packages (and those
    that they require) remain. If the content does not change, nothing is built. ``settings`` gives the memory sizes of the server.
    With ``note`` the ledger of the folder records the new data version.

    :raises PackageProblems: the packages have problems; carries the report. Nothing changed.
    :raises LocalServerError: the disk, the importer or the server failed, or another load is running. Nothing changed.
    """
    stores, paths = Stores(data), list(paths)
    stores.current()  # this and names_of raise before anything is written, even a lock
    names_of(paths)
    with stores.loading():
        return _Load(stores, cache, settings or Settings(), progress, stores.current()).run(paths, merge=merge, note=note)


def plan_local(data: Path, paths: Iterable[Path | str], *, merge: bool = True, progress: Progress | None = None) -> Summary:
    """Return what :func:`load_local` would change. Writes nothing."""
    started = time.monotonic()
    stores = Stores(data)
    current = stores.current()
    with tempfile.TemporaryDirectory(prefix="plan-") as scratch:
        sink = HashSink(Path(scratch))
        with closing(sink.hashes):
            report = checked(pick(paths, _loaded(stores, current), stores.data, merge=merge), sink, progress)
        sink.hashes.save(Path(scratch) / "rows.npy")
        changes = compare(_rows(stores, current), Path(scratch) / "rows.npy")
    return _summary(changes, report.data_version, started)


def removed_local(data: Path, paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
    """Return the packages that :func:`load_local` without ``merge`` would remove."""
    stores = Stores(data)
    return removed(_loaded(stores, stores.current()), paths)


def load_back(data: Path, settings: Settings | None = None, *, progress: Progress | None = None, note: Note | None = None) -> Summary:
    """Make the previous store current. A second call returns to the first store.

    The previous store is checked by its files, and with ``settings`` also by starting a server on it, unless one is running on it.
    With ``note`` the ledger of the folder records the change.

    :raises UserError: there is no previous store.
    :raises LocalServerError: it is damaged. Nothing changed.
    """
    started = time.monotonic()
    stores = Stores(data)
    if stores.current() is None:  # raises if there are stores and none is current
        raise _no_earlier()
    with stores.loading():
        current = stores.current()
        previous = current.previous if current is not None else None
        if current is None or previous is None:
            raise _no_earlier()
        record = _checked_record(stores, previous, settings, progress)
        changes = compare(stores.rows_file(current.store), stores.rows_file(previous))
        if note is None:
            stores.switch(previous, record.data_version)
        else:
            ledger = Ledger(stores.data)
            _settle(ledger, stores, current)
            contents = contents_of(ledger, record.packages, stores.data)
            with ledger.recording(_entry(note, record.data_version, contents, changes)):
                stores.switch(previous, record.data_version)
    return _summary(changes, record.data_version, started)


def _settle(ledger: Ledger, stores: Stores, current: Current | None) -> None:
    """Complete the ledger with the current data version, if a process was killed before it did, or none recorded it."""
    record = stores.record(current.store) if current is not None else None
    loaded = record.packages if record is not None else ()
    at = record.loaded_at if record is not None else ""
    ledger.settle(current.data_version if current is not None else None, lambda: contents_of(ledger, loaded, stores.data), at)


def _entry(note: Note, version: str, contents: tuple[PackageContent, ...], changes: Changes) -> Entry:
    numbers = (changes.created, changes.changed, changes.removed)
    return Entry(0, version, now(), note.action, note.who, note.message, contents, *numbers)


def _checked_record(stores: Stores, store: str, settings: Settings | None, progress: Progress | None) -> Record:
    """Return the record of a store; raise when it does not open."""
    home, record = stores.home(store), stores.record(store)
    problems = faults(home) if settings is None or is_held(home) else find_faults(home, settings, progress)
    if problems or record is None:
        raise LocalServerError(
            f"The previous store {store[:SHOWN]} is damaged: {problems[0] if problems else 'its record is missing.'} Nothing was changed.",
            hint=rebuild_hint(home),
        )
    return record


def rebuild_local(stores: Stores, cache: Path, packages: Sequence[Loaded], settings: Settings, progress: Progress | None) -> str:
    """Rebuild the store of these packages and return its data version, without changing ``current``. Call it in :meth:`Stores.loading`.

    :raises PackageProblems: the packages have problems. Nothing changed.
    """
    return _Load(stores, cache, settings, progress, stores.pointer()).rebuild(packages)


def _no_earlier() -> UserError:
    return UserError("There is no earlier data version to go back to.", hint="The second load keeps the first as the earlier version.")


class _Load:
    """One load into a locked data folder."""

    def __init__(self, stores: Stores, cache: Path, settings: Settings, progress: Progress | None, current: Current | None) -> None:
        self.stores, self.cache, self.settings = stores, cache, settings
        self.progress = progress or no_progress
        self.started = time.monotonic()
        self.current = current

    def run(self, paths: Iterable[Path | str], *, merge: bool, note: Note | None = None) -> Summary:
        ledger = Ledger(self.stores.data)
        if note is not None:
            _settle(ledger, self.stores, self.current)
        packages = pick(paths, _loaded(self.stores, self.current), self.stores.data, merge=merge)
        before = stamps(packages)
        building = self.stores.new_building()
        try:
            sink, version = self._check(packages, building)
            changes = compare(_rows(self.stores, self.current), building / "rows.npy")
            current = self.current
            if current is not None and current.data_version == version and self._opens(current.store):
                return _summary(changes, version, self.started)
            if merge:
                self._refuse_lost_record(version)
            if not self._opens(version):
                self._build(building, sink, version, packages, before)
            if note is None:
                self.stores.switch(version, version)
            else:
                entry = _entry(note, version, self._contents(ledger, packages, before), changes)
                with ledger.recording(entry):
                    self.stores.switch(version, version)
            clean(self.stores)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return _summary(changes, version, self.started)

    def _contents(self, ledger: Ledger, packages: list[Package], before: dict[str, tuple[int, int]]) -> tuple[PackageContent, ...]:
        """Keep the packages for the ledger."""
        contents = ledger.keep(packages)
        refuse_edited(packages, before)
        return contents

    def rebuild(self, loaded: Sequence[Loaded]) -> str:
        packages = pick((), loaded, self.stores.data, merge=True)
        before, building = stamps(packages), self.stores.new_building()
        try:
            sink, version = self._check(packages, building)
            if not self._opens(version):
                self._build(building, sink, version, packages, before)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return version

    def _opens(self, store: str) -> bool:
        """Return whether a store is intact. If its last start failed, start it again, unless a server is running on it."""
        home = self.stores.home(store)
        if not self.stores.intact(store):
            return False
        if failure(home) is None or is_held(home):
            return True
        return not find_faults(home, self.settings, self.progress)

    def _refuse_lost_record(self, version: str) -> None:
        """Raise when the record of the current store is lost, because its packages are unknown. Loading the same data is allowed."""
        current = self.current
        if current is None or current.data_version == version or self.stores.record(current.store) is not None:
            return
        raise LocalServerError(
            f"{self.stores.home(current.store) / 'loaded.json'} is missing or damaged, so packages cannot be added to the current data. "
            "Nothing was changed.",
            hint=f"Rebuild it: alliance db rebuild{data_option(self.stores.data)}. Or give the folders of all its packages, "
            "go back (alliance load --back), or replace it (alliance load --replace DIR).",
        )

    def _check(self, packages: list[Package], building: Path) -> tuple[BulkSink, str]:
        folder = building / "csv"
        folder.mkdir()
        sink = BulkSink(folder)
        with full_disk(building, "the new store"), closing(sink):
            report = checked(packages, sink, self.progress)
        sink.hashes.save(building / "rows.npy")
        return sink, report.data_version

    def _build(self, building: Path, sink: BulkSink, version: str, packages: list[Package], before: dict[str, tuple[int, int]]) -> None:
        jars = ensure_jars(self.cache, self.progress)
        small = sum(file.stat().st_size for file in sink.folder.iterdir()) <= homes.SMALL
        if sink.total():
            log = building / "logs/import.log"
            bulk_import(building, jars, sink.folder, sink.node_files, sink.rel_files, log, heap=self.settings.heap, progress=self.progress)
        shutil.rmtree(sink.folder)
        copies, staged = self.stores.copies, Copies(building)
        loaded = tuple(kept_as(package, copies, sink.by_package[package.name], into=staged) for package in packages)
        refuse_edited(packages, before)
        record = Record(version, loaded, {kind: dict(count) for kind, count in sink.counts.items()}, now())
        self._create_indexes(building, jars, record, small=small)
        self.stores.write_record(building, record)
        copies.take(staged)
        shutil.rmtree(DataDirectory(building).packages, ignore_errors=True)
        self.stores.finish(building, version)

    def _create_indexes(self, building: Path, jars: Jars, record: Record, *, small: bool) -> None:
        """Start a server on the new store, create the indexes, and write ``Meta``."""
        settings, options = self.settings, homes.SHORT_LIVED if small else ()
        aot = aot_file(self.cache, jars)
        server = LocalServer(building, jars, heap=settings.heap, page_cache=settings.page_cache, aot=aot, jvm_options=options)
        try:
            server.start(self.progress)
            with neo4j.GraphDatabase.driver(server.uri, auth=server.auth, telemetry_disabled=True) as driver:
                schema.ensure(driver, progress=self.progress)
                meta = meta_of(record.data_version, record.packages, record.counts, record.loaded_at)
                driver.execute_query(text_of("load", "meta"), {"meta": meta, "load_id": None})
        finally:
            server.stop()


def _loaded(stores: Stores, current: Current | None) -> tuple[Loaded, ...]:
    record = stores.record(current.store) if current is not None else None
    return record.packages if record is not None else ()


def _rows(stores: Stores, current: Current | None) -> Path | None:
    return stores.rows_file(current.store) if current is not None else None


def _summary(changes: Changes, version: str, started: float) -> Summary:
    seconds = time.monotonic() - started
    return Summary(changes.created, changes.changed, changes.unchanged, changes.removed, version, seconds)
