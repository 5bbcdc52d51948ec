"""Check the text of a cell, and convert it to a value."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache

from seed.columns import SEPARATOR, Column, columns
from seed.model import DATE_PATTERN, ID_PATTERN, KEY_BYTES, LABEL_BY_PREFIX, Row, bounds
from seed.packages.fixes import boolean_as_read, date_as_read, number_as_read
from seed.problems import Fault
from seed.suggestions import did_you_mean, nearest
from seed.translations import CHOICES

Verdict = Callable[[str], "Fault | None"]
Value = str | int | float | bool | list[str]

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)
_BOOL = {"true": True, "false": False}
BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that can make a text look like another one."""
TEXT_LIMIT = 10_000
"""Maximum number of characters of a cell."""


def verdict(column: Column) -> Verdict:
    """Return the check of a column: a function from a cell to its fault, or to None if the cell is valid."""
    inner = _CHECKS[column.kind](column)
    keyed = column.index or column.name in {"id", "start", "end"}

    def check(text: str) -> Fault | None:
        if not text:
            return Fault("required", "The cell is empty.", f"{column.name} is required: {column.about}") if column.required else None
        if hidden := BIDIRECTIONAL.search(text):
            detail = f"The cell contains the bidirectional control U+{ord(hidden[0]):04X}, which changes the order in which text is shown."
            return Fault("control-character", detail, "Remove it.")
        if text != text.strip():
            return Fault("white-space", "The cell starts or ends with white space.", f"Write {text.strip()!r}.")
        if len(text) > TEXT_LIMIT:
            return Fault("too-long", f"The cell has {len(text):,} characters.", f"The limit is {TEXT_LIMIT:,} characters.")
        if keyed and (size := len(text.encode("utf-8", "surrogatepass"))) > KEY_BYTES:
            return Fault("too-long", f"The cell has {size:,} bytes.", f"The limit for this column is {KEY_BYTES} bytes.")
        return inner(text)

    return check


def check_id(text: str, label: str | None = None) -> Fault | None:
    """Check that ``text`` is an id, and an id of the type ``label`` if one is given."""
    match = ID_PATTERN.match(text)
    prefix = text.partition(":")[0]
    if match is None or match.end() != len(text):
        return Fault(
            "id", "The id is malformed.", "Use <prefix>:<code or slug> with letters, digits, '.', '_' and '-', for example county:431021."
        )
    owner = LABEL_BY_PREFIX.get(prefix)
    if owner is None:
        hint = did_you_mean(nearest(prefix, LABEL_BY_PREFIX)) or f"Use one of: {', '.join(sorted(LABEL_BY_PREFIX))}."
        return Fault("id", f"Unknown prefix {prefix!r}.", hint)
    if label is not None and owner != label:
        expected = next(key for key, value in LABEL_BY_PREFIX.items() if value == label)
        return Fault("id", f"The prefix {prefix!r} belongs to {owner}.", f"Ids in this file start with '{expected}:'.")
    return None


def check_date(text: str) -> Fault | None:
    """Check that ``text`` is a year, a month or a day of the calendar."""
    if _DATE.fullmatch(text):
        try:
            datetime.date.fromisoformat(bounds(text)[0])
        except ValueError:
            return Fault("date", "This day does not exist.", "Use a valid calendar date, for example 2024-02-29.")
        return None
    fix = date_as_read(text)
    hint = f"Write {fix}. " if fix else ""
    return Fault("date", "This is not a valid date.", f"{hint}Use YYYY, YYYY-MM or YYYY-MM-DD, for example 2024, 2024-10 or 2024-10-27.")


def _text(column: Column) -> Verdict:
    if column.choices:
        allowed = frozenset(column.choices)

        def choose(text: str) -> Fault | None:
            if text in allowed:
                return None
            fix = CHOICES.get(text.strip(), "")
            hint = f"Write {fix}." if fix in allowed else did_you_mean(nearest(text, column.choices, 1))
            choices = f"Use one of: {', '.join(column.choices)}."
            return Fault("choice", "This value is not allowed.", f"{hint} {choices}" if hint else choices)

        return choose
    if column.pattern:
        pattern = re.compile(column.pattern)
        example = f", for example {column.example}" if column.example else ""
        return lambda text: (
            None
            if pattern.fullmatch(text)
            else Fault("pattern", "The text does not match the pattern.", f"It must match {column.pattern}{example}.")
        )
    return _accept_all


def _accept_all(_: str) -> Fault | None:
    return None


def _number(column: Column, form: re.Pattern[str], kind_name: str, example: str) -> Verdict:
    low, high = column.minimum, column.maximum
    limits = " and ".join(
        part for part in (f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else "") if part
    )

    def check(text: str) -> Fault | None:
        if not form.fullmatch(text):
            fix = number_as_read(text, whole=form is _INT)
            hint = f"Write {fix}. " if fix else ""
            return Fault("type", f"This is not {kind_name}.", f"{hint}Use plain digits without separators or units, for example {example}.")
        value = float(text)
        if abs(value) == float("inf"):
            return Fault("range", "The number is too large.", "Use a number below 1e308.")
        if (low is not None and value < low) or (high is not None and value > high):
            return Fault("range", "The number is out of range.", f"It must be {limits}.")
        return None

    return check


def _integer(column: Column) -> Verdict:
    return _number(column, _INT, "a whole number", column.example or "42")


def _float(column: Column) -> Verdict:
    return _number(column, _FLOAT, "a number", column.example or "83.6")


def _boolean(_: Column) -> Verdict:
    def check(text: str) -> Fault | None:
        if text in _BOOL:
            return None
        fix = boolean_as_read(text)
        return Fault("type", "This is not a boolean.", f"Write {fix}." if fix else "Use true or false.")

    return check


def _words(column: Column) -> Verdict:
    item = re.compile(column.pattern) if column.pattern else None

    def check(text: str) -> Fault | None:
        parts = text.split(SEPARATOR)
        if any(not part or part != part.strip() for part in parts):
            return Fault(
                "words", "An item of the list is empty or has white space around it.", "Separate items with a single | and no spaces."
            )
        if len(set(parts)) != len(parts):
            return Fault("words", "An item is listed twice.", "List each item once.")
        if item is not None and (wrong := next((part for part in parts if not item.fullmatch(part)), None)) is not None:
            expected = f"Each item must match {column.pattern}, for example {column.example}."
            return Fault("pattern", f"The item {wrong!r} does not match the pattern.", expected)
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
_CONVERT: dict[str, Callable[[str], Value]] = {
    "str": str,
    "date": str,
    "int": int,
    "float": float,
    "bool": _BOOL.__getitem__,
    "words": lambda text: text.split(SEPARATOR),
}


def typed(cls: type[Row], cells: list[str]) -> dict[str, object]:
    """Return the values of one row by column name. ``cells`` are in the order of :func:`seed.columns.columns`.

    Empty cells are left out and lists are lists of strings. Each date ``x`` also gives ``x_lo`` and ``x_hi``, its first and last day.

    :raises ValueError: the number of cells is wrong, or a cell is not of its type. Neither happens for rows that passed a check.
    """
    plan = _converters(cls)
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
                raise ValueError(f"{name}: {text!r} is not a valid date.")
            values[f"{name}_lo"], values[f"{name}_hi"] = bounds(text)
    return values


@cache
def _converters(cls: type[Row]) -> tuple[tuple[str, str, str, Callable[[str], Value] | None], ...]:
    texts = {"str", "date"}
    return tuple((c.name, c.kind, c.default, None if c.kind in texts else _CONVERT[c.kind]) for c in columns(cls))
