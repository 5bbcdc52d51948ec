"""Full-text search over names: the additional text in the index, and the translation of user input into a Lucene query.

The full-text index ``names`` uses the ``cjk`` analyzer. It splits Chinese into pairs of characters and everything else into words. By
itself it does not match pinyin, traditional characters or a single character. Therefore

* :func:`search_text` returns the text that is stored in the property ``search`` and indexed with the names;
* :func:`query_text` translates user input into a query; no part of the input is interpreted as Lucene syntax.

桂阳 never matches 贵阳: Chinese is matched character by character, never by pronunciation and never fuzzily. Only Latin input may contain
typing errors. (``guiyang`` matches both.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_TERM = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W{_CJK}]+(?:['’.][^\W{_CJK}]+)*)")
_FIRST_PART = re.compile(r"[_.'’].*")
_LATIN = re.compile(r"[a-z\u00df-\u024f]+")
# The analyzer does not index these words, so a query must not require them.
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a and are as at be but by for if in into is it no not of on or s such t that the their then there these they this to was "
        "will with www",
    )
)
_MAX_TERMS = 12
_MAX_LENGTH = 200
_TYPO_FROM, _TWO_TYPOS_FROM = 4, 8


def simplified(text: str) -> str:
    """Convert traditional to simplified characters: 桂陽縣 -> 桂阳县. Other text is unchanged."""
    return _converter().convert(text) if not text.isascii() else text


def search_text(name: str, name_zh: str | None, aliases: tuple[str, ...] | list[str]) -> str:
    """Return the text that is indexed in addition to the names; empty when no name contains Chinese characters.

    For each run of Chinese characters: its pinyin as one word, the initials, the pinyin in pairs of syllables (as the analyzer splits the
    characters, so that the middle of a name matches too), the last syllable, and the simplified form where it differs.
    """
    words: dict[str, None] = {}
    for text in (name, name_zh, *aliases):
        if text and not text.isascii():
            for run in _HAN_RUN.findall(text):
                words.update(dict.fromkeys(_run_words(run)))
    return " ".join(words)


def query_text(q: str) -> str:
    """Return the Lucene query on the index ``names`` for the input ``q``; empty when ``q`` contains no letter and no digit.

    Every word of ``q`` must match. Chinese is converted to simplified characters and matched exactly; a single character matches as the
    first of a pair. Latin words match exactly, as a prefix and, from four letters, with one typing error (from eight letters: two). Words
    with digits match exactly or as a prefix. No part of ``q`` is interpreted as Lucene syntax.
    """
    text = simplified(unicodedata.normalize("NFKC", q[:_MAX_LENGTH])).lower()
    terms = [_chinese(match["cjk"]) if match["cjk"] else _word(match["word"]) for match in _TERM.finditer(text)]
    distinct = [term for term in dict.fromkeys(terms) if term]
    if not distinct and terms:  # only stop words, which may still match as prefixes
        distinct = [f"{match[0]}*" for match in _TERM.finditer(text)]
    return " ".join(f"+({term})" for term in distinct[:_MAX_TERMS])


def fits(q: str, texts: Iterable[str | None]) -> bool:
    """Whether ``texts`` contain each Latin word of ``q`` as it is spelt, exactly or as a prefix.

    Other hits of :func:`query_text` rest on a typing error. Chinese is never matched fuzzily, so it is not checked here.
    """
    wanted = [word for word in _words(q) if _LATIN.fullmatch(word) and len(word) >= _TYPO_FROM and word not in _STOP_WORDS]
    held = [word for text in texts if text for word in _words(text)] if wanted else []
    return all(any(word.startswith(start) for word in held) for start in wanted)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:_MAX_LENGTH]).lower()
    return [match["word"] for match in _TERM.finditer(plain) if match["word"]]


def _chinese(run: str) -> str:
    return f"{run}*" if len(run) == 1 else f'"{run}"'


def _word(word: str) -> str:
    if word in _STOP_WORDS:
        return ""
    if not word.isalnum():  # jd.com, teacher's: one token for the analyzer; the user may mean the first part
        return f'"{word}"^4 {_FIRST_PART.sub("", word.strip("_")) or word}*'
    if _LATIN.fullmatch(word) and len(word) >= _TYPO_FROM:
        return f"{word}^4 {word}*^2 {word}~{2 if len(word) >= _TWO_TYPOS_FROM else 1}"
    return f"{word}^4 {word}*"


@lru_cache(maxsize=100_000)
def _run_words(run: str) -> tuple[str, ...]:
    syllables = _pinyin()(run)
    words = ["".join(syllables), "".join(syllable[0] for syllable in syllables)]
    words += [first + second for first, second in pairwise(syllables)]
    words.append(syllables[-1])
    plain = simplified(run)
    if plain != run:
        words.append(plain)
    return tuple(dict.fromkeys(words))


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202 - opencc has no types
    import opencc  # noqa: PLC0415 - takes 15 ms, needed only for Chinese text

    return opencc.OpenCC("t2s")


@cache
def _pinyin():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - takes 130 ms and loads a dictionary

    return lazy_pinyin
