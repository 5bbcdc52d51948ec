"""``/v1/match``: partners of a school, an enterprise or an alliance that is not in the graph, by its description. Nothing is written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from api.conventions import answers
from api.conventions.selection import check_date, check_origins, refuse_unknown
from api.conventions.values import named_by_id
from api.deps import StoreDep
from api.measure_models import matched_answer
from api.routers.measures import figures_body
from graph.measures.described import Described
from graph.measures.partners import MEASURE
from graph.measures.service import Measures

_BODY = Body()


class _Matches:
    """The endpoint, around what computes measures."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures

    async def post(self, store: StoreDep, described: Annotated[Described, _BODY]) -> Response:
        """Who could work with something that is not in the graph, by its description: rows as those of `/v1/partners`.

        It is weighed as if it were there: reasons and counter-reasons, their weights, and how firm the order is. Each row carries the
        rows of the data that it rests on. What is described is taken as given: the origin of a row is that of what is known of the
        candidate. Nothing is written.

        描述一个图谱中没有的学校、企业或联合体，按与 `/v1/partners` 相同的理由和权重寻找合作方；每行附带所依据的数据，不写入任何内容。
        """
        origin = None if described.origin is None else check_origins(described.origin, "/body/origin")
        as_of = None if described.as_of is None else check_date(described.as_of, "/body/as_of")
        named = Described.model_validate(await named_by_id(store, described.model_dump(), described.naming, "/body"))
        found = await self.measures.match(store, named, origin=origin, as_of=as_of)
        return answers.send(await figures_body(store, self.measures, found, described=named.model_dump(exclude_none=True)))


def router(measures: Measures) -> APIRouter:
    """The route."""
    made = APIRouter(prefix="/v1/match", tags=["measures: partners"], dependencies=[Depends(refuse_unknown)])
    made.add_api_route(
        "",
        _Matches(measures).post,
        methods=["POST"],
        operation_id="match",
        response_model=matched_answer(MEASURE),
        summary="Who could work with something like this? 按描述寻找合作方",
    )
    return made
