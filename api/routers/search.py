"""``/v1/search``: search entities by name in English and Chinese."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import StoreDep
from api.parameters.names import check_names
from api.parameters.selection import OriginsDep, refuse_unknown
from api.responses import envelope
from api.schemas.base import Found, answer
from graph.queries.search import name_lookup
from seed.model import NODES

_TYPE = Query(
    alias="type",
    description="Only entities of these types, comma-separated.",
    examples=["County,School"],
    json_schema_extra={"pattern": f"^({'|'.join(NODES)})(,({'|'.join(NODES)}))*$"},
)
_Q = Query(
    min_length=1,
    max_length=200,
    description="Name in Chinese, English, pinyin or pinyin initials, or the beginning of a word.",
    examples=["桂阳"],
)


def check_types(text: str | None) -> tuple[str, ...] | None:
    """Parse a comma-separated list of types.

    :raises BadValueError: a type does not exist; the hint lists similar names.
    """
    return check_names(text, NODES, "/query/type", "type")


async def search_entities(
    store: StoreDep,
    q: Annotated[str, _Q],
    origin: OriginsDep,
    types: Annotated[str | None, _TYPE] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Maximum number of rows.")] = 20,
) -> Response:
    """Find entities by name, alias, pinyin or part of one. Typing errors are tolerated in Latin letters only: 桂阳 never finds 贵阳."""
    rows = await name_lookup.search(store, q, labels=check_types(types), limit=limit + 1, origin=origin)
    return envelope.send(envelope.body(rows[:limit], version=store.version, truncated=len(rows) > limit))


def router() -> APIRouter:
    """Return the router of ``/v1/search``."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route(
        "/search",
        search_entities,
        operation_id="search",
        response_model=answer("Search", Found),
        summary="Search entities by name",
        tags=["entities"],
    )
    return api_router
