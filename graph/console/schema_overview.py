"""What there is to ask: labels, properties and relationship patterns, as declared and as they are in use, with queries to begin with.

The counts are of one data version and cost a pass over all data, so they are made once for each.
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
_TIED = {label for cls in EDGES.values() for pair in cls.pairs for label in pair}
_DERIVED = {
    "search": ("Pinyin, initials and simplified forms of the names, for the full-text index `names`.", "检索用文本"),
    "package": ("Data package that the row came with.", "数据包"),
}
_BOUNDS = {"_lo": ("First day that the stated date may mean.", "最早日期"), "_hi": ("Last day that the stated date may mean.", "最晚日期")}


@dataclass(frozen=True)
class Counts:
    """What is in use: nodes by label, their properties, relationships by start, type and end, and their properties."""

    labels: Counter[str] = field(default_factory=Counter)
    properties: Counter[tuple[str, str]] = field(default_factory=Counter)
    patterns: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)


class Overview:
    """Keeps the overview of one data version."""

    def __init__(self) -> None:
        self._kept: tuple[str, dict[str, Any]] | None = None
        self._lock = asyncio.Lock()

    async def get(self, store: Store) -> tuple[str, dict[str, Any]]:
        """The data version and its overview.

        :raises DatabaseUnavailableError: the database is away, or new data came meanwhile.
        """
        async with self._lock:
            if self._kept is None or self._kept[0] != store.version:
                version = store.version
                self._kept = version, overview(await count(store))
        return self._kept


async def count(store: Store) -> Counts:
    """Count what is in use."""
    found = Counts()
    async for row in store.stream(text_of("browse", "schema_properties"), {}):
        found.properties[row["label"], row["key"]] += row["used"]
    async for row in store.stream(text_of("browse", "schema_relationships"), {}):
        found.types[row["type"], row["key"]] += row["used"]
    async for row in store.stream(text_of("browse", "schema_patterns"), {}):
        found.patterns[row["start"], row["type"], row["end"]] += row["count"]
    for (label, key), used in found.properties.items():
        if key == "id":
            found.labels[label] += used
    return found


def overview(counts: Counts) -> dict[str, Any]:
    """The overview: labels and relationship types in the order of the declaration."""
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
        "examples": list(example_queries.of_label(name, keys[0] if keys else None, tied=name in _TIED)),
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
    """Declared properties, then derived ones that are in use; ``start`` and ``end`` are the ends themselves, no properties."""
    declared = [column for column in columns(cls) if column.name not in {"start", "end"}]
    made = [
        {"name": column.name, "type": _TYPES[column.kind], "used": used.get(column.name, 0), "indexed": column.index or column.name == "id"}
        | {"about": column.about, "about_zh": column.about_zh, "choices": list(column.choices)}
        for column in declared
    ]
    known = {column.name for column in declared}
    for name in sorted(set(used) - known):
        about, about_zh = _DERIVED.get(name) or _BOUNDS.get(name[-3:], ("", ""))
        made.append(
            {"name": name, "type": "STRING", "used": used[name], "indexed": False, "about": about, "about_zh": about_zh, "choices": []}
        )
    return made
