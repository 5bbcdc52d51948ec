"""Distinguish spelling errors from different names.

In Chinese one different character often makes a different name: 贵阳 and 桂阳, 第一中学 and 第一小学, 铅 and 铜. Therefore only one error
is accepted, in names of sufficient length, not in places and not at the beginning of the core, and only if it is a typical error: a
homophone (a common error of input methods), two transposed characters, a doubled character, or, in the words for the kind, an additional
or missing character that sounds like its neighbour. Any other additional or missing character makes a different name: 湘南医学院 is not
湘南学院. A single character in brackets or after a dash is an addition, never an error: 湘南学院(原) is not 湘南学院, although 原 sounds
like 院.

A homophone, or a transposition in the core, is not an error if its characters form a pair that occurs in any name: 电机 and 机电 are
different words.

A Latin word is an error if it does not occur in any name, but not if the correct word can be read as pinyin: Tiancheng and Tianchen are
different names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import cast

from rapidfuzz.distance import OSA, Levenshtein

from graph.reconciliation.names import Name, split
from graph.reconciliation.normalisation import HAN, like_pinyin, syllables, words

_SHORTEST = 4
_LONG_WORD, _TWO_ERRORS_FROM = 5, 9
_SET_OFF = re.compile(rf"(?:^|[^\w\s])\s*[{HAN}]\s*[^\w\s]|[^\w\s]\s*[{HAN}]\s*$")
"""A single Chinese character between punctuation marks, or between one and the start or the end of the name."""


def chinese(query: Name, name: Name, pairs: Container[str]) -> bool:
    """Return whether the query is the Chinese name with one spelling error, ignoring places.

    :param pairs: The pairs of Chinese characters of all names.
    """
    asked, wanted = query.rest, name.rest
    if min(len(asked), len(wanted)) < _SHORTEST or OSA.distance(asked, wanted) != 1:
        return False
    if query.core == name.core:
        return False  # the error produced a different kind: 中学, 小学
    if _SET_OFF.search(query.raw) or _SET_OFF.search(name.raw):
        return False
    marks, _, _ = split(wanted)
    core = [at for at, own in enumerate(marks) if own]
    operations = Levenshtein.editops(asked, wanted)
    edits = [(at, min(to, len(wanted) - 1)) for _, at, to in cast("list[tuple[str, int, int]]", operations.as_list())]
    at_wanted = [at for _, at in edits]
    if any(marks[at] and (len(core) < _SHORTEST or at in core[:2]) for at in at_wanted):
        return False
    if len(asked) == len(wanted):
        typical = sorted(asked) == sorted(wanted) or (len(edits) == 1 and _alike(asked[edits[0][0]], wanted[edits[0][1]]))
        return typical and not _has_another_word(asked, wanted, marks, pairs)
    return _repeated(asked, wanted, by_sound=not any(marks[at] for at in at_wanted))


def _alike(asked: str, wanted: str) -> bool:
    return syllables(asked) == syllables(wanted)


def _has_another_word(asked: str, wanted: str, marks: Sequence[bool], pairs: Container[str]) -> bool:
    """Return whether the changed characters form a pair that occurs in another name: 机电 instead of 电机."""
    changed = [at for at, (one, other) in enumerate(zip(asked, wanted, strict=True)) if one != other]
    if len(changed) == 2 and not any(marks[at] for at in changed):
        return False
    starts = changed[:1] if len(changed) == 2 else (changed[0] - 1, changed[0])
    return any(len(pair := asked[max(at, 0) : at + 2]) == 2 and pair not in wanted and pair in pairs for at in starts)


def _repeated(asked: str, wanted: str, *, by_sound: bool) -> bool:
    """Return whether the additional character is the same as a neighbour or, with ``by_sound``, has the same pinyin."""
    longer, shorter = (asked, wanted) if len(asked) > len(wanted) else (wanted, asked)
    same = _alike if by_sound else str.__eq__
    additional = (at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter)
    return any(same(longer[at], longer[near]) for at in additional for near in (at - 1, at + 1) if 0 <= near < len(longer))


def latin(query: Name, name: Name, vocabulary: Container[str]) -> bool:
    """Return whether the query is the Latin name with spelling errors in at most two words.

    :param vocabulary: The words of all names. A word that occurs in any name is not an error.
    """
    asked, wanted = words(query.text), words(name.text)
    if len(asked) != len(wanted) or len(wanted) < 2:
        return False
    differences = [(one, other) for one, other in zip(asked, wanted, strict=True) if one != other]
    return (
        0 < len(differences) <= 2
        and len(differences) < len(wanted)
        and all(_misspelt(one, other, vocabulary) for one, other in differences)
    )


def _misspelt(asked: str, wanted: str, vocabulary: Container[str]) -> bool:
    if min(len(asked), len(wanted)) < _LONG_WORD or asked in vocabulary or like_pinyin(wanted) or not asked.isalpha():
        return False
    return OSA.distance(asked, wanted) <= (2 if len(wanted) >= _TWO_ERRORS_FROM else 1)
