"""Read a CSV file of a package line by line, and write it again with some rows changed. Other lines keep their bytes.

Files that the check reports as unreadable (another encoding, another separator) are passed on as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from seed.columns import columns, keys, names
from seed.edits.moves import Moves
from seed.edits.row_keys import SEPARATOR, key_of, type_of_key
from seed.model import Row

Cells = dict[str, str]
"""The texts of a row by column, as in the file: defaults and fallbacks are not filled in."""
_BLOCK = 1 << 18
"""Number of bytes of lines that are searched at once."""
_IDS = 200
"""Maximum number of ids that are searched for. More are not faster than to read all cells."""
_QUOTED = re.compile(rb'[",\s]|^$')
"""Ids that a file may write in another way, or that every line contains."""
_NEVER = b"(?!)"
_UNUSUAL = re.compile(rb'["\r\x00]')


@dataclass
class FileChange:
    """The changes of one file. ``replaced`` has the new rows by key (None: removed), ``added`` the rows to append.

    ``weakened`` are the entities that have become inferred, each with the rule for its relationships. ``moves`` are the ids that rows
    which are not replaced must follow.
    """

    replaced: dict[str, Cells | None] = field(default_factory=dict)
    added: list[Cells] = field(default_factory=list)
    weakened: Mapping[str, str] = field(default_factory=dict)
    moves: Moves | None = None


def effective(cls: type[Row], cells: Mapping[str, str]) -> Cells:
    """Return the cells of a row with fallbacks and defaults filled in, without empty cells."""
    filled = {}
    for column in columns(cls):
        text = cells.get(column.name, "") or (cells.get(column.fallback, "") if column.fallback else "") or column.default
        if text:
            filled[column.name] = text
    return filled


def weaker(cells: Cells, weakened: Mapping[str, str]) -> Cells:
    """Return a relationship that is no stronger than its ends."""
    rule = weakened.get(cells.get("start", "")) or weakened.get(cells.get("end", ""))
    if rule is None or (cells.get("origin") or "documented") not in {"documented", "reference"}:
        return cells
    return {**cells, "origin": "inferred", "rule": cells.get("rule") or rule}


def stored_rows(stream: BinaryIO, cls: type[Row], mention: Mention | None = None) -> Iterator[Cells]:
    """Yield the readable rows of a file; with ``mention`` only rows that may mention one of its ids."""
    header = _header(_parsed(stream.readline()), cls)
    if header is None:
        return
    while lines := stream.readlines(_BLOCK):
        if mention is not None and not mention.in_text(b"".join(lines)):
            continue
        for line in lines:
            if mention is None or mention.in_text(line):
                cells = _parsed(line)
                if cells is not None and len(cells) == len(header):
                    yield dict(zip(header, cells, strict=True))


class Mention:
    """A test whether lines mention one of some ids. It is much faster than to read their cells, and never misses an id."""

    def __init__(self, ids: Iterable[str]) -> None:
        texts = {text.encode("utf-8", "surrogateescape") for text in ids}
        many = len(texts) > _IDS or any(_QUOTED.search(text) for text in texts)
        self._search = None if many else re.compile(b"|".join(map(re.escape, sorted(texts))) or _NEVER).search

    @classmethod
    def of_keys(cls, keys: Iterable[str], ends: Iterable[str] = ()) -> Mention:
        """Return the test for the rows with these keys, and for relationships with these ends."""
        return cls([*(key.split(SEPARATOR)[1] if type_of_key(key) is not None else key for key in keys), *ends])

    def in_text(self, text: bytes) -> bool:
        """Return whether the text may mention one of the ids."""
        return self._search is None or self._search(text) is not None


def changed(stream: BinaryIO, cls: type[Row], change: FileChange) -> BinaryIO:
    """Return the file with its changes. It is read while it is written."""
    return io.BufferedReader(_Chunks(_changed_lines(stream, cls, change)))


def new_file(cls: type[Row], rows: Iterable[Cells], weakened: Mapping[str, str]) -> BinaryIO:
    """Return a file with these rows."""
    header = list(names(cls))
    return io.BytesIO(b"".join([_line(header), *(_row_line(weaker(row, weakened), header) for row in rows)]))


def _changed_lines(stream: BinaryIO, cls: type[Row], change: FileChange) -> Iterator[bytes]:
    mention = Mention.of_keys(change.replaced, [*change.weakened, *(change.moves.to if change.moves is not None else ())])
    with stream:
        line = stream.readline()
        header = _header(_parsed(line), cls)
        if header is None:
            yield line
            yield from stream
            return
        missing = [name for name in names(cls) if name not in header]
        yield _extended(line, "".join(f",{name}" for name in missing))
        width, header = len(header), [*header, *missing]
        while lines := stream.readlines(_BLOCK):
            if not mention.in_text(b"".join(lines)) and (text := _widened(lines, width, len(missing))) is not None:
                yield text
                continue
            for line in lines:
                cells = _parsed(line)
                if cells is None or len(cells) != width:
                    yield line
                else:
                    filled = dict(zip(header, [*cells, *[""] * len(missing)], strict=True))
                    yield from _changed_line(line, filled, cls, change, len(missing))
    yield from (_row_line(weaker(row, change.weakened), header or []) for row in change.added)


def _changed_line(line: bytes, cells: Cells, cls: type[Row], change: FileChange, missing: int) -> Iterator[bytes]:
    key = key_of(cls, cells)
    row: Cells | None = cells
    if key in change.replaced:
        row = change.replaced[key]
    elif change.moves is not None and change.moves.mentions(line):
        moved = change.moves.row(cls, cells)
        row = cells if moved == cells else moved
    if row is None:
        return
    new = weaker(row, change.weakened)
    yield _extended(line, "," * missing) if new is cells else _row_line(new, list(cells))


def _header(cells: list[str] | None, cls: type[Row]) -> list[str] | None:
    header = [name.strip() for name in cells or []]
    return header if set(keys(cls)) <= set(header) and len(set(header)) == len(header) else None


def _parsed(line: bytes) -> list[str] | None:
    text = line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape").rstrip("\r\n")
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None


def _extended(line: bytes, more: str) -> bytes:
    """Return a line with more cells before its end. The last line of a file gets an end."""
    content = line.rstrip(b"\r\n")
    return content + more.encode() + (line[len(content) :] or b"\n")


def _widened(lines: list[bytes], width: int, missing: int) -> bytes | None:
    """Return lines with empty cells for the missing columns; None if it takes more than counting commas to see where their cells end."""
    text = b"".join(lines)
    if missing and (_UNUSUAL.search(text) or any(line.count(b",") != width - 1 for line in lines)):
        return None
    return _extended(text, "") if not missing else _extended(text, "").replace(b"\n", b"," * missing + b"\n")


def _row_line(cells: Mapping[str, str], header: list[str]) -> bytes:
    return _line([cells.get(name, "") for name in header])


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode("utf-8", "surrogateescape")


class _Chunks(io.RawIOBase):
    """A file whose content is produced while it is read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the content goes."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
