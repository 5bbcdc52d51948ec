"""Answers for assistants: a bounded number of short rows, a summary in words, their sources, and absolute links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from api.client import Client
from api.mcp.compact import compact, said, with_sources
from api.mcp.input_schemas import MOST_PER_PAGE, PER_PAGE
from api.mcp.positions import cursor_after, position_of
from api.mcp.tools import Call, Params
from graph.errors import AllianceError, BadValueError

MAX_CHARS = 40_000
"""Maximum number of characters in an answer. If the rows of a page do not fit, the page has fewer rows."""
MAX_SOURCES = 20
_CUT_ITEMS, _CUT_TEXT = 10, 400
_LINKS = frozenset({"href", "example", "cite"})
_SOURCE = ("id", "name", "name_zh", "kind", "publisher", "published", "url", "origin", "href")
_SELECTED = "name,name_zh,kind,publisher,published,url"


class AnswerBuilder:
    """Fetches from the API and adapts the response for an assistant. Caches sources until the data version changes."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._sources: dict[str, dict[str, Any]] = {}

    def fetch(self, client: Client, call: Call, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer of a tool. If a page does not fit, fetch a shorter page, so that its cursor continues after its last row.

        :raises AllianceError: The error returned by the API.
        """
        path, params = call.address(arguments)
        while True:
            answer = self._page(client, call, path, params)
            rows, size = len(_rows(answer)), len(as_text(answer))
            if size <= MAX_CHARS or rows <= 1 or "per_page" not in params:
                return bounded(answer)
            params = params | {"per_page": str(max(1, min(rows - 1, int(rows * MAX_CHARS / size))))}

    def _page(self, client: Client, call: Call, path: str, params: Params) -> dict[str, Any]:
        body, asked = (client.get(path, **params), params) if call.most is None else _part(client, path, params, call.most)
        self._forget_sources(body["meta"].get("data_version"))
        source_ids = list(dict.fromkeys(_source_ids(body)))
        answer = {"says": summary(body), "url": client.url + path + (f"?{urlencode(asked)}" if asked else ""), **_short(body)}
        answer["sources"] = self._sources_of(client, source_ids[:MAX_SOURCES])
        if len(source_ids) > MAX_SOURCES:
            answer["more_sources"] = source_ids[MAX_SOURCES:]
        whole: dict[str, Any] = _absolute(answer, client.url)
        return whole

    def _forget_sources(self, version: str | None) -> None:
        if version != self._version:
            self._version, self._sources = version, {}

    def _sources_of(self, client: Client, ids: list[str]) -> list[dict[str, Any]]:
        """Return the sources with these ids, in their order. One that cannot be read has its id only."""
        if missing := [id for id in ids if id not in self._sources]:
            try:
                rows = client.get("/v1/sources", ids=",".join(missing), select=_SELECTED)["results"]
            except AllianceError:
                rows = []
            self._sources |= {row["id"]: {key: row[key] for key in _SOURCE if row.get(key) is not None} for row in rows}
        return [self._sources.get(id, {"id": id}) for id in ids]


def _part(client: Client, path: str, params: Params, most: int) -> tuple[dict[str, Any], Params]:
    """Return a page of a path that takes only ``limit``, and the query of its request."""
    rest = {name: value for name, value in params.items() if name not in ("per_page", "cursor")}
    position = position_of(params.get("cursor"), path, rest)
    end = min(position.rows + _size(params), most)
    if position.rows >= most:
        raise BadValueError(f"The tool returns at most {most} rows.", pointer="/cursor", hint="Narrow the call.")
    asked = {**rest, "limit": str(end)}
    body = client.get(path, **asked)
    meta, rows = body["meta"], body["results"][position.rows :]
    position.check(meta.get("data_version"))
    more = meta["truncated"] and end < most
    cursor = cursor_after(end, meta.get("data_version"), path, rest) if more else None
    counted: dict[str, Any] = {"origins": {origin: sum(row.get("origin") == origin for row in rows) for origin in meta["origins"]}}
    total = None if meta["truncated"] else position.rows + len(rows)
    counted |= {"count": len(rows), "total": total, "next_cursor": cursor}
    return {**body, "meta": {**meta, **counted}, "results": rows}, asked


def _size(params: Params) -> int:
    """Return the number of rows of a page.

    :raises BadValueError: it is not a number from 1 to 200.
    """
    text = params.get("per_page", str(PER_PAGE))
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= MOST_PER_PAGE:
        raise BadValueError(f"'per_page' must be a number from 1 to {MOST_PER_PAGE}.", pointer="/per_page", hint=f"Default: {PER_PAGE}.")
    return int(text)


def _short(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a response with short rows."""
    whole = said({**body, "results": [with_sources(row) for row in body["results"]]})
    short = {name: compact(value) for name, value in whole.items()}
    if "relationships" in body:
        short["results"] = [{**row, "href": full["href"]} for row, full in zip(short["results"], body["results"], strict=True)]
    return short


def _rows(answer: Mapping[str, Any]) -> list[Any]:
    """Return the rows that ``per_page`` limits."""
    part = answer.get("relationships", answer)
    return list(part["results"])


def summary(body: Mapping[str, Any]) -> str:
    """Describe the counts, completeness and origins of an answer in a few sentences."""
    meta, relationships = body["meta"], body.get("relationships")
    sentences = [_count(meta, "row")]
    if "groups" in body:
        sentences = [_count({**meta, "count": meta["total"]}, "row"), f"Groups: {meta['groups_total']}."]
    elif not meta["count"]:
        sentences.append("Nothing is recorded. This does not mean that nothing exists.")
    if meta.get("next_cursor"):
        total = meta.get("total")
        sentences.append(f"There are more rows{f', {total} in all' if total else ''}: pass next_cursor as cursor.")
    elif meta.get("truncated"):
        sentences.append("There are more rows than this tool returns: narrow the call.")
    if relationships:
        sentences.append(_count(relationships["meta"], "relationship"))
        if relationships["meta"].get("next_cursor"):
            sentences.append("There are more relationships: pass next_cursor as cursor.")
    parts = (meta, relationships["meta"] if relationships else {})
    if meta.get("as_of"):
        sentences.append(f"State of {meta['as_of']}.")
    for part in parts:
        if part.get("undated"):
            sentences.append(f"Included without a date, so possibly not valid on that day: {part['undated']}.")
    if meta.get("without_location"):
        sentences.append(f"Left out because they have no location: {meta['without_location']}.")
    simulated = sum((part.get("origins") or {}).get("simulated", 0) for part in parts)
    if simulated:
        sentences.append(
            f"{simulated} row{' is' if simulated == 1 else 's are'} simulated: generated to exercise the tool. Simulated rows do not "
            "describe real places, schools, enterprises or people and must not be reported as facts. "
            "其中模拟数据为生成的演示数据，不代表任何真实情况。"
        )
    calibrated = sum(row.get("calibrated") is True for row in body["results"])
    if calibrated:
        sentences.append(
            f"{calibrated} row{' was' if calibrated == 1 else 's were'} generated to match the reported figure beside it: not a check. "
            "Never present such a count as a confirmation of the figure. 按报道数字生成的模拟数据不能用于核对。"
        )
    return " ".join(sentences)


def _count(meta: Mapping[str, Any], what: str) -> str:
    parts = ", ".join(f"{number} {origin}" for origin, number in (meta.get("origins") or {}).items() if number)
    return f"{meta['count']} {what}{'' if meta['count'] == 1 else 's'}{f' ({parts})' if parts else ''}."


def bounded(answer: dict[str, Any], limit: int = MAX_CHARS) -> dict[str, Any]:
    """Return the answer cut to ``limit`` characters of JSON: drop groups from the end, then shorten long lists and texts."""
    if len(as_text(answer)) <= limit:
        return answer
    result, parts = dict(answer), []
    groups = list(answer.get("groups", ()))
    while len(groups) > 1 and (size := len(as_text(result))) > limit:
        groups = groups[: max(1, min(len(groups) - 1, int(len(groups) * limit / size)))]
        result["groups"] = groups
    if len(groups) < len(answer.get("groups", ())):
        parts.append(f"Groups left out because of the size limit: {len(answer['groups']) - len(groups)} of {len(answer['groups'])}.")
    if len(as_text(result)) > limit:
        result = {name: value if name == "says" else _cut(value) for name, value in result.items()}
        parts.append("Long lists and texts are truncated because of the size limit; url has all of them.")
    return {**result, "excluded": " ".join(parts)}


def as_text(answer: Mapping[str, Any]) -> str:
    """Return the answer as compact JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _source_ids(value: Any) -> Iterator[str]:
    """Yield the ids of all sources named anywhere in a value."""
    if isinstance(value, list):
        for item in value:
            yield from _source_ids(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "sources" and isinstance(inner, list):
                yield from (item if isinstance(item, str) else item["id"] for item in inner if isinstance(item, (str, dict)))
            else:
                yield from _source_ids(inner)


def _absolute(value: Any, base: str) -> Any:
    if isinstance(value, list):
        return [_absolute(item, base) for item in value]
    if isinstance(value, dict):
        return {
            name: base + inner if name in _LINKS and isinstance(inner, str) and inner.startswith("/") else _absolute(inner, base)
            for name, inner in value.items()
        }
    return value


def _cut(value: Any) -> Any:
    if isinstance(value, list):
        return [_cut(item) for item in value[:_CUT_ITEMS]]
    if isinstance(value, dict):
        return {name: _cut(inner) for name, inner in value.items()}
    if isinstance(value, str) and len(value) > _CUT_TEXT:
        return f"{value[:_CUT_TEXT]} ..."
    return value
