"""The ahead-of-time cache: classes loaded and linked once, so that every later start is much faster.

It belongs to one Java runtime, one set of options and one class path in one place, and its name is a hash of them. It is made by a
scratch server that is started, asked a little and stopped; the file appears in its place whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import neo4j

from graph.database.cypher_files import text_of
from graph.server.home_directory import JVM_OPTIONS
from graph.server.jars import Jars, Progress, java_version
from graph.server.local_server import GC, LocalServer
from graph.system.files import MB, need_space
from graph.system.folder_lock import FolderLock

SPACE = 600 * MB
HEAP = "512m"
NICE = 15
Warm = Callable[[neo4j.Driver], None]


def aot_file(cache: Path, jars: Jars) -> Path:
    """Where the cache for these jars is, or would be."""
    words = [java_version(), str(jars.java), GC, *JVM_OPTIONS, jars.classpath]
    digest = hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]
    return cache.absolute() / f"aot-{jars.version}-{digest}.aot"


def make_aot(cache: Path, jars: Jars, *, progress: Progress | None = None, warm: Warm | None = None, limit: float = 120.0) -> Path:
    """Make the cache when it is not there, and return its path; older ones of the same server version are removed.

    It takes about ten seconds of one core at low priority, so do it beside something else. ``warm`` may ask the scratch server what
    users will ask. Raises ``LocalServerError``; a caller that only wants a faster start may ignore it.
    """
    target = aot_file(cache, jars)
    cache.mkdir(parents=True, exist_ok=True)
    with FolderLock(cache / "aot", what="ahead-of-time cache", wait=limit):
        if target.is_file():
            return target
        need_space(cache, SPACE, "the ahead-of-time cache")
        for leftover in cache.glob(".aot-*"):  # of a run that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".aot-", dir=cache) as scratch:
            part = Path(scratch) / target.name
            options = (f"-XX:AOTCacheOutput={part}",)
            home = Path(scratch) / "home"
            server = LocalServer(
                home, jars, heap=HEAP, page_cache="16m", stop_limit=limit, abandoned_limit=0, start_limit=limit, jvm_options=options
            )
            _train(server, progress, warm or _warm)
            if part.is_file() and part.stat().st_size > MB:
                for older in cache.glob(f"aot-{jars.version}-*.aot"):
                    older.unlink(missing_ok=True)
                part.replace(target)
    return target


def _train(server: LocalServer, progress: Progress | None, warm: Warm) -> None:
    try:
        server.start(progress)
        _be_nice(server.pid)
        with neo4j.GraphDatabase.driver(
            server.uri, auth=server.auth, telemetry_disabled=True, notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF
        ) as driver:
            warm(driver)
    finally:
        server.stop()  # the cache is written at the server's end


def _be_nice(pid: int) -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, pid, NICE)
    except OSError:
        return


def _warm(driver: neo4j.Driver) -> None:
    driver.execute_query(text_of("browse", "meta"))
