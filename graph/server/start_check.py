"""Check a store by starting a server on it, in place and locked, and reading its ``Meta`` node. No data changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import neo4j

from graph.database.cypher_files import text_of
from graph.errors import LocalServerError
from graph.server import home_directory as homes
from graph.server.aot_cache import aot_file
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.server.store_check import RECORD, Failure, failure, faults, mark_failed
from graph.settings import Settings
from seed.progress import Progress


def find_faults(home: Path, settings: Settings, progress: Progress | None = None) -> list[str]:
    """Return the faults of a store, from its files, then from a start. Empty when it opens and holds the data version of its record.

    The result of the start is recorded in the store (:mod:`graph.server.store_check`).

    :raises LocalServerError: the check was not possible: a server uses the store, the disk is full, or memory is short.
    """
    problems = faults(home)
    if problems:
        return problems
    try:
        meta = read_meta(home, settings, progress)
    except LocalServerError:
        mark = failure(home)
        if mark is None:
            raise
        _confirm(home, mark)
    else:
        _compare(home, meta)
    return faults(home)


def _compare(home: Path, meta: dict[str, Any]) -> None:
    expected, actual = json.loads((home / RECORD).read_text(encoding="utf-8"))["data_version"], meta.get("data_version")
    if actual != expected:
        mark_failed(home, f"the database holds data version {actual}, but {RECORD} states {expected}.", damaged=True)


def _confirm(home: Path, mark: Failure) -> None:
    """Record a failed start without a known cause as damage: it was a deliberate check, and no other process used the store."""
    if not mark.damaged:
        mark_failed(home, mark.reason, damaged=True)


def read_meta(home: Path, settings: Settings, progress: Progress | None = None, *, check: bool = True) -> dict[str, Any]:
    """Start a server on a store, return the properties of its ``Meta`` node, and stop it. ``check``: check its files first.

    :raises LocalServerError: the server does not start, or ``Meta`` does not describe a complete data version.
    """
    jars = ensure_jars(settings.cache, progress)
    aot, options = aot_file(settings.cache, jars), homes.SHORT_LIVED
    with (
        LocalServer(home, jars, heap=settings.heap, page_cache=settings.page_cache, aot=aot, check=check, jvm_options=options) as server,
        neo4j.GraphDatabase.driver(server.uri, auth=server.auth, telemetry_disabled=True) as driver,
    ):
        records = driver.execute_query(text_of("browse", "meta"), database_=homes.DATABASE).records
    meta = records[0]["meta"] if records else None
    if not isinstance(meta, dict) or meta.get("state") != "ready":
        reason = "its Meta node is missing or not ready, so it holds no complete data version."
        mark_failed(home, reason, damaged=True)
        raise LocalServerError(f"The store {home} opens, but {reason}", hint="Load the data packages again.")
    return meta
