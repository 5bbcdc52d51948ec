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
        description="Type of the relationships, one.",
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
        description="Conditions as in lists of things: properties of the relationship, and paths from its `start` and its `end`: "
        "`year:>2022,start.level:secondary,end.county:431024`.",
        examples=["start.origin:documented"],
    ),
]


def check_type(text: str) -> str:
    """A type of relationships.

    :raises UnknownNameError: there is none of that name; carries the nearest.
    """
    if text not in EDGES:
        near = nearest(text, EDGES)
        known = "" if near else f" Known: {', '.join(EDGES)}."
        raise UnknownNameError(f"There is no type of relationships '{text}'.{known}", nearest=near, pointer="/query/type")
    return text


def _table(store: Store, asked: EdgeRequest) -> Table:
    cls, version = EDGES[asked.kind], store.version
    about = {"data_version": version, "as_of": asked.as_of, "origin": asked.origin}
    rows = relationships.stream(store, asked, version=version)
    return Table(asked.kind.lower(), f"{asked.kind} {cls.title_zh}", relationships.columns_of(asked), rows, about)


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
    """All relationships of one type with both their ends, in the order of their ids. `origin` and `as_of` concern the relationships."""
    kind = check_type(type)
    asked = EdgeRequest(kind, parser.parse_edge(filter, kind) if filter is not None else (), chosen.origin, chosen.as_of)
    mark = fingerprint(kind, filter, chosen)
    resume = unseal(cursor, mark)
    orders = relationships.orders_of(kind)
    if resume is not None and not (len(resume.keys) == len(orders) and all(map(lambda order, key: order.fits(key), orders, resume.keys))):
        raise refused()
    if wanted(format):
        refuse_in_file(resume)
        return await exported(request, format, _table(store, asked))
    after, version, known = (None, None, None) if resume is None else (resume.keys, resume.version, resume.total)
    page = await relationships.page(store, asked, limit=per_page, after=after, version=version, total=total and known is None)
    counted = page.total if page.total is not None else known
    following = seal(mark, page.data_version, page.after, counted)
    undated = envelope.count_undated(page.rows, chosen.as_of)
    response = envelope.send(envelope.body(page.rows, version=page.data_version, next_cursor=following, undated=undated, total=counted))
    link_next(request, response, following)
    return response


def add_route(made: APIRouter) -> None:
    """Add the list of relationships."""
    made.add_api_route(
        "/relationships",
        list_relationships,
        operation_id="listRelationships",
        response_model=EdgesAnswer,
        responses=RESPONSES,
        summary="All relationships of a type, filtered",
        tags=["things"],
    )
