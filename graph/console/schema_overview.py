"""Schema overview: declared and used labels, properties and relationship patterns, with example queries.

Counting requires a pass over all data, so the overview is computed once per data version.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.console import example_queries
from graph.database.cypher_files import text_of
from graph.database.reader import Store
from seed.columns import columns
from seed.model import EDGES, NODES, Row

_TYPES = {"str": "STRING", "date": "STRING", "int": "INTEGER", "float": "FLOAT", "bool": "BOOLEAN", "words": "LIST<STRING>"}
_CONNECTED = {label for cls in EDGES.values() for pair in cls.pairs for label in pair}
_DERIVED = {
    "search": ("Pinyin, initials and simplified forms of the names, for the full-text index `names`.", "检索用文本"),
    "search_gloss": ("The same of the working translation and the search words.", "暂译与检索词的检索用文本"),
    "package": ("Data package that contains the row.", "数据包"),
}
_BOUNDS = {"_lo": ("Earliest day covered by the stated date.", "最早日期"), "_hi": ("Latest day covered by the stated date.", "最晚日期")}


@dataclass(frozen=True)
class Counts:
    """Usage counts: nodes by label, node properties, relationships by start, type and end, and relationship properties."""

    labels: Counter[str] = field(default_factory=Counter)
    properties: Counter[tuple[str, str]] = field(default_factory=Counter)
    patterns: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)


class Overview:
    """Caches the overview of the current data version."""

    def __init__(self) -> None:
        self._cached: tuple[str, dict[str, Any]] | None = None
        self._lock = asyncio.Lock()

    async def get(self, store: Store) -> tuple[str, dict[str, Any]]:
        """Return the data version and its overview.

        :raises DatabaseUnavailableError: The database is unavailable, or the data was updated during the read.
        """
        async with self._lock:
            if self._cached is None or self._cached[0] != store.version:
                version = store.version
                self._cached = version, overview(await count(store))
        return self._cached


async def count(store: Store) -> Counts:
    """Count labels, properties and relationship patterns in use."""
    counts = Counts()
    async for row in store.stream(text_of("browse", "schema_properties"), {}):
        counts.properties[row["label"], row["key"]] += row["used"]
    async for row in store.stream(text_of("browse", "schema_relationships"), {}):
        counts.types[row["type"], row["key"]] += row["used"]
    async for row in store.stream(text_of("browse", "schema_patterns"), {}):
        counts.patterns[row["start"], row["type"], row["end"]] += row["count"]
    for (label, key), used in counts.properties.items():
        if key == "id":
            counts.labels[label] += used
    return counts


def overview(counts: Counts) -> dict[str, Any]:
    """Return the overview, with labels and relationship types in declaration order."""
    return {
        "labels": [_label(name, counts) for name in NODES],
        "relationships": [_type(name, counts) for name in EDGES],
        "search": {"index": "names", "label": "Thing", "examples": list(example_queries.SEARCH)},
    }


def _label(name: str, counts: Counts) -> dict[str, Any]:
    cls = NODES[name]
    used = {key: number for (label, key), number in counts.properties.items() if label == name}
    keys = [column.name for column in columns(cls) if column.index and column.name not in {"origin", "code"}]
    return {
        "label": name,
        "title": cls.title,
        "title_zh": cls.title_zh,
        "count": counts.labels[name],
        "properties": _properties(cls, used),
        "examples": list(example_queries.of_label(name, keys[0] if keys else None, connected=name in _CONNECTED)),
    }


def _type(name: str, counts: Counts) -> dict[str, Any]:
    cls = EDGES[name]
    used = {key: number for (kind, key), number in counts.types.items() if kind == name}
    patterns = [
        {
            "start": start,
            "end": end,
            "count": counts.patterns[start, name, end],
            "examples": list(example_queries.of_pattern(start, name, end)),
        }
        for start, end in cls.pairs
    ]
    return {
        "type": name,
        "title": cls.title,
        "title_zh": cls.title_zh,
        "count": sum(pattern["count"] for pattern in patterns),
        "properties": _properties(cls, used),
        "patterns": patterns,
    }


def _properties(cls: type[Row], used: Mapping[str, int]) -> list[dict[str, Any]]:
    """List declared properties, then derived properties in use. ``start`` and ``end`` are endpoints, not properties."""
    declared = [column for column in columns(cls) if column.name not in {"start", "end"}]
    properties = [
        {"name": column.name, "type": _TYPES[column.kind], "used": used.get(column.name, 0), "indexed": column.index or column.name == "id"}
        | {"about": column.about, "about_zh": column.about_zh, "choices": list(column.choices)}
        for column in declared
    ]
    names = {column.name for column in declared}
    for name in sorted(set(used) - names):
        about, about_zh = _DERIVED.get(name) or _BOUNDS.get(name[-3:], ("", ""))
        properties.append(
            {"name": name, "type": "STRING", "used": used[name], "indexed": False, "about": about, "about_zh": about_zh, "choices": []}
        )
    return properties
