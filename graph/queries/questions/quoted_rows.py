"""Rows of a question with the quotes and the titles of their sources, for files."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import Any

from graph.export.batches import batches
from graph.export.columns import ExportColumn
from graph.export.table import Things
from graph.value_types import ReturnType

QUOTES, TITLES = "quotes", "source_titles"
BETWEEN = " / "
"""Between several quotes of one relationship, so that the items of ``evidence_id`` and ``evidence_quotes`` correspond."""
Row = dict[str, Any]


def quote_columns(returns: Mapping[str, ReturnType]) -> tuple[ExportColumn, ...]:
    """Return two columns for each column of relationships.

    They are the quotes, one item for each relationship, and the titles of the sources, one item for each source.
    """
    names = [name for name, kind in returns.items() if kind.is_edge]
    return tuple(ExportColumn(f"{name}_{part}", "str", many=True) for name in names for part in (QUOTES, TITLES))


async def with_titles(rows: AsyncGenerator[Row], returns: Mapping[str, ReturnType], look_up: Things) -> AsyncGenerator[Row]:
    """Yield the rows with the members of :func:`quote_columns`. Each source is looked up once."""
    names = [name for name, kind in returns.items() if kind.is_edge]
    titles: dict[str, str] = {}
    async with contextlib.aclosing(batches(rows)) as parts:
        async for part in parts:
            unknown = {source for row in part for name in names for source in _sources(row, name)} - titles.keys()
            found = await look_up(sorted(unknown)) if unknown else {}
            titles |= {source: _title(found.get(source, {}), source) for source in unknown}
            for row in part:
                quotes = {f"{name}_{QUOTES}": [BETWEEN.join(edge["quotes"]) for edge in _edges(row.get(name))] for name in names}
                yield {**row, **quotes, **{f"{name}_{TITLES}": [titles[source] for source in _sources(row, name)] for name in names}}


def _sources(row: Mapping[str, Any], name: str) -> Iterable[str]:
    return dict.fromkeys(source for edge in _edges(row.get(name)) for source in edge.get("sources") or ())


def _edges(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (value if isinstance(value, list) else [] if value is None else [value])


def _title(source: Mapping[str, Any], id: str) -> str:
    return source.get("name") or source.get("name_zh") or id
