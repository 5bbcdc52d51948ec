"""Check a store by its files, without a server, in milliseconds. A failed start is recorded in ``failed.json``.

A store passes when it holds the files that a server needs and those that a later load is compared with. Files that the server recreates
(ids, counts, index statistics, indexes) are not checked. Zeros or random bytes in the middle of a file are detected by a start, or not at
all (:mod:`graph.server.start_check`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from graph.errors import LocalServerError
from graph.server import home_directory as homes
from graph.system.files import write_atomically
from seed.model import EDGES
from seed.plurals import counted

MARK = "failed.json"
RECORD = "loaded.json"
ROWS = "rows.npy"
PAGE = 8192
DATABASES = ("neo4j", "system")
RELATIONSHIPS = ("neostore.relationshipstore.db", "neostore.relationshiptypestore.db")
"""Empty, or all zeros, in a database without relationships."""
TABLES = (
    "neostore",
    "neostore.labeltokenstore.db",
    "neostore.labeltokenstore.db.names",
    "neostore.nodestore.db",
    "neostore.nodestore.db.labels",
    "neostore.propertystore.db",
    "neostore.propertystore.db.arrays",
    "neostore.propertystore.db.index",
    "neostore.propertystore.db.index.keys",
    "neostore.propertystore.db.strings",
    "neostore.relationshipgroupstore.db",
    *RELATIONSHIPS,
    "neostore.relationshiptypestore.db.names",
    "neostore.schemastore.db",
)
"""Files of a database in record format. If one is missing, the server does not start, or starts without that data."""


@dataclass(frozen=True)
class Failure:
    """A failed start. ``damaged``: the store is certainly the cause; else the machine may have been too slow."""

    reason: str
    damaged: bool
    at: str


def faults(home: Path) -> list[str]:
    """Return the faults of a complete store, one sentence each; empty when a server can start on it."""
    if not home.is_dir():
        return [f"The folder {home} is missing."]
    mark = failure(home)
    failed = [f"A start failed at {mark.at}: {mark.reason}"] if mark is not None and mark.damaged else []
    return [*file_faults(home), *failed]


def file_faults(home: Path) -> list[str]:
    """Return the same as :func:`faults`, without the result of an earlier start."""
    record, record_faults = _read_record(home / RECORD)
    return [*_password(home / "password"), *record_faults, *_store_info(home), *_rows(home / ROWS, record), *_databases(home, record)]


def failure(home: Path) -> Failure | None:
    """Return the failed start of a store, or None if none failed, or a later one succeeded."""
    try:
        return Failure(**json.loads((home / MARK).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def mark_failed(home: Path, reason: str, *, damaged: bool) -> None:
    """Record a failed start, for the next load and ``alliance doctor``."""
    if home.is_dir():
        mark = Failure(reason, damaged, datetime.now(UTC).isoformat(timespec="seconds"))
        write_atomically(home / MARK, json.dumps(asdict(mark), ensure_ascii=False, indent=1) + "\n")


def mark_opened(home: Path) -> None:
    """Remove the record of a failed start after a successful one."""
    (home / MARK).unlink(missing_ok=True)


def _password(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        yield f"The password file {file} is missing."
    except (OSError, ValueError) as error:
        yield f"The password file {file} cannot be read ({error})."
    else:
        if not text:
            yield f"The password file {file} is empty."
        elif not text.isprintable():
            yield f"The password file {file} does not contain a valid password."


def _read_record(file: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        usable = isinstance(record["data_version"], str) and all(isinstance(package["name"], str) for package in record["packages"])
    except FileNotFoundError:
        return {}, [f"{file} is missing."]
    except (OSError, ValueError, TypeError, KeyError) as error:
        return {}, [f"{file} cannot be read ({type(error).__name__}: {error})."]
    return (record, []) if usable else ({}, [f"{file} does not name the data version and packages of the store."])


def _store_info(home: Path) -> Iterator[str]:
    try:
        homes.read_store_info(home)
    except LocalServerError as error:
        yield error.detail


def rows_shape(file: Path) -> tuple[int, ...] | None:
    """Return the shape in the header of ``rows.npy``; None when the file is missing, damaged, or its size does not match."""
    try:
        with file.open("rb") as stream:
            np.lib.format.read_magic(stream)
            shape, _, kind = np.lib.format.read_array_header_2_0(stream)
            needed = stream.tell() + math.prod(shape) * kind.itemsize
        return tuple(shape) if file.stat().st_size == needed and shape[:1] == (2,) else None
    except (OSError, ValueError, EOFError):
        return None


def _rows(file: Path, record: dict[str, Any]) -> Iterator[str]:
    shape, expected = rows_shape(file), _count(record)
    if shape is None:
        yield f"{file} is {'damaged' if file.exists() else 'missing'}."
    elif expected is not None and shape != (2, expected):
        yield f"{file} has {counted(shape[-1], 'row')}; {RECORD} states {expected:,}."


def _count(record: dict[str, Any], kinds: frozenset[str] | None = None) -> int | None:
    counts = record.get("counts")
    if not isinstance(counts, dict) or not all(isinstance(origins, dict) for origins in counts.values()):
        return None
    return sum(sum(origins.values()) for kind, origins in counts.items() if kinds is None or kind in kinds) if counts else None


def _databases(home: Path, record: dict[str, Any]) -> Iterator[str]:
    moved = (home / homes.OLD_DATA).exists() and not (home / "data").exists()  # the next start moves it back
    data = home / (homes.OLD_DATA if moved else "data")
    related = bool(_count(record, frozenset(EDGES)))
    for name in DATABASES:
        folder = data / "databases" / name
        if not folder.is_dir():
            yield f"The database folder {folder} is missing."
            continue
        for table in TABLES:
            yield from _table(folder / table, may_be_blank=table in RELATIONSHIPS and not (name == homes.DATABASE and related))
        yield from _log_files(data / "transactions" / name)


def _table(file: Path, *, may_be_blank: bool) -> Iterator[str]:
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(1 << 16)
    except OSError as error:
        yield f"The database file {file} {'is missing' if isinstance(error, FileNotFoundError) else f'cannot be read ({error.strerror})'}."
        return
    if size % PAGE:
        yield f"The database file {file} is truncated at {size:,} bytes."
    elif not may_be_blank and not any(head):
        yield f"The database file {file} {'contains only zeros' if size else 'is empty'}."


def _log_files(folder: Path) -> Iterator[str]:
    for pattern in ("neostore.transaction.db.*", "checkpoint.*"):
        if not any(file.stat().st_size for file in folder.glob(pattern)):
            yield f"The transaction log {folder / pattern} is missing or empty."
