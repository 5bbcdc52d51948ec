r"""Reads Cypher as the server's own scanner does, as far as words matter: what is a word, and what only stands in a string.

The server decodes ``\uXXXX`` before it looks at anything else, so an escaped line feed ends a comment and an escaped quote ends a string;
two backslashes in a row are passed over as a pair. What was decoded is not decoded again. All this was tried on Neo4j 2026.09.0, with
``CYPHER 5`` and ``CYPHER 25``; the tests try it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graph.errors import ConsoleRefusedError

Kind = Literal["word", "name", "string", "number", "parameter", "symbol"]
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f_]+|0o[0-7_]+|(?:\d[\d_]*(?:\.\d[\d_]*)?|(?<!\.)\.\d[\d_]*)(?:[eE][+-]?\d+)?", re.ASCII)
_WORD = re.compile(r"[^\W\d]\w*")
_PARAMETER = re.compile(r"\w+")
_COMMENT_END = re.compile(r"[\r\n]")
_ENDS = {"'": re.compile(r"(?:[^'\\]|\\.)*+'", re.DOTALL), '"': re.compile(r'(?:[^"\\]|\\.)*+"', re.DOTALL)}
_BACK_TICKED = re.compile(r"(?:[^`]|``)*+`")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


@dataclass(frozen=True)
class Token:
    """One token.

    ``text`` is what stands there; of a back-ticked name and of a parameter, the name itself. ``start`` and ``end`` are places in the text
    as it was given, before anything was decoded.
    """

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """A word in capitals, as keywords are compared; empty for everything that can be no keyword."""
        return self.text.upper() if self.kind == "word" else ""

    def is_symbol(self, *symbols: str) -> bool:
        """Whether it is one of these symbols."""
        return self.kind == "symbol" and self.text in symbols


@dataclass(frozen=True)
class Decoded:
    """A text with its escapes decoded, and for each of its characters the place where it stood before."""

    text: str
    places: tuple[int, ...]


def decode(text: str) -> Decoded:
    r"""Decode ``\uXXXX``.

    :raises ConsoleRefusedError: ``\u`` without four hexadecimal digits.
    """
    made: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        begin, character, length = at, text[at], 1
        if character == "\\" and text[at + 1 : at + 2] == "u":
            digits = _HEX.match(text, at + 2)
            if digits is None:
                raise ConsoleRefusedError("\\u is not followed by four hexadecimal digits.", hint="Write \\u6821, or the character itself.")
            character, length = chr(int(digits[0], 16)), 6
        elif character == "\\" and text[at + 1 : at + 2] == "\\":
            made.append("\\")
            places.append(begin)
            begin, length = at + 1, 2
        made.append(character)
        places.append(begin)
        at += length
    return Decoded("".join(made), (*places, len(text)))


def tokens(text: str) -> list[Token]:
    """The tokens of a text, comments and white space left out.

    :raises ConsoleRefusedError: a string, a name or a comment that does not end; a character that cannot be seen, outside them.
    """
    decoded = decode(text)
    return [Token(kind, what, decoded.places[start], decoded.places[end]) for kind, what, start, end in _scan(decoded.text)]


def _scan(text: str) -> Iterator[tuple[Kind, str, int, int]]:
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif text.startswith(("//", "/*"), at):
            at = _after_comment(text, at)
        else:
            kind, what, end = _token(text, at)
            yield kind, what, at, end
            at = end


def _after_comment(text: str, at: int) -> int:
    if text.startswith("//", at):
        found = _COMMENT_END.search(text, at)
        return len(text) if found is None else found.end()
    end = text.find("*/", at + 2)
    if end < 0:
        raise ConsoleRefusedError("A comment begins with /* and does not end.", hint="End it with */.")
    return end + 2


def _token(text: str, at: int) -> tuple[Kind, str, int]:
    character = text[at]
    if character in _ENDS:
        return _quoted(text, at)
    if character == "`":
        name, end = _name(text, at)
        return "name", name, end
    if character == "$":
        return _parameter(text, at)
    if found := _NUMBER.match(text, at):
        return "number", found[0], found.end()
    if found := _WORD.match(text, at):
        return "word", found[0], found.end()
    if unicodedata.category(character) in _INVISIBLE:
        raise ConsoleRefusedError(f"The character U+{ord(character):04X} stands outside strings and names.", hint="Take it out.")
    return "symbol", character, at + 1


def _quoted(text: str, at: int) -> tuple[Kind, str, int]:
    found = _ENDS[text[at]].match(text, at + 1)
    if found is None:
        raise ConsoleRefusedError("A string does not end.", hint=f"End it with {text[at]}, and write \\{text[at]} for one inside it.")
    return "string", found[0][:-1], found.end()


def _name(text: str, at: int) -> tuple[str, int]:
    found = _BACK_TICKED.match(text, at + 1)
    if found is None:
        raise ConsoleRefusedError("A name in back-ticks does not end.", hint="End it with `, and write `` for one inside it.")
    return found[0][:-1].replace("``", "`"), found.end()


def _parameter(text: str, at: int) -> tuple[Kind, str, int]:
    """``$name``, ``$`name``` or ``$1``; a lone ``$`` stands before a dynamic label: ``n:$(x)``."""
    if text.startswith("`", at + 1):
        name, end = _name(text, at + 1)
        return "parameter", name, end
    found = _PARAMETER.match(text, at + 1)
    return ("symbol", "$", at + 1) if found is None else ("parameter", found[0], found.end())
