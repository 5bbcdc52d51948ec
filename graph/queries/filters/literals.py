"""Values of a filter: from text to what a property of a kind is compared with."""

from __future__ import annotations

import re
from datetime import date

from graph.queries.filters.syntax_tree import Comparison, Scalar
from seed.columns import Column, Kind
from seed.model import DATE_PATTERN, bounds
from seed.suggestions import nearest

SORTABLE = frozenset({"str", "int", "float", "bool", "date"})

ORDERED: tuple[Comparison, ...] = ("=", ">", ">=", "<", "<=")
OPERATORS: dict[Kind, tuple[Comparison, ...]] = {
    "str": ("=",),
    "bool": ("=",),
    "words": ("=",),
    "int": ORDERED,
    "float": ORDERED,
    "date": ORDERED,
}
"""What each kind of property can be compared by; ``=`` is what a colon alone says."""
EXAMPLES: dict[Kind, str] = {"str": "text", "bool": "true", "words": "word", "int": "42", "float": "83.6", "date": "2024-06"}
_INT = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(DATE_PATTERN, re.ASCII)


class UnfitValueError(ValueError):
    """A value does not fit; the text says what would."""


def example(column: Column) -> str:
    """A value that fits a property."""
    return column.choices[0] if column.choices else column.example or EXAMPLES[column.kind]


def written(path: str, column: Column) -> str:
    """What a filter on a property may look like."""
    ways = ", ".join(f"{path}:{'' if sign == '=' else sign}{example(column)}" for sign in OPERATORS[column.kind])
    return f"Write {ways}." if len(OPERATORS[column.kind]) == 1 else f"Write one of {ways}."


def literal(column: Column, text: str) -> Scalar:
    """The value that a text means for a property. A date stays as it is stated.

    :raises UnfitValueError: it means none.
    """
    if column.choices and column.kind == "str":
        return _choice(column, text)
    if column.kind == "date":
        return _date(text)
    if column.kind in {"int", "float"}:
        return _number(column.kind, text)
    if column.kind == "bool":
        return _bool(text)
    return text


def _choice(column: Column, text: str) -> str:
    if text in column.choices:
        return text
    near = nearest(text, column.choices)
    raise UnfitValueError(f"{f'Nearest: {near[0]}. ' if near else ''}It is one of: {', '.join(column.choices)}.")


def _date(text: str) -> str:
    try:
        if _DATE.fullmatch(text) and date.fromisoformat(bounds(text)[0]):
            return text
    except ValueError:
        pass
    raise UnfitValueError("It takes a year, a month or a day that exists: 2024, 2024-06 or 2024-06-30.")


def _number(kind: Kind, text: str) -> int | float:
    if kind == "int":
        if _INT.fullmatch(text):
            return int(text)
        raise UnfitValueError("It takes a whole number.")
    value = float(text) if _FLOAT.fullmatch(text) else float("inf")
    if abs(value) == float("inf"):
        raise UnfitValueError("It takes a number.")
    return value


def _bool(text: str) -> bool:
    if text not in {"true", "false"}:
        raise UnfitValueError("It takes true or false.")
    return text == "true"
