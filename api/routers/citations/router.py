"""``/v1/cite``: cite a response. Every response links here, with the data version it was computed from."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import QuestionsDep, StoreDep
from api.parameters.selection import refuse_unknown
from api.responses import envelope
from api.responses.canonical_url import canonical
from api.routers.citations import subrequest
from api.routers.citations.scope import as_lines, plain, whole_list
from api.schemas.citations import CSL, CitationAnswer
from graph.database.reader import Store
from graph.errors import DataChangedError
from graph.queries import citation
from graph.queries.citation import Citation, Rests, Tally, source_item
from graph.queries.lists.provenance import basis
from graph.queries.questions.question_file import Question
from seed.model import LABEL_BY_PATH, NODES, ORIGINS

_TITLES = {
    "graph": ("A subgraph", "局部图谱"),
    "match": ("Partners for a description", "按描述寻找合作方"),
    "meta": ("About the served data", "数据说明"),
    "partners": ("Partners, with reasons and counter-reasons", "合作方及理由"),
    "questions": ("The named questions", "问题目录"),
    "relations": ("How two entities are connected", "两者之间的联系"),
    "relationships": ("A relationship and its evidence", "一条关系及其依据"),
    "search": ("A search by name", "按名称检索"),
}
Format = Literal["json", "text", "csl", "bibtex"]


_OF = Query(
    min_length=1,
    max_length=subrequest.LONGEST,
    description="Path and query of the response to cite, as in its `meta.cite`. The request is repeated to read the sources.",
    examples=["/v1/counties/county:431024"],
)
_VERSION = Query(max_length=200, description="Data version of the response. Returns 409 if a different version is served now.")
_FORMAT = Query(description="`json`: all fields; `text`: plain text in both languages; `csl`: CSL-JSON; `bibtex`: BibTeX.")


def titles(path: str, questions: dict[str, Question]) -> tuple[str, str]:
    """Return the title of what a path returns, in English and Chinese."""
    _, _, first, *rest = path.split("/")
    if first == "questions" and rest and rest[0] in questions:
        return questions[rest[0]].title, questions[rest[0]].title_zh
    if first in LABEL_BY_PATH:
        cls = NODES[LABEL_BY_PATH[first]]
        return cls.title, cls.title_zh
    return _TITLES.get(first, ("A response", "查询结果"))


async def _basis(request: Request, store: Store, path: str, query: str) -> tuple[Tally, Rests]:
    """Return the row counts of a response and the sources it rests on. For groups and exports, all underlying rows count."""
    rests = Rests()
    whole = await whole_list(path, query)
    lines = as_lines(path, query) if whole is None else None
    if lines is not None:
        by_origin: Counter[str] = Counter()

        def count(row: dict[str, Any]) -> None:
            by_origin[row.get("origin", "")] += 1
            rests.add(row)

        await subrequest.each_line(request, path, lines, count)
        return Tally(by_origin.total(), False, {origin: by_origin[origin] for origin in ORIGINS}), rests
    body = await subrequest.ask(request, path, plain(query))
    if whole is not None:
        list_basis = await basis(store, whole)
        return Tally(sum(list_basis.origins.values()), False, list_basis.origins), Rests(sources=set(list_basis.sources))
    rests.add({name: part for name, part in body.items() if name != "meta"})
    return Tally.of(body), rests


async def _cited(request: Request, store: Store, questions: dict[str, Question], of: str, version: str | None) -> Citation:
    path, query = subrequest.checked(of)
    async with store.reading() as served:
        if version is not None and version != served:
            detail = f"The response has the data version {version[:12]}, but {served[:12]} is served now."
            raise DataChangedError(detail, hint="Repeat the request and use the `meta.cite` of the new response.")
        tally, rests = await _basis(request, store, path, query)
        sources = await citation.sources_of(store, rests)
        loaded_at = (await store.meta()).get("loaded_at")
    title, title_zh = titles(path, questions)
    return Citation(
        address=canonical(path, query),
        title=title,
        title_zh=title_zh,
        data_version=served,
        loaded_at=loaded_at,
        count=tally.count,
        truncated=tally.truncated,
        origins=tally.origins,
        sources=sources,
    )


def _item(reference: Citation) -> dict[str, Any]:
    return {
        "key": reference.key,
        "query": reference.address,
        "title": reference.title,
        "title_zh": reference.title_zh,
        "data_version": reference.data_version,
        "loaded_at": reference.loaded_at,
        "count": reference.count,
        "truncated": reference.truncated,
        "origins": dict(reference.origins),
        "text": citation.text(reference),
        "text_zh": citation.text_zh(reference),
        "csl": citation.csl(reference),
        "bibtex": citation.bibtex(reference),
        "sources": [source_item(source) for source in reference.sources],
    }


def _formatted(reference: Citation, form: Format) -> Response:
    if form == "text":
        return Response(f"{citation.text(reference)}\n{citation.text_zh(reference)}", media_type="text/plain; charset=utf-8")
    if form == "csl":
        return Response(orjson.dumps(citation.csl(reference)), media_type=CSL)
    if form == "bibtex":
        return Response(citation.bibtex(reference), media_type="application/x-bibtex; charset=utf-8")
    row = _item(reference)
    return envelope.send(envelope.body([row], version=reference.data_version, counts=row["origins"]))


async def cite(
    request: Request,
    store: StoreDep,
    questions: QuestionsDep,
    *,
    of: Annotated[str, _OF],
    data_version: Annotated[str | None, _VERSION] = None,
    format: Annotated[Format, _FORMAT] = "json",
) -> Response:
    """Return a citation of a response: its query, the data version, the load time, and the sources of its rows and their evidence."""
    return _formatted(await _cited(request, store, questions, of, data_version), format)


def router() -> APIRouter:
    """Return the router of ``/v1/cite``."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["data"])
    formats: dict[str, Any] = {
        CSL: {"schema": {"type": "array", "items": {"type": "object", "required": ["id", "type"]}}},
        "text/plain": {"schema": {"type": "string"}},
        "application/x-bibtex": {"schema": {"type": "string"}},
    }
    api_router.add_api_route(
        "/cite",
        cite,
        operation_id="cite",
        response_model=CitationAnswer,
        responses={200: {"content": formats}},
        summary="Cite a response",
    )
    return api_router
