"""Why the server exited: convert the end of its log to an error with a hint."""

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
"""A line of a stack trace with a reason. The last match is the root cause."""


class PortTakenError(LocalServerError):
    """The port is in use."""


class CrashError(LocalServerError):
    """A signal ended the server."""


class DamagedStoreError(LocalServerError):
    """The store is certainly damaged."""


class NoAnswerError(LocalServerError):
    """The server runs, but did not respond within the time limit."""


def failed_database(log: str) -> tuple[str, str] | None:
    """Return name and reason of a database that failed to start, according to lines of ``debug.log``; None when there is none.

    The server process continues after that: without the ``system`` database it never listens, without ``neo4j`` it runs no query.
    """
    for line in log.splitlines():
        match = FAILED_START.search(line)
        if match is None:
            continue
        try:
            trace = str(json.loads(line).get("stacktrace", ""))
        except (ValueError, AttributeError):
            trace = ""
        reasons = EXCEPTION.findall(trace)
        return match[1], reasons[-1] if reasons else "no reason given"
    return None


def cause_of_failed_start(name: str, reason: str, *, home: Path, memory: str) -> LocalServerError:
    """Return the error for a database that failed to start while the server process continued."""
    error = _known_cause(reason, home=home, memory=memory)
    if error is not None:
        return error
    return DamagedStoreError(f"The store {home} is damaged: its database '{name}' does not start ({reason.rstrip('.')}).")


def exit_reason(tail: str, code: int | None, *, home: Path, port: int, memory: str) -> LocalServerError:
    """Return the error for a server with exit code ``code`` (negative: that signal) whose logs end with ``tail``."""
    if PORT_TAKEN.search(tail):
        return PortTakenError(f"Port {port} is in use by another process.", hint="Use another port, or omit the port to use a free one.")
    error = _known_cause(tail, home=home, memory=memory)
    if error is not None:
        return error
    error_class = CrashError if code is not None and code < 0 else LocalServerError
    return error_class(f"The local server exited unexpectedly (exit code {code}). End of its log:\n{tail}\n", hint="Run alliance doctor.")


def _known_cause(tail: str, *, home: Path, memory: str) -> LocalServerError | None:
    """Return the error for a log that names a cause outside the store, else None."""
    if DISK_FULL.search(tail):
        return LocalServerError(f"The disk is full: the local server could not write to {home}.", hint="Free some disk space.")
    if STORE_LOCKED.search(tail):
        return LocalServerError(f"The store {home} is in use by another server.", hint="Stop it (alliance stop).")
    if NO_MEMORY.search(tail):
        return LocalServerError(
            f"Not enough memory for {memory}. End of the server's log:\n{tail}",
            hint="Reduce ALLIANCE_HEAP or ALLIANCE_PAGE_CACHE.",
        )
    if OTHER_FORMAT.search(tail):
        return LocalServerError(
            f"This server cannot read the data in {home}: another version wrote it. End of its log:\n{tail}", hint="Load the data again."
        )
    return None
