"""FastAPI dependencies. There is no driver and no store at module level: the application holds one :class:`Stores`.

A request holds a *lease* on the store that was current when it started, until the last byte of its response is sent. A new data version
can therefore be swapped in at once while the old server finishes earlier requests.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request

from graph.database.reader import Store
from graph.errors import SHUTTING_DOWN, TRY_LATER, DatabaseUnavailableError
from graph.measures.service import Measures
from graph.queries.questions.question_file import Question
from seed.bilingual import Bilingual

STARTING = Bilingual("The database is starting.", "数据库正在启动。")
_LEASE = "alliance.lease"


class Lease:
    """A store and the number of requests that read from it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.readers = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def acquire(self) -> None:
        """Register a request."""
        self.readers += 1
        self._idle.clear()

    def release(self) -> None:
        """Unregister a request."""
        self.readers -= 1
        if self.readers == 0:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until no request reads from the store; return False if ``seconds`` pass first."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Stores:
    """Holder of the current store, which is swapped as a whole."""

    def __init__(self, store: Store | None = None, *, reason: str = STARTING) -> None:
        self._lease = None if store is None else Lease(store)
        self._reason = reason
        self.stopping = asyncio.Event()
        """Set when the server begins to stop. Streams without an end then end."""
        self.restarts = 0
        """Number of restarts of the local server after it died or hung."""

    @property
    def current(self) -> Store | None:
        """The current store, or None."""
        return None if self._lease is None else self._lease.store

    @property
    def lease(self) -> Lease | None:
        """The lease that new requests acquire; None while there is no store."""
        return self._lease

    def explain(self, reason: str) -> None:
        """Set the reason that requests get while there is no store."""
        self._reason = reason

    def unavailable(self) -> DatabaseUnavailableError:
        """Return the error that states why there is no store."""
        return DatabaseUnavailableError(self._reason, retry_after=2, hint=TRY_LATER)

    def swap(self, store: Store | None, *, reason: str = STARTING) -> Lease | None:
        """Use ``store`` for new requests. Return the lease of the old store, which the caller must drain and close."""
        old, self._lease = self._lease, None if store is None else Lease(store)
        self._reason = reason
        return old

    async def close(self) -> None:
        """Close the current store."""
        old = self.swap(None, reason=SHUTTING_DOWN)
        if old is not None:
            await old.store.close()


def stores_of(request: Request) -> Stores:
    """Return the application's store holder."""
    stores = request.app.state.stores
    assert isinstance(stores, Stores)
    return stores


def questions_of(request: Request) -> dict[str, Question]:
    """Return the named questions by name."""
    questions: dict[str, Question] = request.app.state.questions
    return questions


def measures_of(request: Request) -> Measures:
    """Return the application's measures, which keep a snapshot of the graph."""
    measures = request.app.state.measures
    assert isinstance(measures, Measures)
    return measures


# All dependencies are coroutines: FastAPI runs a plain function in a thread, which costs more than most of these functions do.


async def _stores(request: Request) -> Stores:
    return stores_of(request)


async def _measures(request: Request) -> Measures:
    return measures_of(request)


async def _questions(request: Request) -> dict[str, Question]:
    return questions_of(request)


async def leased(request: Request) -> Store:
    """Return the store of this request. It is held until the response is sent.

    :raises DatabaseUnavailableError: there was no store when the request started.
    """
    lease = request.scope.get(_LEASE)
    if lease is None:
        raise stores_of(request).unavailable()
    assert isinstance(lease, Lease)
    return lease.store


StoresDep = Annotated[Stores, Depends(_stores)]
StoreDep = Annotated[Store, Depends(leased)]
MeasuresDep = Annotated[Measures, Depends(_measures)]
QuestionsDep = Annotated[dict[str, Question], Depends(_questions)]
