"""Convert database values to JSON without losing their type.

Values that JSON represents exactly are unchanged: null, booleans, strings, lists, maps, finite floats, and integers up to 2^53, which all
languages read without loss. All other values are objects with ``$type``. A map from the query that has a key ``$type`` is wrapped in such
an object, so that values are unambiguous. ``docs/console.md`` lists the forms.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import neo4j
from neo4j import graph, spatial, time

from graph.console.execution.failures import THE_RESULT, unreadable
from graph.errors import ConsoleLimitError, ConsoleRefusedError
from seed.bilingual import Bilingual

SAFE = 2**53
TYPE = "$type"
_ZEROS = re.compile(r"(\.\d*?)0+(?=\D*$|[+-]\d\d:)")


class Shaper:
    """Converts values to JSON and tracks their total size.

    :param depth: Maximum nesting depth of lists and maps.
    :param size: Approximate maximum size of all values together, in bytes.
    """

    def __init__(self, depth: int, size: int) -> None:
        self.depth, self.size, self.used = depth, size, 0
        self._shapes: tuple[tuple[Any, Callable[[Any, int], Any]], ...] = (
            (graph.Node, self._node),
            (graph.Relationship, self._relationship),
            (graph.Path, self._path),
            (spatial.Point, self._point),
            ((list, tuple), self._list),
            (Mapping, self._map),
            ((bytes, bytearray), self._bytes),
        )

    def value(self, value: Any, depth: int = 0) -> Any:
        """Convert one value.

        :raises ConsoleLimitError: The value is nested too deeply, or the size limit is exceeded.
        """
        if depth > self.depth:
            raise ConsoleLimitError(
                Bilingual(f"A value is nested deeper than {self.depth} levels.", f"有值的嵌套超过 {self.depth} 层。"),
                hint=Bilingual("Return parts of it.", "请只返回其中一部分。"),
            )
        self._take(8)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            self._take(len(value))
            return value
        shape = _SCALARS.get(type(value))
        if shape is not None:
            return shape(value)
        return self._composed(value, depth + 1)

    def _composed(self, value: Any, depth: int) -> Any:
        """Convert a composite value. Nodes and relationships are mappings, and points are tuples, so they are checked first."""
        for kind, shape in self._shapes:
            if isinstance(value, kind):
                return shape(value, depth)
        return self._other(value)

    def _list(self, value: list[Any], depth: int) -> list[Any]:
        return [self.value(item, depth) for item in value]

    def _path(self, path: graph.Path, depth: int) -> dict[str, Any]:
        nodes = [self._node(node, depth) for node in path.nodes]
        return {TYPE: "Path", "nodes": nodes, "relationships": [self._relationship(one, depth) for one in path.relationships]}

    def _bytes(self, value: bytes | bytearray, _: int) -> dict[str, Any]:
        self._take(len(value))
        return {TYPE: "Bytes", "value": base64.b64encode(value).decode("ascii")}

    def _point(self, value: spatial.Point, _: int) -> dict[str, Any]:
        return {TYPE: "Point", "srid": value.srid, "coordinates": [number(part) for part in value]}

    def _map(self, value: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = self._properties(value, depth)
        return {TYPE: "Map", "value": properties} if TYPE in properties else properties

    def _properties(self, value: Mapping[str, Any], depth: int) -> dict[str, Any]:
        self._take(sum(len(key) + 4 for key in value))
        return {key: self.value(item, depth) for key, item in value.items()}

    def _node(self, node: graph.Node, depth: int) -> dict[str, Any]:
        self._take(60)
        labels = sorted(node.labels)
        return {TYPE: "Node", "element_id": node.element_id, "labels": labels, "properties": self._properties(dict(node), depth)}

    def _relationship(self, one: graph.Relationship, depth: int) -> dict[str, Any]:
        self._take(120)
        ends = {name: None if node is None else node.element_id for name, node in (("start", one.start_node), ("end", one.end_node))}
        properties = self._properties(dict(one), depth)
        return {TYPE: "Relationship", "element_id": one.element_id, "type": one.type, **ends, "properties": properties}

    def _other(self, value: Any) -> dict[str, Any]:
        """Convert a vector or a type unknown to this version.

        :raises ConsoleRefusedError: The driver could not read the value. Only a value inside a map gets here; others break their record.
        """
        if isinstance(error := getattr(value, "error", None), Exception):
            raise ConsoleRefusedError(unreadable(THE_RESULT, error))
        if hasattr(value, "to_native"):
            items = [number(item) for item in value.to_native()]
            self._take(8 * len(items))
            return {TYPE: type(value).__name__, "value": items}
        text = str(value)[:200]
        self._take(len(text))
        return {TYPE: type(value).__name__, "value": text}

    def _take(self, size: int) -> None:
        self.used += size
        if self.used > self.size:
            raise ConsoleLimitError(
                Bilingual(f"The result has more than {self.size} bytes.", f"结果超过 {self.size} 字节。"),
                hint=Bilingual("Return fewer columns or shorter texts.", "请减少列数或缩短文本。"),
            )


def number(value: float) -> Any:
    """Return a number unchanged if JSON represents it exactly in all languages, otherwise as an object."""
    if isinstance(value, int):
        return value if -SAFE <= value <= SAFE else {TYPE: "Integer", "value": str(value)}
    if math.isfinite(value):
        return value
    return {TYPE: "Float", "value": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}


def _iso(value: Any) -> str:
    """Format as ISO 8601 without trailing zeros in the fraction of a second.

    :raises ConsoleRefusedError: The value is a date in year 0. The driver returns one day of it, 0000-12-31, as the date 0000-00-00.
    """
    if getattr(value, "year", 1) == 0:
        raise ConsoleRefusedError(unreadable(THE_RESULT, ValueError()))
    return _ZEROS.sub(lambda match: match[1].rstrip("."), str(value.iso_format()))


def _moment(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {TYPE: name, "value": _iso(value)}


def _datetime(value: time.DateTime) -> dict[str, Any]:
    if value.tzinfo is None:
        return {TYPE: "LocalDateTime", "value": _iso(value)}
    zone = getattr(value.tzinfo, "zone", None) or getattr(value.tzinfo, "key", None)
    return {TYPE: "DateTime", "value": _iso(value)} | ({"zone": str(zone)} if zone else {})


def _time(value: time.Time) -> dict[str, Any]:
    return {TYPE: "LocalTime" if value.tzinfo is None else "Time", "value": _iso(value)}


def _duration(value: Any) -> dict[str, Any]:
    parts = {"months": value.months, "days": value.days, "seconds": value.seconds, "nanoseconds": value.nanoseconds}
    return {TYPE: "Duration", "value": value.iso_format(), **parts}


_SCALARS: dict[type, Callable[[Any], Any]] = {
    int: number,
    float: number,
    time.Date: _moment("Date"),
    time.DateTime: _datetime,
    time.Time: _time,
    neo4j.time.Duration: _duration,
    timedelta: lambda value: {TYPE: "Duration", "value": str(value)},
}
