r"""Tokenise Cypher like the server's own scanner, as far as needed to distinguish keywords from the contents of strings.

The server decodes ``\uXXXX`` first, so an escaped line feed ends a comment and an escaped quote ends a string. Two consecutive backslashes
are skipped as a pair. Decoded text is not decoded again. This was verified on Neo4j 2026.09.0 with ``CYPHER 5`` and ``CYPHER 25``, and the
tests verify it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graph.errors import ConsoleRefusedError
from seed.bilingual import Bilingual

Kind = Literal["word", "name", "string", "number", "parameter", "symbol"]
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f_]+|0o[0-7_]+|(?:\d[\d_]*(?:\.\d[\d_]*)?|(?<!\.)\.\d[\d_]*)(?:[eE][+-]?\d+)?", re.ASCII)
_WORD = re.compile(r"[^\W\d]\w*")
_PARAMETER = re.compile(r"\w+")
_COMMENT_END = re.compile(r"[\r\n]")
_ENDS = {"'": re.compile(r"(?:[^'\\]|\\.)*+'", re.DOTALL), '"': re.compile(r'(?:[^"\\]|\\.)*+"', re.DOTALL)}
_BACKTICKED = re.compile(r"(?:[^`]|``)*+`")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


@dataclass(frozen=True)
class Token:
    """One token.

    ``text`` is the token itself or, for a backtick-quoted name or a parameter, the name. ``start`` and ``end`` are offsets in the original
    text, before decoding.
    """

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """Return a word in upper case for comparison with keywords; empty for tokens that cannot be keywords."""
        return self.text.upper() if self.kind == "word" else ""

    def is_symbol(self, *symbols: str) -> bool:
        """Return whether the token is one of these symbols."""
        return self.kind == "symbol" and self.text in symbols


@dataclass(frozen=True)
class Decoded:
    """A text with decoded escapes, and the original offset of each of its characters."""

    text: str
    offsets: tuple[int, ...]


def decode(text: str) -> Decoded:
    r"""Decode ``\uXXXX``.

    :raises ConsoleRefusedError: ``\u`` is not followed by four hexadecimal digits.
    """
    characters: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        begin, character, length = at, text[at], 1
        if character == "\\" and text[at + 1 : at + 2] == "u":
            digits = _HEX.match(text, at + 2)
            if digits is None:
                raise ConsoleRefusedError(
                    Bilingual("\\u must be followed by four hexadecimal digits.", "\\u 之后须有四位十六进制数字。"),
                    hint=Bilingual("Write \\u6821, or the character itself.", "请写 \\u6821，或直接写该字符。"),
                )
            character, length = chr(int(digits[0], 16)), 6
        elif character == "\\" and text[at + 1 : at + 2] == "\\":
            characters.append("\\")
            offsets.append(begin)
            begin, length = at + 1, 2
        characters.append(character)
        offsets.append(begin)
        at += length
    return Decoded("".join(characters), (*offsets, len(text)))


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text, without comments and white space.

    :raises ConsoleRefusedError: A string, name or comment is unterminated, or an invisible character is outside of them.
    """
    decoded = decode(text)
    return [Token(kind, value, decoded.offsets[start], decoded.offsets[end]) for kind, value, start, end in _scan(decoded.text)]


def _scan(text: str) -> Iterator[tuple[Kind, str, int, int]]:
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif text.startswith(("//", "/*"), at):
            at = _after_comment(text, at)
        else:
            kind, value, end = _token(text, at)
            yield kind, value, at, end
            at = end


def _after_comment(text: str, at: int) -> int:
    if text.startswith("//", at):
        line_end = _COMMENT_END.search(text, at)
        return len(text) if line_end is None else line_end.end()
    end = text.find("*/", at + 2)
    if end < 0:
        raise ConsoleRefusedError(
            Bilingual("Unterminated comment: /* without */.", "注释未结束：有 /* 而无 */。"),
            hint=Bilingual("Close it with */.", "请以 */ 结束。"),
        )
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
    if matched := _NUMBER.match(text, at):
        return "number", matched[0], matched.end()
    if matched := _WORD.match(text, at):
        return "word", matched[0], matched.end()
    if unicodedata.category(character) in _INVISIBLE:
        raise ConsoleRefusedError(
            Bilingual(
                f"Invisible character U+{ord(character):04X} outside a string or name.",
                f"字符串和名称之外有不可见字符 U+{ord(character):04X}。",
            ),
            hint=Bilingual("Remove it.", "请删去。"),
        )
    return "symbol", character, at + 1


def _quoted(text: str, at: int) -> tuple[Kind, str, int]:
    matched = _ENDS[text[at]].match(text, at + 1)
    if matched is None:
        raise ConsoleRefusedError(
            Bilingual("Unterminated string.", "字符串未结束。"),
            hint=Bilingual(
                f"Close it with {text[at]}. Inside the string, write \\{text[at]}.", f"请以 {text[at]} 结束。字符串内部请写 \\{text[at]}。"
            ),
        )
    return "string", matched[0][:-1], matched.end()


def _name(text: str, at: int) -> tuple[str, int]:
    matched = _BACKTICKED.match(text, at + 1)
    if matched is None:
        raise ConsoleRefusedError(
            Bilingual("Unterminated name in backticks.", "反引号中的名称未结束。"),
            hint=Bilingual("Close it with `. Inside the name, write ``.", "请以 ` 结束。名称内部请写 ``。"),
        )
    return matched[0][:-1].replace("``", "`"), matched.end()


def _parameter(text: str, at: int) -> tuple[Kind, str, int]:
    """Scan ``$name``, ``$`name``` or ``$1``. A lone ``$`` introduces a dynamic label: ``n:$(x)``."""
    if text.startswith("`", at + 1):
        name, end = _name(text, at + 1)
        return "parameter", name, end
    matched = _PARAMETER.match(text, at + 1)
    return ("symbol", "$", at + 1) if matched is None else ("parameter", matched[0], matched.end())
