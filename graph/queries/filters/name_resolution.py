"""Resolve the names in a filter. The valid names are derived from the declared model.

From a node of a type, a name is resolved to the first of these that matches:

1. a *property* of the type: ``level``, ``opened``;
2. a *relationship* of the type, in lower case: ``offers`` from a school leads to its programs, from a program to its schools. Where the
   type occurs at both ends (a school that is part of a school), the plain name follows the direction of the relationship and
   ``inverse_part_of`` the opposite direction;
3. a *type* in lower case, when exactly one relationship in one direction leads there: ``major`` from a program is ``of_major``;
4. after a step, a property of the *relationship* that was followed, when the nodes have no property of that name: ``feeds.year``.

In a list of relationships the names are the properties that all its types have, and ``start`` and ``end`` for the nodes at the ends.

For example, ``offers.major.code`` from a school is OFFERS, then OF_MAJOR, then the property ``code``. When a step leads to several types,
the next name selects those that have it; when it means different things for them, it is ambiguous and an error.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

from graph.queries.filters.syntax_tree import Step
from seed.columns import Column, columns
from seed.model import EDGES, LABEL_BY_PREFIX, NODES, Edge

INVERSE = "inverse_"
START, END = "start", "end"
_ENDS = frozenset({START, END})


@dataclass(frozen=True)
class Scope:
    """Where a name is resolved: at a node of one of these types, reached along ``edge`` (None: at the start of the path).

    Without types: at a relationship of one of ``kinds``.
    """

    labels: tuple[str, ...]
    edge: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def types(self) -> str:
        """The types of the scope, comma-separated."""
        return ", ".join(self.labels or self.kinds) or str(self.edge)


@dataclass(frozen=True)
class ResolvedName:
    """The meaning of a name in a scope, and the types of the scope that have it."""

    labels: tuple[str, ...]
    column: Column | None = None
    on_edge: bool = False
    step: Step | None = None


class AmbiguousPathError(LookupError):
    """A name means different things for the types of a scope. ``ways`` lists the meanings."""

    def __init__(self, ways: list[str]) -> None:
        super().__init__(ways)
        self.ways = ways


@cache
def fields(label: str) -> dict[str, Column]:
    """Return the properties of a node type, by name."""
    return {column.name: column for column in columns(NODES[label])}


@cache
def edge_fields(kind: str) -> dict[str, Column]:
    """Return the properties of a relationship type without its ends, by name."""
    return {column.name: column for column in columns(EDGES[kind]) if column.name not in _ENDS}


@cache
def common_fields(kinds: tuple[str, ...]) -> dict[str, Column]:
    """Return the properties that all of some relationship types have, without the ends, by name."""
    first, *rest = map(edge_fields, kinds)
    shared = [name for name, column in first.items() if all(name in other and other[name].kind == column.kind for other in rest)]
    return {name: _merged([edge_fields(kind)[name] for kind in kinds]) for name in shared}


def end_labels(kinds: tuple[str, ...], *, forward: bool) -> tuple[str, ...]:
    """Return the node types at the end of relationships of some types or, when not ``forward``, at their start."""
    return tuple(dict.fromkeys(pair[int(forward)] for kind in kinds for pair in EDGES[kind].pairs))


@cache
def steps(label: str) -> dict[str, Step]:
    """Return the steps from a node type, by each of their names."""
    by_name: dict[str, Step] = {}
    ways: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for kind, cls in EDGES.items():
        out = _targets(cls, label, forward=True)
        back = _targets(cls, label, forward=False)
        for forward, targets in ((True, out), (False, back)):
            if targets:
                name = f"{INVERSE}{kind.lower()}" if out and not forward else kind.lower()
                by_name[name] = Step(name, kind, forward, targets, every=True)
                for target in targets:
                    ways[target].append((kind, forward))
    for target, directions in ways.items():
        if len(directions) == 1:
            kind, forward = directions[0]
            alone = len(_targets(EDGES[kind], label, forward=forward)) == 1
            by_name.setdefault(NODES[target].prefix, Step(NODES[target].prefix, kind, forward, (target,), every=alone))
    return by_name


def _targets(cls: type[Edge], label: str, *, forward: bool) -> tuple[str, ...]:
    pairs = cls.pairs if forward else tuple((end, start) for start, end in cls.pairs)
    return tuple(dict.fromkeys(end for start, end in pairs if start == label))


def names(scope: Scope) -> tuple[str, ...]:
    """Return every valid name in a scope."""
    if scope.kinds:
        return (*common_fields(scope.kinds), START, END)
    of_nodes = [name for label in scope.labels for name in (*fields(label), *steps(label))]
    return tuple(dict.fromkeys([*of_nodes, *(edge_fields(scope.edge) if scope.edge else ())]))


def resolve_name(scope: Scope, name: str) -> ResolvedName | None:
    """Resolve ``name`` in ``scope``; return None when it is unknown there.

    :raises AmbiguousPathError: it means different things for the types of the scope.
    """
    having = tuple(label for label in scope.labels if name in fields(label))
    if having:
        return ResolvedName(having, column=_merged([fields(label)[name] for label in having]))
    leading = tuple(label for label in scope.labels if name in steps(label))
    if leading:
        return ResolvedName(leading, step=_one([(label, steps(label)[name]) for label in leading]))
    if scope.kinds and name in _ENDS:
        return ResolvedName((), step=Step(name, scope.kinds[0], name == END, end_labels(scope.kinds, forward=name == END), every=True))
    if scope.kinds and name in common_fields(scope.kinds):
        return ResolvedName((), column=common_fields(scope.kinds)[name], on_edge=True)
    if scope.edge and name in edge_fields(scope.edge):
        return ResolvedName(scope.labels, column=edge_fields(scope.edge)[name], on_edge=True)
    return None


def _merged(same: list[Column]) -> Column:
    """Merge the columns of several types: all their choices, or none when one of them accepts any text."""
    if len({column.kind for column in same}) > 1:
        raise AmbiguousPathError([column.kind for column in same])
    open_ended = any(not column.choices for column in same)
    choices = () if open_ended else tuple(dict.fromkeys(choice for column in same for choice in column.choices))
    return replace(same[0], choices=choices, index=len(same) == 1 and same[0].index)


def _one(ways: list[tuple[str, Step]]) -> Step:
    if len({(step.edge, step.forward) for _, step in ways}) > 1:
        raise AmbiguousPathError([f"from {label}: {step.edge} {'on' if step.forward else 'back'}" for label, step in ways])
    first = ways[0][1]
    targets = tuple(dict.fromkeys(target for _, step in ways for target in step.targets))
    return replace(first, targets=targets, every=all(step.every for _, step in ways))


def narrowed(step: Step, labels: tuple[str, ...]) -> Step:
    """Return the step restricted to nodes of ``labels``."""
    return step if set(labels) == set(step.targets) else replace(step, targets=labels, every=False)


def label_of_prefix(text: str) -> str | None:
    """Return the node type for the prefix of an id such as ``county:431021``; None when the prefix is unknown."""
    prefix, colon, _ = text.partition(":")
    return LABEL_BY_PREFIX.get(prefix) if colon else None
