"""A graph to export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.export.columns import ExportColumn


@dataclass(frozen=True)
class Drawing:
    """Nodes (``id``, ``type``, ``name`` ...) and relationships (``id``, ``type``, ``start``, ``end`` ...), as in a response.

    :param nodes: read once, before ``edges``; without duplicate ids.
    :param about: as for a :class:`graph.export.table.Table`.
    :param node_columns: columns of nodes; the standard columns if empty. ``edge_columns`` likewise.
    """

    nodes: AsyncIterator[Mapping[str, Any]]
    edges: AsyncIterator[Mapping[str, Any]]
    name: str = "graph"
    title: str = "Graph"
    about: Mapping[str, Any] = field(default_factory=dict)
    node_columns: tuple[ExportColumn, ...] = ()
    edge_columns: tuple[ExportColumn, ...] = ()
