"""File exports: the media types that an operation with ``format`` returns besides JSON."""

from __future__ import annotations

from typing import Any

from graph.export.formats import MEDIA_TYPES, Format

_TEXT = frozenset({Format.csv, Format.jsonl, Format.graphml, Format.gexf})
_FORMAT = "#/components/schemas/Format"


def add(operation: dict[str, Any]) -> None:
    """Add the media types of an operation that has an export ``format`` parameter."""
    if not any(item["name"] == "format" and _FORMAT in str(item["schema"]) for item in operation.get("parameters", ())):
        return
    content = operation["responses"]["200"].setdefault("content", {})
    for name, media_type in MEDIA_TYPES.items():
        if name is not Format.json:
            schema = {"type": "string"} if name in _TEXT else {"type": "string", "format": "binary"}
            content.setdefault(media_type, {"schema": schema})
