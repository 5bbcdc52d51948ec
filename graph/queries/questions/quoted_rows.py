"""Rows of a question with the quotes and the titles of their sources, for files."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import Any

from graph.export.batches import batches
from graph.export.columns import ExportColumn
from graph.export.table import Things
from graph.value_types import ReturnType

TITLES = "source_titles"
Row = dict[str, Any]


def quote_columns(returns: Mapping[str, ReturnType]) -> tuple[ExportColumn, ...]:
    """Return two columns for each column of relationships: the quotes, and the titles of the sources in their order."""
    names = [name for name, kind in returns.items() if kind.is_edge]
    return tuple(
        column
        for name in names
        for column in (
            ExportColumn(f"{name}_quotes", "str", many=True, path=(name, "quotes")),
            ExportColumn(f"{name}_{TITLES}", "str", many=True),
        )
    )


async def with_titles(rows: AsyncGenerator[Row], returns: Mapping[str, ReturnType], look_up: Things) -> AsyncGenerator[Row]:
    """Yield the rows with the titles of their sources. Each source is looked up once."""
    names = [name for name, kind in returns.items() if kind.is_edge]
    titles: dict[str, str] = {}
    async with contextlib.aclosing(batches(rows)) as parts:
        async for part in parts:
            unknown = {source for row in part for name in names for source in _sources(row, name)} - titles.keys()
            found = await look_up(sorted(unknown)) if unknown else {}
            titles |= {source: _title(found.get(source, {}), source) for source in unknown}
            for row in part:
                yield {**row, **{f"{name}_{TITLES}": [titles[source] for source in _sources(row, name)] for name in names}}


def _sources(row: Mapping[str, Any], name: str) -> Iterable[str]:
    return dict.fromkeys(source for edge in _edges(row.get(name)) for source in edge.get("sources") or ())


def _edges(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (value if isinstance(value, list) else [] if value is None else [value])


def _title(source: Mapping[str, Any], id: str) -> str:
    return source.get("name") or source.get("name_zh") or id
