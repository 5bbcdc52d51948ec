"""What a client of the reconciliation service sends, read and checked: ``queries`` and ``extend``, in an address, a form or JSON.

Unknown parameters beside them are let pass: clients of this protocol send more than it says (``callback``, ``_``, ``spell``, ``exact``).
"""

from __future__ import annotations

from collections.abc import Mapping
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
"""Queries in a batch."""
MOST_CANDIDATES = 50
MOST_TEXT = 500
"""Characters of a query."""
MOST_GIVEN = 20
"""Properties of a query, and values of a property."""
MOST_IDS = 200
MOST_COLUMNS = 20
MOST_VALUES = 100
"""Things at most that a relationship gives for one row; 10 unless asked."""
MOST_CELLS = 50_000
"""Ids times properties times values at most."""
_FIELDS = ("query", "type", "limit", "properties", "type_strict")
_FEW = 10
_STRICT = ("any", "should", "all")


@dataclass(frozen=True)
class Extension:
    """Columns to fetch: ids of things, ids of properties, and values at most for each relationship."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]
    most: int


async def payload(request: Request) -> dict[str, Any]:
    """``queries`` and ``extend`` of a POST: a form whose fields hold JSON, as the protocol has it, or one JSON object with both.

    :raises BadValueError: the body is neither.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await request.body()
    if kind == "application/json":
        found = parsed(raw, "")
        if not isinstance(found, dict):
            raise BadValueError("The body is no JSON object.", pointer="/body", hint='Send {"queries": {...}} or {"extend": {...}}.')
        return found
    if kind != FORM:
        hint = f"Send {FORM}, with queries or extend as a field that holds JSON."
        raise BadValueError(f"The body is of type '{kind[:100]}'.", pointer="/header/content-type", hint=hint)
    try:
        fields = dict(parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError as problem:
        raise BadValueError("The form cannot be read as UTF-8.", pointer="/body", hint="Escape it as a browser does.") from problem
    return {name: parsed(text, f"/{name}") for name, text in fields.items() if name in {"queries", "extend"}}


def parsed(text: str | bytes, pointer: str) -> Any:
    """JSON.

    :raises BadValueError: it is none; says where it breaks.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise BadValueError(f"'{pointer.strip('/') or 'body'}' is no JSON: {problem}.", pointer=f"/body{pointer}") from problem


def queries(found: Any) -> dict[str, Query]:
    """A batch of queries by their keys.

    :raises BadValueError: with the place of the first thing that does not fit.
    :raises UnknownNameError: a type or a property that does not exist.
    """
    if not isinstance(found, Mapping):
        hint = 'Give {"q0": {"query": "..."}}.'
        raise BadValueError("'queries' is no JSON object.", pointer="/queries", hint=hint)
    if len(found) > MOST_QUERIES:
        raise BadValueError(f"{len(found)} queries are too many.", pointer="/queries", hint=f"Give {MOST_QUERIES} at most in a batch.")
    return {key: _query(one, f"/queries/{key}") for key, one in found.items()}


def _query(found: Any, at: str) -> Query:
    if not isinstance(found, Mapping):
        raise BadValueError("A query is a JSON object.", pointer=at, hint='Give {"query": "..."}.')
    for name in found:
        if name not in _FIELDS:
            raise BadValueError(f"A query has no '{name}'.", pointer=f"{at}/{name}", hint=f"Known: {', '.join(_FIELDS)}.")
    given = _properties(found.get("properties"), f"{at}/properties")
    if found.get("query") is None and not given:
        raise BadValueError("A query needs a text or a property.", pointer=at, hint='Give "query" or "properties".')
    text = _text(found.get("query") or "", f"{at}/query")
    strict = found.get("type_strict") or "any"
    if strict not in _STRICT:
        raise BadValueError(f"'{str(strict)[:50]}' is no type_strict.", pointer=f"{at}/type_strict", hint=f"Give {', '.join(_STRICT)}.")
    return Query(text, types(found.get("type"), f"{at}/type"), cast("Strict", strict), given, _limit(found.get("limit"), f"{at}/limit"))


def _text(found: Any, at: str) -> str:
    if not isinstance(found, str) or len(found) > MOST_TEXT:
        raise BadValueError("This is no text of suitable length.", pointer=at, hint=f"Give {MOST_TEXT} characters at most.")
    return found


def _limit(found: Any, at: str) -> int:
    if found is None:
        return _FEW
    whole = isinstance(found, int) and not isinstance(found, bool)
    if not (whole or (isinstance(found, float) and found.is_integer())) or found < 1:
        raise BadValueError("A limit is a whole number from 1.", pointer=at, hint=f"More than {MOST_CANDIDATES} give {MOST_CANDIDATES}.")
    return min(int(found), MOST_CANDIDATES)


def types(found: Any, at: str) -> tuple[str, ...]:
    """The types that are asked for; none and an empty text mean any.

    :raises UnknownNameError: one that things are not matched to, with the nearest.
    """
    if found is None or found in ("", []):
        return ()
    given = found if isinstance(found, list) else [found]
    for name in given:
        if name not in TYPES:
            raise UnknownNameError(
                f"'{str(name)[:50]}' is no type that is matched.", nearest=nearest(str(name)[:50], TYPES) or TYPES, pointer=at
            )
    return tuple(given)


def _properties(found: Any, at: str) -> tuple[Given, ...]:
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > MOST_GIVEN:
        raise BadValueError("'properties' is a list.", pointer=at, hint=f'Give {MOST_GIVEN} at most, as {{"pid": "county", "v": "..."}}.')
    return tuple(_property(one, f"{at}/{number}") for number, one in enumerate(found))


def _property(found: Any, at: str) -> Given:
    if not isinstance(found, Mapping) or not isinstance(found.get("pid"), str) or "v" not in found:
        raise BadValueError("A property has pid and v.", pointer=at, hint='Give {"pid": "county", "v": "..."}.')
    values = found["v"] if isinstance(found["v"], list) else [found["v"]]
    if len(values) > MOST_GIVEN:
        raise BadValueError(f"{len(values)} values are too many.", pointer=f"{at}/v", hint=f"Give {MOST_GIVEN} at most.")
    return Given(known_property(found["pid"], f"{at}/pid"), tuple(_value(value, f"{at}/v") for value in values))


def _value(found: Any, at: str) -> str:
    if isinstance(found, Mapping):
        found = found.get("id")
    if isinstance(found, bool | int | float):
        return str(found)
    return _text(found, at)


def known_property(name: str, at: str) -> str:
    """The id of a property.

    :raises UnknownNameError: there is none, with the nearest.
    """
    known = {**dict.fromkeys(COMPARED), **every_property()}
    if name not in known:
        raise UnknownNameError(f"There is no property '{name[:50]}'.", nearest=nearest(name[:50], known) or COMPARED, pointer=at)
    return name


def extension(found: Any) -> Extension:
    """What is to be fetched.

    :raises BadValueError: with the place of the first thing that does not fit.
    :raises UnknownNameError: a property that does not exist.
    """
    if not isinstance(found, Mapping):
        hint = 'Give {"ids": [...], "properties": [{"id": "..."}]}.'
        raise BadValueError("'extend' is no JSON object.", pointer="/extend", hint=hint)
    ids, columns = found.get("ids"), found.get("properties")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise BadValueError("'ids' is a list.", pointer="/extend/ids", hint=f"Give {MOST_IDS} at most.")
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise BadValueError(
            "'properties' is a list.", pointer="/extend/properties", hint=f'Give {MOST_COLUMNS} at most, as {{"id": "..."}}.'
        )
    checked = [_column(one, f"/extend/properties/{number}") for number, one in enumerate(columns)]
    most = max((limit for _, limit in checked), default=_FEW)
    if len(ids) * len(checked) * most > MOST_CELLS:
        raise BadValueError("This would be too much at once.", pointer="/extend", hint="Give fewer ids, properties or values at a time.")
    names = tuple(dict.fromkeys(name for name, _ in checked))
    return Extension(tuple(_text(one, f"/extend/ids/{number}") for number, one in enumerate(ids)), names, most)


def _column(found: Any, at: str) -> tuple[str, int]:
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), str):
        raise BadValueError("A property has an id.", pointer=at, hint='Give {"id": "county"}.')
    settings = found.get("settings") or {}
    limit = settings.get("limit") if isinstance(settings, Mapping) else None
    most = _FEW if limit in (None, "") else min(_limit(_number(limit), f"{at}/settings/limit"), MOST_VALUES)
    return known_property(found["id"], f"{at}/id"), most


def _number(found: Any) -> Any:
    return int(found) if isinstance(found, str) and found.isdecimal() and len(found) < 10 else found
