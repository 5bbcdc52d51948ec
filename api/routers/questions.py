"""``/v1/questions``: one route per named question, generated from its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from api.dependencies import QuestionsDep, StoreDep, Stores, StoresDep
from api.parameters.declared import Endpoint, declare, named
from api.parameters.selection import Selection, SelectionDep, refuse_unknown
from api.parameters.values import checked
from api.responses import envelope
from api.responses.canonical_url import cite_link
from api.responses.exports import RESPONSES, FormatDep, exported, wanted
from api.schemas.base import answer_of, pascal
from api.schemas.questions import QuestionsAnswer, QuestionTextAnswer, describe, example_href
from graph.database.reader import Store
from graph.errors import NotFoundError
from graph.export.columns import ExportColumn, of_returns
from graph.export.formats import ExportFormat
from graph.export.table import Table
from graph.queries.questions.execution import ask, ask_stream
from graph.queries.questions.question_file import Question
from graph.queries.traversal.neighbours import briefs
from seed.suggestions import nearest

NameDep = Annotated[str, Path(max_length=200, description="Name of a question.", examples=["enterprises-fed-by-programs"])]


def _table(store: Store, question: Question, values: dict[str, Any], chosen: Selection, *, limited: bool) -> Table:
    """Return all rows of a question, or as many as ``limit`` in the request allows."""
    version, dated = store.version, chosen.as_of is not None
    rows = ask_stream(
        store, question, values, origin=chosen.origin, as_of=chosen.as_of, limit=int(values["limit"]) if limited else None, version=version
    )
    columns = (*of_returns(question.returns), *((ExportColumn("undated", "bool"),) if dated else ()))
    about = {"data_version": version, "as_of": chosen.as_of, "origin": chosen.origin, "limit": values["limit"] if limited else None}

    async def entities(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        async with store.reading():
            return await briefs(store, ids)

    return Table(question.name, f"{question.title} {question.title_zh}", columns, rows, about, entities)


def _endpoint(question: Question) -> Endpoint:
    async def answer_question(request: Request, store: Store, chosen: Selection, form: ExportFormat, **given: Any) -> Response:
        values = await checked(store, question.params, named(given))
        if wanted(form):
            return await exported(request, form, _table(store, question, values, chosen, limited="limit" in request.query_params))
        answer = await ask(store, question, values, origin=chosen.origin, as_of=chosen.as_of)
        undated = answer.undated if chosen.as_of is not None else None
        content = envelope.body(
            answer.rows, version=answer.data_version, truncated=answer.truncated, counts=answer.origins, undated=undated
        )
        return envelope.send(content)

    return declare(answer_question, question.name, question.params, request=Request, store=StoreDep, chosen=SelectionDep, form=FormatDep)


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
    return NotFoundError(f"Unknown question '{name}'. See /v1/questions for all questions.", nearest=nearest(name, questions))


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
