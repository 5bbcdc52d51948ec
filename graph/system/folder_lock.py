"""Who holds a folder: an flock that the kernel releases however its holder ends, and a file that says who that is."""

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
GRACE = 0.3  # somebody who only looks (`is_held`) has the lock for a moment
ENDING = 15.0  # a server whose parent was killed needs a moment to end


class FolderLock:
    """The right to use ``folder`` alone.

    It is kept until :meth:`release`, or until the process and every child that was given the descriptor are gone. ``what`` is
    the folder's name in messages. When the holder is gone but a child of it still holds on, or ``wait`` seconds were given,
    taking the lock waits that long.
    """

    def __init__(self, folder: Path, *, what: str = "data folder", wait: float = 0.0) -> None:
        self.folder, self.what, self.wait = folder, what, wait
        self._descriptor: int | None = None

    def acquire(self, **facts: Any) -> None:
        """Take the lock and write ``owner.json`` with our pid, the time and ``facts``.

        Raises ``LocalServerError``, which names the holder, when another one has it.
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
        """Write ``owner.json`` anew, with other ``facts``."""
        started = datetime.now(UTC).isoformat(timespec="seconds")
        stated = {"pid": os.getpid(), "started": started, **facts}
        write_atomically(self.folder / OWNER, json.dumps(stated, indent=1))

    def release(self) -> None:
        """Give the folder back. The order matters: ``owner.json`` goes while it is still ours."""
        if self._descriptor is None:
            return
        (self.folder / OWNER).unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None

    def fileno(self) -> int:
        """The descriptor, to be handed to a child that shall hold the folder as long as it lives."""
        if self._descriptor is None:
            raise ValueError(f"{self.folder} is not locked")
        return self._descriptor

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def _take(self, descriptor: int) -> None:
        """Wait for a holder that is ending (or as long as was asked), never for one that lives."""
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
            hint="Stop it (alliance stop), or name another folder (--data DIR).",
        )


def read_owner(folder: Path) -> dict[str, Any] | None:
    """What ``owner.json`` says, or nothing. It may be left over from a holder that was killed: see :func:`owner`."""
    try:
        stated = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stated if isinstance(stated, dict) and isinstance(stated.get("pid"), int) else None


def is_held(folder: Path) -> bool:
    """Whether somebody holds the folder now."""
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
    """Who holds the folder now (``{"pid": ..., "started": ..., ...}``), or nothing when nobody does."""
    return (read_owner(folder) or {"pid": 0}) if is_held(folder) else None
