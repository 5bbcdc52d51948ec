"""``/v1/{things}/{id}/neighbours`` and ``/v1/relations``: the neighbours of an entity, and how two entities are connected."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.dependencies import StoreDep
from api.parameters import evidence as evidence_parameter
from api.parameters.cursors import PagingDep, link_next
from api.parameters.evidence import FullEvidenceParam
from api.parameters.names import EDGE_TYPES, NODE_TYPES, IdPath, check_names, find, joined, label_at, listed, types_query
from api.parameters.neighbour_query import IncludeParam, SelectParam, of_neighbours, other_labels
from api.parameters.selection import SelectionDep, refuse_unknown
from api.responses import envelope
from api.responses.exports import RESPONSES, FormatDep, exported
from api.responses.exports import wanted as wanted_as_file
from api.routers import neighbour_pages
from api.schemas.base import answer
from api.schemas.connections import NeighbourCount, RelationsAnswer
from api.schemas.relationships import Neighbour
from graph.database.reader import Store
from graph.database.records import Detail, with_evidence
from graph.errors import BadValueError
from graph.export.formats import GRAPHS, ExportFormat
from graph.export.graph import Drawing
from graph.export.table import Table
from graph.queries.search.name_lookup import resolve
from graph.queries.traversal import neighbour_export, neighbours, shortest_paths
from graph.queries.traversal.neighbours import Direction, NeighbourShown, Wanted
from graph.queries.traversal.selection import Chosen
from seed.bilingual import Bilingual
from seed.model import EDGES, LABEL_BY_PATH, NODES, ORIGINS

ThingsPath = Annotated[
    str, Path(description="Entity type, as in the paths of lists.", examples=["schools"], json_schema_extra={"enum": list(LABEL_BY_PATH)})
]
TypesParam = Annotated[list[str] | None, types_query(listed(EDGE_TYPES), "Only relationships of these types", example="FEEDS")]
_NODE_TYPE = Query(
    description="Only entities of these types at the other end, comma-separated.",
    examples=["Enterprise"],
    json_schema_extra={"pattern": listed(NODE_TYPES)},
)
_DIRECTION = Query(description="Direction of the relationships: `out` starts at the entity, `in` ends at it, `both` includes all.")
_END = {"min_length": 1, "max_length": 200, "description": "Id, or exact name in English or Chinese."}


async def wanted(
    chosen: SelectionDep,
    types: TypesParam = None,
    direction: Annotated[Direction, _DIRECTION] = "both",
    node_type: Annotated[str | None, _NODE_TYPE] = None,
) -> Wanted:
    """Return the selection of neighbours from the query parameters."""
    return Wanted(
        check_names(joined(types), EDGES, "/query/type", Bilingual("type of relationship", "关系类型")),
        direction,
        check_names(node_type, NODES, "/query/node_type", Bilingual("type", "类型")),
        Chosen.of(chosen.origin, chosen.as_of),
    )


WantedDep = Annotated[Wanted, Depends(wanted)]


async def get_neighbours(
    request: Request,
    store: StoreDep,
    *,
    things: ThingsPath,
    id: IdPath,
    paging: PagingDep,
    selection: WantedDep,
    format: FormatDep,
    evidence: FullEvidenceParam = None,
    select: SelectParam = None,
    include: IncludeParam = None,
) -> Response:
    """Return a page of the relationships of one entity, each with its evidence and the entity at its other end.

    Rows are sorted by type, then by the other end. A file (`format`) contains all rows, not one page.
    """
    label = label_at(things)
    shown = of_neighbours(include, select, label, selection)
    evidence_parameter.refuse_in_file(evidence, format)
    if wanted_as_file(format):
        async with store.reading() as version:
            node = await find(store, label, id)
        return await exported(request, format, _file(store, node, selection, shown=shown, form=format, version=version))
    async with store.reading():
        node = await find(store, label, id)
        page, cursor = await neighbour_pages.page_of(store, node["id"], selection, paging, shown)
    undated = envelope.count_undated(page.rows, selection.chosen.as_of)
    rows = [with_evidence(row, evidence or "full") for row in page.rows]
    response = envelope.send(
        envelope.body(rows, version=page.data_version, next_cursor=cursor, undated=undated, as_of=selection.chosen.as_of)
    )
    link_next(request, response, cursor)
    return response


def _file(
    store: Store, node: dict[str, Any], selection: Wanted, *, shown: NeighbourShown, form: ExportFormat, version: str
) -> Table | Drawing:
    about = {"data_version": version, "of": node["id"], "as_of": selection.chosen.as_of, "origin": selection.chosen.origin}
    title = f"{node['name']}: neighbours"
    if form.name in GRAPHS:
        nodes = neighbour_export.nodes(store, node["id"], selection, version)
        edges = neighbour_export.edges(neighbour_export.stream(store, node["id"], selection, version))
        return Drawing(nodes, edges, "neighbours", title, about)
    columns = neighbour_export.columns_of(selection, shown, other_labels(node["type"], selection))
    return Table("neighbours", title, columns, neighbour_export.stream(store, node["id"], selection, version, shown), about)


async def count_neighbours(things: ThingsPath, id: IdPath, store: StoreDep, selection: WantedDep) -> Response:
    """Count the relationships of one entity by type, direction and type of the other end."""
    label = label_at(things)
    async with store.reading():
        node = await find(store, label, id)
        rows, version = await neighbours.neighbour_counts(store, node["id"], selection)
    origins: dict[str, int] = {origin: sum(row["origins"][origin] for row in rows) for origin in ORIGINS}
    undated = None if selection.chosen.as_of is None else sum(row["undated"] for row in rows)
    return envelope.send(
        envelope.body(rows, version=version, truncated=False, counts=origins, undated=undated, as_of=selection.chosen.as_of)
    )


async def get_relations(
    store: StoreDep,
    chosen: SelectionDep,
    *,
    one: Annotated[str, Query(alias="from", examples=["school:jiahe-vocational"], **_END)],
    other: Annotated[str, Query(alias="to", examples=["enterprise:jd"], **_END)],
    steps: Annotated[
        int, Query(ge=2, le=shortest_paths.MOST_STEPS, description="Maximum number of steps in a chain.")
    ] = shortest_paths.MOST_STEPS,
    limit: Annotated[int, Query(ge=1, le=100, description="Maximum number of chains.")] = 20,
    places: Annotated[bool, Query(description="Allow chains through counties and regions.")] = True,
    evidence: FullEvidenceParam = None,
) -> Response:
    """Return all direct relationships between two entities, and the shortest chains of two or more steps that connect them.

    With `origin=documented` a chain may also use `reference` rows, for example which region a county belongs to.
    """
    strict = Chosen.of(chosen.origin, chosen.as_of)
    first = await resolve(store, "Thing", one, pointer="/query/from")
    second = await resolve(store, "Thing", other, pointer="/query/to")
    if first == second:
        raise BadValueError(
            Bilingual(f"'{one}' and '{other}' are the same entity.", f"“{one}”与“{other}”是同一实体。"),
            pointer="/query/to",
            hint=Bilingual("Name two different entities.", "请给出两个不同的实体。"),
        )
    async with store.reading() as version:
        ends = await neighbours.briefs(store, (first, second))
        rows, more = await neighbours.direct(store, first, second, strict)
        whole = Chosen.of(chosen.origin, chosen.as_of, whole=True)
        chains = await shortest_paths.chains(store, first, second, whole, steps=steps, limit=limit, places=places)
    undated, detail = envelope.count_undated(rows, chosen.as_of), evidence or "full"
    rows = [with_evidence(row, detail) for row in rows]
    content = envelope.body(rows, version=version, truncated=more, undated=undated, as_of=chosen.as_of)
    content["ends"] = {"from": ends[first], "to": ends[second]}
    content["chains"] = _chains(chains, version, chosen.as_of, limit, detail)
    return envelope.send(content)


def _chains(chains: shortest_paths.Chains, version: str, as_of: str | None, limit: int, evidence: Detail) -> dict[str, Any]:
    more = chains.total is None or chains.total > len(chains.rows)
    undated = envelope.count_undated(chains.rows, as_of)
    rows = [{**row, "evidence": [[with_evidence(edge, evidence) for edge in step] for step in row["evidence"]]} for row in chains.rows]
    return envelope.body(rows, version=version, truncated=more, undated=undated, as_of=as_of, total=chains.total, limit=limit)


def router() -> APIRouter:
    """Return the router of neighbours and relations."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["relations"])
    api_router.add_api_route(
        "/{things}/{id}/neighbours",
        get_neighbours,
        operation_id="getNeighbours",
        response_model=answer("Neighbours", Neighbour),
        responses=RESPONSES,
        summary="List the neighbours of an entity",
    )
    api_router.add_api_route(
        "/{things}/{id}/neighbours/counts",
        count_neighbours,
        operation_id="countNeighbours",
        response_model=answer("NeighbourCounts", NeighbourCount),
        summary="Count the relationships of an entity by type",
    )
    api_router.add_api_route(
        "/relations",
        get_relations,
        operation_id="getRelations",
        response_model=RelationsAnswer,
        summary="Find connections between two entities",
    )
    return api_router
