"""What every format's writer does. It blocks, so it is called in a thread; it holds no more than a batch of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph.export.columns import Row
from graph.export.sections import Section


@dataclass(frozen=True)
class About:
    """What a file says of itself: a title, and facts by name."""

    title: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Makes the bytes of one file. Called by one thread at a time, in this order."""

    def begin(self, section: Section) -> bytes:
        """A part of the file begins."""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Rows of the part that began last."""

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """What comes last; and the size of it, where it is the whole file."""

    def close(self) -> None:
        """Free what is held, whatever happened; nothing is called after it."""
