"""The operations of a server on disk, so that each of its processes can tell their state and cancel them.

::

    <data>/export-operations/<id>.json

The file is the only state: the process that writes the export looks at it, and stops when another process has set it to ``cancelled``.
Ids cannot be guessed; whoever knows one may follow and cancel the operation.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ValidationError

from api.responses.language import translated
from graph.errors import NotFoundError
from graph.system.files import write_atomically
from seed.bilingual import Bilingual

State = Literal["running", "done", "failed", "cancelled"]
KEPT_SECONDS = 86_400.0
"""Seconds after which an ended operation is forgotten."""
MOST_RECORDS = 500
"""Maximum number of operations that are remembered; the oldest ended ones are forgotten first."""
_ID = re.compile(r"[0-9a-f]{32}")


class Operation(BaseModel):
    """An export that is produced in the background."""

    id: str
    state: State
    """``done``: the file can be downloaded; ``failed``: ``detail`` states the reason, in the language of the request that asked."""
    url: str
    """The export that was asked for, with its data version."""
    href: str
    """The address of the operation."""
    file: str | None = None
    """Where the file is, once the state is ``done``. It can be read in ranges until the data changes."""
    data_version: str
    created: str
    ended: str | None = None
    bytes: int | None = None
    etag: str | None = None
    detail: str | None = None


class _Record(Operation):
    """What the file of an operation contains."""

    process: int
    started: float
    """When the process started, since process numbers are used again."""


class Records:
    """The folder of the operations; created when the first one is written."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()

    def begin(self, url: str, path: str, version: str) -> Operation:
        """Write a new operation of this process and return it. Forget old ones.

        :param path: the address of all operations.
        :raises OSError: the folder cannot be created.
        :raises LocalServerError: the folder is not writable, or the disk is full.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget()
        name = secrets.token_hex(16)
        record = _Record(
            id=name,
            state="running",
            url=url,
            href=f"{path}/{name}",
            data_version=version,
            created=_now(),
            process=os.getpid(),
            started=psutil.Process().create_time(),
        )
        self._write(record)
        return _shown(record)

    def get(self, name: str) -> Operation:
        """Return an operation.

        :raises NotFoundError: there is none with this id, or it was forgotten.
        """
        return _shown(self._read(name))

    def end(self, name: str, state: State, **more: object) -> Operation:
        """Record the end of an operation and return it. An operation that has ended keeps its state.

        :raises NotFoundError: there is none with this id, or it was forgotten.
        """
        with self._lock:
            record = self._read(name)
            if record.state == "running":
                file = f"{record.href}/file" if state == "done" else None
                record = record.model_copy(update={"state": state, "ended": _now(), "file": file, **more})
                self._write(record)
        return _shown(record)

    def forget(self, name: str) -> None:
        """Forget an operation."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if _ID.fullmatch(name) is None:
            raise _unknown(name)
        return self._folder / f"{name}.json"

    def _read(self, name: str) -> _Record:
        try:
            record = _Record.model_validate_json(self._file(name).read_bytes())
        except (OSError, ValidationError):
            raise _unknown(name) from None
        if record.state == "running" and not _alive(record):
            stopped = Bilingual("The server was stopped before the file was complete.", "文件生成完之前服务器已停止。")
            return record.model_copy(update={"state": "failed", "detail": translated(stopped)})
        return record

    def _write(self, record: _Record) -> None:
        write_atomically(self._file(record.id), record.model_dump_json(), mode=0o600)

    def _forget(self) -> None:
        """Forget what ended long ago, and the oldest operations that have ended when there are too many."""
        files = sorted(self._ages(), reverse=True)
        for number, (age, file) in enumerate(files):
            if age > KEPT_SECONDS or (len(files) - number >= MOST_RECORDS and self._has_ended(file.stem)):
                file.unlink(missing_ok=True)

    def _has_ended(self, name: str) -> bool:
        try:
            return self._read(name).state != "running"
        except NotFoundError:
            return True

    def _ages(self) -> Iterator[tuple[float, Path]]:
        for file in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):
                yield time.time() - file.stat().st_mtime, file


def _alive(record: _Record) -> bool:
    try:
        return bool(abs(psutil.Process(record.process).create_time() - record.started) < 1)
    except psutil.Error:
        return False


def _shown(record: _Record) -> Operation:
    return Operation.model_validate(record.model_dump())


def _unknown(name: str) -> NotFoundError:
    shown = name[:40]
    return NotFoundError(
        Bilingual(
            f"There is no export '{shown}'. Ended exports are forgotten after a day; ask for the file again with POST /v1/exports.",
            f"没有导出“{shown}”。已结束的导出保留一天；请用 POST /v1/exports 重新提交。",
        )
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
