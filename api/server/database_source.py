"""The database of ``alliance up``: a local server on the current store, or the server at ``NEO4J_URI``."""

from __future__ import annotations

import threading
from typing import Protocol

import structlog

from api.server.provisioning import LoadOptions, StepReporter, provide_local, provide_remote
from graph.errors import AllianceError, LocalServerError
from graph.server.aot_cache import aot_file, make_aot
from graph.server.jars import Jars, ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Stores
from seed.progress import Progress

Address = tuple[str, str, str, str]
"""URI, user, password, database."""
log = structlog.get_logger("api.server.database_source")


class Stoppable(Protocol):
    """A server that is no longer in use."""

    def stop(self) -> None:
        """Stop the server."""
        ...


class DatabaseSource(Protocol):
    """A database for the API, with its lifecycle."""

    waits: bool

    def prepare(self, steps: StepReporter) -> None:
        """Download and build missing parts."""
        ...

    def start(self, progress: Progress | None) -> None:
        """Start the server on the current store."""
        ...

    def address(self) -> Address:
        """Return its address and credentials."""
        ...

    def shown_uri(self) -> str | None:
        """Return its URI without a password; None before the start."""
        ...

    def served(self) -> str | None:
        """Return the folder name of the store in use, which a load must not delete."""
        ...

    def alive(self) -> bool:
        """Whether it is running; always True for a remote server."""
        ...

    def pid(self) -> int | None:
        """Return the process id of a running local server, else None."""
        ...

    def kill(self) -> None:
        """Kill a local server that died or hangs."""
        ...

    def changed(self) -> bool:
        """Whether the current store differs from the store in use."""
        ...

    def detach(self) -> Stoppable:
        """Release the server in use, so that :meth:`start` starts another one next to it."""
        ...

    def restore(self, before: Stoppable) -> None:
        """Return to the detached server."""
        ...

    def log_tail(self) -> str:
        """Return the end of its log."""
        ...

    def stop(self) -> None:
        """Stop the server."""
        ...


class LocalSource:
    """A local server on a store in the data folder."""

    waits = True

    def __init__(self, settings: Settings, database: DatabaseSettings, options: LoadOptions) -> None:  # noqa: ARG002
        self._settings, self._options = settings, options
        self._jars: Jars | None = None
        self._server: LocalServer | None = None
        self.stores = Stores(settings.data)
        self._served: str | None = None
        self._failed: str | None = None

    def prepare(self, steps: StepReporter) -> None:
        """Download the jars, then load the data (:mod:`api.server.provisioning`)."""
        self.stores.current()  # raises if there are stores but none is current
        with steps.step("Server jars", "bytes") as progress:
            self._jars = ensure_jars(self._settings.cache, progress)
        provide_local(self._settings, self._options, steps)

    def start(self, progress: Progress | None) -> None:
        """Stop the previous server, if any, and start one on the current store."""
        assert self._jars is not None
        self.stop()
        store = self._current()
        home = self.stores.home(store)
        self._served = store
        server = LocalServer(
            home, self._jars, heap=self._settings.heap, page_cache=self._settings.page_cache, aot=aot_file(self._settings.cache, self._jars)
        )
        server.start(progress)
        self._server = server
        self._make_aot(self._jars)

    def _current(self) -> str:
        """Return the current store; if it can no longer be determined, the store in use."""
        try:
            current = self.stores.current()
        except LocalServerError:
            if self._served is None or not self.stores.intact(self._served):
                raise
            return self._served
        if current is None:
            raise LocalServerError("There is no data yet.", hint="Load a package: alliance load DIR.")
        return current.store

    def _make_aot(self, jars: Jars) -> None:
        """Build the AOT cache once, in the background at low priority, to speed up the next start."""
        if aot_file(self._settings.cache, jars).is_file():
            return

        def make() -> None:
            try:
                make_aot(self._settings.cache, jars)
            except (AllianceError, OSError) as problem:
                log.warning("could not build the ahead-of-time cache", detail=str(problem))

        threading.Thread(target=make, name="aot", daemon=True).start()

    def address(self) -> Address:
        """Return the address and credentials of the server."""
        assert self._server is not None
        return self._server.uri, *self._server.auth, "neo4j"

    def served(self) -> str | None:
        """Return the folder name of the store in use."""
        return self._served

    def shown_uri(self) -> str | None:
        """Return the server's URI."""
        return None if self._server is None else self._server.uri

    def alive(self) -> bool:
        """Whether the server process is running."""
        return self._server is None or self._server.alive()

    def pid(self) -> int | None:
        """Return the process id of the server; None if it is not running."""
        return self._server.pid if self._server is not None and self._server.alive() else None

    def kill(self) -> None:
        """Kill the server. A hung server ignores a normal stop, and waiting for it would block the supervisor."""
        if self._server is not None:
            self._server.kill()
            self._server = None

    def changed(self) -> bool:
        """Whether a load made another store current that has not failed to start before."""
        pointer = self.stores.pointer()
        return pointer is not None and pointer.store not in {self._served, self._failed}

    def detach(self) -> LocalServer:
        """Release the server in use."""
        assert self._server is not None
        before, self._server = self._server, None
        return before

    def restore(self, before: Stoppable) -> None:
        """Return to the detached server; the store that failed to start is not tried again."""
        assert isinstance(before, LocalServer)
        if self._server is not None and self._server is not before:
            self._server.stop()
        self._failed, self._served, self._server = self._served, before.home.name, before

    def log_tail(self) -> str:
        """Return the end of the server's log."""
        return "" if self._server is None else self._server.log_tail()

    def stop(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.stop()
            self._server = None


class RemoteSource:
    """A remote server: loaded when empty, never started or stopped."""

    waits = False

    def __init__(self, settings: Settings, database: DatabaseSettings, options: LoadOptions) -> None:
        self._settings, self._database, self._options = settings, database, options

    def prepare(self, steps: StepReporter) -> None:
        """Load the data (:mod:`api.server.provisioning`)."""
        provide_remote(self._database, self._settings, self._options, steps)

    def start(self, progress: Progress | None) -> None:
        """Do nothing."""

    def address(self) -> Address:
        """Return the address and credentials from the environment."""
        assert self._database.uri is not None
        return self._database.uri, self._database.username, self._database.secret(), self._database.database

    def served(self) -> str | None:
        """Return None: a remote server has no local store."""
        return None

    def shown_uri(self) -> str | None:
        """Return the URI from the environment."""
        return self._database.uri

    def alive(self) -> bool:
        """Return True: a remote server is not supervised."""
        return True

    def pid(self) -> None:
        """Return None: the process is not local."""

    def kill(self) -> None:
        """Do nothing: a remote server is not managed."""

    def changed(self) -> bool:
        """Return False: the store detects new data itself."""
        return False

    def detach(self) -> Stoppable:
        """Return self: nothing to release."""
        return self

    def restore(self, before: Stoppable) -> None:
        """Do nothing."""

    def log_tail(self) -> str:
        """Return an empty string: the log is not available."""
        return ""

    def stop(self) -> None:
        """Do nothing: a remote server keeps running."""
