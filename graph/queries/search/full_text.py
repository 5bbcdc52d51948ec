"""Full-text search over names: the additional text in the index, and the translation of user input into a Lucene query.

The full-text index ``names`` uses the ``cjk`` analyzer. It splits Chinese into pairs of characters and everything else into words. By
itself it does not match pinyin, traditional characters, the last character of a name or a part of ``JD.com``. Therefore

* :func:`search_text` returns the text that is stored in the property ``search`` and indexed with the names, and in ``search_gloss`` for the
  working translation and the search words;
* :func:`query_text` translates user input into a query; no part of the input is interpreted as Lucene syntax.

桂阳 never matches 贵阳: Chinese is matched character by character, never by pronunciation and never fuzzily. Only Latin input may contain
typing errors. (``guiyang`` matches both.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.database.schema import NAME_PROPERTIES
from graph.queries.search import pinyin
from seed.folding import CJK, compact, fold, normalise, simplified

FORM_MARK = "|"
"""Separates the additional words in the text of :func:`search_text` from the folded names, and these from each other."""
_HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_BLANKS_IN_CJK = re.compile(rf"[{CJK}]+(?:\s+[{CJK}]+)+")
_TERM = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<word>[^\W{CJK}]+(?:['.][^\W{CJK}]+)*)")
_PARTS = re.compile(r"[_.']+")
_LATIN = re.compile(r"[a-z\u00df-\u024f]+")
# The analyzer does not index these words, so a query must not require them.
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a and are as at be but by for if in into is it no not of on or s such t that the their then there these they this to was "
        "will with www",
    )
)
_LEVEL = re.compile(rf"(?<=\w)\s+(?:county|district|city|prefecture|province|region)$|(?<=[{CJK}]{{2}})[县区市省]$")
_MAX_TERMS = 12
_MAX_LENGTH = 200
_TYPO_FROM, _TWO_TYPOS_FROM = 4, 8
NOT_EXACT = 2
"""The result of :func:`exactness` for a text that is none of the names."""


def search_text(name: str, name_zh: str | None, aliases: tuple[str, ...] | list[str]) -> str:
    """Return the text that is indexed in addition to the names; empty when the names need none.

    First words, for each run of Chinese characters: its pinyin (:func:`graph.queries.search.pinyin.words_of`) and its last character; for
    each word with a dot, apostrophe or underscore: its parts, separate and joined. Then the folded form of each name that differs from
    its lower-case form, each after a :data:`FORM_MARK`.
    """
    words: dict[str, None] = {}
    forms: dict[str, None] = {}
    for text in (name, name_zh, *aliases):
        if text:
            folded = fold(text)
            words.update(dict.fromkeys(_words_of(folded)))
            if folded != text.lower():
                words.update(dict.fromkeys(_words_of(normalise(text))))
                forms[folded.replace(FORM_MARK, " ")] = None
    return FORM_MARK.join((" ".join(words), *forms))


def _words_of(text: str) -> Iterator[str]:
    for match in _TERM.finditer(text):
        if match["word"]:
            if not match["word"].isalnum():
                yield from _parts(match["word"])
            continue
        for run in _HAN_RUN.findall(match["cjk"]):
            yield from pinyin.words_of(run)
        if len(match["cjk"]) > 1:
            yield match["cjk"][-1]


def _parts(word: str) -> list[str]:
    """Return the parts of a word with punctuation, and the parts joined: ``jd.com`` -> ``jd``, ``com``, ``jdcom``."""
    parts = [part for part in _PARTS.split(word) if part]
    return [*parts, "".join(parts)]


def query_text(q: str, *, names_only: bool = False) -> str:
    """Return the Lucene query on the index ``names`` for the input ``q``; empty when ``q`` contains no letter and no digit.

    Every word of ``q`` must match. Chinese matches exactly, as given or simplified; a single character matches as the first of a pair or as
    the last of a name. Latin words match exactly, as a prefix and, from four letters, with one typing error (from eight letters: two); a
    word of at least three pinyin syllables also matches the middle of a name. Words with digits match exactly or as a prefix. Blanks
    between Chinese characters or between syllables of pinyin only affect the order. No part of ``q`` is interpreted as Lucene syntax.

    ``names_only``: the words must stand in names. Working translations and search words do not count.
    """
    text = normalise(q[:_MAX_LENGTH])
    found = list(_TERM.finditer(text))
    terms = [_chinese(match["cjk"]) if match["cjk"] else _word(match["word"]) for match in found]
    distinct = [term for term in dict.fromkeys(terms) if term]
    if not distinct and terms:  # only stop words, which may still match as prefixes
        distinct = [f"{match[0]}*" for match in found]
    joined = [f'"{simplified("".join(match[0].split()))}"^4' for match in _BLANKS_IN_CJK.finditer(text)]
    if len(found) > 1 and all(pinyin.is_syllable(match[0]) for match in found):
        whole = "".join(match[0] for match in found)
        joined = [f"{whole}^4 {whole}*"]
    terms = [_in_names(term) if names_only else term for term in distinct[:_MAX_TERMS]]
    if not names_only and len(found) == 1 and len(found[0]["cjk"] or "") == 1:
        # The index does not weigh prefixes by rarity. Names weigh more, so that hundreds of working translations do not crowd them out.
        terms = [f"{terms[0]} ({_in_names(terms[0])})^4"]
    return " ".join([*(f"+({term})" for term in terms), *joined[:_MAX_TERMS]])


def _in_names(term: str) -> str:
    return " ".join(f"{name}:({term})" for name in NAME_PROPERTIES)


def without_level(q: str) -> str:
    """Return ``q`` without the word for the level of a place at its end; unchanged if there is none or nothing else.

    ``Zixing County`` -> ``Zixing``; ``资兴县`` -> ``资兴``.
    """
    text = fold(q[:_MAX_LENGTH])
    match = _LEVEL.search(text)
    return text if match is None else text[: match.start()].rstrip()


def fits(q: str, texts: Iterable[str | None]) -> bool:
    """Whether ``texts`` contain each Latin word of ``q`` as it is spelt, exactly or as a prefix.

    Other hits of :func:`query_text` rest on a typing error. Chinese is never matched fuzzily, so it is not checked here.
    """
    wanted = [word for word in _words(q[:_MAX_LENGTH]) if _LATIN.fullmatch(word) and len(word) >= _TYPO_FROM and word not in _STOP_WORDS]
    held = {word for text in texts if text for word in _words(text)} if wanted else set()
    return all(any(word.startswith(start) for word in held) or _in_pairs(start, held) for start in wanted)


def exactness(q: str, texts: Iterable[str | None]) -> int:
    """Return how exactly ``q`` is one of the names ``texts``: 0 the folded name, 1 ignoring blanks and punctuation, 2 not."""
    names = [text for text in texts if text]
    if fold(q) in map(fold, names):
        return 0
    return 1 if (key := compact(q)) and key in map(compact, names) else NOT_EXACT


def coverage(q: str, texts: Iterable[str]) -> float:
    """Return the largest share of one of ``texts`` that ``q`` covers: 1 is the whole text, 0 is that none contains ``q``."""
    part = fold(q)
    return max((len(part) / len(whole) for text in texts if part in (whole := fold(text))), default=0.0) if part else 0.0


def _in_pairs(word: str, held: set[str]) -> bool:
    return any(held.issuperset(pairs) for pairs in pinyin.pairs_of(word))


def _words(text: str) -> list[str]:
    return [match["word"] for match in _TERM.finditer(normalise(text)) if match["word"]]


def _chinese(run: str) -> str:
    return " ".join(f"{form}*" if len(form) == 1 else f'"{form}"' for form in dict.fromkeys((simplified(run), run)))


def _word(word: str) -> str:
    if word in _STOP_WORDS:
        return ""
    if not word.isalnum():
        return _with_punctuation(word)
    if _LATIN.fullmatch(word) and len(word) >= _TYPO_FROM:
        pairs = "".join(f" (+{' +'.join(dict.fromkeys(pairs))})" for pairs in pinyin.pairs_of(word))
        return f"{word}^4 {word}*^2 {word}~{2 if len(word) >= _TWO_TYPOS_FROM else 1}{pairs}"
    return f"{word}^4 {word}*"


def _with_punctuation(word: str) -> str:
    """Return the term for a word such as jd.com or xi'an, which is one token for the analyzer. The user may mean the first part."""
    parts = [part for part in _PARTS.split(word) if part] or [word]
    if "'" in word and parts[-1] != "s":
        return f'"{word}"^4 {"".join(parts)}*'
    return f'"{word}"^4 {parts[0]}*'
