"""The list of a type, its groups, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from api.dependencies import StoreDep, StoresDep
from api.parameters.cursors import link_next, refuse_in_file, seal
from api.parameters.list_query import ListQuery, query_dep
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.lists import FiltersAnswer, list_answer
from graph.database.reader import Store
from graph.export.table import Table
from graph.queries.filters.field_catalogue import catalogue
from graph.queries.lists import entities, groups
from seed.model import NODES

Endpoint = Callable[..., Awaitable[Response]]
_EVERY = 1_000_000
"""Groups of a file at most: as many as an answer of the database may have."""


async def _rows(store: Store, asked: ListQuery) -> dict[str, Any]:
    resume = asked.resume
    after, version, known = (None, None, None) if resume is None else (resume.keys, resume.version, resume.total)
    page = await entities.page(
        store, asked.request, limit=asked.per_page, after=after, version=version, total=asked.total and known is None
    )
    total = page.total if page.total is not None else known
    more: dict[str, Any] = {"missing": list(page.missing)} if asked.request.ids else {}
    cursor = seal(asked.fingerprint, page.data_version, page.after, total)
    return envelope.body(page.rows, version=page.data_version, next_cursor=cursor, undated=page.undated, total=total, **more)


async def _groups(store: Store, asked: ListQuery) -> dict[str, Any]:
    skip, version = (0, None) if asked.resume is None else (asked.resume.keys[0], asked.resume.version)
    found = await groups.groups(store, asked.request, asked.groups, skip=skip, limit=asked.per_page, version=version)
    end = skip + len(found.groups)
    cursor = seal(asked.fingerprint, found.data_version, [end] if end < found.groups_total else None)
    content = envelope.body(
        [], version=found.data_version, next_cursor=cursor, counts=found.origins, total=found.rows, groups_total=found.groups_total
    )
    return {**content, "groups": found.groups}


async def _table(store: Store, asked: ListQuery) -> Table:
    """All rows of a list, or all groups of it, whatever the page."""
    refuse_in_file(asked.resume)
    version, request, cls = store.version, asked.request, NODES[asked.request.label]
    about = {"data_version": version, "as_of": request.as_of, "origin": request.origin}
    if asked.groups:
        columns = groups.columns_of(asked.groups)
        rows: AsyncIterator[Mapping[str, Any]] = _group_rows(store, asked, version)
    else:
        columns, rows = entities.columns_of(request), entities.stream(store, request, version=version)
    return Table(cls.path, f"{cls.title} {cls.title_zh}", columns, rows, about)


async def _group_rows(store: Store, asked: ListQuery, version: str) -> AsyncIterator[Mapping[str, Any]]:
    found = await groups.groups(store, asked.request, asked.groups, skip=0, limit=_EVERY, version=version)
    for group in found.groups:
        yield groups.row_of(group)


def _list_endpoint(label: str) -> Endpoint:
    async def list_things(request: Request, store: StoreDep, form: FormatDep, asked: ListQuery) -> Response:
        if wanted(form):
            return await exported(request, form, await _table(store, asked))
        content = await (_groups if asked.groups else _rows)(store, asked)
        response = envelope.send(content)
        link_next(request, response, content["meta"]["next_cursor"])
        return response

    list_things.__annotations__["asked"] = query_dep(label)
    return list_things


def _filters_endpoint(label: str) -> Endpoint:
    async def list_filters(stores: StoresDep) -> Response:
        rows = catalogue(label)
        version = stores.current.version if stores.current is not None else None
        meta = {"count": len(rows), "type": label, "data_version": version or None, "cite": cite_link(version)}
        return envelope.send({"meta": meta, "results": rows})

    return list_filters


def add_routes(made: APIRouter, label: str, about: str) -> None:
    """Add the list of a type and what it can be filtered by; before the route of its things, or ``filters`` would be one."""
    cls = NODES[label]
    made.add_api_route(
        f"/{cls.path}",
        _list_endpoint(label),
        operation_id=f"list{cls.path.capitalize()}",
        response_model=list_answer(label),
        responses=RESPONSES,
        summary=f"All of type {cls.title.lower()}, filtered, sorted, grouped, drawn",
        description=about,
        tags=["things"],
    )
    made.add_api_route(
        f"/{cls.path}/filters",
        _filters_endpoint(label),
        operation_id=f"filtersOf{cls.path.capitalize()}",
        response_model=FiltersAnswer,
        summary=f"What the list of type {cls.title.lower()} can be filtered by",
        description="Properties with their kinds and operators, relationships with where they lead, each with an example.",
        tags=["things"],
    )
