"""The common response body: ``{"meta": {...}, "results": [...]}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Response

from api.responses.canonical_url import cite_link
from seed.model import ORIGINS, bounds


def count_origins(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Count rows by origin; all four origins are present, with 0 where there are none."""
    return {origin: sum(row.get("origin") == origin for row in rows) for origin in ORIGINS}


def count_undated(rows: Sequence[Mapping[str, Any]], as_of: str | None) -> int | None:
    """Count the rows marked as undated; None without ``as_of``, since dates were then not evaluated."""
    return None if as_of is None else sum(row.get("undated") is True for row in rows)


def body(
    rows: Sequence[Mapping[str, Any]],
    *,
    version: str,
    next_cursor: str | None = None,
    truncated: bool | None = None,
    counts: Mapping[str, int] | None = None,
    undated: int | None = None,
    as_of: str | None = None,
    cite: str | None = None,
    place: str | None = None,
    without_location: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a response body.

    :param truncated: None derives it from ``next_cursor``.
    :param undated: with ``as_of``: number of rows without a date, which are included; see :func:`count_undated`.
    :param as_of: the date of the request as stated; the response gives the day that it stands for.
    :param cite: citation URL; None derives it from the URL of the current request.
    :param place: id of the place of the request; with it, ``without_location`` is the number of entities left out without a location.
    :param more: further fields of ``meta``, which the response model of the route must have.
    """
    meta = {
        "count": len(rows),
        "next_cursor": next_cursor,
        "truncated": (next_cursor is not None) if truncated is None else truncated,
        "data_version": version,
        "origins": dict(counts) if counts is not None else count_origins(rows),
        "as_of": None if as_of is None else bounds(as_of)[1],
        "undated": undated,
        "cite": cite_link(version) if cite is None else cite,
        **({} if place is None else {"place": place, "without_location": without_location}),
        **more,
    }
    return {"meta": meta, "results": list(rows)}


def send(content: Mapping[str, Any]) -> Response:
    """Return a JSON response; ``X-Data-Version`` repeats the data version of ``meta``. The tests validate the rows against the models.

    The reconciliation API prescribes a ``meta`` that is a list of columns: such a response has no data version.
    """
    meta = content.get("meta")
    version = meta.get("data_version") if isinstance(meta, Mapping) else None
    headers = {"X-Data-Version": version} if version else None
    return Response(orjson.dumps(content), media_type="application/json", headers=headers)
