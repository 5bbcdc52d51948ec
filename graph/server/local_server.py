"""The local Neo4j server: a child process, from the JAR files and the Java runtime of a Python package.

The server is ready when a driver can run a query. It ends with this process (see :mod:`graph.system.child_process`), and its home folder is
locked while it runs.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.database.readiness import probe
from graph.errors import LocalServerError
from graph.server import home_directory as homes
from graph.server.exit_diagnosis import (
    CrashError,
    DamagedStoreError,
    NoAnswerError,
    PortTakenError,
    cause_of_failed_start,
    exit_reason,
    failed_database,
)
from graph.server.jars import Jars
from graph.server.store_check import RECORD, file_faults, mark_failed, mark_opened
from graph.system.child_process import Child
from graph.system.data_paths import is_store
from graph.system.files import MB, full_disk, need_space
from graph.system.folder_lock import FolderLock
from seed.model import MODEL_VERSION
from seed.plurals import counted
from seed.progress import Progress

SERVER = "org.neo4j.server.Neo4jCommunity"
GC = "-XX:+UseG1GC"  # fixed: an ahead-of-time cache is valid for one collector
SPACE = 300 * MB
PORT_ATTEMPTS = 5


class LocalServer:
    """A server on one home folder.

    ``heap`` and ``page_cache`` are sizes in Neo4j's notation (``512m``, ``1g``). ``aot`` is an ahead-of-time cache file
    (:mod:`graph.server.aot_cache`); a missing or damaged one only makes the start slower. ``port`` 0 uses a free port. ``start_limit`` and
    ``stop_limit`` are in seconds; ``abandoned_limit`` is the stop limit after this process was killed. ``config`` adds server settings.
    Without ``check`` the server is started even if files of the store are missing.
    """

    def __init__(
        self,
        home: Path,
        jars: Jars,
        *,
        heap: str = "1g",
        page_cache: str = "256m",
        aot: Path | None = None,
        port: int = 0,
        start_limit: float = 120.0,
        stop_limit: float = 30.0,
        abandoned_limit: float = 5.0,
        config: Mapping[str, str] | None = None,
        jvm_options: tuple[str, ...] = (),
        check: bool = True,
    ) -> None:
        self.home, self.jars = home.absolute(), jars
        self.heap, self.page_cache, self.aot, self.wanted_port = heap, page_cache, aot, port
        self.start_limit, self.stop_limit, self.abandoned_limit = start_limit, stop_limit, abandoned_limit
        self.config, self.jvm_options, self.check = config, jvm_options, check
        self.port = 0
        self._log_start = 0
        self._child: Child | None = None
        self._lock = FolderLock(self.home, what="store")

    def start(self, progress: Progress | None = None) -> None:
        """Start the server and wait until it responds to a driver. Do nothing if it is running.

        ``progress`` is called with the seconds waited and the limit. Raises ``LocalServerError``: folder in use (names the process), data
        of another version, port in use, disk full, store damaged, or unexpected exit (with the last lines of the log). A failure that the
        store may have caused is recorded in the store (:mod:`graph.server.store_check`).
        """
        if self.alive():
            return
        self._lock.acquire()
        try:
            homes.check_versions(self.home, self.jars.version)
            need_space(self.home, SPACE, "the database")
            self._refuse_damaged()
            self._start_and_record(progress)
            homes.write_store_info(self.home, self.jars.version, self._model_version())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, kill it after the limit, and unlock the folder. Do nothing if it is stopped."""
        if self._child is not None:
            self._child.stop()
            self._child = None
        self._lock.release()

    def kill(self) -> None:
        """Kill a server that hangs, and unlock the folder. The store recovers at the next start."""
        if self._child is not None:
            self._child.kill()
        self.stop()

    def alive(self) -> bool:
        """Return whether the process is running."""
        return self._child is not None and self._child.alive()

    @property
    def pid(self) -> int:
        """The process id. Raises ``LocalServerError`` when the server is not running."""
        if self._child is None:
            raise LocalServerError("The local server is not running.", hint="Start it: alliance up.")
        return self._child.pid

    @property
    def uri(self) -> str:
        """The URI, for example ``bolt://127.0.0.1:41234``."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def auth(self) -> tuple[str, str]:
        """User name and password."""
        return homes.USER, homes.password(self.home)

    def log_tail(self, lines: int = 20) -> str:
        """Return the last lines of its logs."""
        return homes.log_tail(self.home, lines)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def command(self) -> list[str]:
        """Return the command line of the server."""
        aot = self._usable_aot()
        cache = [] if aot is None else [f"-XX:AOTCache={aot}", "-Xlog:aot*=error"]
        return [
            str(self.jars.java),
            f"-Xmx{self.heap}",
            GC,
            *homes.JVM_OPTIONS,
            f"-XX:ErrorFile={self.home / 'logs/crash.log'}",
            *cache,
            *self.jvm_options,
            "-cp",
            self.jars.classpath,
            SERVER,
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
        ]

    def _usable_aot(self) -> Path | None:
        return self.aot if self.aot is not None and self.aot.is_file() else None

    def _model_version(self) -> str:
        info = homes.read_store_info(self.home)
        return MODEL_VERSION if info is None else info.model_version

    def _refuse_damaged(self) -> None:
        """Raise for a complete store with damaged files: the server would hang, or start with an empty database."""
        complete = (self.home / RECORD).exists() or is_store(self.home)
        problems = file_faults(self.home) if self.check and complete else []
        if problems:
            more = f" ({counted(len(problems) - 1, 'more fault')}: alliance doctor.)" if len(problems) > 1 else ""
            raise DamagedStoreError(f"The store {self.home} is damaged: {problems[0]}{more}", hint=homes.rebuild_hint(self.home))

    def _start_and_record(self, progress: Progress | None) -> None:
        try:
            self._start(progress)
        except LocalServerError as error:
            if isinstance(error, DamagedStoreError | NoAnswerError | CrashError):
                mark_failed(self.home, error.detail.partition("\n")[0], damaged=isinstance(error, DamagedStoreError))
                raise type(error)(error.detail, hint=homes.rebuild_hint(self.home)) from error
            raise
        mark_opened(self.home)

    def _start(self, progress: Progress | None) -> None:
        """Start the server, and retry where that helps.

        Another process may take the free port before the server does; a damaged ahead-of-time cache may crash Java.
        """
        for attempt in range(1, PORT_ATTEMPTS + 1):
            cached = self._usable_aot() is not None
            self.port = self.wanted_port or _free_port()
            if self.wanted_port:
                _refuse_taken(self.wanted_port)
            self._spawn()
            try:
                self._wait(progress)
            except PortTakenError:
                self._end_child()
                if self.wanted_port or attempt == PORT_ATTEMPTS:
                    raise
            except CrashError:
                self._end_child()
                if not cached or self.aot is None:
                    raise
                self.aot.unlink(missing_ok=True)  # damaged: it is created again later
            else:
                return

    def _spawn(self) -> None:
        homes.prepare(self.home, port=self.port, page_cache=self.page_cache, config=self.config)
        with full_disk(self.home, "the server's log"):
            for name in ("console.log", "neo4j.log"):
                log = self.home / "logs" / name
                if log.exists():
                    log.replace(log.with_suffix(".log.1"))
        self._log_start = homes.size_of(self.home / homes.DEBUG_LOG)
        try:
            self._child = Child(
                self.command(),
                self.home / "logs/console.log",
                stop_limit=self.stop_limit,
                abandoned_limit=self.abandoned_limit,
                inherited=[self._lock.fileno()],
            )
        except OSError as error:
            raise LocalServerError(f"The Java runtime could not be started: {error}.", hint="Run alliance doctor.") from error

    def _wait(self, progress: Progress | None) -> None:
        """Wait for a response. A thread probes the server, because a hanging server accepts a connection and never responds."""
        begin = time.monotonic()
        probe_result = self._probe_in_thread()
        while True:
            if probe_result.done():
                if probe_result.result():
                    return
                probe_result = self._probe_in_thread()
            waited = time.monotonic() - begin
            if not self.alive():
                raise self._cause()
            self._refuse_failed_database()
            if waited > self.start_limit:
                raise NoAnswerError(f"The local server did not respond within {self.start_limit:.0f} s.\n{self.log_tail()}\n")
            if progress is not None:
                progress("starting the database", int(waited), int(self.start_limit))
            time.sleep(0.05)

    def _probe_in_thread(self) -> Future[bool]:
        future: Future[bool] = Future()

        def run() -> None:
            try:
                future.set_result(self._responds())
            except BaseException as error:  # raised by future.result()
                future.set_exception(error)

        threading.Thread(target=run, name="start", daemon=True).start()
        return future

    def _refuse_failed_database(self) -> None:
        """Raise when the log says that a database failed to start. The server process itself would continue without it."""
        failed = failed_database(homes.read_from(self.home / homes.DEBUG_LOG, self._log_start))
        if failed is not None:
            raise cause_of_failed_start(*failed, home=self.home, memory=self._memory())

    def _responds(self) -> bool:
        """Try a plain connection, which is cheap while nothing listens; then run a query with a driver."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        try:
            with neo4j.GraphDatabase.driver(self.uri, auth=self.auth, connection_timeout=5, telemetry_disabled=True) as driver:
                probe(driver, homes.DATABASE)
        except AuthError as error:
            raise DamagedStoreError(f"The local server rejected the password in {self.home / 'password'}.") from error
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    def _cause(self) -> LocalServerError:
        code = None if self._child is None else self._child.returncode
        return exit_reason(self.log_tail(), code, home=self.home, port=self.port, memory=self._memory())

    def _memory(self) -> str:
        return f"a heap of {self.heap} and a page cache of {self.page_cache}"

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _refuse_taken(port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTakenError(
                f"Port {port} cannot be used ({error.strerror}).", hint="Use another port, or omit the port to use a free one."
            ) from error
