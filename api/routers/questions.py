"""``/v1/questions``: one route per named question, generated from its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from api.dependencies import QuestionsDep, StoreDep, Stores, StoresDep
from api.parameters import evidence as evidence_parameter
from api.parameters.cursors import Paging, PagingDep, fingerprint, link_next, refuse_in_file, refused, seal, unseal
from api.parameters.declared import Endpoint, declare, named
from api.parameters.evidence import BriefEvidenceParam
from api.parameters.include import of_question, question_params
from api.parameters.selection import PlacedDep, Selection, refuse_unknown
from api.parameters.values import checked, placed
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.base import pascal
from api.schemas.columns import answer_of
from api.schemas.questions import QuestionsAnswer, QuestionTextAnswer, describe, example_href
from graph.database.reader import Store
from graph.database.records import Detail
from graph.errors import NotFoundError
from graph.export.columns import ExportColumn, of_returns
from graph.export.formats import ExportFormat
from graph.export.table import Table
from graph.queries.includes.columns import columns_of as included_columns
from graph.queries.includes.columns import member_columns
from graph.queries.includes.request import RowShown
from graph.queries.location.place import Place
from graph.queries.questions.execution import Answer, ask, ask_stream, without_location
from graph.queries.questions.paging import NO_LIMIT, Page, Position, Total
from graph.queries.questions.question_file import Question
from graph.queries.questions.quoted_rows import quote_columns, with_titles
from graph.queries.traversal.neighbours import briefs
from seed.bilingual import Bilingual
from seed.suggestions import nearest

NameDep = Annotated[str, Path(max_length=200, description="Name of a question.", examples=["enterprises-fed-by-programs"])]


async def _table(
    store: Store,
    question: Question,
    values: dict[str, Any],
    *,
    chosen: Selection,
    place: Place | None,
    shown: RowShown,
    limited: bool,
    quoted: bool,
) -> Table:
    """Return all rows of a question, or as many as ``limit`` in the request allows.

    :param quoted: add the quotes of the evidence and the titles of its sources.
    """
    version, dated = store.version, chosen.as_of is not None
    rows = ask_stream(
        store,
        question,
        values,
        origin=chosen.origin,
        as_of=chosen.as_of,
        place=place,
        limit=int(values["limit"]) if limited else None,
        version=version,
        shown=shown,
    )
    several = {name for name, kind in question.returns.items() if kind.many}
    further = (*member_columns(dict(shown.members), question.entity_types, several), *included_columns(shown.includes))
    columns = (*of_returns(question.returns), *((ExportColumn("undated", "bool"),) if dated else ()), *further)
    about = {"data_version": version, "as_of": chosen.as_of, "origin": chosen.origin, "limit": values["limit"] if limited else None}
    if place is not None:
        nowhere = await without_location(store, question, values, place, origin=chosen.origin, as_of=chosen.as_of)
        about |= {"place": place.id, "without_location": nowhere}

    async def entities(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        async with store.reading():
            return await briefs(store, ids)

    if quoted:
        rows, columns = with_titles(rows, question.returns, entities), (*columns, *quote_columns(question.returns))
    return Table(question.name, f"{question.title} {question.title_zh}", columns, rows, about, entities)


def _endpoint(question: Question) -> Endpoint:
    async def answer_question(
        *,
        request: Request,
        store: Store,
        chosen: Selection,
        form: ExportFormat,
        paging: Paging,
        evidence: Detail | None,
        include: str | None,
        select: str | None,
        **given: Any,
    ) -> Response:
        shown = of_question(include, select, question)
        values = await checked(store, question.params, named(given))
        place = await placed(store, chosen.place)
        mark = fingerprint("question", question.name, sorted(values.items()), chosen.origin, chosen.as_of, place and place.id)
        page, total = _page(paging, mark)
        if wanted(form):
            refuse_in_file(page.version)
            limited, quoted = "limit" in request.query_params, evidence_parameter.quoted_in_file(evidence)
            table = await _table(store, question, values, chosen=chosen, place=place, shown=shown, limited=limited, quoted=quoted)
            return await exported(request, form, table)
        answer = await ask(
            store,
            question,
            values,
            origin=chosen.origin,
            as_of=chosen.as_of,
            place=place,
            page=page,
            evidence=evidence or "ids",
            shown=shown,
        )
        cursor = _cursor(mark, answer, answer.total or total)
        response = envelope.send(_body(answer, answer.total or total, cursor, chosen, place))
        link_next(request, response, cursor)
        return response

    fixed = {
        "request": Request,
        "store": StoreDep,
        "chosen": PlacedDep,
        "form": FormatDep,
        "paging": PagingDep,
        "evidence": BriefEvidenceParam,
        **question_params(question),
    }
    return declare(answer_question, question.name, question.params, **fixed)


def _page(paging: Paging, mark: str) -> tuple[Page, Total | None]:
    """Return the requested page, and the total that its cursor carries.

    :raises BadValueError: the cursor is invalid, or belongs to another request.
    """
    resume = unseal(paging.cursor, mark)
    if resume is None:
        return Page(paging.per_page), None
    if len(resume.keys) != 4 or not all(isinstance(key, int) and 0 <= key <= NO_LIMIT for key in resume.keys):
        raise refused()
    rows, records, within, exact = resume.keys
    total = None if resume.total is None else Total(resume.total, exact=bool(exact))
    return Page(paging.per_page, Position(rows, records, within), resume.version), total


def _cursor(mark: str, answer: Answer, total: Total | None) -> str | None:
    """Return the cursor of the next page; None on the last one."""
    if answer.next is None:
        return None
    exact = int(total is not None and total.exact)
    keys = [answer.next.rows, answer.next.records, answer.next.within, exact]
    return seal(mark, answer.data_version, keys, None if total is None else total.rows)


ABSENT = Bilingual(
    "Nothing on record answers this question. It may exist and not have been collected.", "没有符合该问题的记录。可能存在，但尚未收集。"
)


def _body(answer: Answer, total: Total | None, cursor: str | None, chosen: Selection, place: Place | None) -> dict[str, Any]:
    nothing = total is not None and total.exact and total.rows == 0
    return envelope.body(
        answer.rows,
        version=answer.data_version,
        next_cursor=cursor,
        truncated=answer.truncated,
        counts=answer.origins,
        undated=answer.undated if chosen.as_of is not None else None,
        as_of=chosen.as_of,
        place=None if place is None else place.id,
        without_location=answer.without_location,
        total=total.rows if total is not None and total.exact else None,
        total_at_least=total.rows if total is not None and not total.exact else None,
        **({"absent": ABSENT, "absent_zh": ABSENT.zh} if nothing else {}),
    )


async def list_questions(questions: QuestionsDep, stores: StoresDep) -> Response:
    """Return all named questions with parameters, columns and an example. Needs no database."""
    return _respond([describe(question) for question in questions.values()], stores)


async def question_text(name: NameDep, questions: QuestionsDep, stores: StoresDep) -> Response:
    """Return the source file of a question, verbatim: its header and its Cypher. Needs no database."""
    if name not in questions:
        raise _unknown(name, questions)
    path = questions[name].path
    row = {"name": name, "file": f"cypher/{path.parent.name}/{path.name}", "text": questions[name].source()}
    return _respond([row], stores)


def _respond(rows: list[dict[str, Any]], stores: Stores) -> Response:
    version = stores.current.version if stores.current is not None else None
    meta = {"count": len(rows), "data_version": version or None, "cite": cite_link(version)}
    return envelope.send({"meta": meta, "results": rows})


def _unknown(name: str, questions: Mapping[str, Question]) -> NotFoundError:
    return NotFoundError(
        Bilingual(f"Unknown question '{name}'. See /v1/questions for all questions.", f"未知问题“{name}”。全部问题见 /v1/questions。"),
        nearest=nearest(name, questions),
    )


async def unknown_question(name: str, questions: QuestionsDep) -> Response:
    """Raise NotFoundError with similar names."""
    raise _unknown(name, questions)


def router(questions: dict[str, Question]) -> APIRouter:
    """Return the router of all questions. A new file in ``cypher/ask`` adds a question."""
    api_router = APIRouter(prefix="/v1/questions", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route("", list_questions, operation_id="listQuestions", response_model=QuestionsAnswer, tags=["questions"])
    for question in questions.values():
        about = f"{question.about.strip()}\n\n{question.about_zh.strip()}\n\nExample: `GET {example_href(question)}`"
        api_router.add_api_route(
            f"/{question.name}",
            _endpoint(question),
            operation_id=f"ask{pascal(question.name)}",
            response_model=answer_of(question),
            summary=f"{question.title} {question.title_zh}",
            description=about,
            tags=[f"questions: {question.group}"],
            responses=RESPONSES,
        )
    api_router.add_api_route(
        "/{name}/text",
        question_text,
        operation_id="getQuestionText",
        response_model=QuestionTextAnswer,
        summary="Get the source file of a question",
        tags=["questions"],
    )
    api_router.add_api_route("/{name}", unknown_question, include_in_schema=False)
    return api_router
