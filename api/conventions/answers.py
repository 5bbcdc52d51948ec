"""The one shape of an answer: ``{"meta": {...}, "results": [...]}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Response

from seed.model import ORIGINS


def count_origins(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Rows by origin; all four are there, so that a zero is a statement."""
    return {origin: sum(row.get("origin") == origin for row in rows) for origin in ORIGINS}


def body(
    rows: Sequence[Mapping[str, Any]],
    *,
    version: str,
    next_cursor: str | None = None,
    truncated: bool | None = None,
    counts: Mapping[str, int] | None = None,
    undated: int | None = None,
) -> dict[str, Any]:
    """An answer; ``truncated`` follows from ``next_cursor`` when it is not given."""
    meta = {
        "count": len(rows),
        "next_cursor": next_cursor,
        "truncated": (next_cursor is not None) if truncated is None else truncated,
        "data_version": version,
        "origins": dict(counts) if counts is not None else count_origins(rows),
        "undated": undated,
    }
    return {"meta": meta, "results": list(rows)}


def send(content: Mapping[str, Any]) -> Response:
    """A JSON response. Rows are not validated a second time: the tests hold them against the models."""
    return Response(orjson.dumps(content), media_type="application/json")
