"""``/v1/schools``, ``/v1/programs``, ...: a list, its filters and single entities for each declared type; single relationships."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from api.dependencies import StoreDep
from api.parameters.cursors import PagingDep, link_next
from api.parameters.names import IdPath, find
from api.parameters.selection import SelectionDep, refuse_unknown
from api.responses import envelope
from api.routers import entity_lists, neighbour_pages, relationship_lists
from api.schemas.base import Between, Meta, Tie, answer, full
from graph.errors import NotFoundError
from graph.queries.lists import entities
from graph.queries.traversal.neighbours import Wanted
from graph.queries.traversal.selection import Chosen
from seed.model import EDGES, NODES
from seed.suggestions import nearest

Endpoint = Callable[..., Awaitable[Response]]
EdgePath = Annotated[str, Path(min_length=1, max_length=600, description="Id of the relationship: TYPE~start~end~discriminators")]


def _entity_endpoint(label: str) -> Endpoint:
    async def get_entity(request: Request, id: IdPath, store: StoreDep, paging: PagingDep, chosen: SelectionDep) -> Response:
        wanted = Wanted(chosen=Chosen.of(chosen.origin, chosen.as_of))
        async with store.reading():
            node = await find(store, label, id)
            page, cursor = await neighbour_pages.page_of(store, node["id"], wanted, paging)
        undated = envelope.count_undated(page.rows, chosen.as_of)
        content = envelope.body([node], version=page.data_version)
        content["relationships"] = envelope.body(page.rows, version=page.data_version, next_cursor=cursor, undated=undated)
        response = envelope.send(content)
        link_next(request, response, cursor)
        return response

    return get_entity


async def get_relationship(id: EdgePath, store: StoreDep) -> Response:
    """Return one relationship with its evidence and both ends."""
    row = await entities.relationship(store, id) if id.partition("~")[0] in EDGES else None
    if row is None:
        raise NotFoundError(f"Relationship '{id}' does not exist.", nearest=nearest(id.partition("~")[0], EDGES))
    return envelope.send(envelope.body([row], version=store.version))


def _entity_model(label: str) -> type[BaseModel]:
    results: Any = (list[full(label)], ...)  # type: ignore[misc]
    ties: Any = (answer("Ties", Tie), ...)
    return create_model(f"{label}Thing", __config__=ConfigDict(extra="forbid"), meta=(Meta, ...), results=results, relationships=ties)


def router() -> APIRouter:
    """Return the router of all entity types and of relationships."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    for label, cls in NODES.items():
        about = f"{(cls.__doc__ or '').strip()} {cls.title_zh}."
        entity_lists.add_routes(api_router, label, about)
        api_router.add_api_route(
            f"/{cls.path}/{{id}}",
            _entity_endpoint(label),
            operation_id=f"get{label}",
            response_model=_entity_model(label),
            summary=f"Get one {cls.title.lower()} and its relationships",
            description=f"{about} `cursor`, `per_page`, `origin` and `as_of` apply to the relationships.",
            tags=["entities"],
        )
    relationship_lists.add_route(api_router)
    api_router.add_api_route(
        "/relationships/{id}",
        get_relationship,
        operation_id="getRelationship",
        response_model=answer("Relationship", Between),
        summary="Get one relationship with its evidence and ends",
        tags=["entities"],
    )
    return api_router
