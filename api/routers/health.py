"""``/healthz`` (the process is running) and ``/readyz`` (it can answer requests)."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.dependencies import StoreDep
from api.parameters.selection import refuse_unknown
from api.schemas.service import Alive, Ready


async def healthz() -> Alive:
    """Report that the process is running. Does not check the database."""
    return Alive()


async def readyz(store: StoreDep) -> Ready:
    """Report that the data is ready; returns 503 with Retry-After until it is."""
    async with store.reading() as version:
        return Ready(data_version=version)


def router() -> APIRouter:
    """Return the router of the two probes."""
    api_router = APIRouter(dependencies=[Depends(refuse_unknown)], tags=["service"])
    api_router.add_api_route("/healthz", healthz, operation_id="healthz", response_model=Alive, summary="Liveness probe")
    api_router.add_api_route("/readyz", readyz, operation_id="readyz", response_model=Ready, summary="Readiness probe")
    return api_router
