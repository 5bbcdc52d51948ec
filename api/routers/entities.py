"""``/v1/schools``, ``/v1/programs``, ...: a list, its filters and each thing, per type of the declaration; single relationships."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from api.dependencies import StoreDep
from api.parameters.cursors import PagingDep, link_next
from api.parameters.names import find
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
IdPath = Annotated[str, Path(min_length=1, max_length=200, description="Its id, its bare code, or its exact name.")]
EdgePath = Annotated[str, Path(min_length=1, max_length=600, description="TYPE~start~end~discriminators")]


def _thing_endpoint(label: str) -> Endpoint:
    async def get_thing(request: Request, id: IdPath, store: StoreDep, paging: PagingDep, chosen: SelectionDep) -> Response:
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

    return get_thing


async def get_relationship(id: EdgePath, store: StoreDep) -> Response:
    """One relationship with its evidence and both its ends."""
    found = await entities.relationship(store, id) if id.partition("~")[0] in EDGES else None
    if found is None:
        raise NotFoundError(f"There is no relationship '{id}'.", nearest=nearest(id.partition("~")[0], EDGES))
    return envelope.send(envelope.body([found], version=store.version))


def _thing_model(label: str) -> type[BaseModel]:
    results: Any = (list[full(label)], ...)  # type: ignore[misc]
    ties: Any = (answer("Ties", Tie), ...)
    return create_model(f"{label}Thing", __config__=ConfigDict(extra="forbid"), meta=(Meta, ...), results=results, relationships=ties)


def router() -> APIRouter:
    """Three routes per type of the declaration."""
    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    for label, cls in NODES.items():
        about = f"{(cls.__doc__ or '').strip()} {cls.title_zh}."
        entity_lists.add_routes(made, label, about)
        made.add_api_route(
            f"/{cls.path}/{{id}}",
            _thing_endpoint(label),
            operation_id=f"get{label}",
            response_model=_thing_model(label),
            summary=f"One {cls.title.lower()} and its relationships",
            description=f"{about} `cursor`, `per_page`, `origin` and `as_of` concern the relationships.",
            tags=["things"],
        )
    relationship_lists.add_route(made)
    made.add_api_route(
        "/relationships/{id}",
        get_relationship,
        operation_id="getRelationship",
        response_model=answer("Relationship", Between),
        summary="One relationship, its evidence and its ends",
        tags=["things"],
    )
    return made
