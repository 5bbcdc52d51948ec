"""Conditions on rows: the syntax tree between the parser and the compiler of filters.

Every condition is true or false for a row, never unknown: an unknown value matches no condition and therefore matches its negation. A
condition and its negation together match the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from seed.columns import Column

Comparison = Literal["=", "<", "<=", ">", ">="]
Scalar: TypeAlias = "str | int | float | bool"


@dataclass(frozen=True)
class Step:
    """A step from a node along relationships of one type to nodes of ``targets``; ``forward``: in the direction of the relationship."""

    name: str
    edge: str
    forward: bool
    targets: tuple[str, ...]
    every: bool
    """Whether ``targets`` are all types that the step can lead to, so that their labels need no check."""
    sources: tuple[str, ...] = ()
    """The types that have this step, when other types of the scope do not; empty when all have it."""


@dataclass(frozen=True)
class Test:
    """A property matches one of the values; ``on_edge``: a property of the relationship that was followed."""

    __test__ = False  # not a pytest class

    column: Column
    comparison: Comparison
    values: tuple[Scalar, ...]
    on_edge: bool = False


@dataclass(frozen=True)
class HasValue:
    """A property has a value; a list property is not empty."""

    column: Column
    on_edge: bool = False


@dataclass(frozen=True)
class NodeIn:
    """The node has one of these ids or one of these codes."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linked:
    """A relationship of this step leads to a node for which ``inner`` holds (None: to any node)."""

    step: Step
    inner: Condition | None = None


@dataclass(frozen=True)
class End:
    """In a list of relationships: ``inner`` holds for the node at the end or, when not ``forward``, at the start."""

    forward: bool
    inner: Condition


@dataclass(frozen=True)
class All:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = "Test | HasValue | NodeIn | Linked | End | All | Any | Not"
