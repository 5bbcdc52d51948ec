"""Why the server died: its last words, turned into an error that says what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

from graph.errors import LocalServerError

PORT_TAKEN = re.compile(r"Address already in use|BindException|PortBindException", re.IGNORECASE)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded", re.IGNORECASE)
STORE_LOCKED = re.compile(r"FileLockException|Lock file has been locked|process .* is using the", re.IGNORECASE)
NO_MEMORY = re.compile(r"Could not reserve enough space|insufficient memory|OutOfMemoryError|Cannot allocate memory", re.IGNORECASE)
OTHER_FORMAT = re.compile(r"UpgradeNotAllowed|UnexpectedUpgradingStoreVersion|not supported by this version|newer than", re.IGNORECASE)


FAILED_START = re.compile(r"Failed to start '?DatabaseId\{\w+\[(\w+)\]\}")
EXCEPTION = re.compile(r"^(?:Caused by: )?[\w.$]+(?:Exception|Error): (.+)$", re.MULTILINE)
"""A line of a stack trace that gives a reason; the last one is the root cause."""


class PortTakenError(LocalServerError):
    """The port is taken."""


class CrashError(LocalServerError):
    """A signal ended the server."""


class DamagedStoreError(LocalServerError):
    """The store is damaged for certain."""


class NoAnswerError(LocalServerError):
    """The server runs and did not answer within the limit."""


def failed_database(log: str) -> tuple[str, str] | None:
    """Name and reason of the database that failed to start, according to lines of ``debug.log``; None when none did.

    The server stays up after that: without the ``system`` database it never listens, without ``neo4j`` it answers no query.
    """
    for line in log.splitlines():
        found = FAILED_START.search(line)
        if found is None:
            continue
        try:
            trace = str(json.loads(line).get("stacktrace", ""))
        except (ValueError, AttributeError):
            trace = ""
        reasons = EXCEPTION.findall(trace)
        return found[1], reasons[-1] if reasons else "no reason was given"
    return None


def cause_of_failed_start(name: str, reason: str, *, home: Path, memory: str) -> LocalServerError:
    """The error for a database that failed to start while the server went on."""
    known = _known_cause(reason, home=home, memory=memory)
    if known is not None:
        return known
    return DamagedStoreError(f"The store {home} is damaged: its database '{name}' does not start ({reason.rstrip('.')}).")


def exit_reason(tail: str, code: int | None, *, home: Path, port: int, memory: str) -> LocalServerError:
    """The error for a server that ended with ``code`` (negative: by that signal) and whose logs end with ``tail``."""
    if PORT_TAKEN.search(tail):
        return PortTakenError(f"Port {port} is taken by another process.", hint="Name another port, or none to take a free one.")
    known = _known_cause(tail, home=home, memory=memory)
    if known is not None:
        return known
    kind = CrashError if code is not None and code < 0 else LocalServerError
    return kind(f"The local server died (exit code {code}). Its last words:\n{tail}\n", hint="See alliance doctor.")


def _known_cause(tail: str, *, home: Path, memory: str) -> LocalServerError | None:
    """The error where the words name a cause outside the store."""
    if DISK_FULL.search(tail):
        return LocalServerError(f"The disk is full: the local server could not write to {home}.", hint="Free some space.")
    if STORE_LOCKED.search(tail):
        return LocalServerError(f"The store {home} is in use by another server.", hint="Stop it (alliance stop).")
    if NO_MEMORY.search(tail):
        return LocalServerError(
            f"There is not enough memory for {memory}. The server's last words:\n{tail}",
            hint="Set ALLIANCE_HEAP or ALLIANCE_PAGE_CACHE lower.",
        )
    if OTHER_FORMAT.search(tail):
        return LocalServerError(
            f"This server cannot read the data in {home}, another version wrote it. Its last words:\n{tail}", hint="Load the data again."
        )
    return None
