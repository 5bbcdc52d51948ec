"""``/v1/graph``: a subgraph of limited size for drawing, with counts of the omitted relationships."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import StoreDep
from api.parameters.evidence import FullEvidenceParam, refuse_in_file
from api.parameters.names import EDGE_TYPES
from api.parameters.selection import Selection, SelectionDep, refuse_unknown
from api.responses import envelope
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.subgraph import GraphAnswer
from graph.database.reader import Store
from graph.database.records import Detail, with_end_ids, with_evidence
from graph.errors import BadValueError, UnknownNameError
from graph.export.graph import Drawing
from graph.queries.search.name_lookup import resolve
from graph.queries.traversal import subgraph
from graph.queries.traversal.selection import Chosen
from graph.queries.traversal.subgraph import MOST_DEPTH, MOST_EDGES, MOST_NODES, MOST_SEEDS, Part, Plan
from seed.bilingual import Bilingual
from seed.model import EDGES
from seed.suggestions import suggestion

_EXPAND_PATTERN = rf"^({EDGE_TYPES})(:(in|out))?(,({EDGE_TYPES})(:(in|out))?)*$"


_START = Query(
    min_length=1,
    max_length=4000,
    description=f"Entities to start from: ids or exact names, comma-separated, at most {MOST_SEEDS}.",
    examples=["school:jiahe-vocational"],
)
_EXPAND = Query(
    description="Relationship types to follow and draw, comma-separated. `FEEDS:in` follows a type only against its direction. "
    "Default: all types.",
    examples=["OFFERS,FEEDS:out"],
    json_schema_extra={"pattern": _EXPAND_PATTERN},
)


async def seeds_of(store: Store, text: str) -> tuple[str, ...]:
    """Resolve a comma-separated list of ids or names; return the ids in order, without duplicates."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if len(names) > MOST_SEEDS:
        raise BadValueError(
            Bilingual(f"Too many entities to start from: {len(names)}.", f"起点实体过多：{len(names)} 个。"),
            pointer="/query/start",
            hint=Bilingual(f"The maximum is {MOST_SEEDS}.", f"最多 {MOST_SEEDS} 个。"),
        )
    if not all(names):
        raise BadValueError(
            Bilingual("An id in 'start' is empty.", "“start”中有空的 ID。"),
            pointer="/query/start",
            hint=Bilingual("Separate ids with a single comma.", "请用单个逗号分隔各 ID。"),
        )
    return tuple([await resolve(store, "Thing", name, pointer="/query/start") for name in names])


def ways_of(text: str | None) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Return the types to follow outwards and inwards: ``OFFERS,FEEDS:in`` -> ``{OFFERS}``, ``{OFFERS, FEEDS}``; None means all.

    :raises BadValueError: a type or direction does not exist; the hint lists valid values.
    """
    if text is None:
        return None, None
    ways: dict[str, set[str]] = {"out": set(), "in": set()}
    for part in text.split(","):
        kind, colon, way = part.strip().partition(":")
        if kind not in EDGES:
            hint = suggestion(kind, EDGES)
            raise BadValueError(
                Bilingual(f"Unknown relationship type '{kind}'.", f"未知的关系类型“{kind}”。"), pointer="/query/expand", hint=hint
            )
        if colon and way not in ways:
            raise BadValueError(
                Bilingual(f"Unknown direction in '{part}'.", f"“{part}”中的方向无效。"),
                pointer="/query/expand",
                hint=Bilingual(f"Valid: {kind}, {kind}:out, {kind}:in.", f"可用：{kind}、{kind}:out、{kind}:in。"),
            )
        for name in (way,) if colon else ways:
            ways[name].add(kind)
    return frozenset(ways["out"]), frozenset(ways["in"])


async def _part(store: Store, plan: Plan) -> Part:
    part = await subgraph.draw(store, plan)
    if part.missing:
        raise UnknownNameError(
            Bilingual(f"Entity '{part.missing[0]}' does not exist.", f"实体“{part.missing[0]}”不存在。"), pointer="/query/start"
        )
    return part


def _body(part: Part, plan: Plan, chosen: Selection, evidence: Detail) -> dict[str, Any]:
    version = part.data_version
    content = envelope.body(part.nodes, version=version, truncated=part.more_nodes, as_of=chosen.as_of, limit=plan.nodes)
    undated = envelope.count_undated(part.edges, chosen.as_of)
    drawn = [with_evidence(edge, evidence) for edge in part.edges]
    content["edges"] = envelope.body(
        drawn, version=version, truncated=part.more_edges, undated=undated, as_of=chosen.as_of, limit=plan.edges
    )
    content["meta"]["undated"] = undated
    return content


async def _iterate(items: Iterable[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for item in items:
        yield item


def _file(part: Part, plan: Plan, chosen: Selection) -> Drawing:
    about: dict[str, Any] = {"data_version": part.data_version, "seeds": list(plan.seeds), "as_of": chosen.as_of, "origin": chosen.origin}
    about |= {"truncated": part.more_nodes or part.more_edges}
    return Drawing(_iterate(part.nodes), _iterate(map(with_end_ids, part.edges)), about=about)


async def get_graph(
    request: Request,
    store: StoreDep,
    chosen: SelectionDep,
    *,
    start: Annotated[str, _START],
    format: FormatDep,
    evidence: FullEvidenceParam = None,
    expand: Annotated[str | None, _EXPAND] = None,
    depth: Annotated[int, Query(ge=0, le=MOST_DEPTH, description="Maximum number of steps from a start. 0 returns only the seeds.")] = 1,
    nodes: Annotated[int, Query(ge=1, le=MOST_NODES, description="Maximum number of nodes, including the seeds.")] = 100,
    edges: Annotated[int, Query(ge=1, le=MOST_EDGES, description="Maximum number of edges.")] = 500,
) -> Response:
    """Return the nodes around the seeds, the relationships between them, and for each node the number of omitted relationships by type.

    If not everything fits, neighbours are added in rounds: the first neighbour of each relationship type of each node, then the second,
    in id order. The same request always returns the same graph.
    """
    refuse_in_file(evidence, format)
    outward, inward = ways_of(expand)
    async with store.reading():
        seeds = tuple(dict.fromkeys(await seeds_of(store, start)))
        if len(seeds) > nodes:
            raise BadValueError(
                Bilingual(f"'nodes' is less than the number of seeds, {len(seeds)}.", f"“nodes”小于起点实体数 {len(seeds)}。"),
                pointer="/query/nodes",
                hint=Bilingual(f"Set nodes to at least {len(seeds)}.", f"请将 nodes 设为至少 {len(seeds)}。"),
            )
        plan = Plan(seeds, outward, inward, depth, nodes, edges, Chosen.of(chosen.origin, chosen.as_of))
        part = await _part(store, plan)
    if wanted(format):
        return await exported(request, format, _file(part, plan, chosen))
    return envelope.send(_body(part, plan, chosen, evidence or "full"))


def router() -> APIRouter:
    """Return the router of ``/v1/graph``."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["relations"])
    api_router.add_api_route(
        "/graph",
        get_graph,
        operation_id="getGraph",
        response_model=GraphAnswer,
        responses=RESPONSES,
        summary="Get a subgraph for drawing",
    )
    return api_router
