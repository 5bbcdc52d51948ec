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
from seed.bilingual import Bilingual
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
            raise BadValueError(
                Bilingual("The body must be a JSON object.", "请求正文须为 JSON 对象。"),
                pointer="/body",
                hint=Bilingual('Send {"queries": {...}} or {"extend": {...}}.', '请发送 {"queries": {...}} 或 {"extend": {...}}。'),
            )
        return content
    if kind != FORM:
        hint = Bilingual(
            f"Send {FORM} with the field queries or extend, which contains JSON.",
            f"请发送 {FORM}，其中字段 queries 或 extend 的内容为 JSON。",
        )
        raise BadValueError(
            Bilingual(f"Unsupported content type '{kind[:100]}'.", f"不支持的内容类型“{kind[:100]}”。"),
            pointer="/header/content-type",
            hint=hint,
        )
    try:
        fields = dict(parse_qsl(content_bytes.decode("utf-8"), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError as problem:
        raise BadValueError(
            Bilingual("The form is not valid UTF-8.", "表单不是有效的 UTF-8。"),
            pointer="/body",
            hint=Bilingual("Percent-encode the fields.", "请对各字段做百分号编码。"),
        ) from problem
    return {name: parsed(text, f"/{name}") for name, text in fields.items() if name in {"queries", "extend"}}


def parsed(text: str | bytes, pointer: str) -> Any:
    """Parse JSON. ``NaN`` is read as null.

    :raises BadValueError: the text is not valid JSON; the message contains the position.
    """
    try:
        return _loaded(text)
    except orjson.JSONDecodeError as problem:
        raise BadValueError(
            Bilingual(
                f"'{pointer.strip('/') or 'body'}' is not valid JSON: {problem}.",
                f"“{pointer.strip('/') or 'body'}”不是有效的 JSON：{problem}。",
            ),
            pointer=f"/body{pointer}",
        ) from problem


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
        hint = Bilingual('Send {"q0": {"query": "..."}}.', '请发送 {"q0": {"query": "..."}}。')
        raise BadValueError(Bilingual("'queries' must be a JSON object.", "“queries”须为 JSON 对象。"), pointer="/queries", hint=hint)
    if len(raw) > MOST_QUERIES:
        raise BadValueError(
            Bilingual(f"Too many queries: {len(raw)}.", f"查询过多：{len(raw)} 条。"),
            pointer="/queries",
            hint=Bilingual(f"The maximum is {MOST_QUERIES} per batch.", f"每批最多 {MOST_QUERIES} 条。"),
        )
    return {key: _row(one, f"/queries/{key}") for key, one in raw.items()}


def _row(raw: Any, at: str) -> Query | None:
    try:
        return _query(raw, at)
    except _InvalidCellError:
        return None


def _query(raw: Any, at: str) -> Query:
    if not isinstance(raw, Mapping):
        raise BadValueError(
            Bilingual("A query must be a JSON object.", "查询须为 JSON 对象。"),
            pointer=at,
            hint=Bilingual('Send {"query": "..."}.', '请发送 {"query": "..."}。'),
        )
    for name in raw:
        if name not in _FIELDS:
            raise BadValueError(
                Bilingual(f"Unknown field '{name}' in the query.", f"查询中有未知字段“{name}”。"),
                pointer=f"{at}/{name}",
                hint=Bilingual(f"Valid fields: {', '.join(_FIELDS)}.", f"可用字段：{'、'.join(_FIELDS)}。"),
            )
    strict = raw.get("type_strict") or "any"
    if strict not in _STRICT:
        raise BadValueError(
            Bilingual(f"Unknown type_strict '{str(strict)[:50]}'.", f"未知的 type_strict“{str(strict)[:50]}”。"),
            pointer=f"{at}/type_strict",
            hint=Bilingual(f"Valid values: {', '.join(_STRICT)}.", f"可用取值：{'、'.join(_STRICT)}。"),
        )
    labels, limit = types(raw.get("type"), f"{at}/type"), _limit(raw.get("limit"), f"{at}/limit")
    properties = _properties(raw.get("properties"), f"{at}/properties")
    if "query" not in raw and not properties:
        raise BadValueError(
            Bilingual("A query requires a text or a property.", "查询须有文本或属性。"),
            pointer=at,
            hint=Bilingual('Set "query" or "properties".', "请给出“query”或“properties”。"),
        )
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
        raise BadValueError(
            Bilingual("The value must be a string, a number, true, false or null.", "取值须为字符串、数字、true、false 或 null。"),
            pointer=at,
        )
    if raw is not None and len(text := str(raw)) > MOST_TEXT:
        raise _InvalidCellError
    return None if raw is None else text


def _limit(raw: Any, at: str) -> int:
    if raw is None:
        return _DEFAULT_LIMIT
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    if not (whole or (isinstance(raw, float) and raw.is_integer())) or raw < 1:
        raise BadValueError(
            Bilingual("'limit' must be a whole number of at least 1.", "“limit”须为不小于 1 的整数。"),
            pointer=at,
            hint=Bilingual(
                f"Values over {MOST_CANDIDATES} count as {MOST_CANDIDATES}.", f"超过 {MOST_CANDIDATES} 按 {MOST_CANDIDATES} 计。"
            ),
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
                Bilingual(f"Entities of type '{str(name)[:50]}' cannot be matched.", f"类型“{str(name)[:50]}”的实体不能匹配。"),
                nearest=nearest(str(name)[:50], TYPES) or TYPES,
                pointer=at,
            )
    return tuple(names)


def _properties(raw: Any, at: str) -> tuple[Given, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or len(raw) > MOST_GIVEN:
        raise BadValueError(
            Bilingual(f"'properties' must be a list of at most {MOST_GIVEN}.", f"“properties”须为列表，最多 {MOST_GIVEN} 项。"),
            pointer=at,
            hint=Bilingual('Send [{"pid": "county", "v": "..."}].', '请发送 [{"pid": "county", "v": "..."}]。'),
        )
    return tuple(_property(one, f"{at}/{number}") for number, one in enumerate(raw))


def _property(raw: Any, at: str) -> Given:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("pid"), str) or "v" not in raw:
        raise BadValueError(
            Bilingual("A property requires 'pid' and 'v'.", "属性须有“pid”和“v”。"),
            pointer=at,
            hint=Bilingual('Send {"pid": "county", "v": "..."}.', '请发送 {"pid": "county", "v": "..."}。'),
        )
    values = raw["v"] if isinstance(raw["v"], list) else [raw["v"]]
    if len(values) > MOST_GIVEN:
        raise BadValueError(
            Bilingual(f"Too many values: {len(values)}.", f"取值过多：{len(values)} 个。"),
            pointer=f"{at}/v",
            hint=Bilingual(f"The maximum is {MOST_GIVEN}.", f"最多 {MOST_GIVEN} 个。"),
        )
    texts = [_value(value, f"{at}/v") for value in values]
    return Given(known_property(raw["pid"], f"{at}/pid"), tuple(text for text in texts if text is not None))


def _value(raw: Any, at: str) -> str | None:
    if isinstance(raw, Mapping):
        if "id" not in raw:
            raise BadValueError(
                Bilingual("A property value that is an object requires an 'id'.", "属性值为对象时须有“id”。"),
                pointer=at,
                hint=Bilingual('Send {"id": "..."}.', '请发送 {"id": "..."}。'),
            )
        raw = raw["id"]
    return None if raw == _GAP else _cell(raw, at)


def known_property(name: str, at: str) -> str:
    """Return the id of a property.

    :raises UnknownNameError: the property does not exist; carries similar names.
    """
    known_properties = {**dict.fromkeys(COMPARED), **every_property()}
    if name not in known_properties:
        raise UnknownNameError(
            Bilingual(f"Unknown property '{name[:50]}'.", f"未知属性“{name[:50]}”。"),
            nearest=nearest(name[:50], known_properties) or COMPARED,
            pointer=at,
        )
    return name


def extension(raw: Any) -> Extension:
    """Parse a data extension request.

    :raises BadValueError: the request is not valid; carries a pointer to the first error.
    :raises UnknownNameError: a property does not exist.
    """
    if not isinstance(raw, Mapping):
        hint = Bilingual('Send {"ids": [...], "properties": [{"id": "..."}]}.', '请发送 {"ids": [...], "properties": [{"id": "..."}]}。')
        raise BadValueError(Bilingual("'extend' must be a JSON object.", "“extend”须为 JSON 对象。"), pointer="/extend", hint=hint)
    ids, columns = raw.get("ids"), raw.get("properties")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise BadValueError(
            Bilingual(f"'ids' must be a list of at most {MOST_IDS} ids.", f"“ids”须为列表，最多 {MOST_IDS} 个 ID。"), pointer="/extend/ids"
        )
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise BadValueError(
            Bilingual(f"'properties' must be a list of at most {MOST_COLUMNS}.", f"“properties”须为列表，最多 {MOST_COLUMNS} 项。"),
            pointer="/extend/properties",
            hint=Bilingual('Send [{"id": "..."}].', '请发送 [{"id": "..."}]。'),
        )
    checked = [_column(one, f"/extend/properties/{number}") for number, one in enumerate(columns)]
    max_values = max((limit for _, limit in checked), default=_DEFAULT_LIMIT)
    if len(ids) * len(checked) * max_values > MOST_CELLS:
        raise BadValueError(
            Bilingual(f"Ids x properties x values exceeds {MOST_CELLS:,}.", f"ID 数 × 属性数 × 取值数超过 {MOST_CELLS:,}。"),
            pointer="/extend",
            hint=Bilingual("Request fewer ids, properties or values.", "请减少 ID、属性或取值。"),
        )
    names = tuple(dict.fromkeys(name for name, _ in checked))
    return Extension(tuple(_id(one, f"/extend/ids/{number}") for number, one in enumerate(ids)), names, max_values)


def _id(raw: Any, at: str) -> str:
    if not isinstance(raw, str):
        raise BadValueError(
            Bilingual("An id must be a string.", "ID 须为字符串。"),
            pointer=at,
            hint=Bilingual('Send the id of a candidate, such as "county:431021".', "请发送候选实体的 ID，例如“county:431021”。"),
        )
    return raw


def _column(raw: Any, at: str) -> tuple[str, int]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        raise BadValueError(
            Bilingual("A property requires an 'id'.", "属性须有“id”。"),
            pointer=at,
            hint=Bilingual('Send {"id": "county"}.', '请发送 {"id": "county"}。'),
        )
    settings = raw.get("settings") or {}
    limit = settings.get("limit") if isinstance(settings, Mapping) else None
    max_values = _DEFAULT_LIMIT if limit in (None, "") else min(_limit(_number(limit), f"{at}/settings/limit"), MOST_VALUES)
    return known_property(raw["id"], f"{at}/id"), max_values


def _number(raw: Any) -> Any:
    return int(raw) if isinstance(raw, str) and raw.isdecimal() and len(raw) < 10 else raw
