"""Where the database of ``alliance up`` comes from: a local server on the current store, or the server that ``NEO4J_URI`` names."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from api.server.provisioning import StepsLike, Wish, provide_local, provide_remote
from graph.errors import AllianceError, LocalServerError
from graph.server.aot_cache import aot_file, make_aot
from graph.server.jars import Jars, ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Stores

Progress = Callable[..., None]
Address = tuple[str, str, str, str]
"""URI, user, password, database."""
log = structlog.get_logger("api.server.database_source")


class Stoppable(Protocol):
    """A server that was in use until now."""

    def stop(self) -> None:
        """End it."""
        ...


class Supply(Protocol):
    """A database for the API, and how it changes."""

    waits: bool

    def prepare(self, steps: StepsLike) -> None:
        """Fetch and build what is missing."""
        ...

    def start(self, progress: Progress | None) -> None:
        """Start the server on the current store."""
        ...

    def address(self) -> Address:
        """Where it answers."""
        ...

    def shown_uri(self) -> str | None:
        """Its address without a password; None before it is started."""
        ...

    def served(self) -> str | None:
        """Folder name of the store that is served; a load must not clear it away."""
        ...

    def alive(self) -> bool:
        """Whether it runs, as far as that is for us to say."""
        ...

    def pid(self) -> int | None:
        """Process id of the server, when it is ours and runs."""
        ...

    def kill(self) -> None:
        """End a server of ours that died or hangs, by force."""
        ...

    def changed(self) -> bool:
        """Whether another store is current than the one that is served."""
        ...

    def detach(self) -> Stoppable:
        """Let go of the server in use, so that :meth:`start` starts another beside it."""
        ...

    def restore(self, before: Stoppable) -> None:
        """Go on with the server that was detached."""
        ...

    def log_tail(self) -> str:
        """The end of its log."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


class LocalSupply:
    """A local server; its stores are in the data folder."""

    waits = True

    def __init__(self, settings: Settings, database: DatabaseSettings, wish: Wish) -> None:  # noqa: ARG002
        self._settings, self._wish = settings, wish
        self._jars: Jars | None = None
        self._server: LocalServer | None = None
        self.stores = Stores(settings.data)
        self._served: str | None = None
        self._refused: str | None = None

    def prepare(self, steps: StepsLike) -> None:
        """Jars, then data (:mod:`api.server.provisioning`)."""
        self.stores.current()  # refuses where stores are, of which none is current
        with steps.step("Server jars", "bytes") as progress:
            self._jars = ensure_jars(self._settings.cache, progress)
        provide_local(self._settings, self._wish, steps)

    def start(self, progress: Progress | None) -> None:
        """Start a server on the store that is current now; one of ours that died is tidied away first."""
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
        """The current store; where that is not known any more, the one that was served until now."""
        try:
            found = self.stores.current()
        except LocalServerError:
            if self._served is None or not self.stores.intact(self._served):
                raise
            return self._served
        if found is None:
            raise LocalServerError("There is no data yet.", hint="Load a package: alliance load DIR.")
        return found.store

    def _make_aot(self, jars: Jars) -> None:
        """Once, beside everything else, at low priority; the next start is faster."""
        if aot_file(self._settings.cache, jars).is_file():
            return

        def make() -> None:
            try:
                make_aot(self._settings.cache, jars)
            except (AllianceError, OSError) as problem:
                log.warning("no ahead-of-time cache", detail=str(problem))

        threading.Thread(target=make, name="aot", daemon=True).start()

    def address(self) -> Address:
        """Where the server answers."""
        assert self._server is not None
        return self._server.uri, *self._server.auth, "neo4j"

    def served(self) -> str | None:
        """Folder name of the store that is served."""
        return self._served

    def shown_uri(self) -> str | None:
        """The server's address."""
        return None if self._server is None else self._server.uri

    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._server is None or self._server.alive()

    def pid(self) -> int | None:
        """Process id of the server, None while it does not run."""
        return self._server.pid if self._server is not None and self._server.alive() else None

    def kill(self) -> None:
        """End the server by force: one that hangs does not end when asked, and waiting for it would block the supervisor."""
        if self._server is not None:
            self._server.kill()
            self._server = None

    def changed(self) -> bool:
        """Whether a load made another store current, and that store was not refused before."""
        found = self.stores.pointer()
        return found is not None and found.store not in {self._served, self._refused}

    def detach(self) -> LocalServer:
        """Let go of the server in use."""
        assert self._server is not None
        before, self._server = self._server, None
        return before

    def restore(self, before: Stoppable) -> None:
        """Go on with it; the store that did not start is not tried again."""
        assert isinstance(before, LocalServer)
        if self._server is not None and self._server is not before:
            self._server.stop()
        self._refused, self._served, self._server = self._served, before.home.name, before

    def log_tail(self) -> str:
        """The end of the server's log."""
        return "" if self._server is None else self._server.log_tail()

    def stop(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.stop()
            self._server = None


class RemoteSupply:
    """A server that is not ours: it is loaded when it is empty, and never started or stopped."""

    waits = False

    def __init__(self, settings: Settings, database: DatabaseSettings, wish: Wish) -> None:
        self._settings, self._database, self._wish = settings, database, wish

    def prepare(self, steps: StepsLike) -> None:
        """Data (:mod:`api.server.provisioning`)."""
        provide_remote(self._database, self._settings, self._wish, steps)

    def start(self, progress: Progress | None) -> None:
        """Nothing to start."""

    def address(self) -> Address:
        """What the environment says."""
        assert self._database.uri is not None
        return self._database.uri, self._database.username, self._database.secret(), self._database.database

    def served(self) -> str | None:
        """It has no folder of ours."""
        return None

    def shown_uri(self) -> str | None:
        """What the environment says."""
        return self._database.uri

    def alive(self) -> bool:
        """It is not for us to keep it alive."""
        return True

    def pid(self) -> None:
        """Its process is not ours."""

    def kill(self) -> None:
        """It is not for us to end it."""

    def changed(self) -> bool:
        """The store sees new data by itself."""
        return False

    def detach(self) -> Stoppable:
        """There is nothing of ours to let go of."""
        return self

    def restore(self, before: Stoppable) -> None:
        """Nothing changed."""

    def log_tail(self) -> str:
        """Its log is not ours."""
        return ""

    def stop(self) -> None:
        """It goes on without us."""
