"""Cursors, bound to a request and to the data version of its pages.

A cursor of another request is rejected with 422, a cursor of another data version with 409. Cursors are signed with a secret of the server
(:mod:`api.security.cursor_secret`), because a response repeats the number of rows in its cursor. A cursor that this server did not issue,
or that was changed, is rejected with 422.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import Depends, Query, Request, Response

from graph.errors import BadValueError
from seed.bilingual import Bilingual

START = "*"
LONGEST = 8000
POINTER = "/query/cursor"
CURSOR_HINT = "Use '*' for the first page, then the `meta.next_cursor` of the previous response."
VERSION_LENGTH = 16
"""Characters of the data version in a cursor."""
MOST_KEYS = 12
SIGNATURE = 16
"""Bytes of the signature (HMAC-SHA-256, truncated)."""
MAX_PER_PAGE = 200


@dataclass(frozen=True)
class Resume:
    """The position after which a page starts: sort keys and data version. ``total`` counts the rows of the list (None: not counted)."""

    keys: list[Any]
    version: str
    total: int | None = None


class Signer:
    """Signs cursors. The secret is random until :meth:`use` sets it, which a server does at its start."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def use(self, secret: bytes) -> None:
        """Sign with this secret from now on, in the whole process."""
        self._secret = secret

    def signed(self, raw: bytes) -> str:
        """Return the cursor with this content."""
        return base64.urlsafe_b64encode(self._signature(raw) + raw).decode().rstrip("=")

    def content(self, cursor: str) -> bytes:
        """Return the content of a cursor.

        :raises BadValueError: the cursor is not valid base64, or its signature is not by this secret.
        """
        try:
            whole = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as problem:
            raise refused() from problem
        signature, raw = whole[:SIGNATURE], whole[SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(raw)):
            raise refused()
        return raw

    def _signature(self, raw: bytes) -> bytes:
        return hmac.digest(self._secret, raw, "sha256")[:SIGNATURE]


SIGNER = Signer()
"""The signer of this process."""


def fingerprint(*parts: Any) -> str:
    """Return a hash that identifies a request."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()


def seal(request: str, version: str, keys: Sequence[Any] | None, total: int | None = None) -> str | None:
    """Return the cursor of the page after ``keys``; None if there are no keys.

    :raises BadValueError: a sort value is too long for a cursor.
    """
    if keys is None:
        return None
    cursor = SIGNER.signed(orjson.dumps([request, version[:VERSION_LENGTH], list(keys), total]))
    if len(cursor) > LONGEST:
        raise BadValueError(
            Bilingual("Sort value too long for a cursor.", "排序值过长，无法写入游标。"),
            pointer="/query/sort",
            hint=Bilingual("Sort by a property with shorter values.", "请改用取值较短的属性排序。"),
        )
    return cursor


def unseal(cursor: str, request: str) -> Resume | None:
    """Return the position of a cursor; None for ``*``.

    :raises BadValueError: the cursor is invalid, or belongs to another request.
    """
    if cursor == START:
        return None
    owner, version, keys, total = _parts(cursor)
    if owner != request:
        raise BadValueError(
            Bilingual("This cursor belongs to another request.", "该游标属于另一个请求。"),
            pointer=POINTER,
            hint=Bilingual(
                "Keep all other parameters unchanged between pages, or start again with '*'.", "翻页时其他参数须保持不变，或用“*”从头开始。"
            ),
        )
    return Resume(keys, version, total)


def refused() -> BadValueError:
    """Return the error for an invalid cursor."""
    return BadValueError(
        Bilingual("This cursor is invalid: this server did not issue it.", "游标无效：并非由本服务器签发。"),
        pointer=POINTER,
        hint=CURSOR_HINT,
    )


def refuse_in_file(resume: object | None) -> None:
    """Reject a cursor for a file export, which always has all rows.

    :raises BadValueError: a cursor was given.
    """
    if resume is not None:
        raise BadValueError(
            Bilingual("'cursor' does not apply to files, which contain all rows.", "“cursor”不适用于文件：文件包含所有行。"),
            pointer=POINTER,
            hint=Bilingual("Omit cursor, or use format=json.", "请去掉 cursor，或使用 format=json。"),
        )


def _parts(cursor: str) -> tuple[str, str, list[Any], int | None]:
    try:
        owner, version, keys, total = orjson.loads(SIGNER.content(cursor))
    except (ValueError, TypeError) as problem:
        raise refused() from problem
    valid = isinstance(owner, str) and isinstance(version, str) and isinstance(keys, list) and 0 < len(keys) <= MOST_KEYS
    if not valid or isinstance(total, bool) or not (total is None or (isinstance(total, int) and 0 <= total < 2**53)):
        raise refused()
    return owner, version, keys, total


@dataclass(frozen=True)
class Paging:
    """The requested page: at most ``per_page`` rows after ``cursor``."""

    cursor: str
    per_page: int


async def paging(
    per_page: Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Maximum number of rows per page.")] = 50,
    cursor: Annotated[str, Query(min_length=1, max_length=LONGEST, description=CURSOR_HINT, examples=[START])] = START,
) -> Paging:
    """Read the paging parameters."""
    return Paging(cursor, per_page)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Set ``Link: <...>; rel="next"`` if there is a next page. The URL is relative to this server."""
    if cursor is not None:
        url = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{quote(url.path, safe="/:~,*")}?{url.query}>; rel="next"'  # the path may contain Chinese names


PagingDep = Annotated[Paging, Depends(paging)]
