"""``/v1/scenarios``: what-if analysis. Apply changes in memory and compare measures before and after. Nothing is stored."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import TypeAdapter, ValidationError

from api.dependencies import MeasuresDep, StoreDep
from api.parameters.declared import PREFIX, parameter
from api.parameters.selection import check_date, check_origins, refuse_unknown
from api.parameters.values import checked, from_text, named_by_id
from api.responses import envelope
from api.responses.validation_texts import validation_text
from api.schemas.scenarios import ScenarioAnswer
from graph.database.reader import Store
from graph.errors import BadValueError, UnknownNameError
from graph.measures.definition import Given, Measure
from graph.measures.evidence_rows import evidence_rows
from graph.measures.registry import load_measures
from graph.measures.service import Measures
from graph.scenarios import compare
from graph.scenarios.changes import EXAMPLE, NAMING, Change, Scenario
from graph.snapshot.view import View
from seed.bilingual import Bilingual
from seed.suggestions import nearest, suggestion

_TEXT = Query(
    max_length=20_000,
    description="The scenario as JSON, in the format of `POST /v1/scenarios`.",
    examples=[orjson.dumps(EXAMPLE).decode()],
)
_BODY = Body()


async def run_scenario(store: StoreDep, service: MeasuresDep, scenario: Annotated[Scenario, _BODY]) -> Response:
    """Compute the figures that the changes affect, before and after, and the rows that entered or left.

    `steps` lists the effect of each change; the steps add up to the difference.

    Nothing is stored in any database. Rows added by a change count as simulated. `behind_*` counts the rows behind each figure, real
    and simulated apart.
    """
    return await _answer(store, service, scenario)


async def get_scenario(store: StoreDep, service: MeasuresDep, scenario: Annotated[str, _TEXT]) -> Response:
    """Compute a scenario given in the URL. See `POST /v1/scenarios`."""
    return await _answer(store, service, from_text(Scenario, scenario, "/query/scenario", hint="See POST /v1/scenarios for an example."))


async def _answer(store: Store, service: Measures, scenario: Scenario) -> Response:
    origin = None if scenario.origin is None else check_origins(scenario.origin, "/body/origin")
    as_of = None if scenario.as_of is None else check_date(scenario.as_of, "/body/as_of")
    changes = [await _resolved(store, number, change) for number, change in enumerate(scenario.changes)]
    measures = [await _measure(store, number, item.name, item.params) for number, item in enumerate(scenario.measures)]
    snapshot = await service.keeper.snapshot(store)
    compared, more = await asyncio.to_thread(compare.run, snapshot, changes, measures, origin=origin, as_of=as_of)
    view = View(snapshot, origin, as_of)
    rows = [await _row(store, view, one) for one in compared]
    applied = [change.model_dump(exclude_none=True) for change in changes]
    counts = envelope.count_origins([{"origin": one.origin_after} for one in compared])
    body = envelope.body(rows, version=snapshot.version, truncated=more, counts=counts, title=scenario.title, changes=applied)
    return envelope.send(body)


async def _resolved(store: Store, number: int, change: Change) -> Change:
    """Return a change with its entities resolved to ids."""
    fields = await named_by_id(store, change.model_dump(), NAMING[change.do], f"/body/changes/{number}")
    resolved: Change = TypeAdapter(Change).validate_python(fields)
    return resolved


async def _measure(store: Store, number: int, name: str, params: Mapping[str, Any]) -> tuple[Measure, Given]:
    measures, pointer = load_measures(), f"/body/measures/{number}"
    if name not in measures:
        detail = Bilingual(f"Unknown measure '{name}'. See /v1/measures for all measures.", f"未知指标“{name}”。全部指标见 /v1/measures。")
        raise UnknownNameError(detail, nearest=nearest(name, measures), pointer=f"{pointer}/name")
    measure = measures[name]
    for given in params:
        if given not in measure.params:
            hint = suggestion(given, measure.params)
            raise BadValueError(
                Bilingual(f"The measure '{name}' has no parameter '{given}'.", f"指标“{name}”没有参数“{given}”。"),
                pointer=f"{pointer}/params/{given}",
                hint=hint,
            )
    values = {key: _typed(measure, key, params.get(key), pointer) for key in measure.params}
    return measure, await checked(store, measure.params, values, f"{pointer}/params")


def _typed(measure: Measure, name: str, value: Any, pointer: str) -> Any:
    """Validate a value by the declaration that the measure's own route uses."""
    declared = parameter(measure.params[name])
    if value is None:
        if declared.default is inspect.Parameter.empty:
            raise BadValueError(
                Bilingual(f"The measure '{measure.name}' requires the parameter '{name}'.", f"指标“{measure.name}”缺少参数“{name}”。"),
                pointer=f"{pointer}/params",
                hint=Bilingual(f"Set {name}.", f"请给出 {name}。"),
            )
        return declared.default
    try:
        return TypeAdapter(declared.annotation).validate_python(value)
    except ValidationError as problem:
        wrong, label = validation_text(problem.errors(include_url=False)[0]), declared.name.removeprefix(PREFIX)
        raise BadValueError(Bilingual(f"{label}: {wrong}.", f"{label}：{wrong.zh}。"), pointer=f"{pointer}/params/{name}") from None


async def _row(store: Store, view: View, one: compare.Compared) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "key": one.key,
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "steps": None if one.steps is None else list(one.steps),
        "entered": await _rows(store, view, one.entered),
        "left": await _rows(store, view, one.left),
        "rows": one.rows,
        "origin_before": one.origin_before,
        "origin_after": one.origin_after,
        "behind_before_real": one.behind_before.real,
        "behind_before_simulated": one.behind_before.simulated,
        "behind_after_real": one.behind_after.real,
        "behind_after_simulated": one.behind_after.simulated,
        "refused": None if one.refused is None else one.refused.text,
        "refused_zh": None if one.refused is None else one.refused.text_zh,
    }


async def _rows(store: Store, view: View, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return await evidence_rows(store, view, rows)


def router() -> APIRouter:
    """Return the router of ``/v1/scenarios``."""
    api_router = APIRouter(prefix="/v1/scenarios", tags=["measures"], dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route(
        "", get_scenario, operation_id="getScenario", response_model=ScenarioAnswer, summary="Run a what-if scenario 情景推演"
    )
    api_router.add_api_route(
        "",
        run_scenario,
        methods=["POST"],
        operation_id="runScenario",
        response_model=ScenarioAnswer,
        summary="Run a what-if scenario 情景推演",
    )
    return api_router
