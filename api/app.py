"""The application: routers, problems, surroundings, and the life of its store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import openapi
from api.dependencies import Stores
from api.middleware import metrics
from api.middleware.access_control import Guard
from api.middleware.canonical_url import Addressed
from api.middleware.compression import compressed
from api.middleware.database_lease import Leased
from api.middleware.http_methods import Methods
from api.middleware.metrics import CACHE_HITS, Metrics
from api.middleware.request_context import RequestContextMiddleware, cross_origin
from api.middleware.response_cache import Cache
from api.pages import api_docs, explorer, landing, not_found
from api.responses import problems
from api.routers import (
    connections,
    console,
    entities,
    health,
    measures,
    metadata,
    partner_match,
    questions,
    scenarios,
    search,
    source_usage,
)
from api.routers import subgraph as drawing
from api.routers.citations import router as citations
from api.routers.reconciliation import router as reconciliation
from api.security.access_policy import LOOPBACK_NAMES, Policy, hosts_of, proxies_of
from graph.console.service import Console
from graph.console.shared_service import SharedConsole
from graph.measures.service import Measures
from graph.queries.questions.question_file import Question, load_questions
from graph.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def _lifespan(stores: Stores, query_console: SharedConsole) -> Lifespan:
    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await query_console.close()
        await stores.close()

    return life


def create_app(
    stores: Stores | None = None,
    *,
    known: dict[str, Question] | None = None,
    hosts: Iterable[str] | None = LOOPBACK_NAMES,
    settings: Settings | None = None,
) -> FastAPI:
    """Build the application.

    :param stores: where the store is; it may come later (until then 503), may be swapped, and is closed with the application.
    :param known: the questions; those in ``cypher/ask`` when None.
    :param hosts: ``Host`` names that are answered; None answers any. Settings that are given decide themselves.
    :param settings: who may ask from where, and how often; those of a loopback address when None.
    :raises BadValueError: settings that mean nothing.
    :raises QueryFileError: when a file in ``cypher/ask`` breaks the format.
    """
    stores = stores or Stores()
    known = load_questions() if known is None else known
    ours = settings or Settings()
    query_console = SharedConsole(ours, Console(idle=ours.console_idle))
    measured = Measures()
    app = FastAPI(
        title="Alliance explorer",
        version=metadata.PRODUCT,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(stores, query_console),
        redirect_slashes=False,
    )
    app.state.stores, app.state.questions = stores, known
    problems.install(app)
    not_found.install(app, ours.report_to)
    explorer.install(app, ours.report_to)
    for router in (
        questions.router(known),
        measures.router(measured),
        partner_match.router(measured),
        scenarios.router(measured),
        search.router(),
        metadata.router(),
        entities.router(),
        source_usage.router(),
        connections.router(),
        drawing.router(),
        citations.router(),
        reconciliation.router(),
        console.router(query_console),
        health.router(),
        metrics.router(),
    ):
        app.include_router(router)
    landing.install(app)
    api_docs.install(app)
    openapi.install(app)
    _surround(app, stores, hosts, settings)
    return app


def _surround(app: FastAPI, stores: Stores, hosts: Iterable[str] | None, settings: Settings | None) -> None:
    """The middleware. What is added later stands further out: read from below for the way of a request."""
    app.add_middleware(Addressed)
    app.add_middleware(Leased, stores=stores)
    app.add_middleware(compressed)
    app.add_middleware(Cache, stores=stores, limit=(settings or Settings()).cache_bytes, count=lambda kind: CACHE_HITS.labels(kind).inc())
    app.add_middleware(Methods, routes=app)
    app.add_middleware(Guard, policy=Policy() if settings is None else Policy.of(settings))
    if settings is not None and settings.cors:
        app.add_middleware(CORSMiddleware, **cross_origin(settings))
    app.add_middleware(Metrics, routes=app)
    app.add_middleware(RequestContextMiddleware, hosts=hosts if settings is None else hosts_of(settings))
    if settings is not None and settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies_of(settings))
