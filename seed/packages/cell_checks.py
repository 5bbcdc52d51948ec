"""Cells: what may stand in one, and the value it stands for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache

from seed.columns import SEPARATOR, Column, columns
from seed.model import DATE_PATTERN, ID_PATTERN, KEY_BYTES, LABEL_BY_PREFIX, Row, bounds
from seed.problems import Fault
from seed.suggestions import nearest

Verdict = Callable[[str], "Fault | None"]
Value = str | int | float | bool | list[str]

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)
_BOOL = {"true": True, "false": False}
TEXT_LIMIT = 10_000
"""Characters of one cell at most."""


def verdict(column: Column) -> Verdict:
    """The check of one column's cells: a fault, or None when the text is right. An empty cell is right unless required."""
    inner = _CHECKS[column.kind](column)
    keyed = column.index or column.name in {"id", "start", "end"}

    def check(text: str) -> Fault | None:
        if not text:
            return Fault("required", "The cell is empty.", f"Every row needs {column.name}: {column.about}") if column.required else None
        if text != text.strip():
            return Fault("white-space", "The cell starts or ends with white space.", f"Write {text.strip()!r}.")
        if len(text) > TEXT_LIMIT:
            return Fault("too-long", f"The cell has {len(text):,} characters.", f"At most {TEXT_LIMIT:,}.")
        if keyed and len(text.encode("utf-8", "surrogatepass")) > KEY_BYTES:
            return Fault("too-long", f"The cell has {len(text.encode('utf-8', 'surrogatepass')):,} bytes.", f"At most {KEY_BYTES} here.")
        return inner(text)

    return check


def check_id(text: str, label: str | None = None) -> Fault | None:
    """Whether ``text`` is an id, and when ``label`` is given one of that type."""
    match = ID_PATTERN.match(text)
    prefix = text.partition(":")[0]
    if match is None or match.end() != len(text):
        return Fault(
            "id", "The id is malformed.", "Write <prefix>:<code or slug> with letters, digits, '.', '_' and '-', such as county:431021."
        )
    found = LABEL_BY_PREFIX.get(prefix)
    if found is None:
        near = nearest(prefix, LABEL_BY_PREFIX)
        return Fault("id", f"No type has the prefix {prefix!r}.", f"Nearest: {', '.join(near or sorted(LABEL_BY_PREFIX))}.")
    if label is not None and found != label:
        right = next(key for key, value in LABEL_BY_PREFIX.items() if value == label)
        return Fault("id", f"The prefix {prefix!r} belongs to {found}.", f"In this file ids start with {right}:")
    return None


def check_date(text: str) -> Fault | None:
    """Whether ``text`` is a year, a month or a day of the calendar."""
    if _DATE.fullmatch(text):
        try:
            datetime.date.fromisoformat(bounds(text)[0])
        except ValueError:
            return Fault("date", "The calendar has no such day.", "Write a day that exists, such as 2024-02-29.")
        return None
    return Fault("date", "This is not a date.", "Write it as stated: 2024, 2024-10 or 2024-10-27.")


def _text(column: Column) -> Verdict:
    if column.choices:
        known = frozenset(column.choices)

        def choose(text: str) -> Fault | None:
            if text in known:
                return None
            near = nearest(text, column.choices)
            listed = f"Nearest: {near[0]}. " if near else ""
            return Fault("choice", "This is not one of the choices.", f"{listed}One of: {', '.join(column.choices)}.")

        return choose
    if column.pattern:
        pattern = re.compile(column.pattern)
        return lambda text: (
            None if pattern.fullmatch(text) else Fault("pattern", "The text has another form.", f"It must match {column.pattern}.")
        )
    return _anything


def _anything(_: str) -> Fault | None:
    return None


def _number(column: Column, form: re.Pattern[str], what: str, example: str) -> Verdict:
    low, high = column.minimum, column.maximum
    limits = " ".join(
        part for part in (f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else "") if part
    )

    def check(text: str) -> Fault | None:
        if not form.fullmatch(text):
            return Fault("type", f"This is not {what}.", f"Write plain digits without separators or units, such as {example}.")
        value = float(text)
        if abs(value) == float("inf"):
            return Fault("range", "The number is too large.", "Write a number below 1e308.")
        if (low is not None and value < low) or (high is not None and value > high):
            return Fault("range", "The number is out of range.", f"It must be {limits}.")
        return None

    return check


def _integer(column: Column) -> Verdict:
    return _number(column, _INT, "a whole number", column.example or "42")


def _float(column: Column) -> Verdict:
    return _number(column, _FLOAT, "a number", column.example or "83.6")


def _boolean(_: Column) -> Verdict:
    return lambda text: None if text in _BOOL else Fault("type", "This is neither true nor false.", "Write true or false.")


def _words(_: Column) -> Verdict:
    def check(text: str) -> Fault | None:
        parts = text.split(SEPARATOR)
        if any(not part or part != part.strip() for part in parts):
            return Fault("words", "A word is empty or has white space around it.", "Separate words with one | and nothing else.")
        if len(set(parts)) != len(parts):
            return Fault("words", "A word stands there twice.", "Write each word once.")
        return None

    return check


_CHECKS: dict[str, Callable[[Column], Verdict]] = {
    "str": _text,
    "int": _integer,
    "float": _float,
    "bool": _boolean,
    "date": lambda _: check_date,
    "words": _words,
}
_READ: dict[str, Callable[[str], Value]] = {
    "str": str,
    "date": str,
    "int": int,
    "float": float,
    "bool": _BOOL.__getitem__,
    "words": lambda text: text.split(SEPARATOR),
}


def typed(cls: type[Row], cells: list[str]) -> dict[str, object]:
    """The values of one row, from its cells in the order of :func:`seed.columns.columns`.

    Empty cells are left out, words are lists, and each date ``x`` comes with ``x_lo`` and ``x_hi``, the first and last day it may mean.
    ValueError when the number of cells is wrong or a cell does not hold its type (rows that a check let through always do).
    """
    plan = _reading(cls)
    if len(cells) != len(plan):
        raise ValueError(f"{cls.__name__} has {len(plan)} columns, not {len(cells)}.")
    values: dict[str, object] = {}
    for (name, kind, default, read), cell in zip(plan, cells, strict=True):
        text = cell or default
        if not text:
            continue
        values[name] = text if read is None else read(text)
        if kind == "date":
            if check_date(text) is not None:
                raise ValueError(f"{name}: {text!r} is not a date.")
            values[f"{name}_lo"], values[f"{name}_hi"] = bounds(text)
    return values


@cache
def _reading(cls: type[Row]) -> tuple[tuple[str, str, str, Callable[[str], Value] | None], ...]:
    texts = {"str", "date"}
    return tuple((c.name, c.kind, c.default, None if c.kind in texts else _READ[c.kind]) for c in columns(cls))
