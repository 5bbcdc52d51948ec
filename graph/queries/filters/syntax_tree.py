"""Conditions on rows: the tree between the parser and the compiler of filters.

Every condition is true or false of a row, never unknown: what is not known fulfils none, and so fulfils its negation. A condition and its
negation together give the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from seed.columns import Column

Comparison = Literal["=", "<", "<=", ">", ">="]
Scalar: TypeAlias = "str | int | float | bool"


@dataclass(frozen=True)
class Step:
    """From a node along relationships of one type to nodes of ``targets``; ``forward`` is the relationship's own direction."""

    name: str
    edge: str
    forward: bool
    targets: tuple[str, ...]
    every: bool
    """Whether ``targets`` are all that such a step can lead to, so that their labels need not be asked for."""
    sources: tuple[str, ...] = ()
    """The types that it is a step from, where it stands among others; empty where all are."""


@dataclass(frozen=True)
class Test:
    """A property compared with values, of which one must fit; ``on_edge``: of the relationship that was gone along."""

    __test__ = False  # no test class of pytest

    column: Column
    comparison: Comparison
    values: tuple[Scalar, ...]
    on_edge: bool = False


@dataclass(frozen=True)
class Known:
    """A property that has a value (a list: a word)."""

    column: Column
    on_edge: bool = False


@dataclass(frozen=True)
class Among:
    """The node is one of those that have these ids or, in its type, these codes."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linked:
    """There is a relationship of this step to a node for which ``inner`` holds (None: to any)."""

    step: Step
    inner: Condition | None = None


@dataclass(frozen=True)
class End:
    """In a list of relationships: ``inner`` holds for the node at its end, or its start when not ``forward``."""

    forward: bool
    inner: Condition


@dataclass(frozen=True)
class All:
    """All of them hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """One of them holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """It does not hold."""

    part: Condition


Condition: TypeAlias = "Test | Known | Among | Linked | End | All | Any | Not"
