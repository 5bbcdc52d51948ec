"""URLs that represent more rows than the response shows: groups of a list, and exports of a whole list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from api.dependencies import Stores
from api.parameters.list_query import list_query
from api.parameters.selection import Selection, check_date, check_origins
from api.parameters.values import placed
from graph.database.reader import Store
from graph.errors import BadValueError
from graph.export.formats import Format
from graph.queries.lists.entities import ListRequest
from seed.bilingual import Bilingual
from seed.model import LABEL_BY_PATH, bounds

_FORM = ("format", "bom", "evidence")
"""Parameters that affect the format of a response, not its content."""
_BOUNDED = frozenset({"/v1/graph"})
"""Paths that return the same rows in every format."""
_RELATIONSHIPS = "/v1/relationships"
_PLACE = ("per_page", "cursor", "total")
_NOT_SELECTING = ("select", "include", "relationships", "as_of")
"""Parameters that do not select rows, or that a citation states in words."""


def plain(query: str) -> str:
    """Return a query string without the format parameters."""
    return urlencode([item for item in parse_qsl(query, keep_blank_values=True) if item[0] not in _FORM], quote_via=quote)


def as_lines(path: str, query: str) -> str | None:
    """Return the query string that exports all rows as JSON Lines, also those of groups of relationships.

    None if the JSON response already contains all rows.

    :raises BadValueError: the format does not exist.
    """
    items = parse_qsl(query, keep_blank_values=True)
    grouped = path == _RELATIONSHIPS and any(name == "group_by" for name, _ in items)
    if grouped:  # its rows are the relationships, not their groups
        items = [item for item in items if item[0] not in ("group_by", *_PLACE)]
    elif not _as_file(query) or path in _BOUNDED:
        return None
    return urlencode([*(item for item in items if item[0] not in _FORM), ("format", "jsonl")], quote_via=quote)


def _as_file(query: str) -> bool:
    form = dict(parse_qsl(query, keep_blank_values=True)).get("format", Format.json)
    if form not in set(Format):
        raise BadValueError(
            Bilingual(f"Unknown format '{form[:50]}'.", f"未知格式“{form[:50]}”。"),
            pointer="/query/of",
            hint=Bilingual(f"Valid formats: {', '.join(Format)}.", f"可用格式：{'、'.join(Format)}。"),
        )
    return form != Format.json


def conditions(query: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters that select the rows, sorted by name."""
    shown = (item for item in parse_qsl(query) if item[0] not in (*_FORM, *_PLACE, *_NOT_SELECTING))
    return tuple(sorted((name, value.replace(",", ", ") if name == "origin" else value) for name, value in shown))


def day_of(query: str) -> str | None:
    """Return the day of ``as_of`` in the query string of a valid request."""
    stated = dict(parse_qsl(query)).get("as_of")
    return None if stated is None else bounds(stated)[1]


def is_single(path: str) -> bool:
    """Whether a path is that of one entity or one relationship."""
    _, _, first, *rest = path.split("/")
    return len(rest) == 1 and (first in LABEL_BY_PATH or first == "relationships") and rest[0] != "filters"


async def whole_list(store: Store, path: str, query: str) -> ListRequest | None:
    """Return the complete list that a URL represents; None for a single page and for anything but a list.

    :raises UserError: the parameters are not valid, for the same reasons as in a request for the list.
    """
    as_file = _as_file(query)
    if not as_file and "group_by" not in dict(parse_qsl(query, keep_blank_values=True)):
        return None
    return await list_request(store, path, query)


async def list_request(store: Store, path: str, query: str) -> ListRequest | None:
    """Return the list of entities that a URL requests, without its page; None for anything else.

    :raises UserError: the parameters are not valid, for the same reasons as in a request for the list.
    """
    label = LABEL_BY_PATH.get(path.removeprefix("/v1/"))
    params: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if label is None:
        return None
    origin, as_of, place = (params.pop(name, None) for name in ("origin", "as_of", "place"))
    chosen = Selection(None if origin is None else check_origins(origin), None if as_of is None else check_date(as_of, "/query/as_of"))
    rest = {name: value for name, value in params.items() if name not in (*_FORM, *_PLACE)}
    rest |= {name: int(rest[name]) for name in ("sample", "random_seed") if name in rest}
    return replace((await list_query(label)(stores=Stores(store), chosen=chosen, **rest)).request, place=await placed(store, place))
