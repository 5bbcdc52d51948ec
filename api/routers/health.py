"""``/healthz`` (the process lives) and ``/readyz`` (it can answer questions)."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.dependencies import StoreDep
from api.parameters.selection import refuse_unknown
from api.schemas.service import Alive, Ready


async def healthz() -> Alive:
    """Whether the process lives; says nothing about the database."""
    return Alive()


async def readyz(store: StoreDep) -> Ready:
    """Whether questions are answered; 503 with Retry-After while not."""
    async with store.reading() as version:
        return Ready(data_version=version)


def router() -> APIRouter:
    """The two probes."""
    made = APIRouter(dependencies=[Depends(refuse_unknown)], tags=["service"])
    made.add_api_route("/healthz", healthz, operation_id="healthz", response_model=Alive, summary="Does the process live?")
    made.add_api_route("/readyz", readyz, operation_id="readyz", response_model=Ready, summary="Are questions answered?")
    return made
