"""JSON Lines: each row as it stands in the answer, untouched, one a line. Of a drawing the nodes come first, then the relationships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from graph.export.columns import Row
from graph.export.sections import Section


class JsonLinesWriter:
    """Writes JSON Lines."""

    def begin(self, section: Section) -> bytes:  # noqa: ARG002  # there is no header
        """Nothing."""
        return b""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Lines."""
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Nothing more."""
        return None, iter(())

    def close(self) -> None:
        """Nothing is held."""
