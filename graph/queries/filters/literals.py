"""Convert the text values of a filter to values of the kind of a property."""

from __future__ import annotations

import re
from datetime import date

from graph.queries.filters.syntax_tree import Comparison, Scalar
from seed.bilingual import Bilingual, sentences
from seed.columns import Column, Kind
from seed.model import DATE_PATTERN, bounds
from seed.suggestions import did_you_mean, nearest

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
"""The comparisons that each kind of property supports; a colon alone means ``=``."""
EXAMPLES: dict[Kind, str] = {"str": "text", "bool": "true", "words": "word", "int": "42", "float": "83.6", "date": "2024-06"}
_INT = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(DATE_PATTERN, re.ASCII)


class InvalidLiteralError(ValueError):
    """A text is not a valid value for a property; the message says what is valid."""


def example(column: Column) -> str:
    """Return a valid value for a property."""
    return column.choices[0] if column.choices else column.example or EXAMPLES[column.kind]


def usage(path: str, column: Column) -> Bilingual:
    """Return a hint with valid filters on a property."""
    forms = ", ".join(f"{path}:{'' if sign == '=' else sign}{example(column)}" for sign in OPERATORS[column.kind])
    one = len(OPERATORS[column.kind]) == 1
    return Bilingual(f"Write {forms}." if one else f"Write one of {forms}.", f"请写 {forms.replace(', ', '、')}{'' if one else ' 之一'}。")


def literal(column: Column, text: str) -> Scalar:
    """Parse a text as a value of a property. A date stays as it is stated.

    :raises InvalidLiteralError: the text is not a valid value.
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
    near = did_you_mean(nearest(text, column.choices, 1))
    valid = Bilingual(f"Valid values: {', '.join(column.choices)}.", f"可用取值：{'、'.join(column.choices)}。")
    raise InvalidLiteralError(sentences(near, valid))


def _date(text: str) -> str:
    try:
        if _DATE.fullmatch(text) and date.fromisoformat(bounds(text)[0]):
            return text
    except ValueError:
        pass
    raise InvalidLiteralError(
        Bilingual(
            "Expected a valid year, month or day: 2024, 2024-06 or 2024-06-30.", "须为有效的年、月或日：2024、2024-06 或 2024-06-30。"
        )
    )


def _number(kind: Kind, text: str) -> int | float:
    if kind == "int":
        if _INT.fullmatch(text):
            return int(text)
        raise InvalidLiteralError(Bilingual("Expected a whole number.", "须为整数。"))
    value = float(text) if _FLOAT.fullmatch(text) else float("inf")
    if abs(value) == float("inf"):
        raise InvalidLiteralError(Bilingual("Expected a number.", "须为数字。"))
    return value


def _bool(text: str) -> bool:
    if text not in {"true", "false"}:
        raise InvalidLiteralError(Bilingual("Expected true or false.", "须为 true 或 false。"))
    return text == "true"
