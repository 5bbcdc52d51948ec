"""The shapes of lists and of what can be filtered, derived from the declaration."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.schemas.base import Between, Meta, Shape, Thing, full
from graph.queries.lists.columns import ALWAYS
from seed.model import Origin


class ListMeta(Meta):
    """What a list says about itself."""

    total: int | None = Field(default=None, description="Rows of the whole list; null when it was not counted (ask with `total=true`).")
    missing: list[str] | None = Field(default=None, description="With `ids`: those that name nothing of this type.")
    groups_total: int | None = Field(
        default=None, description="With `group_by`: how many groups there are; their counts add up to `total`."
    )


class GroupValue(Shape):
    """The value of one key of a group."""

    name: str = Field(description="The key, as it was asked.", examples=["level"])
    state: Literal["known", "several", "unknown"] = Field(description="unknown: there is none; several: a row has more than one.")
    value: str | int | float | bool | None = Field(
        description="Null unless known. A year where the key is a date, an id where it is a thing."
    )
    thing: Thing | None = Field(default=None, description="The thing that the value is the id of.")


class Group(Shape):
    """Rows that have the same values of the keys. Every row is in one group."""

    keys: list[GroupValue]
    count: int = Field(ge=1)
    origins: dict[Origin, int] = Field(description="Rows of this group by origin.")


@cache
def row_of(label: str) -> type[BaseModel]:
    """An item of a list: a thing with its properties, or with those that were selected."""
    whole = full(label)
    fields: dict[str, Any] = {}
    for name, field in whole.model_fields.items():
        own: Any = field.annotation if name in ALWAYS else Optional[field.annotation]  # noqa: UP045
        fields[name] = (own, Field(... if name in ALWAYS else None, description=field.description, examples=field.examples))
    fields["undated"] = (bool | None, Field(default=None, description="With `as_of`: it is in the list by an undated relationship."))
    return create_model(f"{label}Row", __config__=ConfigDict(extra="forbid"), __doc__=whole.__doc__, **fields)


@cache
def list_answer(label: str) -> type[BaseModel]:
    """A list of a type, or the groups of one; then ``results`` is empty."""
    results: Any = (list[row_of(label)], ...)  # type: ignore[misc]
    groups: Any = (list[Group] | None, Field(default=None, description="With `group_by`: largest first."))
    return create_model(f"{label}ListAnswer", __config__=ConfigDict(extra="forbid"), meta=(ListMeta, ...), results=results, groups=groups)


class EdgeRow(Between):
    """A relationship with both its ends."""

    undated: bool | None = Field(default=None, description="With `as_of`: it could have a date and has none.")


class EdgesMeta(Meta):
    """What a list of relationships says about itself."""

    total: int | None = Field(default=None, description="How many there are; null when they were not counted (ask with `total=true`).")


class EdgesAnswer(Shape):
    """Relationships of one type."""

    meta: EdgesMeta
    results: list[EdgeRow]


class FilterItem(Shape):
    """Something that a filter of a type can name."""

    name: str = Field(examples=["level", "offers"])
    what: Literal["property", "relationship", "type"] = Field(description="A property; a relationship, or the type that one leads to.")
    kind: str | None = Field(default=None, description="Of a property: str, int, float, bool, date, words (a list).")
    operators: list[str] = Field(description="What may stand behind the name; `:` is equal, or for words: holds.")
    choices: list[str] = Field(default_factory=list)
    minimum: float | None = None
    maximum: float | None = None
    relationship: str | None = Field(default=None, description="Its type.", examples=["OFFERS"])
    forward: bool | None = Field(default=None, description="Whether it goes the way that the relationship points.")
    leads_to: list[str] = Field(default_factory=list, description="Types; a path goes on with their names.")
    properties: list[str] = Field(default_factory=list, description="Of the relationship itself, to be named behind it.")
    sortable: bool
    example: str = Field(description="A filter that can be asked.")
    about: str
    about_zh: str


class FilterMeta(Shape):
    """How many there are."""

    count: int
    type: str
    data_version: str | None
    cite: str | None = Field(default=None, description="Address of the citation of this answer.")


class FiltersAnswer(Shape):
    """What a filter of a type can name."""

    meta: FilterMeta
    results: list[FilterItem]
