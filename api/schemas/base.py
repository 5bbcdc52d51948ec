"""Response models, derived from :mod:`seed.model` so that no type is declared twice."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model

from seed.model import NODES, Node, Origin

INCLUDED = "With `include`: the related entities, by name as requested."
VIA = "Relationships that lead to the included entity. Absent for sources."
UNDATED = "With `as_of`: whether only relationships without a date lead to the included entity."
TOTAL = "Number of these entities, of which `items` has the first by id."


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
    as_of: str | None = Field(
        default=None, description="With `as_of`: the day that it stands for; a year or month means its last day.", examples=["2022-12-31"]
    )
    undated: int | None = Field(
        default=None,
        description="With `as_of`: number of included rows that have no date or rest on a relationship without one.",
    )
    place: str | None = Field(default=None, description="With `place`: id of the county or region.")
    without_location: int | None = Field(
        default=None,
        description="With `place`: number of entities that are left out because they have no location. Null if the place has no effect, "
        "and after the first page.",
    )
    cite: str | None = Field(
        default=None,
        description="URL of the citation: query, data version, and sources of the rows.",
        examples=["/v1/cite?of=/v1/counties/county:431021&data_version=feed"],
    )


class AnswerMeta(Meta):
    """Metadata of a page of a question."""

    total: int | None = Field(
        default=None, description="Number of rows on all pages, regardless of `limit`; null if there are too many to count."
    )
    total_at_least: int | None = Field(default=None, description="If `total` is null: a number of rows that is reached in any case.")
    absent: str | None = Field(default=None, description="If there are no rows: what that means.")
    absent_zh: str | None = None


class Thing(Shape):
    """An entity in short form."""

    id: str = Field(examples=["county:431021"])
    type: str = Field(examples=["County"])
    name: str
    name_zh: str | None = None
    gloss_zh: str | None = Field(
        default=None, description="Working translation into Chinese that no source states. Set only if there is no Chinese name."
    )
    kind: Literal["unit", "unnamed group"] | None = Field(
        default=None, description="Set only if the entity is a unit of another one, or an unnamed group of several."
    )
    origin: Origin
    href: str = Field(examples=["/v1/counties/county:431021"])


class RelationshipRef(Shape):
    """A relationship as evidence, without its quotes: `/v1/relationships/{id}` returns them."""

    id: str = Field(examples=["FEEDS~program:a~enterprise:b~2024"])
    type: str
    origin: Origin
    sources: list[str] = Field(description="Ids of the sources.")


class IncludedItem(Shape):
    """An included entity, with all or the selected properties of its type: those of the rows of its list."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["county:431021"])
    type: str
    name: str | None = None
    name_zh: str | None = None
    origin: Origin
    href: str
    via: list[RelationshipRef] | None = Field(default=None, description=VIA)
    undated: bool | None = Field(default=None, description=UNDATED)
    included: dict[str, IncludedItems] | None = None


class IncludedItems(Shape):
    """The entities that a name of `include` leads to."""

    total: int = Field(ge=0, description=TOTAL)
    items: list[IncludedItem]


class Entity(Thing):
    """An entity in short form; with `include` or `select` with further properties of its type."""

    model_config = ConfigDict(extra="allow")

    kind: str | None = Field(  # type: ignore[assignment]  # as in Thing, or any kind of the type
        default=None,
        description="In short form set only if the entity is a unit of another one, or an unnamed group of several.",
    )
    included: dict[str, IncludedItems] | None = Field(default=None, description=INCLUDED)


class Found(Entity):
    """A search result."""

    score: float
    matched: str | None = Field(default=None, description="The matching alias, if an alias matched.")
    near: bool = Field(
        default=False,
        description="Whether this is a fuzzy match: no name matches the query exactly, but one does with a typing error corrected.",
    )


class ProblemItem(Shape):
    """One error in the input."""

    pointer: str = Field(description="Location of the error, such as /query/limit or /path/id.")
    detail: str


class ProblemCandidate(Shape):
    """An entity that matches an ambiguous name."""

    id: str
    name: str
    name_zh: str | None = None
    school: str | None = None
    school_zh: str | None = None


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
    hint: str | None = Field(default=None, description="How to fix the request.")
    errors: list[ProblemItem] = Field(default_factory=list, description="Each invalid field of the request.")
    nearest: list[str] = Field(default_factory=list, description="Existing names similar to an unknown one, the most similar first.")
    candidates: list[ProblemCandidate] = Field(default_factory=list, description="Entities that match an ambiguous name.")
    scope: str | None = Field(default=None, description="Scope that the API key lacks.")


@cache
def full(label: str) -> type[BaseModel]:
    """Return the model of an entity type with all its properties, its type and its URL."""
    cls: type[Node] = NODES[label]
    fields: dict[str, Any] = {name: (_json(field.annotation), field) for name, field in cls.model_fields.items()}
    fields["type"] = (Literal[label], ...)
    fields["href"] = (str, Field(description="URL of this entity."))
    return create_model(label, __config__=ConfigDict(extra="forbid"), __doc__=cls.__doc__, **fields)


def _json(annotation: Any) -> Any:
    return list[get_args(annotation)[0]] if get_origin(annotation) is tuple else annotation  # type: ignore[misc]


def pascal(name: str) -> str:
    """Convert ``programs-for-industry`` to ``ProgramsForIndustry``."""
    return "".join(part.capitalize() for part in name.split("-"))


def answer(name: str, row: type[BaseModel], meta: type[Meta] = Meta) -> type[BaseModel]:
    """Return the response model ``{meta, results}`` for a row model."""
    results: Any = (list[row], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Answer", __config__=ConfigDict(extra="forbid"), meta=(meta, ...), results=results)
