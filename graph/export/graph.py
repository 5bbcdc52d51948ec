"""Nodes and edges to be exported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.export.columns import ExportColumn


@dataclass(frozen=True)
class Drawing:
    """Nodes and relationships as items of an answer (``id``, ``type``, ``name`` ...; ``id``, ``type``, ``start``, ``end`` ...).

    :param nodes: read once, before ``edges``; each id once.
    :param about: as for a :class:`graph.export.table.Table`.
    :param node_columns: what is said of a node; what every item has when empty. ``edge_columns`` likewise.
    """

    nodes: AsyncIterator[Mapping[str, Any]]
    edges: AsyncIterator[Mapping[str, Any]]
    name: str = "graph"
    title: str = "Graph"
    about: Mapping[str, Any] = field(default_factory=dict)
    node_columns: tuple[ExportColumn, ...] = ()
    edge_columns: tuple[ExportColumn, ...] = ()
