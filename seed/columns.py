"""The columns of a type, derived from its declaration in :mod:`seed.model`.

The pydantic class is the only place that declares a column: its kind, choices, limits and meaning. Everything that needs columns (the
checker, the writer, the Frictionless schema, the reference page, the API's models) calls :func:`columns`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from seed.model import DATE_PATTERN, EDGES, NODES, PROVENANCE, Declared, Edge, Node, Row

Kind = Literal["str", "int", "float", "bool", "date", "words"]
_KINDS: dict[Any, Kind] = {str: "str", int: "int", float: "float", bool: "bool"}
SEPARATOR = "|"
"""Separates the items of a list in one cell."""


@dataclass(frozen=True)
class Column:
    """One column: its allowed values and its meaning.

    ``fallback`` is the column that fills an empty cell. ``refers`` are the types of the ids in the column.
    ``default`` is the value of an empty cell ("" if it has none). ``kind`` is ``words`` for a list of texts; its ``pattern`` is that of an
    item. ``words`` are the Chinese labels of values.
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
    fallback: str = ""
    refers: tuple[str, ...] = ()
    label: str = ""
    label_zh: str = ""
    words: Mapping[str, str] = field(default_factory=dict, hash=False)


@cache
def columns(cls: type[Row]) -> tuple[Column, ...]:
    """Return the columns of a type in their declared order: its own columns first, then provenance."""
    fields = cls.model_fields
    names = [name for name in fields if name not in PROVENANCE] + list(PROVENANCE)
    return tuple(_column(name, fields[name]) for name in names)


@cache
def names(cls: type[Row]) -> tuple[str, ...]:
    """Return the names of :func:`columns`."""
    return tuple(column.name for column in columns(cls))


def type_name(cls: type[Row]) -> str:
    """Return the label of a node type (``School``) or the type of a relationship (``FEEDS``)."""
    return cls.type if issubclass(cls, Edge) else cls.__name__


def path_of(cls: type[Row]) -> str:
    """Return the file of a type in a package: ``nodes/school.csv``, ``relationships/part_of.csv``."""
    return f"{'relationships' if issubclass(cls, Edge) else 'nodes'}/{type_name(cls).lower()}.csv"


def keys(cls: type[Row]) -> tuple[str, ...]:
    """Return the key columns of a type: ``id``, or both ends and the discriminators of :func:`seed.model.edge_id`."""
    return ("start", "end", *cls.discriminators) if issubclass(cls, Edge) else ("id",)


_ALL: tuple[type[Node] | type[Edge], ...] = (*NODES.values(), *EDGES.values())
TYPES: dict[str, type[Row]] = {type_name(cls): cls for cls in _ALL}
"""All types by name, nodes first, in the order of declaration."""
CLASS_BY_FILE: dict[str, type[Row]] = {path_of(cls): cls for cls in TYPES.values()}
"""All types by their file in a package."""


def _column(name: str, info: FieldInfo) -> Column:
    limits = _FieldLimits()
    _read_annotation(info.annotation, limits)
    _read_metadata(info.metadata, limits)
    declared = info.json_schema_extra
    if not isinstance(declared, Declared):
        raise TypeError(f"The property {name} is not declared with prop().")
    default = info.default if isinstance(info.default, str) else ""
    return Column(
        name=name,
        kind="date" if limits.pattern == DATE_PATTERN else limits.kind,
        required=info.is_required() and not declared.fallback,
        choices=limits.choices,
        pattern=limits.pattern,
        minimum=limits.minimum,
        maximum=limits.maximum,
        about=info.description or "",
        about_zh=declared.about_zh,
        example=str(info.examples[0]) if info.examples else None,
        index=declared.index,
        default=default,
        fallback=declared.fallback,
        refers=declared.refers,
        label=declared.label or name.replace("_", " ").capitalize(),
        label_zh=declared.label_zh,
        words=declared.words,
    )


@dataclass
class _FieldLimits:
    """The kind and limits of a field, collected from its annotation and metadata."""

    kind: Kind = "str"
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


def _read_annotation(annotation: Any, limits: _FieldLimits) -> None:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        _read_annotation(args[0], limits)
        for extra in args[1:]:
            _read_metadata(extra.metadata if isinstance(extra, FieldInfo) else [extra], limits)
    elif origin in {Union, types.UnionType}:
        for arg in args:
            _read_annotation(arg, limits)
    elif origin is Literal:
        limits.choices = tuple(args)
    elif origin is tuple:
        _read_annotation(args[0], limits)
        limits.kind = "words"
    elif annotation is not type(None):
        limits.kind = _KINDS[annotation]


def _read_metadata(metadata: list[Any], limits: _FieldLimits) -> None:
    for item in metadata:
        if isinstance(item, Ge):
            limits.minimum = float(item.ge)  # type: ignore[arg-type]
        elif isinstance(item, Le):
            limits.maximum = float(item.le)  # type: ignore[arg-type]
        elif getattr(item, "pattern", None):
            limits.pattern = item.pattern
