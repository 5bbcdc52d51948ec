"""What an assistant is given: rows of bounded size, where they come from in plain words, and links that lead somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from api.client import Client
from graph.errors import AllianceError

MAX_CHARS = 40_000
"""Characters of an answer at most, about 10,000 tokens of English; rows that do not fit are left out, and the answer says so."""
MAX_SOURCES = 20
_CUT_ITEMS, _CUT_TEXT = 10, 400
_LINKS = frozenset({"href", "example", "cite"})
_SOURCE = ("id", "name", "name_zh", "kind", "publisher", "published", "url", "origin", "href")


class Asker:
    """Asks the API and makes its answers fit for an assistant; remembers sources for as long as the data version stays."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._sources: dict[str, dict[str, Any]] = {}

    def ask(self, client: Client, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """The answer at an address.

        :raises AllianceError: what the API said.
        """
        body = client.get(path, **params)
        version = body["meta"].get("data_version")
        if version != self._version:
            self._version, self._sources = version, {}
        named = list(dict.fromkeys(_named_sources(body)))
        answer = {
            "says": says(body),
            "url": client.url + path + (f"?{urlencode(params)}" if params else ""),
            **body,
            "sources": [self._source(client, name) for name in named[:MAX_SOURCES]],
        }
        if len(named) > MAX_SOURCES:
            answer["more_sources"] = named[MAX_SOURCES:]
        return bounded(_absolute(answer, client.url))

    def _source(self, client: Client, name: str) -> dict[str, Any]:
        if name not in self._sources:
            try:
                found = client.get(f"/v1/sources/{quote(name, safe=':')}", per_page="1")["results"][0]
            except AllianceError:
                return {"id": name}
            self._sources[name] = {key: found[key] for key in _SOURCE if found.get(key) is not None}
        return self._sources[name]


def says(body: Mapping[str, Any]) -> str:
    """What an answer is worth, in a few plain sentences."""
    meta, ties = body["meta"], body.get("relationships")
    told = [_counted(meta, "row")]
    if not meta["count"]:
        told.append("Nothing is recorded; that does not mean that there is nothing.")
    if meta.get("truncated"):
        told.append("There are more rows than these; raise limit, or narrow the question.")
    if ties:
        told.append(_counted(ties["meta"], "relationship"))
        if ties["meta"].get("next_cursor"):
            told.append("There are more relationships than these; give next_cursor as cursor.")
    for part in (meta, ties["meta"] if ties else {}):
        if part.get("undated"):
            told.append(f"{part['undated']} of them rest on a relationship without a date, so that they may not have held then.")
    simulated = sum((part.get("origins") or {}).get("simulated", 0) for part in (meta, ties["meta"] if ties else {}))
    if simulated:
        told.append(
            f"{simulated} row{' is' if simulated == 1 else 's are'} simulated: generated to exercise the tool. They say nothing about real "
            "places, schools, firms or people and must not be reported as facts. 其中模拟数据为生成的演示数据，不代表任何真实情况。"
        )
    return " ".join(told)


def _counted(meta: Mapping[str, Any], what: str) -> str:
    parts = ", ".join(f"{number} {origin}" for origin, number in (meta.get("origins") or {}).items() if number)
    return f"{meta['count']} {what}{'' if meta['count'] == 1 else 's'}{f' ({parts})' if parts else ''}."


def bounded(answer: dict[str, Any], limit: int = MAX_CHARS) -> dict[str, Any]:
    """The answer, cut to ``limit`` characters of JSON: rows from the end first, then what is long within the ones that are left."""
    if len(as_text(answer)) <= limit:
        return answer
    made = dict(answer)
    ties = made.get("relationships")
    rows = list(ties["results"] if ties else made["results"])
    total = len(rows)
    while True:
        if ties:
            made["relationships"] = {**ties, "results": rows}
        else:
            made["results"] = rows
        made["left_out"] = f"{total - len(rows)} of {total} rows do not fit here; ask for fewer, or open url."
        size = len(as_text(made))
        if size <= limit or len(rows) <= 1:
            break
        rows = rows[: max(1, min(len(rows) - 1, int(len(rows) * limit / size)))]
    if size > limit:
        made = {name: value if name == "says" else _cut(value) for name, value in made.items()}
        made["left_out"] += " Long lists and texts are cut."
    return made


def as_text(answer: Mapping[str, Any]) -> str:
    """The answer as JSON, as an assistant reads it."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _named_sources(value: Any) -> Iterator[str]:
    """Ids of sources, wherever a row names them."""
    if isinstance(value, list):
        for item in value:
            yield from _named_sources(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "sources" and isinstance(inner, list):
                yield from (item if isinstance(item, str) else item["id"] for item in inner if isinstance(item, (str, dict)))
            else:
                yield from _named_sources(inner)


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
