"""Response models of relationships, derived from :mod:`seed.model`: one model for each type, and their unions by ``type``."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from api.schemas.base import INCLUDED, Entity, IncludedItems
from seed.model import EDGES

_ID = Field(examples=["FEEDS~program:a~enterprise:b~2024"])
_SENTENCE = Field(default=None, description="In rows of relationships: the relationship as a sentence, with its dates as stated.")
_UNDATED = Field(
    default=None, description="With `as_of`: whether the relationship can have a date but has none, so that it is included at every date."
)
_INCLUDED = Field(default=None, description=INCLUDED)
_DIRECTION = Field(description="`out`: the relationship starts at the requested entity, `in`: it ends there.")
_OTHER = Field(description="The entity at the other end: `end` if the direction is `out`, else `start`.")


def _open(schema: dict[str, Any]) -> None:
    """Let a schema be extended: a neighbour is a relationship with two more members. The models themselves allow no other members."""
    schema.pop("additionalProperties", None)


@cache
def edge(kind: str) -> type[BaseModel]:
    """Return the model of a relationship type: the entities at both ends, its properties and its provenance.

    A property is required if the declaration requires it. ``select`` and ``evidence`` may leave out the others.
    """
    cls = EDGES[kind]
    fields: dict[str, Any] = {name: _field(field) for name, field in cls.model_fields.items()}
    fields |= {"id": (str, _ID), "type": (Literal[kind], ...), "href": (str, ...), "start": (Entity, ...), "end": (Entity, ...)}
    fields["origin"] = (cls.model_fields["origin"].annotation, ...)
    words = dict.fromkeys(("sentence", "sentence_zh"), (Optional[str], _SENTENCE))  # noqa: UP045
    fields |= {**words, "undated": (Optional[bool], _UNDATED), "included": (Optional[dict[str, IncludedItems]], _INCLUDED)}  # noqa: UP045
    config = ConfigDict(extra="forbid", json_schema_extra=_open)
    return create_model(cls.__name__, __config__=config, __doc__=cls.__doc__, **fields)


def _field(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    if field.is_required():
        return annotation, Field(description=field.description)
    examples = field.examples
    if get_origin(annotation) is tuple:  # a cell with several values
        annotation = list[get_args(annotation)[0]]  # type: ignore[misc]
        examples = [example.split("|") for example in examples or ()] or None
    return Optional[annotation], Field(default=None, description=field.description, examples=examples)  # noqa: UP045


@cache
def _neighbour(kind: str) -> type[BaseModel]:
    """Return the model of a relationship type as seen from one of its ends."""
    ends: dict[str, Any] = {"direction": (Literal["out", "in"], _DIRECTION), "other": (Entity, _OTHER)}
    return create_model(f"{EDGES[kind].__name__}{NEIGHBOUR}", __base__=edge(kind), **ends)


def _union(name: str, members: list[type[BaseModel]]) -> Any:
    return TypeAliasType(name, Annotated[reduce(or_, members), Field(discriminator="type")])


NEIGHBOUR = "Neighbour"
"""What the name of a model of :data:`Neighbour` ends with; the name of the rest is that of the relationship type."""
if TYPE_CHECKING:
    Relationship = BaseModel
    Neighbour = BaseModel
else:
    Relationship = _union("Relationship", [edge(kind) for kind in EDGES])
    """A relationship of any type."""
    Neighbour = _union(NEIGHBOUR, [_neighbour(kind) for kind in EDGES])
    """A relationship of any type, as seen from one of its ends."""
