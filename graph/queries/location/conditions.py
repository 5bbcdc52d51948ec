"""The Cypher of :data:`graph.queries.location.declaration.WAYS`. Parameter ``$place``: the ids of a place and of its parts.

With ``origin``, the query has the parameter ``$origin`` of :mod:`graph.queries.questions.cypher_macros`. The patterns start at a bound
variable, and the ends have no label with an index, so that the planner never begins at the places.

The planner takes time for each ``EXISTS``, and more for nested ones. So all ways of an entity in one direction are a single path: a first
step, then steps along the relationships that any of the next types has, in the order forward, backward, forward. That is right because a
relationship of a way leads the same way from every type (a test compares :data:`WAYS` with the model); only the ends of the first step
need their types. Measured on two cores, for claims: 0.3 s to plan instead of 1.6 s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, repeat
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
    lies = f"({' OR '.join(writer.of_labels(name, labels) for name, labels in subjects)})"
    if mode == "nowhere":
        could = [f"{name}:{'|'.join(able)}" for name, labels in subjects if (able := [one for one in labels if has_location(one)])]
        return f"(({' OR '.join(could)}) AND NOT {lies})" if could else "false"
    placeless = [[one for one in labels if not has_location(one)] for _, labels in subjects]
    if not all(placeless):
        return lies
    free = " AND ".join(f"{name}:{'|'.join(labels)}" for (name, _), labels in zip(subjects, placeless, strict=True))
    return f"({lies} OR ({free}))"


def parsed(text: str) -> Subject:
    """Parse an argument of the macro ``in_place``: ``p: Program`` or ``d: Enterprise|County``."""
    name, _, labels = text.partition(":")
    return name.strip(), tuple(label.strip() for label in labels.split("|"))


class _Writer:
    """Writes the conditions of one query with new variable names. ``anywhere``: any place counts."""

    def __init__(self, *, anywhere: bool, origin: bool) -> None:
        self._anywhere, self._origin = anywhere, origin
        self._numbers = count(1)

    def of_labels(self, node: str, labels: Sequence[str]) -> str:
        """Return the condition that a node of one of these types lies in the place.

        Types are told apart by ``CASE``, since the planner expands ``OR`` and ``AND`` into many clauses.
        """
        places = [label for label in labels if label in PLACES]
        able = [label for label in labels if label in WAYS]
        cases = [(places, "true" if self._anywhere else f"{node}.id IN $place")] if places else []
        cases += [(able, self._exists_any(node, able))] if able else []
        if len(cases) == 1 and len(cases[0][0]) == len(labels):
            return cases[0][1]
        branches = " ".join(f"WHEN {node}:{'|'.join(types)} THEN {lies}" for types, lies in cases)
        return f"CASE {branches} ELSE false END" if cases else "false"

    def _exists_any(self, node: str, labels: Sequence[str]) -> str:
        ways = [way for label in labels for way in WAYS[label]]
        parts = [self._exists(node, same) for forward in (True, False) if (same := [way for way in ways if way.forward == forward])]
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _exists(self, node: str, ways: Sequence[Way]) -> str:
        """Return that a path which begins with one of these ways, all in one direction, leads to the place."""
        targets = _distinct(way.targets for way in ways)
        unit = any(way in WAYS[label] for way in ways for label in way.targets if label in WAYS)
        before, back, after = (_Steps(), _Steps(), _Steps()) if set(targets) <= set(PLACES) else _rest(targets, unit)
        path = f"({node}){self._step(_distinct(way.kinds for way in ways), ways[0].forward)}"
        following = [(steps, forward) for steps, forward in ((before, True), (back, False), (after, True)) if steps.most]
        for between, (steps, forward) in zip(chain([f"(:{'|'.join(targets)})"], repeat("()")), following, strict=False):
            path += f"{between}{self._step(steps.kinds, forward)}{steps.quantifier}"
        end = self._name("z")
        where = "true" if self._anywhere else f"{end}.id IN $place"
        return f"EXISTS {{ MATCH {path}({end}:{'|'.join(PLACES)}) WHERE {where} }}"

    def _step(self, kinds: Sequence[str], forward: bool) -> str:
        name = self._name("w")
        real = f" WHERE {name}.origin <> 'simulated' OR 'simulated' IN $origin" if self._origin else ""
        left, right = ("-", "->") if forward else ("<-", "-")
        return f"{left}[{name}:{'|'.join(kinds)}{real}]{right}"

    def _name(self, kind: str) -> str:
        return f"{kind}__{next(self._numbers)}"


@dataclass(frozen=True)
class _Steps:
    """At most ``most`` steps in one direction, at least ``least``."""

    kinds: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def quantifier(self) -> str:
        return "" if (self.least, self.most) == (1, 1) else f"{{{self.least},{self.most}}}"


def _distinct(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(names)))


@cache
def _rest(labels: tuple[str, ...], unit: bool) -> tuple[_Steps, _Steps, _Steps]:
    """Return the steps from entities of some types to a place: forward, then at most one backward, then forward.

    :param unit: one level of units lies behind already.
    """
    before, back, after = list[list[Way]](), list[list[Way]](), list[list[Way]]()
    for route in (route for label in labels for route in _routes(label, UNITS_DEEP - unit)):
        turns = [at for at, way in enumerate(route) if not way.forward]
        assert len(turns) <= 1, route
        turn = turns[0] if turns else 0
        before.append(list(route[:turn]))
        back.append([route[at] for at in turns])
        after.append(list(route[turn + len(turns) :]))
    return _steps(before), _steps(back), _steps(after)


def _steps(runs: Sequence[Sequence[Way]]) -> _Steps:
    lengths = [len(run) for run in runs]
    return _Steps(_distinct(way.kinds for run in runs for way in run), min(lengths), max(lengths))


def _routes(label: str, units: int) -> Iterator[tuple[Way, ...]]:
    """Yield the sequences of ways from an entity of a type to a place; ``units``: maximum number of levels of units on the way."""
    if label in PLACES:
        yield ()
    for way in WAYS.get(label, ()):
        for target in way.targets:
            if target != label:
                yield from ((way, *route) for route in _routes(target, units))
            elif units:
                yield from ((way, *route) for route in _routes(label, units - 1))
