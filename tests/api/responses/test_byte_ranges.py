"""Byte ranges and conditions of RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.responses.byte_ranges import ByteRange, UnsatisfiableRangeError, fails_if_match, is_unchanged, range_applies, requested_range
from tests.each import each

TAG = '"a"'


@each(
    ("header", "first", "length"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 10),
        ("bytes=3-5", 3, 3),
        ("bytes=3-99", 3, 7),
        ("bytes=-4", 6, 4),
        ("bytes=-99", 0, 10),
        ("Bytes = 9-9", 9, 1),
    ],
)
def test_a_range_of_ten_bytes(header: str, first: int, length: int) -> None:
    assert requested_range(header, 10) == ByteRange(first, length)


@each("header", ["bytes=0-1,3-4", "items=0-1", "bytes=5-3", "bytes=-", "bytes=a-b", "bytes", "", "bytes=--1", "bytes=0-1;x", "bytes=٣-٤"])
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    assert requested_range(header, 10) is None


@each(("header", "size"), [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)])
def test_a_range_behind_the_end_is_unsatisfiable(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        requested_range(header, size)


@given(content=st.binary(min_size=1, max_size=50), first=st.integers(0, 49), last=st.integers(0, 60))
def test_a_range_is_what_a_slice_is(content: bytes, first: int, last: int) -> None:
    if first >= len(content) or last < first:
        return
    found = requested_range(f"bytes={first}-{last}", len(content))
    assert found is not None
    assert content[found.first : found.first + found.length] == content[first : last + 1]


def test_the_stated_range_is_inclusive() -> None:
    assert ByteRange(3, 3).stated(10) == "bytes 3-5/10"


@each(
    ("header", "applies"),
    [(None, True), ('"a"', True), ('W/"a"', False), ('"b"', False), ("Sat, 29 Nov 2026 10:00:00 GMT", False)],
    ids=str,
)
def test_if_range_compares_strongly(header: str | None, applies: bool) -> None:
    assert range_applies({} if header is None else {"if-range": header}, TAG) is applies


@each(("header", "fails"), [(None, False), ("*", False), ('"b", "a"', False), ('W/"a"', True), ('"b"', True)], ids=str)
def test_if_match_compares_strongly(header: str | None, fails: bool) -> None:
    assert fails_if_match({} if header is None else {"if-match": header}, TAG) is fails


@each(("header", "unchanged"), [(None, False), ("*", True), ('"b", W/"a"', True), ('"a"', True), ('"b"', False)], ids=str)
def test_if_none_match_compares_weakly(header: str | None, unchanged: bool) -> None:
    assert is_unchanged({} if header is None else {"if-none-match": header}, (TAG,)) is unchanged
