"""The interface of the writers. Writers block, so they run in a thread. They hold at most one batch of rows in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph.export.columns import Row
from graph.export.sections import Section


@dataclass(frozen=True)
class About:
    """The metadata of a file: a title, and facts by name."""

    title: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Produces the bytes of one file. The methods are called by one thread at a time, in this order."""

    def begin(self, section: Section) -> bytes:
        """Begin a section of the file."""

    def write(self, rows: Sequence[Row]) -> bytes:
        """Write rows of the current section."""

    def finish(self) -> tuple[int | None, Iterator[bytes]]:
        """Return the last bytes. The first value is their size if they are the whole file, else None."""

    def close(self) -> None:
        """Release all resources, also after an error. No method is called afterwards."""
