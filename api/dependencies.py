"""What routes are given, by type. There is no driver and no store at module level: the application holds one :class:`Stores`.

A request takes a *lease* on the store it began with and gives it back when it is answered to its last byte, so that a new data version
can be swapped in at once while the old server still answers those that began before.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request

from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError
from graph.queries.questions.question_file import Question

STARTING = "The database is starting."
_LEASE = "alliance.lease"


class Lease:
    """One store and how many requests are reading from it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.readers = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def take(self) -> None:
        """A request begins."""
        self.readers += 1
        self._idle.clear()

    def give_back(self) -> None:
        """A request ends."""
        self.readers -= 1
        if self.readers == 0:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until nobody reads any more; False when the time is over first."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Stores:
    """The store that answers now; swapped as a whole."""

    def __init__(self, store: Store | None = None, *, reason: str = STARTING) -> None:
        self._lease = None if store is None else Lease(store)
        self._reason = reason
        self.restarts = 0
        """How often the local server was started again because it had died or hung."""

    @property
    def current(self) -> Store | None:
        """The store, or None when there is none yet."""
        return None if self._lease is None else self._lease.store

    @property
    def held(self) -> Lease | None:
        """The lease that requests begin with; None while there is no store."""
        return self._lease

    def explain(self, reason: str) -> None:
        """What to tell while there is no store."""
        self._reason = reason

    def unavailable(self) -> DatabaseUnavailableError:
        """The error that says why there is no store."""
        return DatabaseUnavailableError(self._reason, retry_after=2, hint="Try again in a moment.")

    def swap(self, store: Store | None, *, reason: str = STARTING) -> Lease | None:
        """Let new requests begin on ``store``; returns the lease of the old one, to be drained and closed by the caller."""
        old, self._lease = self._lease, None if store is None else Lease(store)
        self._reason = reason
        return old

    async def close(self) -> None:
        """Close the store that answers now."""
        old = self.swap(None, reason="The server is shutting down.")
        if old is not None:
            await old.store.close()


def stores_of(request: Request) -> Stores:
    """The application's stores."""
    found = request.app.state.stores
    assert isinstance(found, Stores)
    return found


def questions_of(request: Request) -> dict[str, Question]:
    """The named questions, by name."""
    found: dict[str, Question] = request.app.state.questions
    return found


# What routes depend on are coroutines throughout: FastAPI hands a plain function to a thread, which costs more than most would do there.


async def _stores(request: Request) -> Stores:
    return stores_of(request)


async def _questions(request: Request) -> dict[str, Question]:
    return questions_of(request)


async def leased(request: Request) -> Store:
    """The store for one request, held until it is answered.

    :raises DatabaseUnavailableError: when there was none as the request began.
    """
    lease = request.scope.get(_LEASE)
    if lease is None:
        raise stores_of(request).unavailable()
    assert isinstance(lease, Lease)
    return lease.store


StoresDep = Annotated[Stores, Depends(_stores)]
StoreDep = Annotated[Store, Depends(leased)]
QuestionsDep = Annotated[dict[str, Question], Depends(_questions)]
