"""What is deprecated in the API: announced as removed in a later release. The document marks it and responses carry headers.

A deprecated member of a response is marked at its field (``Field(deprecated=True)``), since a response does not depend on who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime


@dataclass(frozen=True)
class Deprecation:
    """The announcement of a removal.

    :param since: the day of the release that announces it.
    :param sunset: the day from which it can be gone.
    :param instead: what to use instead, as a sentence.
    """

    since: date
    sunset: date
    instead: str

    def headers(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield ``Deprecation`` (RFC 9745, seconds since 1970) and ``Sunset`` (RFC 8594, an HTTP date)."""
        yield b"deprecation", f"@{int(_midnight(self.since).timestamp())}".encode()
        yield b"sunset", format_datetime(_midnight(self.sunset), usegmt=True).encode()


Deprecations = Mapping[str, Deprecation]
DEPRECATED: Deprecations = {}
"""By operation id, or for a parameter by operation id, ``?`` and name: ``listSchools?sample``."""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
