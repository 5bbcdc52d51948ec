"""``/v1/measures``: one route per measure, generated from its file, and one for the rows behind a figure.

``/v1/partners`` returns the same as ``/v1/measures/partners``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import StoreDep, StoresDep, measures_of
from api.parameters.cursors import Paging, PagingDep, fingerprint, link_next, refuse_in_file, refused, seal, unseal
from api.parameters.declared import Endpoint, declare, named
from api.parameters.selection import PlacedDep, Selection, refuse_unknown
from api.parameters.values import checked, placed
from api.responses import envelope
from api.responses.canonical_url import canonical, cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.responses.measure_tables import Sheet, figures_body
from api.schemas.base import pascal
from api.schemas.measures import AuditAnswer, MeasuresAnswer, all_columns, describe, example_href, measured_answer
from graph.database.reader import Store
from graph.errors import NotFoundError
from graph.export.formats import ExportFormat
from graph.measures.definition import Measure, columns
from graph.measures.registry import load_measures
from graph.measures.service import Audit, Measured
from graph.queries.location.place import Place
from seed.bilingual import Bilingual
from seed.suggestions import nearest

ALIASES = {"partners": (("/partners", "findPartners"),)}
"""Additional paths of a measure, with their operation ids."""
_NOT_IN_AUDIT = frozenset({"limit", "format", "bom"})
_KEY = Query(min_length=1, max_length=400, description="Key of a figure, from its `key` column.", examples=["declared|secondary"])
KeyDep = Annotated[str, _KEY]
_AUDIT = columns(
    role="str",
    role_label="str",
    role_label_zh="str",
    amount="float",
    sentence="str",
    sentence_zh="str",
    id="str",
    type="str",
    name="str?",
    name_zh="str?",
    start="Thing?",
    end="Thing?",
    of="str?",
    origin="Origin",
)


def _audit_href(request: Request, measure: Measure, key: str) -> str:
    """Return the URL of the rows behind a figure, with the parameters of the request."""
    params = [(name, value) for name, value in request.query_params.multi_items() if name not in _NOT_IN_AUDIT]
    return canonical(f"/v1/measures/{measure.name}/audit", urlencode([*params, ("key", key)]))


def _about(version: str, chosen: Selection, place: Place | None, result: Measured | Audit) -> dict[str, Any]:
    return {"data_version": version, "as_of": chosen.as_of, "origin": chosen.origin, **_placing(place, result)}


def _placing(place: Place | None, result: Measured | Audit) -> dict[str, Any]:
    return {} if place is None else {"place": place.id, "without_location": result.without_location}


def _figures(measure: Measure) -> Endpoint:
    """Return the endpoint for the figures of a measure."""

    async def measured(request: Request, store: Store, chosen: Selection, form: ExportFormat, **given: Any) -> Response:
        values = await checked(store, measure.params, named(given))
        place = await placed(store, chosen.place)
        result = await measures_of(request).measure(store, measure, values, origin=chosen.origin, as_of=chosen.as_of, place=place)
        rows = [{**row, "audit": _audit_href(request, measure, row["key"])} for row in result.rows]
        if wanted(form):
            sheet = Sheet(measure.name, f"{measure.title} {measure.title_zh}", all_columns(measure), rows)
            return await exported(request, form, sheet.table(store, _about(result.data_version, chosen, place, result)))
        placing = _placing(place, result)
        return envelope.send(await figures_body(store, measures_of(request), replace(result, rows=rows), as_of=chosen.as_of, **placing))

    return declare(measured, f"measure-{measure.name}", measure.params, request=Request, store=StoreDep, chosen=PlacedDep, form=FormatDep)


def _audit(measure: Measure) -> Endpoint:
    """Return the endpoint for the rows behind a figure of a measure."""
    params = {name: param for name, param in measure.params.items() if name != "limit"}

    async def audited(
        *, request: Request, store: Store, chosen: Selection, form: ExportFormat, paging: Paging, key: str, **given: Any
    ) -> Response:
        values = await checked(store, params, named(given))
        place = await placed(store, chosen.place)
        mark = fingerprint("audit", measure.name, key, sorted(values.items()), chosen.origin, chosen.as_of, place and place.id)
        skip, version = _position(paging.cursor, mark)
        limit = None if wanted(form) else paging.per_page
        result = await measures_of(request).audit(
            store,
            measure,
            values,
            key,
            skip=skip,
            limit=limit,
            version=version,
            origin=chosen.origin,
            as_of=chosen.as_of,
            place=place,
        )
        if wanted(form):
            refuse_in_file(version)
            about = _about(result.data_version, chosen, place, result) | {"measure": measure.name, "key": key}
            sheet = Sheet(f"{measure.name}-audit", f"{measure.title} {key}", _AUDIT, result.rows)
            return await exported(request, form, sheet.table(store, about))
        cursor = seal(mark, result.data_version, None if result.next is None else [result.next])
        response = envelope.send(_audit_body(result, cursor, chosen.as_of, **_placing(place, result)))
        link_next(request, response, cursor)
        return response

    return declare(
        audited,
        f"audit-{measure.name}",
        params,
        request=Request,
        store=StoreDep,
        chosen=PlacedDep,
        form=FormatDep,
        paging=PagingDep,
        key=KeyDep,
    )


def _position(cursor: str, mark: str) -> tuple[int, str | None]:
    """Return the number of rows before a page, and the data version of the page before.

    :raises BadValueError: the cursor is invalid, or belongs to another request.
    """
    resume = unseal(cursor, mark)
    if resume is None:
        return 0, None
    if len(resume.keys) != 1 or not isinstance(resume.keys[0], int) or not 0 < resume.keys[0] < 2**31:
        raise refused()
    return resume.keys[0], resume.version


def _audit_body(result: Audit, cursor: str | None, as_of: str | None, **more: Any) -> dict[str, Any]:
    return envelope.body(
        result.rows,
        version=result.data_version,
        next_cursor=cursor,
        undated=envelope.count_undated(result.rows, as_of),
        as_of=as_of,
        total=result.total,
        figure=result.figure,
        sums=result.sums,
        behind=result.counts,
        **more,
    )


async def list_measures(stores: StoresDep) -> Response:
    """Return all measures with definition, parameters, columns and an example. Needs no database."""
    rows = [describe(measure) for measure in load_measures().values()]
    version = stores.current.version if stores.current is not None else None
    return envelope.send({"meta": {"count": len(rows), "data_version": version or None, "cite": cite_link(version)}, "results": rows})


async def unknown_measure(name: str) -> Response:
    """Raise NotFoundError with similar names."""
    raise NotFoundError(
        Bilingual(f"Unknown measure '{name}'. See /v1/measures for all measures.", f"未知指标“{name}”。全部指标见 /v1/measures。"),
        nearest=nearest(name, load_measures()),
    )


def router() -> APIRouter:
    """Return the router of all measures. A new file in ``graph/measures`` adds a measure."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route("/measures", list_measures, operation_id="listMeasures", response_model=MeasuresAnswer, tags=["measures"])
    for measure in load_measures().values():
        _add(api_router, measure)
    api_router.add_api_route("/measures/{name}", unknown_measure, include_in_schema=False)
    return api_router


def _add(api_router: APIRouter, measure: Measure) -> None:
    title = f"{measure.title} {measure.title_zh}"
    tags: list[Any] = [f"measures: {measure.group}"]
    endpoint, answer = _figures(measure), measured_answer(measure)
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
    api_router.add_api_route(
        f"/measures/{measure.name}/audit",
        _audit(measure),
        operation_id=f"audit{pascal(measure.name)}",
        response_model=AuditAnswer,
        summary=f"List the rows behind a figure: {title}",
        description="The rows of one figure (`key`), with role and amount. Sums and files cover all pages.",
        tags=tags,
        responses=RESPONSES,
    )
