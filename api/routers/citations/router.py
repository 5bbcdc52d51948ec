"""``/v1/cite``: how an answer is cited. Every answer links here, with the data version that it was made from."""

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
    "graph": ("A part of the graph", "图谱的一部分"),
    "match": ("Partners by a description", "按描述寻找合作方"),
    "meta": ("What is served", "数据说明"),
    "partners": ("Partners, with reasons and counter-reasons", "合作方及理由"),
    "questions": ("The named questions", "问题目录"),
    "relations": ("How two things are connected", "两者之间的联系"),
    "relationships": ("A relationship and its evidence", "一条关系及其依据"),
    "search": ("A search by name", "按名称检索"),
}
Format = Literal["json", "text", "csl", "bibtex"]


_OF = Query(
    min_length=1,
    max_length=subrequest.LONGEST,
    description="Path and query of the answer, as its `meta.cite` has them; the answer is made again to read its sources.",
    examples=["/v1/counties/county:431024"],
)
_VERSION = Query(max_length=200, description="The data version of the answer: 409 when other data is served now.")
_FORMAT = Query(description="`json`: all of it; `text`: in both languages; `csl`: CSL-JSON; `bibtex`.")


def titles(path: str, questions: dict[str, Question]) -> tuple[str, str]:
    """What an address answers, in both languages."""
    _, _, first, *rest = path.split("/")
    if first == "questions" and rest and rest[0] in questions:
        return questions[rest[0]].title, questions[rest[0]].title_zh
    if first in LABEL_BY_PATH:
        cls = NODES[LABEL_BY_PATH[first]]
        return cls.title, cls.title_zh
    return _TITLES.get(first, ("An answer", "回答"))


async def _basis(request: Request, store: Store, path: str, query: str) -> tuple[Tally, Rests]:
    """Rows and what they rest on, read off the answer; of groups and of exports, read off all rows that they stand for."""
    rests = Rests()
    whole = await whole_list(path, query)
    lines = as_lines(path, query) if whole is None else None
    if lines is not None:
        seen: Counter[str] = Counter()

        def see(row: dict[str, Any]) -> None:
            seen[row.get("origin", "")] += 1
            rests.add(row)

        await subrequest.each_line(request, path, lines, see)
        return Tally(seen.total(), False, {origin: seen[origin] for origin in ORIGINS}), rests
    found = await subrequest.ask(request, path, plain(query))
    if whole is not None:
        looked = await basis(store, whole)
        return Tally(sum(looked.origins.values()), False, looked.origins), Rests(sources=set(looked.sources))
    rests.add({name: part for name, part in found.items() if name != "meta"})
    return Tally.of(found), rests


async def _cited(request: Request, store: Store, questions: dict[str, Question], of: str, version: str | None) -> Citation:
    path, query = subrequest.checked(of)
    async with store.reading() as served:
        if version is not None and version != served:
            detail = f"The answer was made from the data {version[:12]}, and {served[:12]} is served now."
            raise DataChangedError(detail, hint="Ask again: the new answer says how it is cited.")
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


def _item(cited: Citation) -> dict[str, Any]:
    return {
        "key": cited.key,
        "query": cited.address,
        "title": cited.title,
        "title_zh": cited.title_zh,
        "data_version": cited.data_version,
        "loaded_at": cited.loaded_at,
        "count": cited.count,
        "truncated": cited.truncated,
        "origins": dict(cited.origins),
        "text": citation.text(cited),
        "text_zh": citation.text_zh(cited),
        "csl": citation.csl(cited),
        "bibtex": citation.bibtex(cited),
        "sources": [source_item(source) for source in cited.sources],
    }


def _written(cited: Citation, form: Format) -> Response:
    if form == "text":
        return Response(f"{citation.text(cited)}\n{citation.text_zh(cited)}", media_type="text/plain; charset=utf-8")
    if form == "csl":
        return Response(orjson.dumps(citation.csl(cited)), media_type=CSL)
    if form == "bibtex":
        return Response(citation.bibtex(cited), media_type="application/x-bibtex; charset=utf-8")
    row = _item(cited)
    return envelope.send(envelope.body([row], version=cited.data_version, counts=row["origins"]))


async def cite(
    request: Request,
    store: StoreDep,
    questions: QuestionsDep,
    *,
    of: Annotated[str, _OF],
    data_version: Annotated[str | None, _VERSION] = None,
    format: Annotated[Format, _FORMAT] = "json",
) -> Response:
    """How an answer is cited: the query, the data version, when it was loaded, and the sources that its rows and their evidence rest on."""
    return _written(await _cited(request, store, questions, of, data_version), format)


def router() -> APIRouter:
    """One route."""
    made = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)], tags=["data"])
    kinds: dict[str, Any] = {
        CSL: {"schema": {"type": "array", "items": {"type": "object", "required": ["id", "type"]}}},
        "text/plain": {"schema": {"type": "string"}},
        "application/x-bibtex": {"schema": {"type": "string"}},
    }
    made.add_api_route(
        "/cite",
        cite,
        operation_id="cite",
        response_model=CitationAnswer,
        responses={200: {"content": kinds}},
        summary="How an answer is cited",
    )
    return made
