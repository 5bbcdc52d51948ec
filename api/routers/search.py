"""``/v1/search``: search entities by name in English and Chinese."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import StoreDep
from api.parameters.include import IncludeParam, SelectParam, of_search
from api.parameters.names import NODE_TYPES, check_names, joined, listed, types_query
from api.parameters.selection import OriginsDep, refuse_unknown
from api.responses import envelope
from api.schemas.base import Found, answer
from graph.queries.search import name_lookup
from seed.bilingual import Bilingual
from seed.model import NODES

TypesParam = Annotated[list[str] | None, types_query(listed(NODE_TYPES), "Only entities of these types", example="County,School")]
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
    return check_names(text, NODES, "/query/type", Bilingual("type", "类型"))


async def search_entities(
    *,
    store: StoreDep,
    q: Annotated[str, _Q],
    origin: OriginsDep,
    types: TypesParam = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Maximum number of rows.")] = 20,
    select: SelectParam = None,
    include: IncludeParam = None,
) -> Response:
    """Find entities by name, alias, pinyin or part of one. Typing errors are tolerated in Latin letters only: 桂阳 never finds 贵阳."""
    labels = check_types(joined(types))
    shown = of_search(include, select, labels)
    async with store.reading() as version:
        hits = await name_lookup.search(store, q, labels=labels, limit=limit + 1, origin=origin)
        rows = await name_lookup.with_shown(store, hits[:limit], shown, origin=origin)
    return envelope.send(envelope.body(rows, version=version, truncated=len(hits) > limit))


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
