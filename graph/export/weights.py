"""Labels, weights and periods of nodes and relationships for graph formats."""

from __future__ import annotations

from typing import Any

from graph.export.columns import Row
from seed.columns import columns
from seed.model import EDGES, bounds, label_of

COUNTED = tuple(
    dict.fromkeys(
        column.name for cls in EDGES.values() for column in columns(cls) if column.kind in {"int", "float"} and column.name != "year"
    )
)
"""Properties of relationships that are counts: ``graduates``."""


def label_of_node(row: Row) -> str:
    """Return the label of a node: the Chinese name, else the name, else the id."""
    return str(row.get("name_zh") or row.get("name") or row["id"])


def label_of_edge(row: Row) -> str:
    """Return the label of a relationship: its type."""
    return str(row["type"])


def weight(row: Row) -> float | None:
    """Return the count of a relationship. Return None if there is none, if it is unknown, and for 0, which layouts do not support."""
    return next((float(row[name]) for name in COUNTED if row.get(name)), None)


def span(row: Row) -> tuple[str | None, str | None]:
    """Return the first and last day of a relationship, None if not stated. An event covers its year."""
    year = row.get("year")
    start, end = (str(year), str(year)) if year is not None else (row.get("valid_from"), row.get("valid_to"))
    return (bounds(start)[0] if start else None), (bounds(end)[1] if end else None)


def placeholder_node(node_id: str) -> dict[str, Any]:
    """Return a node of which only the id is known."""
    return {"id": node_id, "type": label_of(node_id), "name": node_id}
