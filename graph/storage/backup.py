"""Backup and restore of the current store: one tar file with the server's dump and the metadata of the store.

The metadata is the list of loaded packages, their copies, and the hashes of their rows, which the next load is compared with. A restore
works like a load: a new store is built, checked by starting a server on it, and made current. The store before it is kept as the previous
one.

::

    neo4j.dump  loaded.json  rows.npy  packages/<name>/<copy>...
"""

from __future__ import annotations

import gzip
import lzma
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.server import admin_tool
from graph.server.home_directory import rebuild_hint
from graph.server.jars import ensure_jars
from graph.server.start_check import read_meta
from graph.server.store_check import faults, file_faults
from graph.settings import Settings
from graph.storage.data_directory import Stores, is_name
from graph.storage.package_copies import Copies
from graph.system.files import full_disk
from seed.progress import Progress

_DUMP, _RECORD, _ROWS = "neo4j.dump", "loaded.json", "rows.npy"


def backup(settings: Settings, file: Path, *, progress: Progress | None = None) -> int:
    """Write the current store to ``file`` and return its size in bytes. The server must be stopped.

    :raises LocalServerError: no data, store in use or damaged, or disk full. An older ``file`` is not changed.
    """
    stores = Stores(settings.data)
    current = stores.current()
    if current is None:
        raise LocalServerError(
            f"There is no data in {settings.data}.", hint="Load a data package first: alliance up, or alliance load DIR."
        )
    home, record, file = stores.home(current.store), stores.record(current.store), file.absolute()
    problems = faults(home)
    if problems or record is None:
        raise LocalServerError(
            f"The current store is damaged: {' '.join(problems[:1])} Nothing was written.",
            hint=rebuild_hint(home),
        )
    if not file.parent.is_dir():
        raise BadValueError(f"There is no folder {file.parent}.", hint="Create it, or use another folder.")
    with full_disk(file.parent, file.name), tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as scratch:
        dump, part = Path(scratch) / _DUMP, Path(scratch) / "backup"
        admin_tool.dump(home, dump, jars=ensure_jars(settings.cache, progress), progress=progress)
        with tarfile.open(part, "w") as tar:
            tar.add(dump, _DUMP)
            for name in (_RECORD, _ROWS):
                tar.add(home / name, name)
            for copy in sorted({package.copy for package in record.packages if package.copy}):
                if (stores.data / copy).exists():
                    tar.add(stores.data / copy, copy)
        part.replace(file)
    return file.stat().st_size


def restore(settings: Settings, file: Path, *, progress: Progress | None = None) -> str:
    """Restore ``file``, written by :func:`backup`, and return its data version. The existing data is kept until the new store works.

    :raises BadValueError: the file is missing or is not a backup. Nothing changed.
    """
    if not file.is_file():
        raise BadValueError(f"There is no file {file}.", hint="Use a file written by alliance db dump.")
    stores = Stores(settings.data)
    stores.current()  # raises if there are stores and none is current
    settings.data.mkdir(parents=True, exist_ok=True)
    with stores.loading():
        building = stores.new_building()
        try:
            _unpack(file, building / "backup")
            return _put_in_place(stores, building, settings, progress)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _unpack(file: Path, folder: Path) -> None:
    try:
        with full_disk(folder.parent, "the restored data"), tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as problem:
        raise BadValueError(f"{file} is not a backup ({problem}).", hint="Use a file written by alliance db dump.") from problem
    missing = [name for name in (_DUMP, _RECORD, _ROWS) if not (folder / name).is_file()]
    if missing:
        raise BadValueError(f"{file} is not a backup: it lacks {', '.join(missing)}.", hint="Use a file written by alliance db dump.")


def _put_in_place(stores: Stores, building: Path, settings: Settings, progress: Progress | None) -> str:
    jars, unpacked = ensure_jars(settings.cache, progress), building / "backup"
    record = stores.record(f"{building.name}/{unpacked.name}")
    if record is None or not is_name(record.data_version):
        raise BadValueError("The backup does not name its data version.", hint="Use a file written by alliance db dump.")
    admin_tool.load(building, unpacked / _DUMP, jars=jars, progress=progress)
    meta = read_meta(building, settings, progress)  # raises if this server cannot read the version of the dump
    for name in (_RECORD, _ROWS):
        (unpacked / name).replace(building / name)
    problems = file_faults(building)
    if problems or meta.get("data_version") != record.data_version:
        raise BadValueError(
            f"The backup is damaged: {problems[0] if problems else 'its database holds another data version.'} Nothing was changed.",
            hint="Use another backup.",
        )
    stores.copies.take(Copies(unpacked))
    shutil.rmtree(unpacked)
    stores.finish(building, record.data_version)
    stores.switch(record.data_version, record.data_version)
    return record.data_version
