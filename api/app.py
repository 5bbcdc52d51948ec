"""The application: routers, problems, surroundings, and the life of its store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from api import docs, openapi, pages, problems
from api.deps import Stores
from api.middleware import LOOPBACK_HOSTS, Surroundings
from api.routers import health, meta, questions, search, things
from graph.queries import Question, load_questions

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def _lifespan(stores: Stores) -> Lifespan:
    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await stores.close()

    return life


def create_app(
    stores: Stores | None = None, *, known: dict[str, Question] | None = None, hosts: Iterable[str] | None = LOOPBACK_HOSTS
) -> FastAPI:
    """Build the application.

    :param stores: where the store is; it may come later (until then 503), may be swapped, and is closed with the application.
    :param known: the questions; those in ``cypher/ask`` when None.
    :param hosts: ``Host`` names that are answered; None answers any.
    :raises QueryFileError: when a file in ``cypher/ask`` breaks the format.
    """
    stores = stores or Stores()
    known = load_questions() if known is None else known
    app = FastAPI(
        title="Alliance explorer", version=meta.PRODUCT, docs_url=None, redoc_url=None, lifespan=_lifespan(stores), redirect_slashes=False
    )
    app.state.stores, app.state.questions = stores, known
    problems.install(app)
    for router in (questions.router(known), search.router(), meta.router(), things.router(), health.router(), pages.router()):
        app.include_router(router)
    docs.install(app)
    openapi.install(app)
    app.add_middleware(Surroundings, hosts=hosts)
    return app
