"""``/v1/meta``: versions, packages, and counts by origin (documented, reference, inferred, simulated)."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Depends, Response

from api.dependencies import StoreDep
from api.parameters.selection import refuse_unknown
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.schemas.service import MetaAnswer
from seed.model import MODEL_VERSION

PRODUCT = version("alliance-explorer")


async def get_meta(store: StoreDep) -> Response:
    """Return versions, packages, and counts of nodes and relationships by type and origin."""
    stored = await store.meta()
    row = {
        "data_version": stored["data_version"],
        "model_version": stored.get("model_version"),
        "loaded_at": stored.get("loaded_at"),
        "packages": [{name: package.get(name) for name in ("name", "title", "version")} for package in stored["packages"]],
        "counts": stored["counts"],
        "versions": {"application": PRODUCT, "api": "v1", "model": MODEL_VERSION},
    }
    meta = {"count": 1, "data_version": stored["data_version"], "cite": cite_link(stored["data_version"])}
    return envelope.send({"meta": meta, "results": [row]})


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
