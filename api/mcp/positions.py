"""Cursors of tools whose API path takes only ``limit``: a position, the data version, and a hash of the request.

Such a path returns its first rows. A page is the last part of them; the API keeps the computation, so that a further page costs little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from graph.errors import BadValueError, DataChangedError

VERSION_LENGTH = 16


@dataclass(frozen=True)
class Position:
    """The number of rows before a page, and the data version of the rows; "" for the first page."""

    rows: int = 0
    version: str = ""

    def check(self, version: str | None) -> None:
        """Reject rows of another data version than that of the previous page.

        :raises DataChangedError: the version is another one.
        """
        if self.version and not (version or "").startswith(self.version):
            raise DataChangedError("The data has changed since the previous page.", hint="Call the tool again without cursor.")


def cursor_after(rows: int, version: str | None, path: str, params: Mapping[str, str]) -> str:
    """Return the cursor of the page after this number of rows."""
    return f"{rows}.{(version or '')[:VERSION_LENGTH]}.{_fingerprint(path, params)}"


def position_of(cursor: str | None, path: str, params: Mapping[str, str]) -> Position:
    """Return the position of a cursor; the beginning if there is none.

    :raises BadValueError: the cursor is invalid, or belongs to another call.
    """
    if not cursor or cursor == "*":
        return Position()
    rows, _, rest = cursor.partition(".")
    version, _, mark = rest.partition(".")
    if not rows.isdecimal() or not rows.isascii() or len(rows) > 6 or not mark:
        raise BadValueError("This cursor is invalid.", pointer="/cursor", hint="Use meta.next_cursor of the previous page.")
    if mark != _fingerprint(path, params):
        raise BadValueError(
            "This cursor belongs to another call.",
            pointer="/cursor",
            hint="Keep all other arguments unchanged between pages, or omit cursor.",
        )
    return Position(int(rows), version)


def _fingerprint(path: str, params: Mapping[str, str]) -> str:
    return blake2b(repr((path, sorted(params.items()))).encode("utf-8", "replace"), digest_size=6).hexdigest()
