"""``/v1/measures``: one route per measure, generated from its file, and one for the rows behind a figure.

``/v1/partners`` returns the same as ``/v1/measures/partners``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import StoreDep, StoresDep
from api.parameters.declared import Endpoint, declare, named
from api.parameters.selection import Selection, SelectionDep, refuse_unknown
from api.parameters.values import checked
from api.responses import envelope
from api.responses.canonical_url import canonical, cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.responses.measure_tables import Sheet, figures_body
from api.schemas.base import pascal
from api.schemas.declarations import column_items, param_items
from api.schemas.measures import AuditAnswer, MeasuresAnswer, measured_answer
from graph.database.reader import Store
from graph.errors import NotFoundError
from graph.export.formats import ExportFormat
from graph.measures.definition import COMMON, Measure, columns
from graph.measures.registry import load_measures
from graph.measures.service import Audit, Measures
from graph.value_types import ReturnType
from seed.suggestions import nearest

ROWS, MOST_ROWS = 1000, 10_000
ALIASES = {"partners": (("/partners", "findPartners"),)}
"""Additional paths of a measure, with their operation ids."""
_NOT_IN_AUDIT = frozenset({"limit", "format", "bom"})
_KEY = Query(min_length=1, max_length=400, description="Key of a figure, from its `key` column.", examples=["declared|secondary"])
KeyDep = Annotated[str, _KEY]
_AUDIT = columns(
    role="str", amount="float", id="str", type="str", name="str?", name_zh="str?", start="str?", end="str?", of="str?", origin="Origin"
)


def example_href(measure: Measure, path: str | None = None) -> str:
    """Return the URL of the measure's example, at its own path or at an additional one."""
    given = urlencode({name: str(value) for name, value in measure.example.items()})
    return f"/v1{path or f'/measures/{measure.name}'}" + (f"?{given}" if given else "")


def describe(measure: Measure) -> dict[str, Any]:
    """Return a measure as an item of ``/v1/measures``."""
    return {
        "name": measure.name,
        "title": measure.title,
        "title_zh": measure.title_zh,
        "about": measure.about,
        "about_zh": measure.about_zh,
        "group": measure.group,
        "unit": measure.unit,
        "definition": measure.definition.strip(),
        "params": param_items(measure.params),
        "returns": column_items(_columns(measure)),
        "href": f"/v1/measures/{measure.name}",
        "audit": f"/v1/measures/{measure.name}/audit",
        "example": example_href(measure),
    }


def _columns(measure: Measure) -> dict[str, ReturnType]:
    return {**COMMON, **measure.returns, "audit": ReturnType("str")}


def _audit_href(request: Request, measure: Measure, key: str) -> str:
    """Return the URL of the rows behind a figure, with the parameters of the request."""
    params = [(name, value) for name, value in request.query_params.multi_items() if name not in _NOT_IN_AUDIT]
    return canonical(f"/v1/measures/{measure.name}/audit", urlencode([*params, ("key", key)]))


def _about(version: str, chosen: Selection) -> dict[str, Any]:
    return {"data_version": version, "as_of": chosen.as_of, "origin": chosen.origin}


class _Routes:
    """The endpoints of all measures."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures

    def figures(self, measure: Measure) -> Endpoint:
        """Return the endpoint for the figures of a measure."""

        async def measured(request: Request, store: Store, chosen: Selection, form: ExportFormat, **given: Any) -> Response:
            values = await checked(store, measure.params, named(given))
            result = await self.measures.measure(store, measure, values, origin=chosen.origin, as_of=chosen.as_of)
            rows = [{**row, "audit": _audit_href(request, measure, row["key"])} for row in result.rows]
            if wanted(form):
                sheet = Sheet(measure.name, f"{measure.title} {measure.title_zh}", _columns(measure), rows)
                return await exported(request, form, sheet.table(store, _about(result.data_version, chosen)))
            return envelope.send(await figures_body(store, self.measures, replace(result, rows=rows)))

        return declare(
            measured, f"measure-{measure.name}", measure.params, request=Request, store=StoreDep, chosen=SelectionDep, form=FormatDep
        )

    def audit(self, measure: Measure) -> Endpoint:
        """Return the endpoint for the rows behind a figure of a measure."""
        rows = {**measure.params, "limit": replace(measure.params["limit"], default=ROWS, maximum=MOST_ROWS)}

        async def audited(request: Request, store: Store, chosen: Selection, form: ExportFormat, key: str, **given: Any) -> Response:
            values = await checked(store, measure.params, named(given))
            limit = 2**31 - 1 if wanted(form) and "limit" not in request.query_params else int(values["limit"])
            result = await self.measures.audit(store, measure, values, key, limit=limit, origin=chosen.origin, as_of=chosen.as_of)
            if wanted(form):
                about = _about(result.data_version, chosen) | {"measure": measure.name, "key": key}
                sheet = Sheet(f"{measure.name}-audit", f"{measure.title} {key}", _AUDIT, result.rows)
                return await exported(request, form, sheet.table(store, about))
            return envelope.send(_audit_body(result))

        return declare(
            audited,
            f"audit-{measure.name}",
            rows,
            request=Request,
            store=StoreDep,
            chosen=SelectionDep,
            form=FormatDep,
            key=KeyDep,
        )


def _audit_body(result: Audit) -> dict[str, Any]:
    return envelope.body(
        result.rows,
        version=result.data_version,
        truncated=result.truncated,
        undated=result.undated,
        figure=result.figure,
        sums=result.sums,
        behind=result.counts,
    )


async def list_measures(stores: StoresDep) -> Response:
    """Return all measures with definition, parameters, columns and an example. Needs no database."""
    rows = [describe(measure) for measure in load_measures().values()]
    version = stores.current.version if stores.current is not None else None
    return envelope.send({"meta": {"count": len(rows), "data_version": version or None, "cite": cite_link(version)}, "results": rows})


async def unknown_measure(name: str) -> Response:
    """Raise NotFoundError with similar names."""
    raise NotFoundError(f"Unknown measure '{name}'. See /v1/measures for all measures.", nearest=nearest(name, load_measures()))


def router(measures: Measures) -> APIRouter:
    """Return the router of all measures. A new file in ``graph/measures`` adds a measure."""
    api_router, routes = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)]), _Routes(measures)
    api_router.add_api_route("/measures", list_measures, operation_id="listMeasures", response_model=MeasuresAnswer, tags=["measures"])
    for measure in load_measures().values():
        _add(api_router, routes, measure)
    api_router.add_api_route("/measures/{name}", unknown_measure, include_in_schema=False)
    return api_router


def _add(api_router: APIRouter, routes: _Routes, measure: Measure) -> None:
    title = f"{measure.title} {measure.title_zh}"
    tags: list[Any] = [f"measures: {measure.group}"]
    endpoint, answer = routes.figures(measure), measured_answer(measure)
    for path, operation in ((f"/measures/{measure.name}", f"measure{pascal(measure.name)}"), *ALIASES.get(measure.name, ())):
        api_router.add_api_route(
            path,
            endpoint,
            operation_id=operation,
            response_model=answer,
            summary=title,
            description=f"{measure.about}\n\n{measure.about_zh}\n\nExample: `GET {example_href(measure, path)}`",
            tags=tags,
            responses=RESPONSES,
        )
    missing: dict[int | str, dict[str, Any]] = {404: {"description": "The measure has no figure with this key for these parameters."}}
    api_router.add_api_route(
        f"/measures/{measure.name}/audit",
        routes.audit(measure),
        operation_id=f"audit{pascal(measure.name)}",
        response_model=AuditAnswer,
        summary=f"List the rows behind a figure: {title}",
        description="The rows that a figure is computed from, each with its role and amount. The sums in `meta` cover all rows.",
        tags=tags,
        responses=RESPONSES | missing,
    )
