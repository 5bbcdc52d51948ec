"""The one shape of an answer: ``{"meta": {...}, "results": [...]}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Response

from api.responses.canonical_url import cite_link
from seed.model import ORIGINS


def count_origins(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Rows by origin; all four are there, so that a zero is a statement."""
    return {origin: sum(row.get("origin") == origin for row in rows) for origin in ORIGINS}


def count_undated(rows: Sequence[Mapping[str, Any]], as_of: str | None) -> int | None:
    """Rows that say of themselves that they are undated; None when no date was asked, since then nothing was weighed."""
    return None if as_of is None else sum(row.get("undated") is True for row in rows)


def body(
    rows: Sequence[Mapping[str, Any]],
    *,
    version: str,
    next_cursor: str | None = None,
    truncated: bool | None = None,
    counts: Mapping[str, int] | None = None,
    undated: int | None = None,
    cite: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An answer.

    :param truncated: follows from ``next_cursor`` when it is not given.
    :param undated: with ``as_of``: rows that rest on an undated relationship; see :func:`count_undated`.
    :param cite: where it is cited; follows from the address that is being answered when it is not given.
    :param more: further members of ``meta``, which the model of the route's answer must have.
    """
    meta = {
        "count": len(rows),
        "next_cursor": next_cursor,
        "truncated": (next_cursor is not None) if truncated is None else truncated,
        "data_version": version,
        "origins": dict(counts) if counts is not None else count_origins(rows),
        "undated": undated,
        "cite": cite_link(version) if cite is None else cite,
        **more,
    }
    return {"meta": meta, "results": list(rows)}


def send(content: Mapping[str, Any]) -> Response:
    """A JSON response. Rows are not validated a second time: the tests hold them against the models."""
    return Response(orjson.dumps(content), media_type="application/json")
