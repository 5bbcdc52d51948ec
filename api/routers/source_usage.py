"""``/v1/sources/{id}/counts``: count the rows based on a source, by type."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response

from api.dependencies import StoreDep
from api.parameters.names import IdPath, find
from api.parameters.selection import Selection, SelectionDep, refuse_unknown
from api.responses import envelope
from api.responses.canonical_url import canonical
from api.schemas.base import answer
from api.schemas.citations import RestingCount
from graph.queries.traversal.selection import Chosen
from graph.queries.traversal.source_usage import Resting, resting
from seed.model import NODES, ORIGINS


async def count_resting(id: IdPath, store: StoreDep, chosen: SelectionDep) -> Response:
    """Count the entities and relationships of each type that cite the source, by origin, each with the URL of their list.

    `origin` applies to the rows themselves. `as_of` applies to the relationships, as in lists.
    """
    async with store.reading() as version:
        source = (await find(store, "Source", id))["id"]
    usage = await resting(store, source, Chosen.of(chosen.origin, chosen.as_of), version=version)
    rows = [_row(one, source, chosen) for one in usage]
    counts: dict[str, int] = {origin: sum(one.origins[origin] for one in usage) for origin in ORIGINS}
    undated = None if chosen.as_of is None else sum(one.undated for one in usage)
    return envelope.send(envelope.body(rows, version=version, truncated=False, counts=counts, undated=undated, as_of=chosen.as_of))


def _row(one: Resting, source: str, chosen: Selection) -> dict[str, Any]:
    return {
        "what": one.what,
        "type": one.type,
        "count": one.count,
        "undated": one.undated,
        "origins": one.origins,
        "href": _list(one, source, chosen),
    }


def _list(one: Resting, source: str, chosen: Selection) -> str:
    """Return the URL of the list of these rows, with the same `origin` and `as_of`."""
    path, kind = (f"/v1/{NODES[one.type].path}", {}) if one.what == "thing" else ("/v1/relationships", {"type": one.type})
    origin = {} if chosen.origin is None else {"origin": ",".join(chosen.origin)}
    as_of = {} if chosen.as_of is None else {"as_of": chosen.as_of}
    return canonical(path, urlencode({**kind, "filter": f"sources:{source}", **origin, **as_of}))


def router() -> APIRouter:
    """Return the router of source counts."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["entities"])
    api_router.add_api_route(
        "/sources/{id}/counts",
        count_resting,
        operation_id="countResting",
        response_model=answer("RestingCounts", RestingCount),
        summary="Count the rows based on a source",
    )
    return api_router
