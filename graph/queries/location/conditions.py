"""The Cypher of :data:`graph.queries.location.declaration.WAYS`. Parameter ``$place``: the ids of a place and of its parts.

With ``origin``, the query has the parameter ``$origin`` of :mod:`graph.queries.questions.cypher_macros`. The patterns start at a bound
variable, and the ends have no label with an index, so that the planner never begins at the places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Literal

from graph.queries.location.declaration import PLACES, UNITS_DEEP, WAYS, Way, has_location

Mode = Literal["inside", "nowhere"]
"""``inside``: what lies in the place or is of no place; ``nowhere``: what could lie in a place but has no location."""
Subject = tuple[str, tuple[str, ...]]
"""A variable and its possible types."""


def condition(subjects: Sequence[Subject], mode: Mode, *, origin: bool) -> str:
    """Return the condition on a row about one or several entities.

    ``inside``: one of them lies in the place, or all are of no place. ``nowhere``: one of them could lie in a place, and none has a
    location.
    """
    writer = _Writer(anywhere=mode == "nowhere", origin=origin)
    lying = [text for name, labels in subjects for text in writer.of_labels(name, labels)]
    lies = f"({' OR '.join(lying)})" if lying else "false"
    if mode == "nowhere":
        could = [f"{name}:{'|'.join(able)}" for name, labels in subjects if (able := [one for one in labels if has_location(one)])]
        return f"(({' OR '.join(could)}) AND NOT {lies})" if could else "false"
    placeless = [[one for one in labels if not has_location(one)] for _, labels in subjects]
    if not all(placeless):
        return lies
    free = " AND ".join(f"{name}:{'|'.join(labels)}" for (name, _), labels in zip(subjects, placeless, strict=True))
    return f"({lies} OR ({free}))" if lying else "true"


def parsed(text: str) -> Subject:
    """Parse an argument of the macro ``in_place``: ``p: Program`` or ``d: Enterprise|County``."""
    name, _, labels = text.partition(":")
    return name.strip(), tuple(label.strip() for label in labels.split("|"))


class _Writer:
    """Writes the conditions of one query with new variable names. ``anywhere``: any place counts."""

    def __init__(self, *, anywhere: bool, origin: bool) -> None:
        self._anywhere, self._origin = anywhere, origin
        self._numbers = count(1)

    def of_labels(self, node: str, labels: Sequence[str]) -> Iterator[str]:
        """Yield the conditions that a node of one of these types lies in the place."""
        able = [label for label in labels if label in WAYS]
        places = [label for label in labels if label in PLACES]
        alone = len(labels) == 1
        if places:
            at = "true" if self._anywhere else f"{node}.id IN $place"
            yield at if alone or set(labels) <= set(PLACES) else f"({node}:{'|'.join(places)} AND {at})"
        for label in able:
            yield self._of_label(node, label) if alone else f"({node}:{label} AND {self._of_label(node, label)})"

    def _of_label(self, node: str, label: str) -> str:
        own = next((way for way in WAYS[label] if label in way.targets), None)
        parts = [self._exists(node, way, own) for way in WAYS[label] if way is not own]
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _exists(self, node: str, way: Way, own: Way | None) -> str:
        edge, end = self._name("w"), self._name("z")
        start = f"({node})"
        if own is not None:
            up = self._name("w")
            start += f"-[{self._relationship(up, own)}]->{{0,{UNITS_DEEP}}}()"
        left, right = ("-", "->") if way.forward else ("<-", "-")
        where = " OR ".join(self.of_labels(end, way.targets))
        step = f"{left}[{self._relationship(edge, way)}]{right}"
        labels = f":{'|'.join(way.targets)}" if set(way.targets) <= set(PLACES) or len(way.targets) == 1 else ""
        return f"EXISTS {{ MATCH {start}{step}({end}{labels}) WHERE {where} }}"

    def _relationship(self, name: str, way: Way) -> str:
        real = f" WHERE {name}.origin <> 'simulated' OR 'simulated' IN $origin" if self._origin else ""
        return f"{name}:{'|'.join(way.kinds)}{real}"

    def _name(self, kind: str) -> str:
        return f"{kind}__{next(self._numbers)}"
