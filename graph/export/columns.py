"""Columns of an export, and how a value that is not one cell becomes several: a thing is an id and two names, evidence is ids and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from graph.types import ReturnType

Kind = Literal["str", "int", "float", "bool", "date", "words", "year", "node", "edge", "json"]
"""``date`` is a date as stated (a year, a month or a day), ``words`` a list of texts, ``node`` and ``edge`` items of an answer."""
CellKind = Literal["str", "int", "float", "bool", "date", "words"]
Row = Mapping[str, Any]
_CELLS: dict[str, CellKind] = {"str": "str", "int": "int", "float": "float", "bool": "bool", "date": "date", "words": "words", "year": "int"}
_BY_RETURN: dict[str, Kind] = {"int": "int", "float": "float", "bool": "bool", "date": "date", "year": "year", "percent": "float"}


@dataclass(frozen=True)
class ExportColumn:
    """A column as an answer has it. ``many``: its value is a list of such."""

    name: str
    kind: Kind
    many: bool = False


@dataclass(frozen=True)
class Cell:
    """A column as a file has it: each value is one of ``kind``, or None where it is not known."""

    name: str
    kind: CellKind
    read: Callable[[Row], Any]


def of_returns(returns: Mapping[str, ReturnType]) -> tuple[ExportColumn, ...]:
    """The columns of a question, as its file declares them."""
    return tuple(ExportColumn(name, _kind(kind), kind.many) for name, kind in returns.items())


def _kind(kind: ReturnType) -> Kind:
    if kind.is_node:
        return "node"
    return "edge" if kind.is_edge else _BY_RETURN.get(kind.name, "str")


def cells(columns: Iterable[ExportColumn]) -> tuple[Cell, ...]:
    """The columns of a file: ``enterprise`` becomes ``enterprise_id``, ``enterprise_name`` and ``enterprise_name_zh``; evidence becomes
    ``evidence_id`` and ``evidence_sources``. Of several things each column is a list, in the same order.
    """
    return tuple(cell for column in columns for cell in _cells(column))


def _cells(column: ExportColumn) -> Iterator[Cell]:
    name, many = column.name, column.many
    if column.kind == "node":
        for part in ("id", "name", "name_zh"):
            yield Cell(f"{name}_{part}", "words" if many else "str", _each(name, part) if many else _part(name, part))
    elif column.kind == "edge":
        yield Cell(f"{name}_id", "words" if many else "str", _each(name, "id") if many else _part(name, "id"))
        yield Cell(f"{name}_sources", "words", _sources(name))
    elif column.kind == "json":
        yield Cell(name, "str", lambda row: None if row.get(name) is None else orjson.dumps(row[name]).decode())
    elif many:
        yield Cell(name, "words", lambda row: None if row.get(name) is None else [text_of(value) for value in row[name]])
    else:
        yield Cell(name, _CELLS[column.kind], lambda row: row.get(name))


def _part(name: str, part: str) -> Callable[[Row], Any]:
    def read(row: Row) -> Any:
        value = row.get(name)
        return None if value is None else value.get(part)

    return read


def _each(name: str, part: str) -> Callable[[Row], Any]:
    def read(row: Row) -> Any:
        values = row.get(name)
        return None if values is None else [value.get(part) or "" for value in values]

    return read


def _sources(name: str) -> Callable[[Row], Any]:
    """Each source once, in the order in which the evidence names them."""

    def read(row: Row) -> Any:
        value = row.get(name)
        if value is None:
            return None
        edges = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(source for edge in edges for source in edge.get("sources") or ()))

    return read


def text_of(value: Any) -> str:
    """A value as text: booleans as ``true`` and ``false``, None as nothing, numbers so that they read back the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value) if isinstance(value, float) else str(value)
