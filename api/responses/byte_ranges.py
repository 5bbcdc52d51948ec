"""Conditions and byte ranges of a request (RFC 9110, sections 13 and 14).

Only single ranges are served. A request with several ranges, another unit or invalid syntax gets the whole file, as the RFC allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r'(?:W/)?"[^"]*"')


class UnsatisfiableRangeError(Exception):
    """The range begins behind the end of the file (416)."""


@dataclass(frozen=True)
class ByteRange:
    """A range of a file: its first byte, and the number of bytes."""

    first: int
    length: int

    def stated(self, size: int) -> str:
        """Return the ``Content-Range`` in a file of ``size`` bytes."""
        return f"bytes {self.first}-{self.first + self.length - 1}/{size}"


def requested_range(header: str, size: int) -> ByteRange | None:
    """Return the requested range of a file of ``size`` bytes; None for the whole file.

    :raises UnsatisfiableRangeError: no byte of the file is in the range.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise UnsatisfiableRangeError
    end = min(int(last) + 1, size) if last else size
    return ByteRange(int(first), end - int(first))


def _suffix(length: int, size: int) -> ByteRange:
    if length == 0 or size == 0:
        raise UnsatisfiableRangeError
    first = max(size - length, 0)
    return ByteRange(first, size - first)


def fails_if_match(headers: Mapping[str, str], tag: str) -> bool:
    """Whether ``If-Match`` requires another version (412). Strong comparison."""
    header = headers.get("if-match")
    return header is not None and header.strip() != "*" and tag not in _TAG.findall(header)


def is_unchanged(headers: Mapping[str, str], tags: tuple[str, ...]) -> bool:
    """Whether the client has one of these versions (``If-None-Match``, 304). Weak comparison."""
    header = headers.get("if-none-match")
    if header is None:
        return False
    return header.strip() == "*" or not {found.removeprefix("W/") for found in _TAG.findall(header)}.isdisjoint(tags)


def range_applies(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the ``Range`` applies: without ``If-Range``, or if that has the tag of this file. Files have no date to compare."""
    header = headers.get("if-range")
    return header is None or header.strip() == tag
