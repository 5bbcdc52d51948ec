"""JSON Lines: the rows of the response, unchanged, one per line. For a graph, the nodes precede the relationships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from graph.export.columns import Row
from graph.export.sections import Section


class JsonLinesWriter:
    """Writes JSON Lines."""

    def begin(self, section: Section) -> bytes:  # noqa: ARG002  # JSON Lines has no header
        """Return no bytes."""
        return b""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write one line for each row."""
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Return no more bytes."""
        return None, iter(())

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
