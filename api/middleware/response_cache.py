"""Cache of encoded responses of one data version, in front of the router.

The data of a version never changes, so a cached response is valid until the version changes; then the whole cache is dropped. The version
is the one last seen by the store's poll: at most one second old, as for a newly computed response. While data is loaded or the database is
unavailable, cached responses of the last complete version are still served, with the reason in ``Cache-Status``; other requests get 503.

Every response to a GET under ``/v1`` has an ``ETag`` derived from program, data and request. A request with that tag gets 304 without a
call of the router, whether the response is cached or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cachetools import LRUCache
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from api.dependencies import Lease, Stores
from api.middleware.cached_response import CachedResponse, CacheRequest, send_unchanged
from api.middleware.single_flight import Flight

PREFIX = "/v1/"
SHARE = 16
"""A single response may use at most 1/16 of the cache."""
NAME = b"alliance"
HIT, MISS = NAME + b"; hit", NAME + b"; fwd=miss; stored"
PASSED = NAME + b"; fwd=miss"
Counter = Callable[[str], None]
Key = tuple[str, bytes, bytes, str]


class ResponseCacheMiddleware:
    """Middleware that caches responses.

    :param limit: maximum bytes of all cached responses; 0 disables caching. Each process has its own cache.
    :param count: called with ``body`` or ``304`` for each cache hit.
    """

    def __init__(self, app: ASGIApp, stores: Stores, limit: int, count: Counter | None = None) -> None:
        self.app, self._stores, self._limit = app, stores, limit
        self._count = count or (lambda _: None)
        self._stamp = b""
        self._entries: LRUCache[Key, CachedResponse] = self._empty()
        self._flights: dict[Key, Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        request = CacheRequest.of(scope)
        unavailable = self._follow()
        cached = self._entries.get(request.key)
        status = HIT if unavailable is None else HIT + f'; detail="{unavailable}"'.encode()
        if cached is not None:
            await self._send_cached(request, cached, send, status)
        elif request.tags is not None and self._stamp and request.has(tag := request.tag(self._stamp), exists=False):
            self._count("304")
            await send_unchanged(send, tag, status)
        else:
            await self._compute(request, scope, receive, send)

    def _empty(self) -> LRUCache[Key, CachedResponse]:
        return LRUCache(max(self._limit, 1), getsizeof=lambda cached: cached.size)

    def _follow(self) -> str | None:
        """Drop responses of other versions. Return None if the database is ready, else its state."""
        store = self._stores.current
        state = "starting" if store is None else store.state
        if store is not None and state == "ready":
            if store.stamp != self._stamp:
                self._stamp, self._entries, self._flights = store.stamp, self._empty(), {}
            return None
        if state == "empty":
            self._stamp, self._entries = b"", self._empty()
        return state

    async def _send_cached(self, request: CacheRequest, cached: CachedResponse, send: Send, status: bytes) -> None:
        if cached.tag is not None and request.has(cached.tag, exists=True):
            self._count("304")
            await send_unchanged(send, cached.tag, status)
        else:
            self._count("body")
            await cached.send(send, status)

    async def _compute(self, request: CacheRequest, scope: Scope, receive: Receive, send: Send) -> None:
        """Compute the response, or wait for a running computation of the same request."""
        flight = self._flights.get(request.key)
        if flight is not None:
            flight.shared = True
            cached = await asyncio.shield(flight.outcome)
            if cached is not None:
                await self._send_cached(request, cached, send, HIT + b"; collapsed")
                return
        flight = self._begin(request, scope, receive, send)
        try:
            cached = await asyncio.shield(flight.outcome)
            if cached is None:
                await asyncio.shield(flight.task)
        except asyncio.CancelledError:
            if flight.passing:
                flight.task.cancel()
            raise
        if cached is not None:
            await self._deliver(request, cached, send)

    async def _deliver(self, request: CacheRequest, cached: CachedResponse, send: Send) -> None:
        if cached.tag is not None and request.has(cached.tag, exists=True):
            await send_unchanged(send, cached.tag, PASSED)
        else:
            await cached.send(send, MISS if self._fits(cached) else PASSED)

    def _begin(self, request: CacheRequest, scope: Scope, receive: Receive, send: Send) -> Flight:
        lease, stamp = self._stores.lease, self._stamp

        def tag() -> bytes | None:
            return request.tag(stamp) if self._unchanged(lease, stamp) else None

        inner = dict(scope)
        inner["headers"] = list(scope["headers"])
        _accept_only(MutableHeaders(scope=inner), request.key[3])
        flight = Flight(self.app, inner, receive, send, tag)
        self._flights[request.key] = flight
        flight.outcome.add_done_callback(lambda outcome: self._finish(request, flight, outcome))
        return flight

    def _unchanged(self, lease: Lease | None, stamp: bytes) -> bool:
        return lease is not None and self._stores.lease is lease and lease.store.state == "ready" and lease.store.stamp == stamp

    def _finish(self, request: CacheRequest, flight: Flight, outcome: asyncio.Future[CachedResponse | None]) -> None:
        if self._flights.get(request.key) is flight:
            del self._flights[request.key]
        cached = None if outcome.cancelled() else outcome.result()
        if cached is not None and self._fits(cached) and cached.tag == request.tag(self._stamp):
            self._entries[request.key] = cached

    def _fits(self, cached: CachedResponse) -> bool:
        return cached.tag is not None and cached.size <= self._limit // SHARE


def _accept_only(headers: MutableHeaders, coding: str) -> None:
    """Make the inner compression use the coding of the cache key."""
    del headers["accept-encoding"]
    if coding:
        headers["accept-encoding"] = coding
