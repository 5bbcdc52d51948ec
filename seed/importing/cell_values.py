"""The values of one cell: conditions, splitting, value tables, readers and what a column allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from seed.columns import Column, columns
from seed.folding import fold
from seed.importing import readers
from seed.importing.mapping import Condition, ValueOf
from seed.importing.names import has_han
from seed.importing.readers import Reading, Unreadable, plain_text
from seed.model import Row
from seed.packages.cell_checks import Verdict, verdict
from seed.sheets.values import Value as CellValue
from seed.suggestions import did_you_mean, nearest

_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/|$)")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "“": "”", '"': '"'}


def holds(condition: Condition, text: str) -> bool:
    """Return whether a text meets a condition."""
    if condition.filled is not None and bool(text) != condition.filled:
        return False
    if condition.equals is not None and _fold(text) not in map(_fold, condition.equals):
        return False
    if condition.differs and _fold(text) in map(_fold, condition.differs):
        return False
    return condition.matches is None or re.search(condition.matches, text) is not None


_fold = lru_cache(maxsize=50_000)(fold)


def matched(pattern: str, text: str) -> str:
    """Return the first group of a pattern, or its whole match.

    :raises Unreadable: the text does not match.
    """
    match = re.search(pattern, text)
    if match is None:
        raise Unreadable("pattern", "The value does not match the pattern of the mapping.", f"Pattern: {pattern}.")
    return (match[1] if match.re.groups else match[0]) or ""


def split(text: str, separators: Iterable[str]) -> list[str]:
    """Split a text outside brackets and quotation marks. Empty parts are left out; white space around parts is removed."""
    marks = set(separators)
    parts, start, closing = [], 0, ""
    for at, letter in enumerate(text):
        if closing:
            closing = "" if letter == closing else closing
        elif letter in _BRACKETS and text.find(_BRACKETS[letter], at + 1) > 0:
            closing = _BRACKETS[letter]
        elif letter in marks:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [stripped for part in parts if (stripped := part.strip())]


def reading_of(field: ValueOf, column: Column | None, raw: CellValue) -> Reading:
    """Read one value by the value table, the reader of the field, or the kind of the column.

    :raises Unreadable: the value cannot be read, or the column does not allow it.
    """
    if field.values:
        return Reading(_from_table(field.values, plain_text(raw)))
    kind = field.read or {"date": "date", "int": "integer", "float": "decimal", "bool": "boolean"}.get(
        column.kind if column else "", "text"
    )
    if kind == "date":
        return readers.read_date(raw, field.precision)
    if kind in {"integer", "decimal"}:
        return readers.read_number(raw, whole=kind == "integer")
    if kind == "boolean":
        return readers.read_boolean(raw)
    reading = readers.read_text(raw)
    return reading if column is None or column.kind != "str" else Reading(_allowed(column, reading.text))


def _allowed(column: Column, text: str) -> str:
    """Return a text in the spelling of the choices of its column. An address of the web gets its scheme."""
    if column.choices:
        near = next((choice for choice in column.choices if fold(choice) == fold(text)), None)
        if near is None:
            hint = f"Add it to values: in the mapping. Allowed: {', '.join(column.choices)}."
            raise Unreadable("value", "The value is not allowed.", hint)
        return near
    return f"https://{text}" if column.pattern and column.pattern.startswith("^https?:") and _DOMAIN.match(text) else text


@cache
def verdict_of(column: Column) -> Verdict:
    """Return the check of a column, which the check of packages uses as well."""
    return verdict(column)


def _from_table(table: Mapping[str, str], text: str) -> str:
    by_key = _folded(tuple(table.items()))
    result = by_key.get(fold(readers.narrow(text)), table.get("*"))
    if result is None:
        hint = did_you_mean(nearest(text, table)) or f"Listed: {', '.join(list(table)[:8])}{' ...' if len(table) > 8 else ''}."
        raise Unreadable("value", "The value table of the mapping does not list this value.", hint)
    return text if result == "*" else result


@cache
def _folded(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(readers.narrow(key)): value for key, value in items}


@cache
def column_of(cls: type[Row], name: str) -> Column:
    """Return a column of a type."""
    return next(column for column in columns(cls) if column.name == name)


def name_column(text: str) -> str:
    """Return the column of a name: ``name_zh`` for a name in Chinese, else ``name``."""
    return "name_zh" if has_han(text) else "name"
