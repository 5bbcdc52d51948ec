"""The columns of a type, read off its declaration in :mod:`seed.model`.

What a column is (its kind, choices, limits, meaning) is written once, in the pydantic class; everything that needs columns (the
checker, the writer, the Frictionless schema, the reference page, the API's models) asks :func:`columns`.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from seed.model import DATE_PATTERN, EDGES, NODES, PROVENANCE, Edge, Node, Row

Kind = Literal["str", "int", "float", "bool", "date", "words"]
_KINDS: dict[Any, Kind] = {str: "str", int: "int", float: "float", bool: "bool"}
SEPARATOR = "|"
"""Separates the words of one cell."""


@dataclass(frozen=True)
class Column:
    """One column: what may stand in it and what it means.

    ``default`` is the text that an empty cell stands for ("" when it stands for nothing).
    """

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    about: str = ""
    about_zh: str = ""
    example: str | None = None
    index: bool = False
    default: str = ""


@cache
def columns(cls: type[Row]) -> tuple[Column, ...]:
    """The columns of a type in their declared order: its own first, then the provenance."""
    fields = cls.model_fields
    names = [name for name in fields if name not in PROVENANCE] + list(PROVENANCE)
    return tuple(_column(name, fields[name]) for name in names)


@cache
def names(cls: type[Row]) -> tuple[str, ...]:
    """The names of :func:`columns`."""
    return tuple(column.name for column in columns(cls))


def type_name(cls: type[Row]) -> str:
    """The label of a node type (``School``) or the type of a relationship (``FEEDS``)."""
    return cls.type if issubclass(cls, Edge) else cls.__name__


def path_of(cls: type[Row]) -> str:
    """Where a type's rows stand in a package: ``nodes/school.csv``, ``relationships/part_of.csv``."""
    return f"{'relationships' if issubclass(cls, Edge) else 'nodes'}/{type_name(cls).lower()}.csv"


def keys(cls: type[Row]) -> tuple[str, ...]:
    """The columns that tell rows of a type apart: ``id``, or both ends with the discriminators of :func:`seed.model.edge_id`."""
    return ("start", "end", *cls.discriminators) if issubclass(cls, Edge) else ("id",)


_ALL: tuple[type[Node] | type[Edge], ...] = (*NODES.values(), *EDGES.values())
TYPES: dict[str, type[Row]] = {type_name(cls): cls for cls in _ALL}
"""Every type by its name, nodes first, in the order of the declaration."""
CLASS_BY_FILE: dict[str, type[Row]] = {path_of(cls): cls for cls in TYPES.values()}
"""Every type by the file in which its rows stand."""


def _column(name: str, field: FieldInfo) -> Column:
    found = _Found()
    _walk(field.annotation, found)
    _limits(field.metadata, found)
    extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    default = field.default if isinstance(field.default, str) else ""
    return Column(
        name=name,
        kind="date" if found.pattern == DATE_PATTERN else found.kind,
        required=field.is_required(),
        choices=found.choices,
        pattern=found.pattern,
        minimum=found.minimum,
        maximum=found.maximum,
        about=field.description or "",
        about_zh=str(extra.get("about_zh", "")),
        example=str(field.examples[0]) if field.examples else None,
        index=bool(extra.get("index")),
        default=default,
    )


@dataclass
class _Found:
    """What the annotation of a field says, gathered while walking down it."""

    kind: Kind = "str"
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


def _walk(annotation: Any, found: _Found) -> None:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        _walk(args[0], found)
        for extra in args[1:]:
            _limits(extra.metadata if isinstance(extra, FieldInfo) else [extra], found)
    elif origin in {Union, types.UnionType}:
        for arg in args:
            _walk(arg, found)
    elif origin is Literal:
        found.choices = tuple(args)
    elif origin is tuple:
        found.kind = "words"
    elif annotation is not type(None):
        found.kind = _KINDS[annotation]


def _limits(metadata: list[Any], found: _Found) -> None:
    for item in metadata:
        if isinstance(item, Ge):
            found.minimum = float(item.ge)  # type: ignore[arg-type]
        elif isinstance(item, Le):
            found.maximum = float(item.le)  # type: ignore[arg-type]
        elif getattr(item, "pattern", None):
            found.pattern = item.pattern
