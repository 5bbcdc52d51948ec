"""The console's server: a local server that is small, low-priority, read-only and without outgoing network access."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.console.execution import sandbox
from graph.console.validation.limits import Limits
from graph.server.jars import Jars
from graph.server.local_server import LocalServer

STACK = "-Xss16m"
"""Stack size of a thread. A chain of operators within the size limit must not overflow it, because then the client would never get a
response. This reserves address space, not memory."""
JVM = (STACK, "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError", "-XX:ActiveProcessorCount=2")
PAGE_CACHE = "32m"


def config(memory: str, total: str, seconds: float) -> dict[str, str]:
    """Return the additional server settings. ``memory`` is the limit per query, ``total`` the limit for all queries together."""
    return {
        "server.databases.default_to_read_only": "true",
        "db.transaction.timeout": f"{seconds:.0f}s",
        "db.memory.transaction.max": memory,
        "dbms.memory.transaction.total.max": total,
        "dbms.security.procedures.allowlist": "db.*",
        "server.bolt.thread_pool_max_size": "16",
        "server.bolt.thread_pool_min_size": "2",
        "db.checkpoint.interval.time": "24h",
        "server.memory.query_cache.per_db_cache_num_entries": "100",
        "dbms.cypher.lenient_create_relationship": "false",
    }


class ConsoleServer(LocalServer):
    """A local server whose process is confined (:mod:`graph.console.execution.sandbox`)."""

    def __init__(self, home: Path, jars: Jars, *, heap: str, aot: Path | None, limits: Limits) -> None:
        super().__init__(
            home,
            jars,
            heap=heap,
            page_cache=PAGE_CACHE,
            aot=aot,
            stop_limit=1.0,
            abandoned_limit=0.0,
            config=config(limits.memory, limits.total_memory, limits.seconds),
            jvm_options=JVM,
        )

    def command(self) -> list[str]:
        """Return the command line of the server, wrapped in the script that confines it."""
        return [sys.executable, "-I", "-S", str(Path(sandbox.__file__).resolve()), *super().command()]
