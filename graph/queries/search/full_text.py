"""Names as text that can be searched: what is indexed beside a name, and what a stranger's words become as a query.

The full-text index ``names`` uses the ``cjk`` analyzer. It cuts Chinese into pairs of characters and everything else into words, so
by itself it knows no pinyin, no traditional forms and finds nothing for one character alone. Hence

* :func:`search_text` gives what is stored in the property ``search`` and indexed with the names;
* :func:`query_text` turns what a person types into a query that means what they meant and nothing else.

桂阳 never finds 贵阳: Chinese is matched letter by letter, never by its sound and never fuzzily; only what is typed in Latin letters may
contain a typing error. (``guiyang`` finds both, as it must.)
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
# The analyzer leaves these out of the index, so a query must not insist on them.
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a and are as at be but by for if in into is it no not of on or s such t that the their then there these they this to was "
        "will with www",
    )
)
_MOST_TERMS = 12
_LONGEST = 200
_TYPO_FROM, _TWO_TYPOS_FROM = 4, 8


def simplified(text: str) -> str:
    """Traditional characters to simplified ones: 桂陽縣 -> 桂阳县. Everything else stays."""
    return _converter().convert(text) if not text.isascii() else text


def search_text(name: str, name_zh: str | None, aliases: tuple[str, ...] | list[str]) -> str:
    """What is indexed beside the names themselves; empty when no name holds Chinese characters.

    For each run of Chinese characters: its pinyin in one word, its initials, its pinyin in pairs of syllables (as the analyzer cuts
    the characters, so that the middle of a name is found too) and its last syllable; and the simplified form where it differs.
    """
    words: dict[str, None] = {}
    for text in (name, name_zh, *aliases):
        if text and not text.isascii():
            for run in _HAN_RUN.findall(text):
                words.update(dict.fromkeys(_run_words(run)))
    return " ".join(words)


def query_text(q: str) -> str:
    """A query for the index ``names`` that finds what ``q`` names; empty when ``q`` holds no letter and no digit.

    Every word of ``q`` must be found. Chinese is made simplified and matched as it stands, one character alone as the beginning of a
    pair. Latin words match whole, as a beginning, and from four letters on with one typing error (from eight on: two). Words with digits
    match whole or as a beginning. Nothing of ``q`` reaches Lucene as syntax.
    """
    text = simplified(unicodedata.normalize("NFKC", q[:_LONGEST])).lower()
    terms = [_chinese(match["cjk"]) if match["cjk"] else _word(match["word"]) for match in _TERM.finditer(text)]
    unlike = [term for term in dict.fromkeys(terms) if term]
    if not unlike and terms:  # nothing but stop words: as beginnings they may still find something
        unlike = [f"{match[0]}*" for match in _TERM.finditer(text)]
    return " ".join(f"+({term})" for term in unlike[:_MOST_TERMS])


def fits(q: str, texts: Iterable[str | None]) -> bool:
    """Whether ``texts`` hold what ``q`` says as it is spelt: each Latin word of it whole or as a beginning.

    What :func:`query_text` finds besides, it finds by forgiving a typing error. Chinese is never forgiven one, so it is not looked at.
    """
    wanted = [word for word in _words(q) if _LATIN.fullmatch(word) and len(word) >= _TYPO_FROM and word not in _STOP_WORDS]
    held = [word for text in texts if text for word in _words(text)] if wanted else []
    return all(any(word.startswith(start) for word in held) for start in wanted)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    return [match["word"] for match in _TERM.finditer(plain) if match["word"]]


def _chinese(run: str) -> str:
    return f"{run}*" if len(run) == 1 else f'"{run}"'


def _word(word: str) -> str:
    if word in _STOP_WORDS:
        return ""
    if not word.isalnum():  # jd.com, teacher's: the analyzer keeps them together; a person may mean the first part
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
    import opencc  # noqa: PLC0415 - 15 ms that a start without Chinese text need not pay

    return opencc.OpenCC("t2s")


@cache
def _pinyin():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 130 ms and a dictionary

    return lazy_pinyin
