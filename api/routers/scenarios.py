"""``/v1/scenarios``: what if? Changes in memory, and measures before and after. Nothing is written."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import TypeAdapter, ValidationError

from api.dependencies import StoreDep
from api.parameters.declared import PREFIX, parameter
from api.parameters.selection import check_date, check_origins, refuse_unknown
from api.parameters.values import checked, from_text, named_by_id
from api.responses import envelope
from api.schemas.scenarios import ScenarioAnswer
from graph.database.reader import Store
from graph.errors import BadValueError, UnknownNameError
from graph.measures.definition import Given, Measure
from graph.measures.registry import load_measures
from graph.measures.service import Measures, evidence_rows
from graph.scenarios import compare
from graph.scenarios.changes import EXAMPLE, NAMING, Change, Scenario
from graph.snapshot.view import View
from seed.suggestions import nearest, suggestion

_TEXT = Query(
    max_length=20_000,
    description="The scenario as JSON, as POST takes it: a scenario that is a link.",
    examples=[orjson.dumps(EXAMPLE).decode()],
)
_BODY = Body()


class _Scenarios:
    """The endpoints, around what computes measures."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures

    async def post(self, store: StoreDep, scenario: Annotated[Scenario, _BODY]) -> Response:
        """What would be if: the figures that the changes touch, before and after, and the rows that came and went.

        `steps` says what each change did; they add up to the difference.

        Nothing is written, in no database. What a change adds counts as simulated.
        """
        return await self._answer(store, scenario)

    async def get(self, store: StoreDep, scenario: Annotated[str, _TEXT]) -> Response:
        """The same for a scenario that stands in the address."""
        return await self._answer(store, from_text(Scenario, scenario, "/query/scenario", hint="See POST /v1/scenarios for an example."))

    async def _answer(self, store: Store, scenario: Scenario) -> Response:
        origin = None if scenario.origin is None else check_origins(scenario.origin, "/body/origin")
        as_of = None if scenario.as_of is None else check_date(scenario.as_of, "/body/as_of")
        changes = [await _named(store, number, change) for number, change in enumerate(scenario.changes)]
        asked = [await _asked(store, number, wanted.name, wanted.params) for number, wanted in enumerate(scenario.measures)]
        snapshot = await self.measures.keeper.snapshot(store)
        found, more = await asyncio.to_thread(compare.run, snapshot, changes, asked, origin=origin, as_of=as_of)
        view = View(snapshot, origin, as_of)
        rows = [await _row(store, view, one) for one in found]
        told = [change.model_dump(exclude_none=True) for change in changes]
        counts = envelope.count_origins([])
        body = envelope.body(rows, version=snapshot.version, truncated=more, counts=counts, title=scenario.title, changes=told)
        return envelope.send(body)


async def _named(store: Store, number: int, change: Change) -> Change:
    """A change whose things are named by their ids."""
    fields = await named_by_id(store, change.model_dump(), NAMING[change.do], f"/body/changes/{number}")
    made: Change = TypeAdapter(Change).validate_python(fields)
    return made


async def _asked(store: Store, number: int, name: str, params: Mapping[str, Any]) -> tuple[Measure, Given]:
    measures, pointer = load_measures(), f"/body/measures/{number}"
    if name not in measures:
        detail = f"There is no measure '{name}'; /v1/measures lists all."
        raise UnknownNameError(detail, nearest=nearest(name, measures), pointer=f"{pointer}/name")
    measure = measures[name]
    for given in params:
        if given not in measure.params:
            hint = suggestion(given, measure.params)
            raise BadValueError(f"{name} has no parameter '{given}'.", pointer=f"{pointer}/params/{given}", hint=hint)
    values = {key: _typed(measure, key, params.get(key), pointer) for key in measure.params}
    return measure, await checked(store, measure.params, values)


def _typed(measure: Measure, name: str, value: Any, pointer: str) -> Any:
    """A value as the address of the measure would take it, by the same declaration."""
    declared = parameter(measure.params[name])
    if value is None:
        if declared.default is inspect.Parameter.empty:
            raise BadValueError(f"{measure.name} needs '{name}'.", pointer=f"{pointer}/params", hint=f"Give {name}.")
        return declared.default
    try:
        return TypeAdapter(declared.annotation).validate_python(value)
    except ValidationError as problem:
        said = problem.errors(include_url=False)[0]["msg"]
        raise BadValueError(f"{declared.name.removeprefix(PREFIX)}: {said}.", pointer=f"{pointer}/params/{name}") from None


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
        "refused": None if one.refused is None else one.refused.text,
        "refused_zh": None if one.refused is None else one.refused.text_zh,
    }


async def _rows(store: Store, view: View, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return await evidence_rows(store, view, rows)


def router(measures: Measures) -> APIRouter:
    """Routes for scenarios."""
    made, scenarios = APIRouter(prefix="/v1/scenarios", tags=["measures"], dependencies=[Depends(refuse_unknown)]), _Scenarios(measures)
    made.add_api_route("", scenarios.get, operation_id="getScenario", response_model=ScenarioAnswer, summary="What if? 情景推演")
    made.add_api_route(
        "", scenarios.post, methods=["POST"], operation_id="runScenario", response_model=ScenarioAnswer, summary="What if? 情景推演"
    )
    return made
