"""Exclusive lock on a folder: an flock, which the kernel releases however its holder ends, and a file that names the holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from graph.errors import LocalServerError
from graph.system.files import full_disk, write_atomically

LOCK = "lock"
OWNER = "owner.json"
GRACE = 0.3  # `is_held` holds the lock for a moment
ENDING = 15.0  # a server needs time to end after its parent was killed


class FolderLock:
    """Exclusive lock on ``folder``.

    It is held until :meth:`release`, or until this process and every child that inherited the descriptor have ended. ``what`` is the
    name of the folder in messages. :meth:`acquire` waits up to ``wait`` seconds for another holder, or :data:`ENDING` seconds when the
    holder has ended and one of its children still holds the lock.
    """

    def __init__(self, folder: Path, *, what: str = "data folder", wait: float = 0.0) -> None:
        self.folder, self.what, self.wait = folder, what, wait
        self._descriptor: int | None = None

    def acquire(self, **facts: Any) -> None:
        """Take the lock and write ``owner.json`` with this process's pid, the time and ``facts``.

        Raises ``LocalServerError``, which names the holder, when another process holds the lock.
        """
        with full_disk(self.folder, LOCK):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._take(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        self.update(**facts)

    def update(self, **facts: Any) -> None:
        """Rewrite ``owner.json`` with new ``facts``."""
        started = datetime.now(UTC).isoformat(timespec="seconds")
        content = {"pid": os.getpid(), "started": started, **facts}
        write_atomically(self.folder / OWNER, json.dumps(content, indent=1))

    def release(self) -> None:
        """Release the lock. ``owner.json`` is removed first, while the lock is still held."""
        if self._descriptor is None:
            return
        (self.folder / OWNER).unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None

    def fileno(self) -> int:
        """Return the descriptor. A child that inherits it holds the lock until the child ends."""
        if self._descriptor is None:
            raise ValueError(f"{self.folder} is not locked")
        return self._descriptor

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def _take(self, descriptor: int) -> None:
        """Lock the descriptor. Wait at most ``wait`` seconds for a running holder, longer for one that has ended."""
        now = time.monotonic()
        deadline, patience = now + max(self.wait, GRACE), now + max(self.wait, ENDING)
        while True:
            try:
                return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                now, holder = time.monotonic(), read_owner(self.folder)
                ending = holder is not None and not psutil.pid_exists(int(holder["pid"]))
                if now > (patience if ending else deadline):
                    raise self._in_use(holder) from None
                time.sleep(0.05)

    def _in_use(self, holder: dict[str, Any] | None) -> LocalServerError:
        who = "another process" if holder is None else f"process {holder['pid']} (since {holder.get('started', 'an unknown time')})"
        return LocalServerError(
            f"The {self.what} {self.folder} is in use by {who}.",
            hint="Stop it (alliance stop), or use another folder (--data DIR).",
        )


def read_owner(folder: Path) -> dict[str, Any] | None:
    """Return the content of ``owner.json``, or None. It may be left over from a holder that was killed; see :func:`owner`."""
    try:
        content = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and isinstance(content.get("pid"), int) else None


def is_held(folder: Path) -> bool:
    """Return whether a process holds the lock of the folder."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def owner(folder: Path) -> dict[str, Any] | None:
    """Return the current holder (``{"pid": ..., "started": ..., ...}``), or None when the folder is not locked."""
    return (read_owner(folder) or {"pid": 0}) if is_held(folder) else None
