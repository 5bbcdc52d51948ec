"""The list of the relationships of a type: ``/v1/relationships?type=FEEDS``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import StoreDep
from api.parameters.cursors import START, fingerprint, link_next, refuse_in_file, refused, seal, unseal
from api.parameters.list_query import CursorParam, PerPageParam, TotalParam
from api.parameters.selection import SelectionDep
from api.responses import envelope
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.lists import EdgesAnswer
from graph.database.reader import Store
from graph.errors import UnknownNameError
from graph.export.table import Table
from graph.queries.filters import parser
from graph.queries.lists import relationships
from graph.queries.lists.relationships import EdgeRequest
from seed.model import EDGES
from seed.suggestions import nearest

TypeParam = Annotated[
    str,
    Query(
        description="Relationship type; exactly one.",
        examples=["FEEDS"],
        min_length=1,
        max_length=50,
        json_schema_extra={"enum": sorted(EDGES)},
    ),
]
FilterParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=parser.LONGEST,
        description="Filter, in the syntax of entity lists, on properties of the relationship and on paths from its `start` and `end`: "
        "`year:>2022,start.level:secondary,end.county:431024`.",
        examples=["start.origin:documented"],
    ),
]


def check_type(text: str) -> str:
    """Return the text if it names a relationship type.

    :raises UnknownNameError: the type does not exist; carries similar names.
    """
    if text not in EDGES:
        near = nearest(text, EDGES)
        valid = "" if near else f" Valid types: {', '.join(EDGES)}."
        raise UnknownNameError(f"Unknown relationship type '{text}'.{valid}", nearest=near, pointer="/query/type")
    return text


def _table(store: Store, edge_request: EdgeRequest) -> Table:
    cls, version = EDGES[edge_request.kind], store.version
    about = {"data_version": version, "as_of": edge_request.as_of, "origin": edge_request.origin}
    rows = relationships.stream(store, edge_request, version=version)
    return Table(edge_request.kind.lower(), f"{edge_request.kind} {cls.title_zh}", relationships.columns_of(edge_request), rows, about)


async def list_relationships(
    *,
    request: Request,
    store: StoreDep,
    chosen: SelectionDep,
    format: FormatDep,
    type: TypeParam,
    filter: FilterParam = None,
    total: TotalParam = False,
    per_page: PerPageParam = 50,
    cursor: CursorParam = START,
) -> Response:
    """Return the relationships of one type with both ends, sorted by id. `origin` and `as_of` apply to the relationships."""
    kind = check_type(type)
    edge_request = EdgeRequest(kind, parser.parse_edge(filter, kind) if filter is not None else (), chosen.origin, chosen.as_of)
    mark = fingerprint(kind, filter, chosen)
    resume = unseal(cursor, mark)
    orders = relationships.orders_of(kind)
    if resume is not None and not (len(resume.keys) == len(orders) and all(map(lambda order, key: order.fits(key), orders, resume.keys))):
        raise refused()
    if wanted(format):
        refuse_in_file(resume)
        return await exported(request, format, _table(store, edge_request))
    after, version, known_total = (None, None, None) if resume is None else (resume.keys, resume.version, resume.total)
    page = await relationships.page(store, edge_request, limit=per_page, after=after, version=version, total=total and known_total is None)
    total_count = page.total if page.total is not None else known_total
    next_cursor = seal(mark, page.data_version, page.after, total_count)
    undated = envelope.count_undated(page.rows, chosen.as_of)
    response = envelope.send(
        envelope.body(page.rows, version=page.data_version, next_cursor=next_cursor, undated=undated, total=total_count)
    )
    link_next(request, response, next_cursor)
    return response


def add_route(api_router: APIRouter) -> None:
    """Add ``/relationships``."""
    api_router.add_api_route(
        "/relationships",
        list_relationships,
        operation_id="listRelationships",
        response_model=EdgesAnswer,
        responses=RESPONSES,
        summary="List relationships of one type",
        tags=["entities"],
    )
