"""URLs that represent more rows than the response shows: groups of a list, and exports of a whole list."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from api.parameters.list_query import list_query
from api.parameters.selection import Selection, check_date, check_origins
from graph.errors import BadValueError
from graph.export.formats import Format
from graph.queries.lists.entities import ListRequest
from seed.model import LABEL_BY_PATH

_FORM = ("format", "bom")
"""Parameters that affect the format of a response, not its content."""
_BOUNDED = frozenset({"/v1/graph"})
"""Paths that return the same rows in every format."""
_PLACE = ("per_page", "cursor", "total")


def plain(query: str) -> str:
    """Return a query string without the format parameters."""
    return urlencode([item for item in parse_qsl(query, keep_blank_values=True) if item[0] not in _FORM], quote_via=quote)


def as_lines(path: str, query: str) -> str | None:
    """Return the query string that exports all rows as JSON Lines; None if the JSON response already contains all rows.

    :raises BadValueError: the format does not exist.
    """
    if not _as_file(query) or path in _BOUNDED:
        return None
    items = parse_qsl(query, keep_blank_values=True)
    return urlencode([*(item for item in items if item[0] not in _FORM), ("format", "jsonl")], quote_via=quote)


def _as_file(query: str) -> bool:
    form = dict(parse_qsl(query, keep_blank_values=True)).get("format", Format.json)
    if form not in set(Format):
        raise BadValueError(f"Unknown format '{form[:50]}'.", pointer="/query/of", hint=f"Valid formats: {', '.join(Format)}.")
    return form != Format.json


async def whole_list(path: str, query: str) -> ListRequest | None:
    """Return the complete list that a URL represents; None for a single page and for anything but a list.

    :raises UserError: the parameters are not valid, for the same reasons as in a request for the list.
    """
    label = LABEL_BY_PATH.get(path.removeprefix("/v1/"))
    params: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    as_file = _as_file(query)
    if label is None or ("group_by" not in params and not as_file):
        return None
    origin, as_of = params.pop("origin", None), params.pop("as_of", None)
    chosen = Selection(None if origin is None else check_origins(origin), None if as_of is None else check_date(as_of, "/query/as_of"))
    rest = {name: value for name, value in params.items() if name not in (*_FORM, *_PLACE)}
    rest |= {name: int(rest[name]) for name in ("sample", "seed") if name in rest}
    return (await list_query(label)(chosen=chosen, **rest)).request
