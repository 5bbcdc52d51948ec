"""Fold names and queries to one spelling. Search, name lookup, the parameter ``q`` of lists and matching use the same folding."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from seed.characters import RADICALS, visible

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""The characters that are not separated by blanks, for use in a character class."""
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u02b9\u00b4\uff07\u0060"), "'")
_RADICALS = str.maketrans(RADICALS)
_ACCENTS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"\s+")
_BLANKS_IN_CHINESE = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}])")
_SEPARATORS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Unify width, case and apostrophes, replace radicals, and remove accents, tone marks and invisible characters.

    ``ＪＤ．com`` -> ``jd.com``; ``Guìyáng`` -> ``guiyang``; ``⻓歌`` -> ``长歌``. Chinese script and blanks are unchanged.
    """
    if text.isascii():
        return text.replace("`", "'").lower()
    text = unicodedata.normalize("NFKC", visible(text).translate(_APOSTROPHES)).translate(_RADICALS).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def fold(text: str) -> str:
    """Return the folded form of a name: normalised, simplified, with single blanks and none between Chinese characters.

    ``桂陽 縣`` -> ``桂阳县``; ``JD  COM`` -> ``jd com``.
    """
    folded = simplified(normalise(text))
    return _BLANKS_IN_CHINESE.sub("", _BLANKS.sub(" ", folded).strip())


def compact(text: str) -> str:
    """Return the folded form of a name without blanks and punctuation: ``Xi'an`` -> ``xian``; ``JD.com`` -> ``jdcom``."""
    return _SEPARATORS.sub("", fold(text))


def simplified(text: str) -> str:
    """Convert traditional to simplified characters: 桂陽縣 -> 桂阳县. Other text is unchanged."""
    return _converter().convert(text) if not text.isascii() else text


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202 - opencc has no types
    import opencc  # noqa: PLC0415 - takes 15 ms, needed only for Chinese text

    return opencc.OpenCC("t2s")
