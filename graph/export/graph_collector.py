"""Rows as a drawing: the things and the relationships that they hold, each once, in the order in which they came.

Which were there already is kept on disk, not in memory. A row that is itself a thing or a relationship is one of them, with its own
columns; where rows may be either, a relationship is one that has ends. A relationship may lead to a thing that no row names: it is
looked up where the table says how, else only its id is known.
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
from graph.export.weights import unnamed

_NAMES_OF_NODES = frozenset(column.name for column in NODE_COLUMNS)
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE nodes (place INTEGER PRIMARY KEY, id TEXT UNIQUE, item BLOB);
CREATE TABLE edges (place INTEGER PRIMARY KEY, id TEXT UNIQUE, item BLOB);
CREATE TABLE ends (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_MISSING = "SELECT id FROM ends WHERE id NOT IN (SELECT id FROM nodes) ORDER BY id LIMIT ?"


class Gatherer:
    """What has been found, in a database of its own. Blocks; one thread."""

    def __init__(self, folder: Path, columns: Sequence[ExportColumn]) -> None:
        self._base = sqlite3.connect(folder / "gathered.sqlite", isolation_level=None)
        self._base.executescript(_SCHEMA)
        self._nodes = [column.name for column in columns if column.kind == "node"]
        self._edges = [column.name for column in columns if column.kind == "edge"]
        names = {column.name for column in columns}
        self._is_edge = {"id", "type", "start", "end"} <= names
        self._is_node = {"id", "type"} <= names and not self._is_edge
        self._beside = set(self._nodes) - {"start", "end"}

    def add(self, rows: Iterable[Row]) -> None:
        """Look through rows."""
        nodes: list[Mapping[str, Any]] = []
        edges: list[Mapping[str, Any]] = []
        for row in rows:
            if self._is_edge and row.get("start") is not None:
                edges.append({name: value for name, value in row.items() if name not in self._beside})
            elif self._is_edge:  # among relationships a thing, which has no ends
                nodes.append({name: row.get(name) for name in _NAMES_OF_NODES})
            elif self._is_node:
                nodes.append(row)
            for name in self._nodes:
                nodes += _several(row.get(name))
            for name in self._edges:
                edges += _several(row.get(name))
        self._base.execute("BEGIN")
        self.add_nodes(nodes)
        self._put("edges", ((edge["id"], _ends_as_ids(edge)) for edge in edges))
        ends = ((end["id"] if isinstance(end, Mapping) else end,) for edge in edges for end in (edge["start"], edge["end"]))
        self._base.executemany("INSERT OR IGNORE INTO ends VALUES (?)", ends)
        self._base.execute("COMMIT")

    def add_nodes(self, nodes: Iterable[Mapping[str, Any]]) -> None:
        """Add things that are not there yet."""
        self._put("nodes", ((node["id"], node) for node in nodes))

    def missing(self) -> list[str]:
        """Ids of some ends of relationships that are no nodes yet; none when there are no more."""
        return [row[0] for row in self._base.execute(_MISSING, (BATCH,))]

    def read(self, part: str, after: int) -> list[tuple[int, Row]]:
        """Some nodes or edges behind a place, each with its place."""
        text = "SELECT place, item FROM nodes" if part == "nodes" else "SELECT place, item FROM edges"
        found = self._base.execute(f"{text} WHERE place > ? ORDER BY place LIMIT ?", (after, BATCH))  # two constants
        return [(place, orjson.loads(item)) for place, item in found]

    def close(self) -> None:
        """Give the file back."""
        self._base.close()

    def _put(self, part: str, items: Iterable[tuple[str, Row]]) -> None:
        text = "INSERT OR IGNORE INTO nodes (id, item) VALUES (?, ?)"
        values = ((known, orjson.dumps(item)) for known, item in items)
        self._base.executemany(text if part == "nodes" else text.replace("nodes", "edges"), values)


def can_be_drawn(table: Table) -> bool:
    """Whether rows name things or relationships, or are such; groups and figures do not."""
    return any(column.kind in {"node", "edge"} for column in table.columns) or {"id", "type"} <= {column.name for column in table.columns}


def _several(value: Any) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    return [item for item in value if item is not None] if isinstance(value, list) else [value]


def _ends_as_ids(edge: Mapping[str, Any]) -> Row:
    """A relationship with both ends as ids, however an answer shows them."""
    return {name: value["id"] if name in {"start", "end"} and isinstance(value, Mapping) else value for name, value in edge.items()}


def _extra(table: Table, known: Iterable[str]) -> Iterator[ExportColumn]:
    """Columns of rows that are things or relationships themselves, besides those that all of them have."""
    taken = set(known)
    return (column for column in table.columns if column.kind not in {"node", "edge"} and column.name not in taken)


@asynccontextmanager
async def gathered(table: Table) -> AsyncIterator[Drawing]:
    """The drawing of a table's rows, which are read to their end first; its file is gone when this is left."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory(prefix="alliance-export-") as folder, ThreadPoolExecutor(1, "gather") as pool:
        found = await loop.run_in_executor(pool, Gatherer, Path(folder), table.columns)
        try:
            async with aclosing(batches(table.rows)) as parts:
                async for rows in parts:
                    await loop.run_in_executor(pool, found.add, rows)
            while missing := await loop.run_in_executor(pool, found.missing):
                things = {} if table.things is None else await table.things(missing)
                nodes = [things.get(node, unnamed(node)) for node in missing]
                await loop.run_in_executor(pool, found.add_nodes, nodes)
            yield _drawing(table, found, pool)
        finally:
            pool.submit(found.close)


def _drawing(table: Table, found: Gatherer, pool: ThreadPoolExecutor) -> Drawing:
    async def read(part: str) -> AsyncIterator[Row]:
        after = 0
        while rows := await asyncio.get_running_loop().run_in_executor(pool, found.read, part, after):
            for after, row in rows:  # noqa: B007  # the last place is where the next batch begins
                yield row

    names = {column.name for column in table.columns}
    is_edge = {"id", "type", "start", "end"} <= names
    is_node = {"id", "type"} <= names and not is_edge
    edges = edge_columns()
    node_columns = (*NODE_COLUMNS, *(_extra(table, _NAMES_OF_NODES) if is_node else ()))
    edge_names = {column.name for column in edges}
    return Drawing(
        read("nodes"),
        read("edges"),
        table.name,
        table.title,
        table.about,
        node_columns,
        (*edges, *(_extra(table, edge_names) if is_edge else ())),
    )
