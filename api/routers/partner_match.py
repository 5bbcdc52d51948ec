"""``/v1/match``: partners of a school, an enterprise or an alliance that is not in the graph, by its description. Nothing is written."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Query, Request, Response

from api.dependencies import StoreDep
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
    description="The description as JSON, as POST takes it: a match that is a link.",
    examples=[orjson.dumps(EXAMPLE).decode()],
)
_BODY = Body()
_COLUMNS = {**COMMON, **MEASURE.returns, "rows": ReturnType("int"), "evidence": ReturnType("str", many=True)}
"""Columns of a file: ``evidence`` are the ids of the rows behind a figure, as many as the answer itself lists of the ``rows``."""


class _Matches:
    """The endpoints, around what computes measures."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures

    async def post(self, store: StoreDep, described: Annotated[Described, _BODY]) -> Response:
        """Who could work with something that is not in the graph, by its description: rows as those of `/v1/partners`.

        It is weighed as if it were there: reasons and counter-reasons, their weights, and how firm the order is. Each row carries the
        rows of the data that it rests on. What is described is taken as given: the origin of a row is that of what is known of the
        candidate. Nothing is written.

        描述一个图谱中没有的学校、企业或联合体，按与 `/v1/partners` 相同的理由和权重寻找合作方；每行附带所依据的数据，不写入任何内容。
        """
        named, found = await self._matched(store, described)
        return await self._answer(store, named, found)

    async def get(self, request: Request, store: StoreDep, form: FormatDep, described: Annotated[str, _TEXT]) -> Response:
        """The same for a description that stands in the address, so that the answer can be cited, and be a file (`format`).

        In a file `evidence` lists the ids of the rows that a figure rests on. It has the rows of the answer: `limit` in the description
        says how many.
        """
        asked = from_text(Described, described, "/query/described", hint="See POST /v1/match for an example.")
        named, found = await self._matched(store, asked)
        if not wanted(form):
            return await self._answer(store, named, found)
        rows = [{**row, "evidence": [one["id"] for one in row["evidence"]]} for row in found.rows]
        about = {"data_version": found.data_version, "as_of": named.as_of, "origin": named.origin}
        sheet = Sheet("match", "Partners by a description 按描述寻找合作方", _COLUMNS, rows)
        return await exported(request, form, sheet.table(store, about))

    async def _matched(self, store: Store, described: Described) -> tuple[Described, Measured]:
        """The description with its things by their ids, and what was found for it."""
        origin = None if described.origin is None else check_origins(described.origin, "/body/origin")
        as_of = None if described.as_of is None else check_date(described.as_of, "/body/as_of")
        named = Described.model_validate(await named_by_id(store, described.model_dump(), described.naming, "/body"))
        return named, await self.measures.match(store, named, origin=origin, as_of=as_of)

    async def _answer(self, store: Store, named: Described, found: Measured) -> Response:
        return envelope.send(await figures_body(store, self.measures, found, described=named.model_dump(exclude_none=True)))


def router(measures: Measures) -> APIRouter:
    """The routes."""
    made, matches = APIRouter(prefix="/v1/match", tags=["measures: partners"], dependencies=[Depends(refuse_unknown)]), _Matches(measures)
    shared: dict[str, Any] = {
        "response_model": matched_answer(MEASURE),
        "summary": "Who could work with something like this? 按描述寻找合作方",
    }
    made.add_api_route("", matches.get, operation_id="getMatch", responses=RESPONSES, **shared)
    made.add_api_route("", matches.post, methods=["POST"], operation_id="match", **shared)
    return made
