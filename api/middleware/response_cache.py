"""Answers of one data version, kept as they are sent, in front of the router.

The data does not change under a version, so an answer is right until the version changes, and then all go at once. The version is what the
store's poll saw last: at most one second old, as for an answer that is made anew. While data is being loaded or the database is away,
what was answered from the last complete version is answered from it still, and ``Cache-Status`` says why; the rest is 503.

Every answer of a GET under ``/v1`` has an ``ETag`` that follows from program, data and request. A caller who sends it back gets 304 without
the router being asked, kept or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cachetools import LRUCache
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from api.dependencies import Lease, Stores
from api.middleware.cached_response import CacheRequest, CachedResponse, send_unchanged
from api.middleware.single_flight import Flight

PREFIX = "/v1/"
SHARE = 16
"""An answer may take one part in so many of the whole cache, at most."""
NAME = b"alliance"
HIT, MISS = NAME + b"; hit", NAME + b"; fwd=miss; stored"
PASSED = NAME + b"; fwd=miss"
Counter = Callable[[str], None]
Key = tuple[str, bytes, bytes, str]


class ResponseCacheMiddleware:
    """The middleware.

    :param limit: bytes of all answers together; 0 keeps none. Each process has its own.
    :param count: told ``body`` or ``304`` for each answer that was not made anew.
    """

    def __init__(self, app: ASGIApp, stores: Stores, limit: int, count: Counter | None = None) -> None:
        self.app, self._stores, self._limit = app, stores, limit
        self._count = count or (lambda _: None)
        self._stamp = b""
        self._kept: LRUCache[Key, CachedResponse] = self._empty()
        self._flights: dict[Key, Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        asked = CacheRequest.of(scope)
        away = self._follow()
        kept = self._kept.get(asked.key)
        status = HIT if away is None else HIT + f'; detail="{away}"'.encode()
        if kept is not None:
            await self._send_kept(asked, kept, send, status)
        elif asked.tags is not None and self._stamp and asked.has(tag := asked.tag(self._stamp), exists=False):
            self._count("304")
            await send_unchanged(send, tag, status)
        else:
            await self._make(asked, scope, receive, send)

    def _empty(self) -> LRUCache[Key, CachedResponse]:
        return LRUCache(max(self._limit, 1), getsizeof=lambda kept: kept.size)

    def _follow(self) -> str | None:
        """Drop what belongs to another version; None when the version that is served is known, else why not."""
        store = self._stores.current
        state = "starting" if store is None else store.state
        if store is not None and state == "ready":
            if store.stamp != self._stamp:
                self._stamp, self._kept, self._flights = store.stamp, self._empty(), {}
            return None
        if state == "empty":
            self._stamp, self._kept = b"", self._empty()
        return state

    async def _send_kept(self, asked: CacheRequest, kept: CachedResponse, send: Send, status: bytes) -> None:
        if kept.tag is not None and asked.has(kept.tag, exists=True):
            self._count("304")
            await send_unchanged(send, kept.tag, status)
        else:
            self._count("body")
            await kept.send(send, status)

    async def _make(self, asked: CacheRequest, scope: Scope, receive: Receive, send: Send) -> None:
        """Have it made, or wait for the one who has it made already."""
        flight = self._flights.get(asked.key)
        if flight is not None:
            flight.shared = True
            kept = await asyncio.shield(flight.outcome)
            if kept is not None:
                await self._send_kept(asked, kept, send, HIT + b"; collapsed")
                return
        flight = self._begin(asked, scope, receive, send)
        try:
            kept = await asyncio.shield(flight.outcome)
            if kept is None:
                await asyncio.shield(flight.task)
        except asyncio.CancelledError:
            if flight.passing:
                flight.task.cancel()
            raise
        if kept is not None:
            await self._deliver(asked, kept, send)

    async def _deliver(self, asked: CacheRequest, kept: CachedResponse, send: Send) -> None:
        if kept.tag is not None and asked.has(kept.tag, exists=True):
            await send_unchanged(send, kept.tag, PASSED)
        else:
            await kept.send(send, MISS if self._fits(kept) else PASSED)

    def _begin(self, asked: CacheRequest, scope: Scope, receive: Receive, send: Send) -> Flight:
        held, stamp = self._stores.lease, self._stamp

        def tag() -> bytes | None:
            return asked.tag(stamp) if self._unchanged(held, stamp) else None

        inner = dict(scope)
        inner["headers"] = list(scope["headers"])
        _ask_for(MutableHeaders(scope=inner), asked.key[3])
        flight = Flight(self.app, inner, receive, send, tag)
        self._flights[asked.key] = flight
        flight.outcome.add_done_callback(lambda outcome: self._landed(asked, flight, outcome))
        return flight

    def _unchanged(self, held: Lease | None, stamp: bytes) -> bool:
        return held is not None and self._stores.lease is held and held.store.state == "ready" and held.store.stamp == stamp

    def _landed(self, asked: CacheRequest, flight: Flight, outcome: asyncio.Future[CachedResponse | None]) -> None:
        if self._flights.get(asked.key) is flight:
            del self._flights[asked.key]
        kept = None if outcome.cancelled() else outcome.result()
        if kept is not None and self._fits(kept) and kept.tag == asked.tag(self._stamp):
            self._kept[asked.key] = kept

    def _fits(self, kept: CachedResponse) -> bool:
        return kept.tag is not None and kept.size <= self._limit // SHARE


def _ask_for(headers: MutableHeaders, coding: str) -> None:
    """Let the compression below choose what we chose: nothing else would be the answer that the key stands for."""
    del headers["accept-encoding"]
    if coding:
        headers["accept-encoding"] = coding
