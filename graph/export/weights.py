"""What a drawing needs to know of nodes and relationships besides their properties: a label, a weight, since when and until when."""

from __future__ import annotations

from typing import Any

from graph.export.columns import Row
from seed.columns import columns
from seed.model import EDGES, bounds, label_of

COUNTED = tuple(
    dict.fromkeys(col.name for cls in EDGES.values() for col in columns(cls) if col.kind in {"int", "float"} and col.name != "year")
)
"""Properties of relationships that count something: ``graduates``."""


def label_of_node(row: Row) -> str:
    """The name that is drawn: in Chinese where there is one, else the name, else the id."""
    return str(row.get("name_zh") or row.get("name") or row["id"])


def label_of_edge(row: Row) -> str:
    """The type."""
    return str(row["type"])


def weight(row: Row) -> float | None:
    """What a relationship counts; None when it counts nothing, when nobody knows, and for 0, which a layout cannot draw."""
    return next((float(row[name]) for name in COUNTED if row.get(name)), None)


def span(row: Row) -> tuple[str | None, str | None]:
    """First and last day on which a relationship may hold, None where it is open: of an event, its year."""
    year = row.get("year")
    start, end = (str(year), str(year)) if year is not None else (row.get("valid_from"), row.get("valid_to"))
    return (bounds(start)[0] if start else None), (bounds(end)[1] if end else None)


def unnamed(node_id: str) -> dict[str, Any]:
    """A thing of which only the id is known."""
    return {"id": node_id, "type": label_of(node_id), "name": node_id}
