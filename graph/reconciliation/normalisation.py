"""Normalise names, so that different spellings can be compared character by character."""

from __future__ import annotations

import re
from functools import lru_cache

from seed.folding import normalise, simplified

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LONGEST = 300
"""Maximum number of characters of a name that are used."""
_HAN_RUN = re.compile(f"[{HAN}]+")
_HAN_OR_OTHER = re.compile(f"[{HAN}]+|[^{HAN}]+")
_WORD = re.compile(rf"[^\W_{HAN}]+")
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"第(\d+|[一二三四五六七八九十]{1,3})")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_APOSTROPHE = re.compile(r"'s?\b|'")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Normalise a name: unify width, case and script; remove punctuation, accents and blanks.

    ``郴州 職業技術學院（主校區）`` -> ``郴州职业技术学院主校区``; ``JD.com`` -> ``jd com``: Latin words remain separated.
    """
    text = _APOSTROPHE.sub("", simplified(normalise(text[:LONGEST])))
    parts = [part for piece in _HAN_OR_OTHER.findall(text) for part in ([piece] if _HAN_RUN.match(piece) else _WORD.findall(piece))]
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        both_latin = text and not is_han(text[-1]) and not is_han(part[0])
        text += f" {part}" if both_latin else part
    return text


def is_han(text: str) -> bool:
    """Return whether a text begins with a Chinese character."""
    return _HAN_RUN.match(text) is not None


def has_han(text: str) -> bool:
    """Return whether a text contains a Chinese character."""
    return not text.isascii() and _HAN_RUN.search(text) is not None


def languages(text: str) -> tuple[str, ...]:
    """Return the Chinese and the Latin part of a normalised text that has both, otherwise nothing.

    ``京东集团jd com`` -> ``京东集团``, ``jd com``.
    """
    han = "".join(_HAN_RUN.findall(text))
    latin = " ".join(word for word in _WORD.findall(text) if not word.isdigit())
    return (han, latin) if len(han) >= 2 and len(latin) >= 2 else ()


def words(text: str) -> list[str]:
    """Return the Latin words and the numbers of a normalised text."""
    return _WORD.findall(text)


def numbers(text: str) -> tuple[tuple[str, ...], str]:
    """Return the numbers of a normalised text in order, and the text without them. ``第二中学`` contains ``2``."""
    positions: list[tuple[int, str]] = []

    def take(match: re.Match[str]) -> str:
        positions.append((match.start(), str(_value(match[1])) if match.re is _ORDINAL else match[0]))
        return " " * len(match[0])

    rest = _NUMBER.sub(take, _ORDINAL.sub(take, text))
    return tuple(number for _, number in sorted(positions)), _joined(rest.split())


def _value(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


@lru_cache(maxsize=20_000)
def syllables(run: str) -> tuple[str, ...]:
    """Return the pinyin of Chinese characters, one syllable per character."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 130 ms and a dictionary

    return tuple(lazy_pinyin(run))


def sound(text: str) -> str:
    """Return the pinyin of a normalised text as one word: ``jia he xian`` and ``嘉禾县`` give the same result."""
    if text.isascii():
        return text.replace(" ", "")
    pieces = ("".join(syllables(piece)) if is_han(piece) else piece for piece in _HAN_OR_OTHER.findall(text))
    return "".join(pieces).replace(" ", "").replace("ü", "v")


_SYLLABLES = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|e|i|o|u|v))+"
)


def like_pinyin(word: str) -> bool:
    """Return whether a Latin word can be read as pinyin. If so, a different letter may be another name, not a spelling error."""
    return _SYLLABLES.fullmatch(word) is not None
