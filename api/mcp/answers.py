"""Answers for assistants: a bounded number of rows, a summary in words, their sources, and absolute links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from api.client import Client
from graph.errors import AllianceError

MAX_CHARS = 40_000
"""Maximum number of characters in an answer, about 10,000 tokens of English. Rows that do not fit are omitted, and the answer says so."""
MAX_SOURCES = 20
_CUT_ITEMS, _CUT_TEXT = 10, 400
_LINKS = frozenset({"href", "example", "cite"})
_SOURCE = ("id", "name", "name_zh", "kind", "publisher", "published", "url", "origin", "href")


class AnswerBuilder:
    """Fetches from the API and adapts the response for an assistant. Caches sources until the data version changes."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._sources: dict[str, dict[str, Any]] = {}

    def fetch(self, client: Client, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer for a path and query parameters.

        :raises AllianceError: The error returned by the API.
        """
        body = client.get(path, **params)
        version = body["meta"].get("data_version")
        if version != self._version:
            self._version, self._sources = version, {}
        source_ids = list(dict.fromkeys(_source_ids(body)))
        answer = {
            "says": summary(body),
            "url": client.url + path + (f"?{urlencode(params)}" if params else ""),
            **body,
            "sources": [self._source(client, name) for name in source_ids[:MAX_SOURCES]],
        }
        if len(source_ids) > MAX_SOURCES:
            answer["more_sources"] = source_ids[MAX_SOURCES:]
        return bounded(_absolute(answer, client.url))

    def _source(self, client: Client, name: str) -> dict[str, Any]:
        if name not in self._sources:
            try:
                row = client.get(f"/v1/sources/{quote(name, safe=':')}", per_page="1")["results"][0]
            except AllianceError:
                return {"id": name}
            self._sources[name] = {key: row[key] for key in _SOURCE if row.get(key) is not None}
        return self._sources[name]


def summary(body: Mapping[str, Any]) -> str:
    """Describe the counts, completeness and origins of an answer in a few sentences."""
    meta, relationships = body["meta"], body.get("relationships")
    sentences = [_count(meta, "row")]
    if not meta["count"]:
        sentences.append("Nothing is recorded. This does not mean that nothing exists.")
    if meta.get("truncated"):
        sentences.append("There are more rows: raise limit or narrow the question.")
    if relationships:
        sentences.append(_count(relationships["meta"], "relationship"))
        if relationships["meta"].get("next_cursor"):
            sentences.append("There are more relationships: pass next_cursor as cursor.")
    parts = (meta, relationships["meta"] if relationships else {})
    for part in parts:
        if part.get("undated"):
            sentences.append(f"Based on undated relationships, which may not have been valid on that date: {part['undated']}.")
    simulated = sum((part.get("origins") or {}).get("simulated", 0) for part in parts)
    if simulated:
        sentences.append(
            f"{simulated} row{' is' if simulated == 1 else 's are'} simulated: generated to exercise the tool. Simulated rows do not "
            "describe real places, schools, enterprises or people and must not be reported as facts. "
            "其中模拟数据为生成的演示数据，不代表任何真实情况。"
        )
    return " ".join(sentences)


def _count(meta: Mapping[str, Any], what: str) -> str:
    parts = ", ".join(f"{number} {origin}" for origin, number in (meta.get("origins") or {}).items() if number)
    return f"{meta['count']} {what}{'' if meta['count'] == 1 else 's'}{f' ({parts})' if parts else ''}."


def bounded(answer: dict[str, Any], limit: int = MAX_CHARS) -> dict[str, Any]:
    """Return the answer cut to ``limit`` characters of JSON: drop rows from the end first, then shorten long lists and texts."""
    if len(as_text(answer)) <= limit:
        return answer
    result = dict(answer)
    relationships = result.get("relationships")
    rows = list(relationships["results"] if relationships else result["results"])
    total = len(rows)
    while True:
        if relationships:
            result["relationships"] = {**relationships, "results": rows}
        else:
            result["results"] = rows
        result["left_out"] = f"{total - len(rows)} of {total} rows omitted because of the size limit. Request fewer rows, or open url."
        size = len(as_text(result))
        if size <= limit or len(rows) <= 1:
            break
        rows = rows[: max(1, min(len(rows) - 1, int(len(rows) * limit / size)))]
    if size > limit:
        result = {name: value if name == "says" else _cut(value) for name, value in result.items()}
        result["left_out"] += " Long lists and texts are truncated."
    return result


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
