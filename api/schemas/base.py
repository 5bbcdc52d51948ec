"""Response models, derived from :mod:`seed.model` so that no type is declared twice."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from graph.queries.questions.question_file import Question
from graph.value_types import ReturnType
from seed.model import EDGES, NODES, Certainty, Edge, Node, Origin


class Shape(BaseModel):
    """Base of all response models."""

    model_config = ConfigDict(extra="forbid")


class Meta(Shape):
    """Metadata of a response."""

    count: int = Field(ge=0, description="Number of rows in this response.")
    next_cursor: str | None = Field(default=None, description="Value of `cursor` for the next page; null on the last page.")
    truncated: bool = Field(description="Whether more rows exist than this response contains.")
    data_version: str | None = Field(description="Data version: hash of the data behind this response.")
    origins: dict[Origin, int] = Field(description="Rows of this response by origin.")
    undated: int | None = Field(default=None, description="With `as_of`: number of rows that rest on an undated relationship.")
    cite: str | None = Field(
        default=None,
        description="URL of the citation: query, data version, and sources of the rows.",
        examples=["/v1/cite?of=/v1/counties/county:431021&data_version=feed"],
    )


class Thing(Shape):
    """An entity in short form."""

    id: str = Field(examples=["county:431021"])
    type: str = Field(examples=["County"])
    name: str
    name_zh: str | None = None
    kind: Literal["unit", "unnamed group"] | None = Field(
        default=None, description="Set only if the entity is a unit of another one, or an unnamed group of several."
    )
    origin: Origin
    href: str = Field(examples=["/v1/counties/county:431021"])


class Relationship(Shape):
    """A relationship with its properties and its provenance."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["FEEDS~program:a~enterprise:b~2024"])
    type: str
    start: str
    end: str
    origin: Origin
    certainty: Certainty | None = None
    sources: list[str] = Field(default_factory=list)
    quotes: list[str] = Field(default_factory=list)
    locator: str | None = None
    rule: str | None = None
    href: str


class Found(Thing):
    """A search result."""

    score: float
    matched: str | None = Field(default=None, description="The matching alias, if an alias matched.")
    near: bool = Field(
        default=False,
        description="Whether this is a fuzzy match: no name matches the query exactly, but one does with a typing error corrected.",
    )


class Tie(Relationship):
    """A relationship of an entity, with the entity at the other end."""

    direction: Literal["out", "in"] = Field(description="`out`: the relationship starts at the requested entity.")
    undated: bool = Field(
        default=False, description="With `as_of`: the relationship can have a date but has none, so it is included at every date."
    )
    other: Thing


class Between(Relationship):
    """A relationship with the entities at both ends."""

    start: Thing  # type: ignore[assignment]  # an entity here, an id in the base class
    end: Thing  # type: ignore[assignment]


class ProblemItem(Shape):
    """One error in the input."""

    pointer: str = Field(description="Location of the error, such as /query/limit or /path/id.")
    detail: str


class Problem(BaseModel):
    """A problem response (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="URL of a page that explains this problem type.")
    title: str
    title_zh: str
    status: int
    detail: str
    instance: str | None = None
    request_id: str | None = None
    errors: list[ProblemItem] = Field(default_factory=list)


_SCALARS: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "date": str,
    "year": int,
    "percent": float,
    "Origin": Origin,
}


@cache
def full(label: str) -> type[BaseModel]:
    """Return the model of an entity type with all its properties, its type and its URL."""
    cls: type[Node] = NODES[label]
    fields: dict[str, Any] = {name: (_json(field.annotation), field) for name, field in cls.model_fields.items()}
    fields["type"] = (Literal[label], ...)
    fields["href"] = (str, Field(description="URL of this entity."))
    return create_model(label, __config__=ConfigDict(extra="forbid"), __doc__=cls.__doc__, **fields)


@cache
def edge(kind: str) -> type[BaseModel]:
    """Return the model of a relationship type with all its properties."""
    cls: type[Edge] = EDGES[kind]
    fields: dict[str, Any] = {name: (_json(field.annotation), field) for name, field in cls.model_fields.items()}
    fields |= {"id": (str, ...), "type": (Literal[kind], ...), "href": (str, ...)}
    return create_model(cls.__name__, __config__=ConfigDict(extra="forbid"), __doc__=cls.__doc__, **fields)


def _json(annotation: Any) -> Any:
    return list[str] if annotation == tuple[str, ...] else annotation


def column(kind: ReturnType) -> Any:
    """Return the type of the values of a column."""
    if kind.is_node:
        value: Any = Thing
    elif kind.name in EDGES:
        value = edge(kind.name)
    elif kind.is_edge:
        value = Relationship
    else:
        value = _SCALARS[kind.name]
    if kind.many:
        value = list[value]
    return value | None if kind.optional else value


def pascal(name: str) -> str:
    """Convert ``programs-for-industry`` to ``ProgramsForIndustry``."""
    return "".join(part.capitalize() for part in name.split("-"))


def answer_of(question: Question) -> type[BaseModel]:
    """Return the response model of a question, with the columns that its file declares."""
    columns: dict[str, Any] = {name: (column(kind), ... if not kind.optional else None) for name, kind in question.returns.items()}
    columns["undated"] = (bool, Field(default=False, description="With `as_of`: whether this row rests on an undated relationship."))
    row = create_model(f"{pascal(question.name)}Row", __config__=ConfigDict(extra="forbid"), **columns)
    return answer(pascal(question.name), row)


def answer(name: str, row: type[BaseModel]) -> type[BaseModel]:
    """Return the response model ``{meta, results}`` for a row model."""
    results: Any = (list[row], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Answer", __config__=ConfigDict(extra="forbid"), meta=(Meta, ...), results=results)
