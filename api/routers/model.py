"""``/v1/model``: types, properties, values and groups with their labels. Needs no database and no key."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Depends, Response

from api.parameters.selection import refuse_unknown
from api.schemas.model import ModelAnswer, model_answer


def router() -> APIRouter:
    """Return the router of ``/v1/model``."""
    content = orjson.dumps(model_answer())

    async def get_model() -> Response:
        """Return the types, relationships, properties, values and groups of questions, each with its label in English and Chinese."""
        return Response(content, media_type="application/json")

    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route(
        "/model", get_model, operation_id="getModel", response_model=ModelAnswer, summary="Get the labels of the data model", tags=["data"]
    )
    return api_router
