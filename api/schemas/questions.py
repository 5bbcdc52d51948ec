"""Response models of the question routes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.declarations import ColumnItem, ParamItem, column_items, param_items
from graph.queries.questions.question_file import Question


class QuestionFlow(Shape):
    """A flow: what it leaves, what it reaches, and the column that says how much, where one does."""

    source: str = Field(alias="from", description="Column of what is left.")
    to: str = Field(description="Column of what is reached.")
    width: str | None = Field(default=None, description="Column of how much; without it, rows are counted.")


class QuestionItem(Shape):
    """A named question: what it asks, what it takes and what it returns."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    params: list[ParamItem]
    returns: list[ColumnItem]
    href: str
    example: str = Field(description="Address of an example call.")
    sentence: str | None = Field(
        default=None, description="The answer in words: `{count}` stands for its rows, a column's name for the different values in it."
    )
    sentence_zh: str | None = None
    flow: QuestionFlow | None = Field(default=None, description="Columns that can be drawn as a flow from left to right.")
    text: str = Field(description="Address of the file that computes the answer.")


class QuestionMeta(Shape):
    """How many there are."""

    count: int
    data_version: str | None
    cite: str | None = Field(default=None, description="Address of the citation of this answer.")


class QuestionsAnswer(Shape):
    """All named questions."""

    meta: QuestionMeta
    results: list[QuestionItem]


class QuestionText(Shape):
    """The file of a question."""

    name: str
    file: str = Field(description="Where it stands in the sources.")
    text: str = Field(
        description="Header and Cypher. A line that ends in `//? name` is kept only when that parameter is given, `visible(x)` stands for "
        "the conditions of `origin` and `as_of`."
    )


class QuestionTextAnswer(Shape):
    """One file."""

    meta: QuestionMeta
    results: list[QuestionText]


def example_href(question: Question) -> str:
    """Address of the example that the question's file gives."""
    given = urlencode({name: str(value) for name, value in question.example.items()})
    return f"/v1/questions/{question.name}" + (f"?{given}" if given else "")


def describe(question: Question) -> dict[str, Any]:
    """A question as an item of the list."""
    return {
        "name": question.name,
        "title": question.title,
        "title_zh": question.title_zh,
        "about": question.about.strip(),
        "about_zh": question.about_zh.strip(),
        "group": question.group,
        "params": param_items(question.params),
        "returns": column_items(question.returns),
        "href": f"/v1/questions/{question.name}",
        "example": example_href(question),
        "sentence": question.sentence,
        "sentence_zh": question.sentence_zh,
        "flow": question.flow or None,
        "text": f"/v1/questions/{question.name}/text",
    }
