"""Addresses whose answer stands for more rows than it shows: groups of a list, and exports of a whole list."""

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
"""Parameters that say how an answer is written, not what it says."""
_BOUNDED = frozenset({"/v1/graph"})
"""What gives the same rows in each form."""
_PLACE = ("per_page", "cursor", "total")


def plain(query: str) -> str:
    """A query without the parameters that say how the answer is written."""
    return urlencode([item for item in parse_qsl(query, keep_blank_values=True) if item[0] not in _FORM], quote_via=quote)


def as_lines(path: str, query: str) -> str | None:
    """The query that gives all rows of an export as JSON Lines; None where the answer itself is meant, or a file has no more than it.

    :raises BadValueError: there is no such format.
    """
    if not _as_file(query) or path in _BOUNDED:
        return None
    items = parse_qsl(query, keep_blank_values=True)
    return urlencode([*(item for item in items if item[0] not in _FORM), ("format", "jsonl")], quote_via=quote)


def _as_file(query: str) -> bool:
    form = dict(parse_qsl(query, keep_blank_values=True)).get("format", Format.json)
    if form not in set(Format):
        known = ", ".join(Format)
        raise BadValueError(f"'{form[:50]}' is no format.", pointer="/query/of", hint=f"Known: {known}.")
    return form != Format.json


async def whole_list(path: str, query: str) -> ListRequest | None:
    """The list that an address stands for as a whole; None when it stands for a page, or for no list.

    :raises UserError: the parameters do not fit, as when the list itself is asked for.
    """
    label = LABEL_BY_PATH.get(path.removeprefix("/v1/"))
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    as_file = _as_file(query)
    if label is None or ("group_by" not in given and not as_file):
        return None
    origin, as_of = given.pop("origin", None), given.pop("as_of", None)
    chosen = Selection(None if origin is None else check_origins(origin), None if as_of is None else check_date(as_of, "/query/as_of"))
    rest = {name: value for name, value in given.items() if name not in (*_FORM, *_PLACE)}
    rest |= {name: int(rest[name]) for name in ("sample", "seed") if name in rest}
    return (await list_query(label)(chosen=chosen, **rest)).request
