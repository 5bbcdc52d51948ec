"""Response models of the question routes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.declarations import ColumnItem, ParamItem, column_items, param_items
from graph.queries.questions.question_file import Question


class QuestionFlow(Shape):
    """The columns of a flow diagram: source, target and optional width."""

    source: str = Field(alias="from", description="Column of the flow's source.")
    to: str = Field(description="Column of the flow's target.")
    width: str | None = Field(default=None, description="Column of the flow's width; null counts rows.")


class QuestionItem(Shape):
    """A named question with its parameters and columns."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    params: list[ParamItem]
    returns: list[ColumnItem]
    href: str
    example: str = Field(description="URL of an example call.")
    sentence: str | None = Field(
        default=None,
        description="Template of the answer in words: `{count}` is the number of rows, a column name the number of distinct values in it.",
    )
    sentence_zh: str | None = None
    flow: QuestionFlow | None = Field(default=None, description="Columns that can be drawn as a flow diagram.")
    place: list[str] = Field(
        description="What `place` applies to: columns of the rows, or types of the entities that the rows count. Empty: it has no effect."
    )
    text: str = Field(description="URL of the file with the query.")


class QuestionMeta(Shape):
    """Metadata of the list of questions."""

    count: int
    data_version: str | None
    cite: str | None = Field(default=None, description="URL of the citation of this response.")


class QuestionsAnswer(Shape):
    """All named questions."""

    meta: QuestionMeta
    results: list[QuestionItem]


class QuestionText(Shape):
    """The source file of a question."""

    name: str
    file: str = Field(description="Path of the file in the source tree.")
    text: str = Field(
        description="Header and Cypher. A line that ends in `//? name` is used only if that parameter is given. `visible(x)` stands for "
        "the conditions of `origin` and `as_of`, `in_place(x: Type)` for that of `place`."
    )


class QuestionTextAnswer(Shape):
    """The source file of one question."""

    meta: QuestionMeta
    results: list[QuestionText]


def example_href(question: Question) -> str:
    """Return the URL of the example in the question's file."""
    query = urlencode({name: str(value) for name, value in question.example.items()})
    return f"/v1/questions/{question.name}" + (f"?{query}" if query else "")


def describe(question: Question) -> dict[str, Any]:
    """Return a question as a response item."""
    return {
        "name": question.name,
        "title": question.title,
        "title_zh": question.title_zh,
        "about": question.about.strip(),
        "about_zh": question.about_zh.strip(),
        "group": question.group,
        "params": param_items(question.params, question.labels),
        "returns": column_items(question.returns, question.labels),
        "href": f"/v1/questions/{question.name}",
        "example": example_href(question),
        "sentence": question.sentence,
        "sentence_zh": question.sentence_zh,
        "flow": question.flow or None,
        "place": list(question.place),
        "text": f"/v1/questions/{question.name}/text",
    }
