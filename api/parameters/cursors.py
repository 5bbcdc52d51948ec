"""Cursors that know what they belong to: the request, and the data version that its pages are of.

A page of another request would make no sense behind this one (422), one of other data would not make one list with it (409). A cursor is
not signed: what it can name are values to compare with, which are checked like any other input.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import Depends, Query, Request, Response

from graph.errors import BadValueError

START = "*"
LONGEST = 8000
POINTER = "/query/cursor"
HINT = "Give '*' for the first page and the `meta.next_cursor` of an answer for the one after it."
VERSION_LENGTH = 16
"""Characters of the data version that a cursor carries."""
MOST_KEYS = 8
MAX_PER_PAGE = 200


@dataclass(frozen=True)
class Resume:
    """Where a page goes on: behind these keys, in this data version, in a list of ``total`` rows (None: not counted)."""

    keys: list[Any]
    version: str
    total: int | None = None


def fingerprint(*parts: Any) -> str:
    """What tells one request from another."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()


def seal(request: str, version: str, keys: Sequence[Any] | None, total: int | None = None) -> str | None:
    """The cursor of the page behind some keys; None when there is none.

    :raises BadValueError: a value to sort by is too long to go on behind it.
    """
    if keys is None:
        return None
    raw = orjson.dumps([request, version[:VERSION_LENGTH], list(keys), total])
    cursor = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    if len(cursor) > LONGEST:
        raise BadValueError("A value to sort by is too long to go on behind it.", pointer="/query/sort", hint="Sort by something shorter.")
    return cursor


def unseal(cursor: str, request: str) -> Resume | None:
    """Where a cursor goes on; None for ``*``.

    :raises BadValueError: no answer of ours can have given it, or an answer to another request did.
    """
    if cursor == START:
        return None
    owner, version, keys, total = _parts(cursor)
    if owner != request:
        raise BadValueError(
            "This cursor belongs to another request.", pointer=POINTER, hint="Change nothing but the cursor, or begin with '*'."
        )
    return Resume(keys, version, total)


def refused() -> BadValueError:
    """The error for a text that is no cursor of ours."""
    return BadValueError("This is not a cursor.", pointer=POINTER, hint=HINT)


def refuse_in_file(resume: Resume | None) -> None:
    """A file has all rows, so it goes on nowhere.

    :raises BadValueError: it was asked behind a cursor.
    """
    if resume is not None:
        raise BadValueError("A file has all rows and no pages.", pointer=POINTER, hint="Leave the cursor out, or ask for JSON.")


def _parts(cursor: str) -> tuple[str, str, list[Any], int | None]:
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        owner, version, keys, total = orjson.loads(raw)
    except (binascii.Error, ValueError, TypeError) as problem:
        raise refused() from problem
    whole = isinstance(owner, str) and isinstance(version, str) and isinstance(keys, list) and 0 < len(keys) <= MOST_KEYS
    if not whole or isinstance(total, bool) or not (total is None or (isinstance(total, int) and 0 <= total < 2**53)):
        raise refused()
    return owner, version, keys, total


@dataclass(frozen=True)
class Paging:
    """Which page is requested: the one after ``cursor``, with ``per_page`` rows."""

    cursor: str
    per_page: int


async def paging(
    per_page: Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Rows on a page.")] = 50,
    cursor: Annotated[str, Query(min_length=1, max_length=LONGEST, description=HINT, examples=[START])] = START,
) -> Paging:
    """Read the paging parameters."""
    return Paging(cursor, per_page)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Set ``Link: <...>; rel="next"`` when there is a next page; the address is relative to this server."""
    if cursor is not None:
        url = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{quote(url.path, safe="/:~,*")}?{url.query}>; rel="next"'  # a name in the path may be Chinese


PagingDep = Annotated[Paging, Depends(paging)]
