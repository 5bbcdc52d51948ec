"""Convert rows to a graph: the entities and relationships in the rows, without duplicates, in order of first occurrence.

Collected items are kept on disk, not in memory. A row that is itself an entity or a relationship is included with its own columns. If rows
can be either, a row with ends is a relationship. An end of a relationship that is in no row is looked up with ``Table.things``; without it
only the id is known.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from graph.export.batches import BATCH, batches
from graph.export.columns import ExportColumn, Row
from graph.export.graph import Drawing
from graph.export.sections import NODE_COLUMNS, edge_columns
from graph.export.table import Table
from graph.export.weights import placeholder_node

_NAMES_OF_NODES = frozenset(column.name for column in NODE_COLUMNS)
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE nodes (place INTEGER PRIMARY KEY, id TEXT UNIQUE, item BLOB);
CREATE TABLE edges (place INTEGER PRIMARY KEY, id TEXT UNIQUE, item BLOB);
CREATE TABLE ends (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_MISSING = "SELECT id FROM ends WHERE id NOT IN (SELECT id FROM nodes) ORDER BY id LIMIT ?"


class GraphCollector:
    """Collects nodes and edges in a temporary database. Blocking; use it in one thread."""

    def __init__(self, folder: Path, columns: Sequence[ExportColumn]) -> None:
        self._base = sqlite3.connect(folder / "collected_graph.sqlite", isolation_level=None)
        self._base.executescript(_SCHEMA)
        self._nodes = [column.name for column in columns if column.kind == "node"]
        self._edges = [column.name for column in columns if column.kind == "edge"]
        names = {column.name for column in columns}
        self._is_edge = {"id", "type", "start", "end"} <= names
        self._is_node = {"id", "type"} <= names and not self._is_edge
        self._other_nodes = set(self._nodes) - {"start", "end"}

    def add(self, rows: Iterable[Row]) -> None:
        """Add the entities and relationships of some rows."""
        nodes: list[Mapping[str, Any]] = []
        edges: list[Mapping[str, Any]] = []
        for row in rows:
            if self._is_edge and row.get("start") is not None:
                edges.append({name: value for name, value in row.items() if name not in self._other_nodes})
            elif self._is_edge:  # an entity among relationships has no ends
                nodes.append({name: row.get(name) for name in _NAMES_OF_NODES})
            elif self._is_node:
                nodes.append(row)
            for name in self._nodes:
                nodes += _as_list(row.get(name))
            for name in self._edges:
                edges += _as_list(row.get(name))
        self._base.execute("BEGIN")
        self.add_nodes(nodes)
        self._put("edges", ((edge["id"], _ends_as_ids(edge)) for edge in edges))
        ends = ((end["id"] if isinstance(end, Mapping) else end,) for edge in edges for end in (edge["start"], edge["end"]))
        self._base.executemany("INSERT OR IGNORE INTO ends VALUES (?)", ends)
        self._base.execute("COMMIT")

    def add_nodes(self, nodes: Iterable[Mapping[str, Any]]) -> None:
        """Add nodes that are not present yet."""
        self._put("nodes", ((node["id"], node) for node in nodes))

    def missing(self) -> list[str]:
        """Return a batch of ids of ends that are not nodes yet. Return [] if there are none."""
        return [row[0] for row in self._base.execute(_MISSING, (BATCH,))]

    def read(self, part: str, after: int) -> list[tuple[int, Row]]:
        """Return a batch of nodes or edges after a position, each with its position."""
        text = "SELECT place, item FROM nodes" if part == "nodes" else "SELECT place, item FROM edges"
        items = self._base.execute(f"{text} WHERE place > ? ORDER BY place LIMIT ?", (after, BATCH))  # two constants
        return [(place, orjson.loads(item)) for place, item in items]

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    def _put(self, part: str, items: Iterable[tuple[str, Row]]) -> None:
        text = "INSERT OR IGNORE INTO nodes (id, item) VALUES (?, ?)"
        values = ((item_id, orjson.dumps(item)) for item_id, item in items)
        self._base.executemany(text if part == "nodes" else text.replace("nodes", "edges"), values)


def has_graph(table: Table) -> bool:
    """Return whether the rows contain or are entities or relationships. Groups and figures are not."""
    return any(column.kind in {"node", "edge"} for column in table.columns) or {"id", "type"} <= {column.name for column in table.columns}


def _as_list(value: Any) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    return [item for item in value if item is not None] if isinstance(value, list) else [value]


def _ends_as_ids(edge: Mapping[str, Any]) -> Row:
    """Return a relationship with both ends as ids."""
    return {name: value["id"] if name in {"start", "end"} and isinstance(value, Mapping) else value for name, value in edge.items()}


def _extra_columns(table: Table, standard: Iterable[str]) -> Iterator[ExportColumn]:
    """Return the columns of rows that are entities or relationships, except the standard columns."""
    excluded = set(standard)
    return (column for column in table.columns if column.kind not in {"node", "edge"} and column.name not in excluded)


@asynccontextmanager
async def collected_graph(table: Table) -> AsyncIterator[Drawing]:
    """Read all rows of a table, and yield their graph. The temporary database is deleted on exit."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory(prefix="alliance-export-") as folder, ThreadPoolExecutor(1, "gather") as pool:
        collector = await loop.run_in_executor(pool, GraphCollector, Path(folder), table.columns)
        try:
            async with aclosing(batches(table.rows)) as parts:
                async for rows in parts:
                    await loop.run_in_executor(pool, collector.add, rows)
            while missing := await loop.run_in_executor(pool, collector.missing):
                entities = {} if table.things is None else await table.things(missing)
                nodes = [entities.get(node, placeholder_node(node)) for node in missing]
                await loop.run_in_executor(pool, collector.add_nodes, nodes)
            yield _drawing(table, collector, pool)
        finally:
            pool.submit(collector.close)


def _drawing(table: Table, collector: GraphCollector, pool: ThreadPoolExecutor) -> Drawing:
    async def read(part: str) -> AsyncIterator[Row]:
        after = 0
        while rows := await asyncio.get_running_loop().run_in_executor(pool, collector.read, part, after):
            for after, row in rows:  # noqa: B007  # the last position is where the next batch starts
                yield row

    names = {column.name for column in table.columns}
    is_edge = {"id", "type", "start", "end"} <= names
    is_node = {"id", "type"} <= names and not is_edge
    edges = edge_columns()
    node_columns = (*NODE_COLUMNS, *(_extra_columns(table, _NAMES_OF_NODES) if is_node else ()))
    edge_names = {column.name for column in edges}
    return Drawing(
        read("nodes"),
        read("edges"),
        table.name,
        table.title,
        table.about,
        node_columns,
        (*edges, *(_extra_columns(table, edge_names) if is_edge else ())),
    )
