"""``/v1/match``: find partners for a school, an enterprise or an alliance that is not in the graph. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Query, Request, Response

from api.dependencies import MeasuresDep, StoreDep
from api.parameters.selection import check_date, check_origins, refuse_unknown
from api.parameters.values import from_text, named_by_id
from api.responses import envelope
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.responses.measure_tables import Sheet, figures_body
from api.schemas.measures import matched_answer
from graph.database.reader import Store
from graph.measures.catalogue.partners import MEASURE
from graph.measures.components.described_partner import EXAMPLE, Described
from graph.measures.definition import COMMON
from graph.measures.service import Measured, Measures
from graph.value_types import ReturnType

_TEXT = Query(
    max_length=20_000,
    description="The description as JSON, in the format of `POST /v1/match`.",
    examples=[orjson.dumps(EXAMPLE).decode()],
)
_BODY = Body()
_COLUMNS = {**COMMON, **MEASURE.returns, "rows": ReturnType("int"), "evidence": ReturnType("str", many=True)}
"""Columns of a file. ``evidence`` contains the ids of the rows behind a figure, as many as the JSON response lists."""


async def match(store: StoreDep, measures: MeasuresDep, described: Annotated[Described, _BODY]) -> Response:
    """Find partners for a school, an enterprise or an alliance that is not in the graph. Rows have the shape of `/v1/partners`.

    The description is scored as if it were in the graph: reasons, counter-reasons, their weights, and the stability of the ranking.
    Each row contains the data rows it is based on. The description is taken as fact: the origin of a row is the origin of the data
    about the candidate. Nothing is stored.

    根据描述，为图谱尚未收录的学校、企业或联合体寻找合作方，理由和权重与 `/v1/partners` 相同；每行附有所依据的数据，不保存任何内容。
    """
    resolved, matches = await _matched(store, measures, described)
    return await _answer(store, measures, resolved, matches)


async def get_match(
    request: Request, store: StoreDep, measures: MeasuresDep, form: FormatDep, described: Annotated[str, _TEXT]
) -> Response:
    """Find partners for a description in the URL. This response can be cited and exported as a file (`format`).

    In a file, `evidence` lists the ids of the rows that a figure is based on. The file has the same rows as the JSON response;
    `limit` in the description sets the maximum.
    """
    description = from_text(Described, described, "/query/described", hint="See POST /v1/match for an example.")
    resolved, matches = await _matched(store, measures, description)
    if not wanted(form):
        return await _answer(store, measures, resolved, matches)
    rows = [{**row, "evidence": [one["id"] for one in row["evidence"]]} for row in matches.rows]
    about = {"data_version": matches.data_version, "as_of": resolved.as_of, "origin": resolved.origin}
    sheet = Sheet("match", "Partners for a description 按描述寻找合作方", _COLUMNS, rows)
    return await exported(request, form, sheet.table(store, about))


async def _matched(store: Store, measures: Measures, described: Described) -> tuple[Described, Measured]:
    """Return the description with its entities resolved to ids, and the matches."""
    origin = None if described.origin is None else check_origins(described.origin, "/body/origin")
    as_of = None if described.as_of is None else check_date(described.as_of, "/body/as_of")
    resolved = Described.model_validate(await named_by_id(store, described.model_dump(), described.naming, "/body"))
    return resolved, await measures.match(store, resolved, origin=origin, as_of=as_of)


async def _answer(store: Store, measures: Measures, resolved: Described, matches: Measured) -> Response:
    return envelope.send(
        await figures_body(store, measures, matches, as_of=resolved.as_of, described=resolved.model_dump(exclude_none=True))
    )


def router() -> APIRouter:
    """Return the router of ``/v1/match``."""
    api_router = APIRouter(prefix="/v1/match", tags=["measures: partners"], dependencies=[Depends(refuse_unknown)])
    shared: dict[str, Any] = {
        "response_model": matched_answer(MEASURE),
        "summary": "Find partners for a description 按描述寻找合作方",
    }
    api_router.add_api_route("", get_match, operation_id="getMatch", responses=RESPONSES, **shared)
    api_router.add_api_route("", match, methods=["POST"], operation_id="match", **shared)
    return api_router
