"""Models of lists and filters, derived from the type declarations."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.schemas.base import INCLUDED, IncludedItems, Meta, Shape, Thing, full
from api.schemas.relationships import Relationship
from graph.queries.lists.columns import ALWAYS
from seed.model import Origin


class ListMeta(Meta):
    """Metadata of a list."""

    total: int | None = Field(
        default=None, description="Number of rows in the whole list; null if not counted (request it with `total=true`)."
    )
    missing: list[str] | None = Field(default=None, description="With `ids`: the ids that do not exist for this type.")
    groups_total: int | None = Field(default=None, description="With `group_by`: number of groups. Their counts add up to `total`.")


class GroupValue(Shape):
    """The value of one key of a group."""

    name: str = Field(description="The key, as requested.", examples=["level"])
    state: Literal["known", "several", "unknown"] = Field(description="unknown: no value; several: more than one value per row.")
    value: str | int | float | bool | None = Field(
        description="Null unless the state is known. A year if the key is a date, an id if it is an entity."
    )
    thing: Thing | None = Field(default=None, description="The entity whose id is the value.")


class Group(Shape):
    """Rows with the same key values, of a request with `group_by`: the largest first. Every row is in exactly one group."""

    keys: list[GroupValue]
    count: int = Field(ge=1)
    undated: int | None = Field(
        default=None, description="With `as_of`: number of these rows that are here because of a relationship without a date."
    )
    origins: dict[Origin, int] = Field(description="Rows of this group by origin.")


@cache
def row_of(label: str) -> type[BaseModel]:
    """Return the model of a row that is an entity, with all or the selected properties."""
    whole = full(label)
    fields: dict[str, Any] = {}
    for name, field in whole.model_fields.items():
        own: Any = field.annotation if name in ALWAYS else Optional[field.annotation]  # noqa: UP045
        fields[name] = (own, Field(... if name in ALWAYS else None, description=field.description, examples=field.examples))
    fields["undated"] = (
        bool | None,
        Field(default=None, description="With `as_of`: whether the entity is included because of an undated relationship."),
    )
    fields["included"] = (dict[str, IncludedItems] | None, Field(default=None, description=INCLUDED))
    return create_model(f"{label}Row", __config__=ConfigDict(extra="forbid"), __doc__=whole.__doc__, **fields)


@cache
def list_answer(label: str) -> type[BaseModel]:
    """Return the model of the list of a type, or of its groups; ``results`` is then empty."""
    results: Any = (list[row_of(label)], ...)  # type: ignore[misc]
    groups: Any = (list[Group] | None, None)
    return create_model(f"{label}ListAnswer", __config__=ConfigDict(extra="forbid"), meta=(ListMeta, ...), results=results, groups=groups)


class EdgesMeta(Meta):
    """Metadata of a list of relationships."""

    groups_total: int | None = Field(default=None, description="With `group_by`: number of groups. Their counts add up to `total`.")

    total: int | None = Field(
        default=None, description="Number of relationships in the whole list; null if not counted (request it with `total=true`)."
    )


class EdgesAnswer(Shape):
    """Relationships, or their groups; ``results`` is then empty."""

    meta: EdgesMeta
    results: list[Relationship]
    groups: list[Group] | None = None


class FilterItem(Shape):
    """A name that a filter of a type accepts."""

    name: str = Field(examples=["level", "offers"])
    what: Literal["property", "relationship", "type"] = Field(
        description="A property, a relationship, or the type at the other end of one."
    )
    kind: str | None = Field(default=None, description="Value type of a property: str, int, float, bool, date, words (a list).")
    operators: list[str] = Field(description="Operators allowed after the name; `:` means equal, or for words: contains.")
    choices: list[str] = Field(default_factory=list)
    minimum: float | None = None
    maximum: float | None = None
    relationship: str | None = Field(default=None, description="Relationship type.", examples=["OFFERS"])
    forward: bool | None = Field(default=None, description="Whether it follows the direction of the relationship.")
    leads_to: list[str] = Field(default_factory=list, description="Types at the other end; a path continues with their names.")
    properties: list[str] = Field(default_factory=list, description="Properties of the relationship itself, to be used after its name.")
    sortable: bool
    includable: bool = Field(
        description="Whether `include` accepts the name. A path continues with the names of the types that it leads to."
    )
    example: str = Field(description="A valid example filter.")
    label: str
    label_zh: str
    about: str
    about_zh: str


class FilterMeta(Shape):
    """Metadata of the list of filter names."""

    count: int
    type: str
    data_version: str | None
    cite: str | None = Field(default=None, description="URL of the citation of this response.")


class FiltersAnswer(Shape):
    """The names that a filter of a type accepts."""

    meta: FilterMeta
    results: list[FilterItem]
