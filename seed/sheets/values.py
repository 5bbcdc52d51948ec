"""Cell names, and the JSON encoding of cell values between the child process and its caller."""

from __future__ import annotations

import datetime
import math
from functools import lru_cache
from typing import Any

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta
"""The value of a cell. ``datetime`` is a subclass of ``date``."""
LAST_COLUMN = 16_384
LAST_ROW = 1_048_576


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(index: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def column_index(letters: str) -> int | None:
    """Return the index of a column, from 0. Return None for an invalid column name."""
    index = 0
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        return None
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1 if index <= LAST_COLUMN else None


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell: row 1, column 0 is A1."""
    return f"{column_letters(column)}{row}"


def pack(value: Value) -> Any:
    """Encode a value as JSON. Dates and times become a pair of a type name and a text; other values are unchanged."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str | int):
        return value
    if isinstance(value, datetime.timedelta):
        return ["length", value.total_seconds()]
    return [type(value).__name__, value.isoformat()]


def unpack(packed: Any) -> Value:
    """Decode a value from :func:`pack`."""
    if not isinstance(packed, list):
        value: Value = packed
        return value
    kind, content = packed
    if kind == "length":
        return datetime.timedelta(seconds=content)
    if kind == "time":
        return datetime.time.fromisoformat(content)
    return datetime.datetime.fromisoformat(content) if kind == "datetime" else datetime.date.fromisoformat(content)
