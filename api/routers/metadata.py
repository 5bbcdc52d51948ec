"""``/v1/meta``: what is served, from which packages, and how much of it is documented, reference, inferred or simulated."""

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
    """Versions, packages, and counts of nodes and relationships by type and origin."""
    found = await store.meta()
    row = {
        "data_version": found["data_version"],
        "model_version": found.get("model_version"),
        "loaded_at": found.get("loaded_at"),
        "packages": [{name: package.get(name) for name in ("name", "title", "version")} for package in found["packages"]],
        "counts": found["counts"],
        "versions": {"application": PRODUCT, "api": "v1", "model": MODEL_VERSION},
    }
    meta = {"count": 1, "data_version": found["data_version"], "cite": cite_link(found["data_version"])}
    return envelope.send({"meta": meta, "results": [row]})


def router() -> APIRouter:
    """The description of the data."""
    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    made.add_api_route(
        "/meta",
        get_meta,
        operation_id="getMeta",
        response_model=MetaAnswer,
        summary="What is served: versions, packages, counts",
        tags=["data"],
    )
    return made
