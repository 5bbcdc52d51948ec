"""Parse and validate reconciliation requests: ``queries`` and ``extend``, from the URL, a form or JSON.

Unknown parameters are ignored: clients send parameters outside the protocol (``callback``, ``_``, ``spell``, ``exact``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from fastapi import Request

from graph.errors import BadValueError, UnknownNameError
from graph.reconciliation.extension import every_property
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.matcher import Query, Strict
from graph.reconciliation.properties import COMPARED, Given
from seed.suggestions import nearest

FORM = "application/x-www-form-urlencoded"
MOST_QUERIES = 200
"""Maximum number of queries in a batch."""
MOST_CANDIDATES = 50
MOST_TEXT = 500
"""Maximum length of a query, in characters."""
MOST_GIVEN = 20
"""Maximum number of properties per query, and of values per property."""
MOST_IDS = 200
MOST_COLUMNS = 20
MOST_VALUES = 100
"""Maximum number of values of a relationship property in one row; the default is 10."""
MOST_CELLS = 50_000
"""Maximum product of ids, properties and values."""
_FIELDS = ("query", "type", "limit", "properties", "type_strict")
_DEFAULT_LIMIT = 10
_STRICT = ("any", "should", "all")
_GAP = "NaN"
"""What pandas writes for a missing value, also as the text of a property."""


@dataclass(frozen=True)
class Extension:
    """A data extension request: entity ids, property ids, and the maximum number of values per relationship."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]
    most: int


async def payload(request: Request) -> dict[str, Any]:
    """Return ``queries`` and ``extend`` of a POST body: a form with JSON in its fields, as in the protocol, or one JSON object.

    :raises BadValueError: the body is neither.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content_bytes = await request.body()
    if kind == "application/json":
        content = parsed(content_bytes, "")
        if not isinstance(content, dict):
            raise BadValueError("The body must be a JSON object.", pointer="/body", hint='Send {"queries": {...}} or {"extend": {...}}.')
        return content
    if kind != FORM:
        hint = f"Send {FORM} with the field queries or extend, which contains JSON."
        raise BadValueError(f"Unsupported content type '{kind[:100]}'.", pointer="/header/content-type", hint=hint)
    try:
        fields = dict(parse_qsl(content_bytes.decode("utf-8"), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError as problem:
        raise BadValueError("The form is not valid UTF-8.", pointer="/body", hint="Percent-encode the fields.") from problem
    return {name: parsed(text, f"/{name}") for name, text in fields.items() if name in {"queries", "extend"}}


def parsed(text: str | bytes, pointer: str) -> Any:
    """Parse JSON. ``NaN`` is read as null.

    :raises BadValueError: the text is not valid JSON; the message contains the position.
    """
    try:
        return _loaded(text)
    except orjson.JSONDecodeError as problem:
        raise BadValueError(f"'{pointer.strip('/') or 'body'}' is not valid JSON: {problem}.", pointer=f"/body{pointer}") from problem


def _loaded(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # Python clients write a gap in a column as NaN, which JSON does not have. The second pass applies the limits of orjson.
        with suppress(KeyError, ValueError, TypeError, RecursionError):
            return orjson.loads(orjson.dumps(json.loads(text, parse_constant={_GAP: None}.__getitem__)))
        raise


class _InvalidCellError(Exception):
    """A text or a property value from a cell of the spreadsheet cannot be matched. The other rows of the batch are not affected."""


def queries(raw: Any) -> dict[str, Query | None]:
    """Parse a batch of queries; return them by key. A row with a cell that cannot be matched (null, too long) has no query.

    :raises BadValueError: a query is not valid; carries a pointer to the first error.
    :raises UnknownNameError: a type or a property does not exist.
    """
    if not isinstance(raw, Mapping):
        hint = 'Send {"q0": {"query": "..."}}.'
        raise BadValueError("'queries' must be a JSON object.", pointer="/queries", hint=hint)
    if len(raw) > MOST_QUERIES:
        raise BadValueError(f"Too many queries: {len(raw)}.", pointer="/queries", hint=f"The maximum is {MOST_QUERIES} per batch.")
    return {key: _row(one, f"/queries/{key}") for key, one in raw.items()}


def _row(raw: Any, at: str) -> Query | None:
    try:
        return _query(raw, at)
    except _InvalidCellError:
        return None


def _query(raw: Any, at: str) -> Query:
    if not isinstance(raw, Mapping):
        raise BadValueError("A query must be a JSON object.", pointer=at, hint='Send {"query": "..."}.')
    for name in raw:
        if name not in _FIELDS:
            raise BadValueError(
                f"Unknown field '{name}' in the query.", pointer=f"{at}/{name}", hint=f"Valid fields: {', '.join(_FIELDS)}."
            )
    strict = raw.get("type_strict") or "any"
    if strict not in _STRICT:
        raise BadValueError(
            f"Unknown type_strict '{str(strict)[:50]}'.", pointer=f"{at}/type_strict", hint=f"Valid values: {', '.join(_STRICT)}."
        )
    labels, limit = types(raw.get("type"), f"{at}/type"), _limit(raw.get("limit"), f"{at}/limit")
    properties = _properties(raw.get("properties"), f"{at}/properties")
    if "query" not in raw and not properties:
        raise BadValueError("A query requires a text or a property.", pointer=at, hint='Set "query" or "properties".')
    text = _cell(raw.get("query"), f"{at}/query")
    if text is None and not any(given.values for given in properties):
        raise _InvalidCellError
    return Query(text or "", labels, cast("Strict", strict), properties, limit)


def _cell(raw: Any, at: str) -> str | None:
    """Return the text of a cell; None for null.

    :raises _InvalidCellError: the text is too long.
    :raises BadValueError: the value is a list or an object.
    """
    if isinstance(raw, list | Mapping):
        raise BadValueError("The value must be a string, a number, true, false or null.", pointer=at)
    if raw is not None and len(text := str(raw)) > MOST_TEXT:
        raise _InvalidCellError
    return None if raw is None else text


def _limit(raw: Any, at: str) -> int:
    if raw is None:
        return _DEFAULT_LIMIT
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    if not (whole or (isinstance(raw, float) and raw.is_integer())) or raw < 1:
        raise BadValueError(
            "'limit' must be a whole number of at least 1.", pointer=at, hint=f"Values over {MOST_CANDIDATES} count as {MOST_CANDIDATES}."
        )
    return min(int(raw), MOST_CANDIDATES)


def types(raw: Any, at: str) -> tuple[str, ...]:
    """Return the requested types; an empty tuple means any type.

    :raises UnknownNameError: a type does not exist or is not matched; carries similar names.
    """
    if raw is None or raw in ("", []):
        return ()
    names = raw if isinstance(raw, list) else [raw]
    for name in names:
        if name not in TYPES:
            raise UnknownNameError(
                f"Entities of type '{str(name)[:50]}' cannot be matched.", nearest=nearest(str(name)[:50], TYPES) or TYPES, pointer=at
            )
    return tuple(names)


def _properties(raw: Any, at: str) -> tuple[Given, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > MOST_GIVEN:
        raise BadValueError(
            f"'properties' must be a list of at most {MOST_GIVEN}.", pointer=at, hint='Send [{"pid": "county", "v": "..."}].'
        )
    return tuple(_property(one, f"{at}/{number}") for number, one in enumerate(raw))


def _property(raw: Any, at: str) -> Given:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("pid"), str) or "v" not in raw:
        raise BadValueError("A property requires 'pid' and 'v'.", pointer=at, hint='Send {"pid": "county", "v": "..."}.')
    values = raw["v"] if isinstance(raw["v"], list) else [raw["v"]]
    if len(values) > MOST_GIVEN:
        raise BadValueError(f"Too many values: {len(values)}.", pointer=f"{at}/v", hint=f"The maximum is {MOST_GIVEN}.")
    texts = [_value(value, f"{at}/v") for value in values]
    return Given(known_property(raw["pid"], f"{at}/pid"), tuple(text for text in texts if text is not None))


def _value(raw: Any, at: str) -> str | None:
    if isinstance(raw, Mapping):
        if "id" not in raw:
            raise BadValueError("A property value that is an object requires an 'id'.", pointer=at, hint='Send {"id": "..."}.')
        raw = raw["id"]
    return None if raw == _GAP else _cell(raw, at)


def known_property(name: str, at: str) -> str:
    """Return the id of a property.

    :raises UnknownNameError: the property does not exist; carries similar names.
    """
    known_properties = {**dict.fromkeys(COMPARED), **every_property()}
    if name not in known_properties:
        raise UnknownNameError(f"Unknown property '{name[:50]}'.", nearest=nearest(name[:50], known_properties) or COMPARED, pointer=at)
    return name


def extension(raw: Any) -> Extension:
    """Parse a data extension request.

    :raises BadValueError: the request is not valid; carries a pointer to the first error.
    :raises UnknownNameError: a property does not exist.
    """
    if not isinstance(raw, Mapping):
        hint = 'Send {"ids": [...], "properties": [{"id": "..."}]}.'
        raise BadValueError("'extend' must be a JSON object.", pointer="/extend", hint=hint)
    ids, columns = raw.get("ids"), raw.get("properties")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise BadValueError(f"'ids' must be a list of at most {MOST_IDS} ids.", pointer="/extend/ids")
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise BadValueError(
            f"'properties' must be a list of at most {MOST_COLUMNS}.", pointer="/extend/properties", hint='Send [{"id": "..."}].'
        )
    checked = [_column(one, f"/extend/properties/{number}") for number, one in enumerate(columns)]
    max_values = max((limit for _, limit in checked), default=_DEFAULT_LIMIT)
    if len(ids) * len(checked) * max_values > MOST_CELLS:
        raise BadValueError(
            f"Ids x properties x values exceeds {MOST_CELLS:,}.", pointer="/extend", hint="Request fewer ids, properties or values."
        )
    names = tuple(dict.fromkeys(name for name, _ in checked))
    return Extension(tuple(_id(one, f"/extend/ids/{number}") for number, one in enumerate(ids)), names, max_values)


def _id(raw: Any, at: str) -> str:
    if not isinstance(raw, str):
        raise BadValueError("An id must be a string.", pointer=at, hint='Send the id of a candidate, such as "county:431021".')
    return raw


def _column(raw: Any, at: str) -> tuple[str, int]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        raise BadValueError("A property requires an 'id'.", pointer=at, hint='Send {"id": "county"}.')
    settings = raw.get("settings") or {}
    limit = settings.get("limit") if isinstance(settings, Mapping) else None
    max_values = _DEFAULT_LIMIT if limit in (None, "") else min(_limit(_number(limit), f"{at}/settings/limit"), MOST_VALUES)
    return known_property(raw["id"], f"{at}/id"), max_values


def _number(raw: Any) -> Any:
    return int(raw) if isinstance(raw, str) and raw.isdecimal() and len(raw) < 10 else raw
