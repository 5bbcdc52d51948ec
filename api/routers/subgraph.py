"""``/v1/graph``: a part of the graph for drawing, never more than can be drawn, with a count of what was left out of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import StoreDep
from api.parameters.names import EDGE_TYPES
from api.parameters.selection import Selection, SelectionDep, refuse_unknown
from api.responses import envelope
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.subgraph import GraphAnswer
from graph.database.reader import Store
from graph.errors import BadValueError, UnknownNameError
from graph.export.graph import Drawing
from graph.queries.search.name_lookup import resolve
from graph.queries.traversal import subgraph
from graph.queries.traversal.selection import Chosen
from graph.queries.traversal.subgraph import MOST_DEPTH, MOST_EDGES, MOST_NODES, MOST_SEEDS, Part, Plan
from seed.model import EDGES
from seed.suggestions import suggestion

_EXPAND_PATTERN = rf"^({EDGE_TYPES})(:(in|out))?(,({EDGE_TYPES})(:(in|out))?)*$"


_SEED = Query(
    min_length=1,
    max_length=4000,
    description=f"Where to start: ids or exact names, separated by commas, {MOST_SEEDS} at most.",
    examples=["school:jiahe-vocational"],
)
_EXPAND = Query(
    description="Types of relationship to follow and to draw, separated by commas; `FEEDS:in` follows one only against its direction. "
    "All types when left out.",
    examples=["OFFERS,FEEDS:out"],
    json_schema_extra={"pattern": _EXPAND_PATTERN},
)


async def seeds_of(store: Store, text: str) -> tuple[str, ...]:
    """Ids of the things that a comma-separated list names, in its order, each once."""
    given = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if len(given) > MOST_SEEDS:
        raise BadValueError(f"{len(given)} seeds are too many.", pointer="/query/seed", hint=f"Give {MOST_SEEDS} at most.")
    if not all(given):
        raise BadValueError("A seed is empty.", pointer="/query/seed", hint="Separate ids by one comma.")
    return tuple([await resolve(store, "Thing", name, pointer="/query/seed") for name in given])


def ways_of(text: str | None) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Types that are followed outwards and inwards: ``OFFERS,FEEDS:in`` -> ``{OFFERS}``, ``{OFFERS, FEEDS}``; None and None for all.

    :raises BadValueError: names the odd one and the nearest known.
    """
    if text is None:
        return None, None
    ways: dict[str, set[str]] = {"out": set(), "in": set()}
    for part in text.split(","):
        kind, colon, way = part.strip().partition(":")
        if kind not in EDGES:
            hint = suggestion(kind, EDGES)
            raise BadValueError(f"'{kind}' is not a valid type of relationship.", pointer="/query/expand", hint=hint)
        if colon and way not in ways:
            raise BadValueError(f"'{part}' has no direction.", pointer="/query/expand", hint=f"Give {kind}, {kind}:out or {kind}:in.")
        for name in (way,) if colon else ways:
            ways[name].add(kind)
    return frozenset(ways["out"]), frozenset(ways["in"])


async def _part(store: Store, plan: Plan) -> Part:
    part = await subgraph.draw(store, plan)
    if part.missing:
        raise UnknownNameError(f"There is no thing '{part.missing[0]}'.", pointer="/query/seed")
    return part


def _body(part: Part, plan: Plan, chosen: Selection) -> dict[str, Any]:
    version = part.data_version
    content = envelope.body(part.nodes, version=version, truncated=part.more_nodes, limit=plan.nodes)
    undated = envelope.count_undated(part.edges, chosen.as_of)
    content["edges"] = envelope.body(part.edges, version=version, truncated=part.more_edges, undated=undated, limit=plan.edges)
    content["meta"]["undated"] = undated
    return content


async def _each(items: Iterable[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for item in items:
        yield item


def _file(part: Part, plan: Plan, chosen: Selection) -> Drawing:
    about: dict[str, Any] = {"data_version": part.data_version, "seeds": list(plan.seeds), "as_of": chosen.as_of, "origin": chosen.origin}
    about |= {"truncated": part.more_nodes or part.more_edges}
    return Drawing(_each(part.nodes), _each(part.edges), about=about)


async def get_graph(
    request: Request,
    store: StoreDep,
    chosen: SelectionDep,
    *,
    seed: Annotated[str, _SEED],
    format: FormatDep,
    expand: Annotated[str | None, _EXPAND] = None,
    depth: Annotated[int, Query(ge=0, le=MOST_DEPTH, description="Relationships from a seed at most; 0 draws the seeds.")] = 1,
    nodes: Annotated[int, Query(ge=1, le=MOST_NODES, description="Nodes at most, the seeds among them.")] = 100,
    edges: Annotated[int, Query(ge=1, le=MOST_EDGES, description="Edges at most.")] = 500,
) -> Response:
    """What lies around some things: nodes and the relationships among them, and for each node how many were left out, by type.

    Where not all fits, the first thing of each type of relationship of each node comes first, then the second of each, in the order of ids:
    the same request draws the same graph.
    """
    outward, inward = ways_of(expand)
    async with store.reading():
        seeds = tuple(dict.fromkeys(await seeds_of(store, seed)))
        if len(seeds) > nodes:
            raise BadValueError(f"{len(seeds)} seeds do not fit.", pointer="/query/nodes", hint=f"Allow {len(seeds)} nodes or more.")
        plan = Plan(seeds, outward, inward, depth, nodes, edges, Chosen.of(chosen.origin, chosen.as_of))
        part = await _part(store, plan)
    if wanted(format):
        return await exported(request, format, _file(part, plan, chosen))
    return envelope.send(_body(part, plan, chosen))


def router() -> APIRouter:
    """One route."""
    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["relations"])
    made.add_api_route(
        "/graph",
        get_graph,
        operation_id="getGraph",
        response_model=GraphAnswer,
        responses=RESPONSES,
        summary="A part of the graph, for drawing",
    )
    return made
