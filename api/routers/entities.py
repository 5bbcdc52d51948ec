"""``/v1/schools``, ``/v1/programs``, ...: a list, its filters and single entities for each declared type; single relationships."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, create_model

from api.dependencies import StoreDep
from api.parameters import relationship_query
from api.parameters.cursors import PagingDep, link_next
from api.parameters.evidence import FullEvidenceParam
from api.parameters.include import IncludeParam, SelectParam, of_entity
from api.parameters.names import IdPath, find
from api.parameters.selection import SelectionDep, refuse_unknown
from api.responses import envelope
from api.routers import entity_lists, neighbour_pages, relationship_lists
from api.schemas.base import Meta, answer
from api.schemas.lists import row_of
from api.schemas.relationships import Neighbour, Relationship
from graph.database.reader import Store
from graph.database.records import with_evidence
from graph.errors import BadValueError, NotFoundError
from graph.queries.lists import entities, relationships
from graph.queries.lists.request import ListRequest
from graph.queries.traversal.neighbours import Wanted
from graph.queries.traversal.selection import Chosen
from seed.bilingual import Bilingual
from seed.model import EDGES, NODES
from seed.suggestions import nearest

Endpoint = Callable[..., Awaitable[Response]]
RelationshipsParam = Annotated[
    bool, Query(description="Whether to return the relationships, too. `false`: only the entity, with what it includes.", examples=[False])
]
EdgePath = Annotated[str, Path(min_length=1, max_length=600, description="Id of the relationship: TYPE~start~end~discriminators")]


def _entity_endpoint(label: str) -> Endpoint:
    async def get_entity(
        *,
        request: Request,
        id: IdPath,
        store: StoreDep,
        paging: PagingDep,
        chosen: SelectionDep,
        evidence: FullEvidenceParam = None,
        select: SelectParam = None,
        include: IncludeParam = None,
        relationships: RelationshipsParam = True,
    ) -> Response:
        shown = of_entity(include, select, label)
        own = ListRequest(label, origin=chosen.origin, as_of=chosen.as_of, select=shown.select, includes=shown.includes)
        if not relationships:
            _refuse_paging(request)
            async with store.reading() as version:
                node = await _found(store, own, id)
            return envelope.send(envelope.body([node], version=version, as_of=chosen.as_of))
        wanted = Wanted(chosen=Chosen.of(chosen.origin, chosen.as_of))
        async with store.reading():
            node = await _found(store, own, id)
            page, cursor = await neighbour_pages.page_of(store, node["id"], wanted, paging)
        undated = envelope.count_undated(page.rows, chosen.as_of)
        content = envelope.body([node], version=page.data_version, as_of=chosen.as_of)
        rows = [with_evidence(row, evidence or "full") for row in page.rows]
        content["relationships"] = envelope.body(rows, version=page.data_version, next_cursor=cursor, undated=undated, as_of=chosen.as_of)
        response = envelope.send(content)
        link_next(request, response, cursor)
        return response

    return get_entity


async def _found(store: Store, request: ListRequest, text: str) -> dict[str, Any]:
    """Return the entity with an id, code or name, with the properties and the further entities of the request."""
    if request.select is None and not request.includes:
        return await find(store, request.label, text)
    return await find(store, request.label, text, lambda entity_id: entities.chosen(store, request, entity_id))


def _refuse_paging(request: Request) -> None:
    """Reject parameters of relationships that are not requested.

    :raises BadValueError: names the parameter.
    """
    for name in ("cursor", "per_page", "evidence"):
        if name in request.query_params:
            raise BadValueError(
                Bilingual(f"'{name}' requires relationships=true.", f"“{name}”须与 relationships=true 一起使用。"),
                pointer=f"/query/{name}",
                hint=Bilingual(f"Omit {name}.", f"请去掉 {name}。"),
            )


async def get_relationship(
    *,
    id: EdgePath,
    store: StoreDep,
    chosen: SelectionDep,
    select: relationship_query.SelectParam = None,
    include: relationship_query.IncludeParam = None,
) -> Response:
    """Return one relationship with its evidence and both ends. `origin` and `as_of` apply to included entities."""
    kind = id.partition("~")[0]
    if kind not in EDGES:
        raise NotFoundError(Bilingual(f"Relationship '{id}' does not exist.", f"关系“{id}”不存在。"), nearest=nearest(kind, EDGES))
    shown = relationship_query.shown_of((kind,), include, select)
    request = replace(shown, origin=chosen.origin, as_of=chosen.as_of)
    async with store.reading() as version:
        row = await relationships.one(store, request, id)
    if row is None:
        raise NotFoundError(Bilingual(f"Relationship '{id}' does not exist.", f"关系“{id}”不存在。"))
    return envelope.send(envelope.body([row], version=version, undated=envelope.count_undated([row], chosen.as_of), as_of=chosen.as_of))


def _entity_model(label: str) -> type[BaseModel]:
    results: Any = (list[row_of(label)], ...)  # type: ignore[misc]
    ties: Any = (answer("Ties", Neighbour) | None, None)
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
            description=f"{about} Parameters apply to the relationships, `origin` and `as_of` also to included entities.",
            tags=["entities"],
        )
    relationship_lists.add_routes(api_router)
    api_router.add_api_route(
        "/relationships/{id}",
        get_relationship,
        operation_id="getRelationship",
        response_model=answer("Relationship", Relationship),
        summary="Get one relationship with its evidence and ends",
        tags=["entities"],
    )
    return api_router
