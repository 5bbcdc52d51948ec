"""Prometheus metrics at ``/metrics``: request counts, durations, requests in flight, data version, and database state.

No label value comes from a client: a request is labelled with its route template, never its path, or with ``(none)`` if it has no route.
Several workers share the folder in ``PROMETHEUS_MULTIPROC_DIR``, and each response covers all of them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from functools import lru_cache

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import Stores, stores_of

REGISTRY = CollectorRegistry()
NONE = "(none)"
MAX_PATH = 700
"""Longer than any path of the API; bounds the memory of the path cache."""
STATES = ("ready", "loading", "empty", "unreachable", "starting")
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
REQUESTS = Counter("alliance_requests", "Requests handled.", ["route", "method", "status"], registry=REGISTRY)
LATENCY = Histogram(
    "alliance_request_seconds",
    "Seconds from the request headers to the last byte sent.",
    ["route"],
    registry=REGISTRY,
    buckets=_BUCKETS,
)
IN_FLIGHT = Gauge("alliance_requests_in_flight", "Requests being handled.", registry=REGISTRY, multiprocess_mode="livesum")
CACHE_HITS = Counter("alliance_cache_hits", "Responses from the cache, by kind.", ["kind"], registry=REGISTRY)
"""Incremented by the cache; the kind is ``body`` or ``304``."""


class Database(Collector):
    """Collector of the current database state and data version."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield one sample per state (1 for the current one), the restarts, the data version and the reads in flight."""
        store = self._stores.current
        now = "starting" if store is None else store.state
        state = GaugeMetricFamily("alliance_database_state", "1 for the current state of the database, 0 for the others.", labels=["state"])
        for name in STATES:
            state.add_metric([name], float(name == now))
        yield state
        restarts = CounterMetricFamily("alliance_database_restarts", "Restarts of a local server that died or hung.")
        restarts.add_metric([], float(self._stores.restarts))
        yield restarts
        data = GaugeMetricFamily("alliance_data_info", "Current data version.", labels=["data_version"])
        if store is not None and store.version:
            data.add_metric([store.version], 1.0)
        yield data
        reads = GaugeMetricFamily("alliance_database_reads_in_flight", "Database reads in flight, in this process.")
        reads.add_metric([], 0.0 if store is None else store.inflight)
        yield reads


@lru_cache(maxsize=4096)
def _series(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Return the metrics for one kind of request. The lookup by labels takes longer than the update, so it is cached."""
    return REQUESTS.labels(route, method, str(status)), LATENCY.labels(route)


class MetricsMiddleware:
    """Middleware that counts every request, outside everything that may respond.

    :param routes: the application; its documented paths give the template for requests that never reach a route, such as cache hits.
    """

    def __init__(self, app: ASGIApp, routes: FastAPI) -> None:
        self.app = app
        self._routes = routes
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        self._find = lru_cache(4096)(self._look_up)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        IN_FLIGHT.inc()
        try:
            await self.app(scope, receive, sending)
        finally:
            IN_FLIGHT.dec()
            self._count(scope, status, time.perf_counter() - began)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path_format", None) or self._find(scope["path"][:MAX_PATH])
        requests, latency = _series(route, method, status)
        requests.inc()
        latency.observe(seconds)

    def _look_up(self, path: str) -> str:
        templates = self._routes.state.parameters
        if path in templates:
            return path
        self._patterns = self._patterns or [(compile_path(template)[0], template) for template in templates if "{" in template]
        return next((template for pattern, template in self._patterns if pattern.match(path)), NONE)


async def metrics(request: Request) -> Response:
    """Return the metrics as text. The access control has already checked the scope."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    process = CollectorRegistry()
    process.register(Database(stores_of(request)))
    text = generate_latest(registry) + generate_latest(process)
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def router() -> APIRouter:
    """Return the router of ``/metrics``, which is not in the OpenAPI document: it belongs to operation, not to the API."""
    routes = APIRouter()
    routes.add_api_route("/metrics", metrics, include_in_schema=False)
    return routes
