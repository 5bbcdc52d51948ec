"""``/v1/cite``: cite a response. Every response links here, with the data version it was computed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import QuestionsDep, StoreDep
from api.parameters.selection import refuse_unknown
from api.responses import envelope
from api.responses.canonical_url import canonical
from api.routers.citations import subrequest
from api.routers.citations.scope import as_lines, conditions, day_of, is_single, list_request, plain, whole_list
from api.schemas.citations import CSL, CitationAnswer
from graph.database.reader import Store
from graph.errors import DataChangedError
from graph.queries import citation, citation_formats
from graph.queries.citation import Citation, Rests, Tally, source_item
from graph.queries.cited_row import Statement, statement_of
from graph.queries.lists import entities
from graph.queries.lists.provenance import basis
from graph.queries.questions.question_file import Question
from seed.bilingual import Bilingual
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
Format = Literal["json", "text", "csl", "bibtex", "ris", "gbt7714", "apa"]
_AS_TEXT: dict[Format, tuple[Callable[[Citation], str], str]] = {
    "text": (lambda cited: f"{citation.text(cited)}\n{citation.text_zh(cited)}", "text/plain"),
    "bibtex": (citation_formats.bibtex, "application/x-bibtex"),
    "ris": (citation_formats.ris, "application/x-research-info-systems"),
    "gbt7714": (citation_formats.gbt7714, "text/plain"),
    "apa": (citation_formats.apa, "text/plain"),
}


_OF = Query(
    min_length=1,
    max_length=subrequest.LONGEST,
    description="Path and query of the response to cite, as in its `meta.cite`. The request is repeated to read the sources.",
    examples=["/v1/counties/county:431024"],
)
_VERSION = Query(max_length=200, description="Data version of the response. Returns 409 if a different version is served now.")
_FORMAT = Query(
    description="`json`: all fields; `text`: plain text in both languages; `csl`: CSL-JSON; `bibtex`: BibTeX; `ris`: RIS; "
    "`gbt7714`: references in the form of GB/T 7714; `apa`: references in APA style."
)
_ACCESSED = Query(
    description="Day on which you read the response and opened its sources. The citation states it as the date of access.",
    examples=["2026-11-29"],
    json_schema_extra={"format": "date"},
)


def titles(path: str, questions: dict[str, Question]) -> tuple[str, str]:
    """Return the title of what a path returns, in English and Chinese."""
    _, _, first, *rest = path.split("/")
    if first == "questions" and rest and rest[0] in questions:
        return questions[rest[0]].title, questions[rest[0]].title_zh
    if first in LABEL_BY_PATH:
        cls = NODES[LABEL_BY_PATH[first]]
        return cls.title, cls.title_zh
    return _TITLES.get(first, ("A response", "查询结果"))


Basis = tuple[Tally, Rests, Statement | None]


async def _basis(request: Request, store: Store, path: str, query: str) -> Basis:
    """Return the row counts of a response, the sources it rests on, and the statement of a single row.

    For groups and exports, all underlying rows count.
    """
    rests = Rests()
    whole = await whole_list(store, path, query)
    lines = as_lines(path, query) if whole is None else None
    if lines is not None:
        return await _of_lines(request, path, lines, rests), rests, None
    body = await subrequest.ask(request, path, plain(query))
    if whole is not None:
        found = await basis(store, whole)
        undated = body["meta"].get("undated") if "groups" in body else None
        tally = Tally(sum(found.origins.values()), False, found.origins, undated=found.undated if undated is None else undated)
        return tally, Rests(sources=set(found.sources)), None
    statement = statement_of(body["results"][0]) if is_single(path) else None
    if statement is not None and statement.figure is not None:  # a figure rests on its own sources, not on those of what it is about
        body = {"meta": body["meta"], "results": body["results"]}
    rests.add({name: part for name, part in body.items() if name != "meta"})
    tally = Tally.of(body)
    if tally.truncated and tally.total is None and (listed := await list_request(store, path, query)) is not None:
        tally = replace(tally, total=await entities.count(store, listed))
    return tally, rests, statement


async def _of_lines(request: Request, path: str, lines: str, rests: Rests) -> Tally:
    """Count the rows of a file and collect their sources."""
    by_origin: Counter[str] = Counter()
    undated = 0

    def count(row: dict[str, Any]) -> None:
        nonlocal undated
        by_origin[row.get("origin", "")] += 1
        undated += row.get("undated") is True
        rests.add(row)

    await subrequest.each_line(request, path, lines, count)
    return Tally(by_origin.total(), False, {origin: by_origin[origin] for origin in ORIGINS}, undated=undated)


@dataclass(frozen=True)
class _Asked:
    """The URL to cite, the data version of its response, and the date of access."""

    of: str
    version: str | None
    accessed: date | None


async def _cited(request: Request, store: Store, questions: dict[str, Question], asked: _Asked) -> Citation:
    version = asked.version
    path, query = subrequest.checked(asked.of)
    async with store.reading() as served:
        if version is not None and version != served:
            detail = Bilingual(
                f"The response has the data version {version[:12]}, but {served[:12]} is served now.",
                f"该响应的数据版本为 {version[:12]}，当前提供的是 {served[:12]}。",
            )
            raise DataChangedError(
                detail,
                hint=Bilingual(
                    "Repeat the request and use the `meta.cite` of the new response.", "请重新请求，并使用新响应的 `meta.cite`。"
                ),
            )
        tally, rests, statement = await _basis(request, store, path, query)
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
        total=tally.total,
        conditions=conditions(query),
        as_of=day_of(query),
        undated=tally.undated,
        statement=statement,
        accessed=None if asked.accessed is None else asked.accessed.isoformat(),
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
        "total": reference.total,
        "origins": dict(reference.origins),
        "conditions": dict(reference.conditions),
        "as_of": reference.as_of,
        "undated": reference.undated if reference.as_of else None,
        "accessed": reference.accessed,
        "statement": None if reference.statement is None else asdict(reference.statement),
        "text": citation.text(reference),
        "text_zh": citation.text_zh(reference),
        "gbt7714": citation_formats.gbt7714(reference),
        "apa": citation_formats.apa(reference),
        "csl": citation_formats.csl(reference),
        "bibtex": citation_formats.bibtex(reference),
        "ris": citation_formats.ris(reference),
        "sources": [source_item(source) for source in reference.sources],
    }


def _formatted(reference: Citation, form: Format) -> Response:
    if form in _AS_TEXT:
        write, media_type = _AS_TEXT[form]
        return Response(write(reference), media_type=f"{media_type}; charset=utf-8")
    if form == "csl":
        return Response(orjson.dumps(citation_formats.csl(reference)), media_type=CSL)
    row = _item(reference)
    return envelope.send(envelope.body([row], version=reference.data_version, counts=row["origins"]))


async def cite(
    request: Request,
    store: StoreDep,
    questions: QuestionsDep,
    *,
    of: Annotated[str, _OF],
    data_version: Annotated[str | None, _VERSION] = None,
    accessed: Annotated[date | None, _ACCESSED] = None,
    format: Annotated[Format, _FORMAT] = "json",
) -> Response:
    """Return a citation of a response: its query and selection, the data version, the load time, and the sources of its rows and evidence.

    The citation of one entity or relationship also gives what it states: the figure of a claim with unit and qualifier, and the quotes.
    """
    return _formatted(await _cited(request, store, questions, _Asked(of, data_version, accessed)), format)


def router() -> APIRouter:
    """Return the router of ``/v1/cite``."""
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["data"])
    formats: dict[str, Any] = {
        CSL: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/CslItem"}}},
        "text/plain": {"schema": {"type": "string"}},
        "application/x-bibtex": {"schema": {"type": "string"}},
        "application/x-research-info-systems": {"schema": {"type": "string"}},
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
