"""The sections of a file in order: rows, or nodes and then edges."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.export.columns import Cell, ExportColumn, cells
from graph.export.formats import Format
from graph.export.graph import Drawing
from graph.export.table import Table
from seed.columns import columns
from seed.model import EDGES, PROVENANCE

NODES, EDGES_PART, ROWS = "nodes", "edges", "rows"
_ONE_PART = frozenset({Format.csv, Format.parquet})
"""Formats with a single table. For a graph, it contains the edges."""


@dataclass(frozen=True)
class Section:
    """One section of a file: its name, its columns, its rows (read once)."""

    name: str
    cells: tuple[Cell, ...]
    rows: AsyncIterator[Mapping[str, Any]]


def sections(what: Table | Drawing, format: Format) -> tuple[Section, ...]:
    """Return the sections of a file, in the order in which they are read."""
    if isinstance(what, Table):
        return (Section(ROWS, cells(what.columns), what.rows),)
    edges = Section(EDGES_PART, cells(what.edge_columns or edge_columns()), what.edges)
    nodes = Section(NODES, cells(what.node_columns or NODE_COLUMNS), what.nodes)
    return (edges,) if format in _ONE_PART else (nodes, edges)


NODE_COLUMNS = tuple(ExportColumn(name, "str") for name in ("id", "type", "name", "name_zh", "kind", "origin", "href"))
"""The columns of a node in a response."""


def edge_columns() -> tuple[ExportColumn, ...]:
    """Return columns for relationships of all types: id, type and ends, then properties, then provenance."""
    kinds = {column.name: column.kind for cls in EDGES.values() for column in columns(cls)}
    first = ("id", "type", "start", "end")
    own = [name for name in kinds if name not in PROVENANCE and name not in first]
    properties = [ExportColumn(name, kinds[name]) for name in (*own, *PROVENANCE)]
    return (*(ExportColumn(name, "str") for name in first), *properties, ExportColumn("undated", "bool"), ExportColumn("href", "str"))
