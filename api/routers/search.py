"""``/v1/search``: things by name, in both languages."""

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
    description="Only things of these types, separated by commas: County,School.",
    examples=["County,School"],
    json_schema_extra={"pattern": f"^({'|'.join(NODES)})(,({'|'.join(NODES)}))*$"},
)
_Q = Query(
    min_length=1, max_length=200, description="Chinese, English, pinyin or its initials, or the beginning of a word.", examples=["桂阳"]
)


def check_types(text: str | None) -> tuple[str, ...] | None:
    """The types that a comma-separated list names.

    :raises BadValueError: names the odd one and the nearest known.
    """
    return check_names(text, NODES, "/query/type", "type")


async def search_things(
    store: StoreDep,
    q: Annotated[str, _Q],
    origin: OriginsDep,
    types: Annotated[str | None, _TYPE] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Rows at most.")] = 20,
) -> Response:
    """Find things by name, alias, pinyin or a part of them. Typing errors are forgiven in Latin letters only: 桂阳 never finds 贵阳."""
    rows = await name_lookup.search(store, q, labels=check_types(types), limit=limit + 1, origin=origin)
    return envelope.send(envelope.body(rows[:limit], version=store.version, truncated=len(rows) > limit))


def router() -> APIRouter:
    """The search."""
    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    made.add_api_route(
        "/search", search_things, operation_id="search", response_model=answer("Search", Found), summary="Search by name", tags=["things"]
    )
    return made
