"""The ahead-of-time cache of Java: classes that are loaded and linked once, which makes later starts much faster.

A cache is valid for one Java runtime, one set of options and one class path; its file name contains a hash of them. A temporary server
creates it: it is started, runs a query and is stopped. The file is moved into place when it is complete.
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
from graph.server.jars import Jars, java_version
from graph.server.local_server import GC, LocalServer
from graph.system.files import MB, need_space
from graph.system.folder_lock import FolderLock
from seed.progress import Progress

SPACE = 600 * MB
HEAP = "512m"
NICE = 15
ALL_COMPILERS = "-XX:TieredStopAtLevel=4"  # the default, also where the environment of Java sets fewer (JDK_JAVA_OPTIONS)
KEPT = 3
"""Number of caches kept for one server version."""
Warm = Callable[[neo4j.Driver], None]


def aot_file(cache: Path, jars: Jars) -> Path:
    """Return the path of the cache for these JAR files, which need not exist."""
    inputs = [java_version(), str(jars.java), GC, *JVM_OPTIONS, jars.classpath]
    digest = hashlib.sha256("\0".join(inputs).encode()).hexdigest()[:12]
    return cache.absolute() / f"aot-{jars.version}-{digest}.aot"


def make_aot(cache: Path, jars: Jars, *, progress: Progress | None = None, warm: Warm | None = None, limit: float = 120.0) -> Path:
    """Create the cache if it is missing, and return its path. Of the caches of one server version, the newest three are kept.

    This takes about ten seconds of one core at low priority, so run it in the background. ``warm`` may run typical queries on the temporary
    server. ``limit`` is in seconds. Raises ``LocalServerError``; a caller that only wants a faster start may ignore it.
    """
    target = aot_file(cache, jars)
    cache.mkdir(parents=True, exist_ok=True)
    with FolderLock(cache / "aot", what="ahead-of-time cache", wait=limit):
        if target.is_file():
            return target
        need_space(cache, SPACE, "the ahead-of-time cache")
        for leftover in cache.glob(".aot-*"):  # from a killed run
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".aot-", dir=cache) as scratch:
            part = Path(scratch) / target.name
            options = (f"-XX:AOTCacheOutput={part}", ALL_COMPILERS)
            home = Path(scratch) / "home"
            server = LocalServer(
                home, jars, heap=HEAP, page_cache="16m", stop_limit=limit, abandoned_limit=0, start_limit=limit, jvm_options=options
            )
            _train(server, progress, warm or _warm)
            if part.is_file() and part.stat().st_size > MB:
                _remove_older(cache, jars.version)
                part.replace(target)
    return target


def _remove_older(cache: Path, version: str) -> None:
    """Leave room for one more: installations that share the folder each have a cache, since the path of Java is part of it."""
    by_age = sorted(cache.glob(f"aot-{version}-*.aot"), key=lambda path: path.stat().st_mtime)
    for older in by_age[: 1 - KEPT]:
        older.unlink(missing_ok=True)


def _train(server: LocalServer, progress: Progress | None, warm: Warm) -> None:
    try:
        server.start(progress)
        _lower_priority(server.pid)
        with neo4j.GraphDatabase.driver(
            server.uri, auth=server.auth, telemetry_disabled=True, notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF
        ) as driver:
            warm(driver)
    finally:
        server.stop()  # the server writes the cache when it exits


def _lower_priority(pid: int) -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, pid, NICE)
    except OSError:
        return


def _warm(driver: neo4j.Driver) -> None:
    driver.execute_query(text_of("browse", "meta"))
