"""Decode a CSV file to lines of text. UTF-8 with or without a byte order mark is valid; other encodings are detected and reported."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from seed.problems import Fault, Place

PIECE = 1 << 20
"""Number of bytes per read."""
LINE_LIMIT = 8 * PIECE
"""Maximum size of a line, in bytes."""
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {
    "gb18030": "GB18030 (GBK)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 without a byte order mark",
    "utf-16-be": "UTF-16 without a byte order mark",
    "utf-32": "UTF-32",
}


@dataclass(frozen=True)
class Piece:
    """Complete lines of a file, without line ends.

    ``odd``: a byte needs a closer check (a control character or invalid UTF-8). ``read``: number of bytes read so far.
    """

    lines: list[str]
    odd: bool
    read: int


def pieces(stream: BinaryIO, place: Place) -> Iterator[Piece]:
    """Yield the lines of a file, about a megabyte at a time. Another encoding than UTF-8 is reported once; the file is then read in it."""
    head = stream.read(PIECE)
    if head.startswith(codecs.BOM_UTF8):
        head = head[3:]
    encoding = sniff(head)
    if encoding != "utf-8":
        place.add(Fault("encoding", f"The file is encoded in {_NAMES[encoding]}.", "Save it as UTF-8."), 1)
    chunks = _chunks(stream, head, encoding)
    rest, read = b"", 0
    for read, chunk in chunks:
        whole, newline, tail = (rest + chunk).rpartition(b"\n")
        if not newline:
            rest = tail
            if len(rest) > LINE_LIMIT:
                place.fatal = True
                place.add(Fault("too-long", f"A line is longer than {LINE_LIMIT:,} bytes.", "End each line with LF."))
                return
            continue
        rest = tail
        yield _piece(whole, read)
    if rest:
        yield _piece(rest, read)


def _chunks(stream: BinaryIO, head: bytes, encoding: str) -> Iterator[tuple[int, bytes]]:
    """Yield the content in UTF-8, in chunks, each with the number of bytes read so far."""
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
    read, chunk = 0, head
    while chunk:
        read += len(chunk)
        yield read, chunk if decoder is None else decoder.decode(chunk).encode("utf-8", "replace")
        chunk = stream.read(PIECE)


def _piece(raw: bytes, read: int) -> Piece:
    odd = len(raw.translate(None, _CONTROL_BYTES)) != len(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text, odd = raw.decode("utf-8", "surrogateescape"), True
    return Piece(text.split("\n"), odd, read)


def sniff(head: bytes) -> str:
    """Detect the encoding of a file from its first bytes. Return ``utf-8`` unless another encoding is more likely."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    if len(sample) >= 8:
        half = len(sample) // 2
        if sample[1::2].count(0) > 0.4 * half:
            return "utf-16-le"
        if sample[0::2].count(0) > 0.4 * half:
            return "utf-16-be"
    if _decodes(head, "utf-8"):
        return "utf-8"
    text = head.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= character <= "\udcff" for character in text)
    good = sum("\x7f" < character < "\ud800" for character in text)
    # Damaged UTF-8 has few invalid bytes among many valid characters; a GB18030 file read as UTF-8 has almost no valid ones.
    return "gb18030" if bad > good and _decodes(head, "gb18030") else "utf-8"


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True
