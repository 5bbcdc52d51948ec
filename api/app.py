"""Build the FastAPI application: routers, error handlers, middleware and lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

from fastapi import FastAPI
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import openapi
from api.dependencies import Stores
from api.middleware import metrics
from api.middleware.access_control import AccessControlMiddleware
from api.middleware.canonical_url import CanonicalUrlMiddleware
from api.middleware.compression import CompressionMiddleware
from api.middleware.cross_origin import CrossOriginMiddleware
from api.middleware.data_version import DataVersionMiddleware
from api.middleware.database_lease import DatabaseLeaseMiddleware
from api.middleware.deprecation import DeprecationMiddleware
from api.middleware.export_files import ExportFilesMiddleware
from api.middleware.file_ranges import FileRangesMiddleware
from api.middleware.http_methods import HttpMethodsMiddleware
from api.middleware.metrics import CACHE_HITS, MetricsMiddleware
from api.middleware.replaced_ids import ReplacedIdsMiddleware
from api.middleware.request_context import RequestContextMiddleware
from api.middleware.response_cache import ResponseCacheMiddleware
from api.pages import api_docs, explorer, landing, not_found
from api.parameters import cursors
from api.parameters.route_parameters import query_parameters
from api.responses import problems
from api.routers import (
    changes,
    connections,
    console,
    editing,
    entities,
    health,
    importing,
    measures,
    metadata,
    model,
    partner_match,
    questions,
    scenarios,
    search,
    source_usage,
)
from api.routers import subgraph as drawing
from api.routers.citations import router as citations
from api.routers.exports import router as exports
from api.routers.reconciliation import router as reconciliation
from api.security.access_policy import LOOPBACK_NAMES, Policy, hosts_of, proxies_of
from graph.console.service import Console
from graph.console.shared_service import SharedConsole
from graph.measures.service import Measures
from graph.queries.questions.question_file import Question, load_questions
from graph.settings import Settings
from graph.system.data_paths import DataDirectory

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def _lifespan(stores: Stores, query_console: SharedConsole) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await query_console.close()
        await stores.close()

    return lifespan


@cache
def _question_routes() -> list[BaseRoute]:
    """The routes of the questions in ``cypher/ask``."""
    return questions.router(load_questions()).routes


@cache
def _fixed_routes() -> list[BaseRoute]:
    """The routes without a state of their own. Every application of this process has the same: building them takes a second."""
    return [
        route
        for router in (
            measures.router(),
            partner_match.router(),
            scenarios.router(),
            search.router(),
            metadata.router(),
            model.router(),
            entities.router(),
            source_usage.router(),
            connections.router(),
            drawing.router(),
            citations.router(),
            health.router(),
            metrics.router(),
        )
        for route in router.routes
    ]


def create_app(
    stores: Stores | None = None,
    *,
    named_questions: dict[str, Question] | None = None,
    hosts: Iterable[str] | None = LOOPBACK_NAMES,
    settings: Settings | None = None,
) -> FastAPI:
    """Build the application.

    :param stores: holder of the current store. It may be empty at first (requests then get 503) and may be swapped later. It is closed
        with the application.
    :param named_questions: the questions by name; None loads ``cypher/ask``.
    :param hosts: allowed ``Host`` names; None allows any. Ignored when ``settings`` is given.
    :param settings: access rules and rate limits; None uses the defaults for a loopback address.
    :raises BadValueError: a setting is invalid.
    :raises QueryFileError: a file in ``cypher/ask`` has an invalid format.
    """
    stores = stores or Stores()
    loaded = load_questions() if named_questions is None else named_questions
    effective = settings or Settings()
    if effective.cursor_secret is not None:
        cursors.SIGNER.use(effective.cursor_secret.get_secret_value().encode())
    query_console = SharedConsole(effective, Console(idle=effective.console_idle))
    app = FastAPI(
        title="Alliance explorer",
        version=metadata.PRODUCT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(stores, query_console),
        redirect_slashes=False,
    )
    app.state.stores, app.state.questions, app.state.measures = stores, loaded, Measures()
    problems.install(app)
    not_found.install(app, effective.report_to)
    explorer.install(app, effective.report_to)
    # Not include_router: it analyses each route again at the first request, and each request then passes through one more router.
    app.router.routes.extend(_question_routes() if named_questions is None else questions.router(named_questions).routes)
    app.router.routes.extend(_fixed_routes())
    for router in (
        editing.router(effective),
        importing.router(effective),
        exports.router(effective),
        changes.router(),
        reconciliation.router(),
        console.router(query_console),
    ):
        app.router.routes.extend(router.routes)
    landing.install(app)
    api_docs.install(app)
    openapi.install(app)
    app.state.parameters = query_parameters(app)
    _add_middleware(app, stores, hosts, settings)
    return app


def _add_middleware(app: FastAPI, stores: Stores, hosts: Iterable[str] | None, settings: Settings | None) -> None:
    """Add the middleware. The last one added is outermost, so a request passes through this list from bottom to top."""
    app.add_middleware(DeprecationMiddleware)
    app.add_middleware(CanonicalUrlMiddleware)
    app.add_middleware(DatabaseLeaseMiddleware, stores=stores)
    app.add_middleware(CompressionMiddleware)
    app.add_middleware(
        ResponseCacheMiddleware, stores=stores, limit=(settings or Settings()).cache_bytes, count=lambda kind: CACHE_HITS.labels(kind).inc()
    )
    app.add_middleware(DataVersionMiddleware, stores=stores)
    app.add_middleware(ReplacedIdsMiddleware, stores=stores)
    app.add_middleware(HttpMethodsMiddleware, routes=app)
    if settings is not None and settings.export_cache_bytes:
        app.add_middleware(
            FileRangesMiddleware, stores=stores, folder=DataDirectory(settings.data).exports, budget=settings.export_cache_bytes
        )
        app.add_middleware(ExportFilesMiddleware, records=exports.records_of(settings))
    app.add_middleware(AccessControlMiddleware, policy=Policy() if settings is None else Policy.of(settings))
    if settings is not None:
        app.add_middleware(CrossOriginMiddleware, settings=settings)
    app.add_middleware(MetricsMiddleware, routes=app)
    app.add_middleware(RequestContextMiddleware, hosts=hosts if settings is None else hosts_of(settings))
    if settings is not None and settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies_of(settings))
