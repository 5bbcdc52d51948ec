"""The shapes of answers, derived from :mod:`seed.model`: nothing about a type is written here a second time."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from graph.queries.questions.question_file import Question
from graph.value_types import ReturnType
from seed.model import EDGES, NODES, Certainty, Edge, Node, Origin


class Shape(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(extra="forbid")


class Meta(Shape):
    """What an answer says about itself."""

    count: int = Field(ge=0, description="Rows in this answer.")
    next_cursor: str | None = Field(default=None, description="Give this as `cursor` for the next page; null on the last one.")
    truncated: bool = Field(description="Whether there are more rows than this answer holds.")
    data_version: str | None = Field(description="Hash of the data that was answered from.")
    origins: dict[Origin, int] = Field(description="Rows of this answer by origin.")
    undated: int | None = Field(default=None, description="With `as_of`: rows that rest on an undated relationship.")
    cite: str | None = Field(
        default=None,
        description="Address of its citation: query, data version, sources of its rows.",
        examples=["/v1/cite?of=/v1/counties/county:431021&data_version=feed"],
    )


class Thing(Shape):
    """A node, in short."""

    id: str = Field(examples=["county:431021"])
    type: str = Field(examples=["County"])
    name: str
    name_zh: str | None = None
    kind: Literal["unit", "unnamed group"] | None = Field(default=None, description="Only where it stands for a part, or for several.")
    origin: Origin
    href: str = Field(examples=["/v1/counties/county:431021"])


class Relationship(Shape):
    """A relationship: what it says and what it rests on. Its own properties stand beside its provenance."""

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
    """A thing that a search found."""

    score: float
    matched: str | None = Field(default=None, description="The alias that fits, when it was an alias.")
    near: bool = Field(default=False, description="A near miss: no name is spelt like what was asked, a typing error was forgiven.")


class Tie(Relationship):
    """A relationship of one thing, with the thing at its other end."""

    direction: Literal["out", "in"] = Field(description="`out`: it starts from the thing that was asked about.")
    undated: bool = Field(default=False, description="With `as_of`: it could have a date and has none, so it stays in at every date.")
    other: Thing


class Between(Relationship):
    """A relationship with both its ends."""

    start: Thing  # type: ignore[assignment]  # in full here, an id elsewhere
    end: Thing  # type: ignore[assignment]


class ProblemItem(Shape):
    """One thing that is wrong with the input."""

    pointer: str = Field(description="Where: /query/limit, /path/id.")
    detail: str


class Problem(BaseModel):
    """RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Address of a page that explains this kind of problem.")
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
    """A node with all its properties: the fields of its class, its type and its address."""
    cls: type[Node] = NODES[label]
    fields: dict[str, Any] = {name: (_json(field.annotation), field) for name, field in cls.model_fields.items()}
    fields["type"] = (Literal[label], ...)
    fields["href"] = (str, Field(description="Address of this thing."))
    return create_model(label, __config__=ConfigDict(extra="forbid"), __doc__=cls.__doc__, **fields)


@cache
def edge(kind: str) -> type[BaseModel]:
    """A relationship with all its properties."""
    cls: type[Edge] = EDGES[kind]
    fields: dict[str, Any] = {name: (_json(field.annotation), field) for name, field in cls.model_fields.items()}
    fields |= {"id": (str, ...), "type": (Literal[kind], ...), "href": (str, ...)}
    return create_model(cls.__name__, __config__=ConfigDict(extra="forbid"), __doc__=cls.__doc__, **fields)


def _json(annotation: Any) -> Any:
    return list[str] if annotation == tuple[str, ...] else annotation


def column(kind: ReturnType) -> Any:
    """The type of a column's values."""
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
    """``programs-for-industry`` -> ``ProgramsForIndustry``."""
    return "".join(part.capitalize() for part in name.split("-"))


def answer_of(question: Question) -> type[BaseModel]:
    """The answer of a question: its columns, as its file declares them."""
    columns: dict[str, Any] = {name: (column(kind), ... if not kind.optional else None) for name, kind in question.returns.items()}
    columns["undated"] = (bool, Field(default=False, description="With `as_of`: this row rests on an undated relationship."))
    row = create_model(f"{pascal(question.name)}Row", __config__=ConfigDict(extra="forbid"), **columns)
    return answer(pascal(question.name), row)


def answer(name: str, row: type[BaseModel]) -> type[BaseModel]:
    """``{meta, results}`` around rows."""
    results: Any = (list[row], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Answer", __config__=ConfigDict(extra="forbid"), meta=(Meta, ...), results=results)
