"""Columns of an export, and the conversion of structured values to cells.

An entity becomes an id and two names; evidence becomes ids and sources. For several entities, each of these is a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from graph.value_types import ReturnType

Kind = Literal["str", "int", "float", "bool", "date", "words", "year", "node", "edge", "json"]
"""``date`` is a date as stated (a year, a month or a day), ``words`` a list of texts; ``node`` and ``edge`` are items of a response."""
CellKind = Literal["str", "int", "float", "bool", "date", "words"]
Row = Mapping[str, Any]
Reader = Callable[[Row], Any]
_CELLS: dict[Kind, CellKind] = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "date": "date",
    "words": "words",
    "year": "int",
}
TOTAL = "total"
"""The number of all entities that a name includes, of which a row has the first."""
_STR: CellKind = "str"
_WORDS: CellKind = "words"
_BY_RETURN: dict[str, Kind] = {"int": "int", "float": "float", "bool": "bool", "date": "date", "year": "year", "percent": "float"}


@dataclass(frozen=True)
class ExportColumn:
    """A column of a response. With ``many``, its values are lists of ``kind``.

    ``path``: where a value is, if it is not the member ``name`` of the row: names of members or of included entities, then a property.
    ``total`` of included entities is a number.
    """

    name: str
    kind: Kind
    many: bool = False
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A column of a file. Its values are of ``kind``, or None if unknown."""

    name: str
    kind: CellKind
    read: Reader


def of_returns(returns: Mapping[str, ReturnType]) -> tuple[ExportColumn, ...]:
    """Return the columns of a question, as declared in its file."""
    return tuple(ExportColumn(name, _kind(kind), kind.many) for name, kind in returns.items())


def _kind(kind: ReturnType) -> Kind:
    if kind.is_node:
        return "node"
    return "edge" if kind.is_edge else _BY_RETURN.get(kind.name, "str")


def cells(columns: Iterable[ExportColumn]) -> tuple[Cell, ...]:
    """Return the columns of a file.

    An entity ``enterprise`` becomes ``enterprise_id``, ``enterprise_name`` and ``enterprise_name_zh``. Evidence becomes ``evidence_id`` and
    ``evidence_sources``, without duplicate sources. For several entities, the three columns are lists in the same order.
    """
    return tuple(cell for column in columns for cell in _cells(column))


def _cells(column: ExportColumn) -> Iterator[Cell]:
    name = column.name
    if column.path:
        yield Cell(name, "words" if column.many else _CELLS.get(column.kind, _STR), _along(column.path, many=column.many))
        return
    reader, kind = (_each, _WORDS) if column.many else (_part, _STR)
    if column.kind == "node":
        for part in ("id", "name", "name_zh"):
            yield Cell(f"{name}_{part}", kind, reader(name, part))
    elif column.kind == "edge":
        yield Cell(f"{name}_id", kind, reader(name, "id"))
        yield Cell(f"{name}_sources", "words", _sources(name))
    elif column.kind == "json":
        yield Cell(name, "str", _json(name))
    elif column.many:
        yield Cell(name, "words", _texts(name))
    else:
        yield Cell(name, _CELLS[column.kind], lambda row: row.get(name))


def _along(path: tuple[str, ...], *, many: bool) -> Reader:
    *way, last = path

    def read(row: Row) -> Any:
        if last == TOTAL and not many:
            return sum(found[TOTAL] for found in _included(_reached(row, way[:-1]), way[-1]))
        values = [item.get(last) for item in _reached(row, way)]
        return [text_of(value) for value in values] if many else next(iter(values), None)

    return read


def _reached(row: Row, way: Sequence[str]) -> list[Row]:
    """Return the entities at the end of a path from a row."""
    items = [row]
    for name in way:
        further = [item for found in _included(items, name) for item in found["items"]]
        items = further or [one for item in items for one in _entities(item.get(name))]
    return items


def _entities(value: Any) -> list[Row]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _included(items: Iterable[Row], name: str) -> Iterator[Row]:
    return (item["included"][name] for item in items if name in item.get("included", {}))


def _part(name: str, part: str) -> Reader:
    def read(row: Row) -> Any:
        value = row.get(name)
        return None if value is None else value.get(part)

    return read


def _each(name: str, part: str) -> Reader:
    def read(row: Row) -> Any:
        values = row.get(name)
        return None if values is None else [value.get(part) or "" for value in values]

    return read


def _sources(name: str) -> Reader:
    def read(row: Row) -> Any:
        value = row.get(name)
        if value is None:
            return None
        edges = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(source for edge in edges for source in edge.get("sources") or ()))

    return read


def _json(name: str) -> Reader:
    return lambda row: None if row.get(name) is None else orjson.dumps(row[name]).decode()


def _texts(name: str) -> Reader:
    return lambda row: None if row.get(name) is None else [text_of(value) for value in row[name]]


def text_of(value: Any) -> str:
    """Return a value as text: ``true`` or ``false``, "" for None, numbers without loss of precision, lists joined with `` | ``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return SEPARATOR.join(map(text_of, value))
    return repr(value) if isinstance(value, float) else str(value)


SEPARATOR = " | "
"""Separates the items of a list in one cell."""
