"""``/v1/meta``: versions, packages, and counts by origin (documented, reference, inferred, simulated)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, Response

from api.dependencies import MeasuresDep, StoreDep
from api.parameters.selection import PlaceParam, refuse_unknown
from api.parameters.values import placed
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.schemas.service import MetaAnswer
from graph.database.reader import Store
from graph.queries.calibration import calibrated_to
from graph.queries.location.place import Place, focus_of, with_regions_above
from graph.snapshot.snapshot_cache import SnapshotCache
from seed.model import MODEL_VERSION

PRODUCT = version("alliance-explorer")


async def _counts(store: Store, cache: SnapshotCache, place: Place) -> dict[str, Any]:
    """Return the counts of a place."""
    mask, snapshot = await cache.mask(store, place), await cache.snapshot(store)
    return {"counts": mask.counts(snapshot), "without_location": mask.without_location(snapshot)}


async def _meta(store: Store, cache: SnapshotCache, text: str | None) -> Response:
    stored, place, focus = await store.meta(), await placed(store, text), await focus_of(store)
    row = {
        "data_version": stored["data_version"],
        "model_version": stored.get("model_version"),
        "loaded_at": stored.get("loaded_at"),
        "packages": [
            {**{name: package.get(name) for name in ("name", "title", "version")}, "calibrated_to": calibrated_to(package)}
            for package in stored["packages"]
        ],
        "counts": stored["counts"],
        "focus": focus,
        "focus_places": [] if focus is None else await with_regions_above(store, focus),
        "versions": {"application": PRODUCT, "api": "v1", "model": MODEL_VERSION},
    }
    if place is not None:
        row |= await _counts(store, cache, place)
    where = {} if place is None else {"place": place.id}
    meta = {"count": 1, **where, "data_version": stored["data_version"], "cite": cite_link(stored["data_version"])}
    return envelope.send({"meta": meta, "results": [row]})


async def get_meta(store: StoreDep, measures: MeasuresDep, place: PlaceParam = None) -> Response:
    """Return versions, packages, and counts of nodes and relationships by type and origin."""
    return await _meta(store, measures.keeper, place)


def router() -> APIRouter:
    """Return the router of ``/v1/meta``."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route(
        "/meta",
        get_meta,
        operation_id="getMeta",
        response_model=MetaAnswer,
        summary="Get versions, packages and counts",
        tags=["data"],
    )
    return api_router
