"""Pages by keyset: a cursor says after which key the next page begins, so depth costs nothing and new rows shift nothing."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from graph.errors import BadValueError

START = "*"
MAX_PER_PAGE = 200
_EXAMPLE = "Give '*' for the first page and the `meta.next_cursor` of an answer for the one after it."


@dataclass(frozen=True)
class Paging:
    """What page is asked: behind the key ``after`` (None: from the start), at most ``per_page`` rows."""

    after: str | None
    per_page: int


def encode(key: str | None) -> str | None:
    """The cursor for a key; None stays None."""
    return None if key is None else base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode(cursor: str) -> str | None:
    """The key of a cursor; None for ``*``.

    :raises BadValueError: when no answer of ours can have given it.
    """
    if cursor == START:
        return None
    try:
        key = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as problem:
        raise BadValueError("This is not a cursor.", pointer="/query/cursor", mend=_EXAMPLE) from problem
    if encode(key) != cursor or not key.isprintable():
        raise BadValueError("This is not a cursor.", pointer="/query/cursor", mend=_EXAMPLE)
    return key


async def paging(
    per_page: Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Rows on a page.")] = 50,
    cursor: Annotated[str, Query(min_length=1, max_length=1000, description=_EXAMPLE, examples=[START])] = START,
) -> Paging:
    """Read the paging parameters."""
    return Paging(decode(cursor), per_page)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Set ``Link: <...>; rel="next"`` when there is a next page; the address is relative to this server."""
    if cursor is not None:
        url = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{quote(url.path, safe="/:~,*")}?{url.query}>; rel="next"'  # a name in the path may be Chinese


PagingDep = Annotated[Paging, Depends(paging)]
