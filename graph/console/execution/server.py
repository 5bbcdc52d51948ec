"""The server of the console: the same as the local one, but small, modest, read-only and cut off from the network."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.console.execution import sandbox
from graph.console.validation.limits import Limits
from graph.server.jars import Jars
from graph.server.local_server import LocalServer

STACK = "-Xss16m"
"""Depth of the stack of a thread: a chain of operators that fits into the size limit must not overflow it, for then the one who asks would
never get a reply. It is address space, not memory."""
JVM = (STACK, "-XX:MaxDirectMemorySize=128m", "-XX:+ExitOnOutOfMemoryError", "-XX:ActiveProcessorCount=2")
PAGE_CACHE = "32m"


def config(memory: str, total: str, seconds: float) -> dict[str, str]:
    """Settings of the server, beside those of every local one. ``memory`` is what one query may take, ``total`` all together."""
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
        """The command line of the server, behind the script that confines it."""
        return [sys.executable, "-I", "-S", str(Path(sandbox.__file__).resolve()), *super().command()]
