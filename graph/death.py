"""Why the server died: its last words, turned into an error that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

from graph.errors import LocalServerError

PORT_TAKEN = re.compile(r"Address already in use|BindException|PortBindException", re.IGNORECASE)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded", re.IGNORECASE)
STORE_LOCKED = re.compile(r"FileLockException|Lock file has been locked|process .* is using the", re.IGNORECASE)
NO_MEMORY = re.compile(r"Could not reserve enough space|insufficient memory|OutOfMemoryError|Cannot allocate memory", re.IGNORECASE)
OTHER_FORMAT = re.compile(r"UpgradeNotAllowed|UnexpectedUpgradingStoreVersion|not supported by this version|newer than", re.IGNORECASE)


class PortTakenError(LocalServerError):
    """The port is taken."""


class CrashError(LocalServerError):
    """A signal ended the server."""


def cause_of_death(tail: str, code: int | None, *, home: Path, port: int, memory: str) -> LocalServerError:
    """The error for a server that ended with ``code`` (negative: by that signal) and whose logs end with ``tail``."""
    if PORT_TAKEN.search(tail):
        return PortTakenError(f"Port {port} is taken by another process.", mend="Name another port, or none to take a free one.")
    if DISK_FULL.search(tail):
        return LocalServerError(f"The disk is full: the local server could not write to {home}.", mend="Free some space.")
    if STORE_LOCKED.search(tail):
        return LocalServerError(f"The store {home} is in use by another server.", mend="Stop it (alliance stop).")
    if NO_MEMORY.search(tail):
        return LocalServerError(
            f"There is not enough memory for {memory}. The server's last words:\n{tail}",
            mend="Set ALLIANCE_HEAP or ALLIANCE_PAGE_CACHE lower.",
        )
    if OTHER_FORMAT.search(tail):
        return LocalServerError(
            f"This server cannot read the data in {home}, another version wrote it. Its last words:\n{tail}", mend="Load the data again."
        )
    kind = CrashError if code is not None and code < 0 else LocalServerError
    return kind(f"The local server died (exit code {code}). Its last words:\n{tail}\n", mend="See alliance doctor.")
