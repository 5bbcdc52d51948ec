"""Extract the text of a PDF printed by Chromium. Supports only the parts of the format that Chromium uses.

Chromium writes text as glyph numbers, with a table (``ToUnicode``) per font that maps them to characters. Positions are ignored, so
spaces are unreliable: :func:`text_of` removes them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj\b", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_SPACE = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>")
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")


def _streams(pdf: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, dictionary and decompressed content of each object; the content may be empty."""
    for number, body in _OBJECT.findall(pdf):
        found = _STREAM.search(body)
        head = body if found is None else body[: found.start()]
        content = b"" if found is None else found[1]
        yield int(number), head, zlib.decompressobj().decompress(content) if b"/FlateDecode" in head else content


def _table(content: bytes) -> tuple[int, dict[int, str]]:
    """Return the number of hexadecimal digits per glyph, and the text of each glyph number."""
    space, found = _SPACE.search(content), dict[int, str]()
    for kind, lines in _SECTION.findall(content):
        numbers = _HEX.findall(lines)
        step = 2 if kind == b"char" else 3
        for at in range(0, len(numbers) - step + 1, step):
            first, last, words = int(numbers[at], 16), int(numbers[at + step - 2], 16), bytes.fromhex(numbers[at + step - 1].decode())
            for number in range(first, last + 1):
                text = words.decode("utf-16-be")
                found[number] = text[:-1] + chr(ord(text[-1]) + number - first)
    return len(space[1]) if space is not None else 4, found


def text_of(pdf: bytes) -> str:
    """Return all text in drawing order, without spaces."""
    parts = {number: (head, content) for number, head, content in _streams(pdf)}
    fonts = {name: int(number) for head, _ in parts.values() for name, number in _FONT.findall(head)}
    tables: dict[bytes, tuple[int, dict[int, str]]] = {}
    for name, number in fonts.items():
        if (found := _TABLE.search(parts[number][0])) is not None:
            tables[name] = _table(parts[int(found[1])][1])
    drawn = (_drawn(content, tables) for _, content in parts.values() if b" Tf" in content)
    return re.sub(r"\s", "", "".join(drawn))


def _drawn(content: bytes, tables: dict[bytes, tuple[int, dict[int, str]]]) -> str:
    words, width, table = list[str](), 4, dict[int, str]()
    for font, glyphs in _SHOWN.findall(content):
        if font:
            width, table = tables.get(font, (4, {}))
        else:
            words += [table.get(int(glyphs[at : at + width], 16), "") for at in range(0, len(glyphs), width)]
    return "".join(words)
