"""Values of the database as JSON that says their type.

What JSON holds exactly stands as it is: null, booleans, strings, lists, maps, finite floats, and integers up to 2^53, which every language
reads without loss. All else is an object with ``$type``; a map of the query's own that has a key ``$type`` is wrapped in one, so no value
can be taken for another. ``docs/console.md`` lists the forms.
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

from graph.errors import ConsoleLimitError

SAFE = 2**53
TYPE = "$type"
_ZEROS = re.compile(r"(\.\d*?)0+(?=\D*$|[+-]\d\d:)")


class Shaper:
    """Turns values into JSON and keeps count of their size.

    :param depth: how deep lists and maps may be nested.
    :param room: bytes that all values together may take, about.
    """

    def __init__(self, depth: int, room: int) -> None:
        self.depth, self.room, self.used = depth, room, 0
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
        """One value.

        :raises ConsoleLimitError: it is nested too deeply, or there is no room left.
        """
        if depth > self.depth:
            raise ConsoleLimitError(f"A value is nested deeper than {self.depth}.", hint="Return its parts.")
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
        """What has parts. Nodes and relationships are maps to the driver, and points are tuples: they come first."""
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
        made = self._properties(value, depth)
        return {TYPE: "Map", "value": made} if TYPE in made else made

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
        """A vector, or what a later server may send."""
        if hasattr(value, "to_native"):
            items = [number(item) for item in value.to_native()]
            self._take(8 * len(items))
            return {TYPE: type(value).__name__, "value": items}
        text = str(value)[:200]
        self._take(len(text))
        return {TYPE: type(value).__name__, "value": text}

    def _take(self, size: int) -> None:
        self.used += size
        if self.used > self.room:
            raise ConsoleLimitError(
                f"The answer has more than {self.room} bytes.", hint="Return less of it: fewer columns, parts of texts."
            )


def number(value: float) -> Any:
    """A number: as it is where JSON and every language hold it exactly."""
    if isinstance(value, int):
        return value if -SAFE <= value <= SAFE else {TYPE: "Integer", "value": str(value)}
    if math.isfinite(value):
        return value
    return {TYPE: "Float", "value": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}


def _iso(value: Any) -> str:
    """ISO 8601, with as many decimals of a second as there are."""
    return _ZEROS.sub(lambda found: found[1].rstrip("."), str(value.iso_format()))


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
