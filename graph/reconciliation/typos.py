"""What may be a typing error, and what is another name.

In Chinese one wrong character often makes another name: 贵阳 and 桂阳, 第一中学 and 第一小学, 铅 and 铜. So an error is forgiven once, in
a name of some length, not in its places and not at the beginning of what distinguishes it, and only where it looks like one: a character
that sounds the same (that is how input methods err), two characters that changed places, a character too many or too few in the words for
the kind. In Latin letters a word is an error when nobody's name holds it, and never when the right word can be read as pinyin: Tiancheng
and Tianchen are two names.
"""

from __future__ import annotations

from collections.abc import Container
from typing import cast

from rapidfuzz.distance import OSA, Levenshtein

from graph.reconciliation.names import Name, split
from graph.reconciliation.normalisation import like_pinyin, syllables, words

_SHORTEST = 4
_LONG_WORD, _TWO_ERRORS_FROM = 5, 9


def chinese(query: Name, name: Name) -> bool:
    """Whether the query is the Chinese name with one typing error, places apart."""
    asked, wanted = query.rest, name.rest
    if min(len(asked), len(wanted)) < _SHORTEST or OSA.distance(asked, wanted) != 1:
        return False
    if query.core == name.core:
        return False  # the error made another word for a kind: 中学, 小学
    marks, _, _ = split(wanted)
    core = [at for at, own in enumerate(marks) if own]
    found = Levenshtein.editops(asked, wanted)
    edits = [(at, min(to, len(wanted) - 1)) for _, at, to in cast("list[tuple[str, int, int]]", found.as_list())]
    at_wanted = [at for _, at in edits]
    if any(marks[at] and (len(core) < _SHORTEST or at in core[:2]) for at in at_wanted):
        return False
    if len(asked) == len(wanted):
        return sorted(asked) == sorted(wanted) or (len(edits) == 1 and _alike(asked[edits[0][0]], wanted[edits[0][1]]))
    return not any(marks[at] for at in at_wanted) or _doubled(asked, wanted)


def _alike(asked: str, wanted: str) -> bool:
    return syllables(asked) == syllables(wanted)


def _doubled(asked: str, wanted: str) -> bool:
    longer, shorter = (asked, wanted) if len(asked) > len(wanted) else (wanted, asked)
    return any(longer[at] == longer[at + 1] and longer[:at] + longer[at + 1 :] == shorter for at in range(len(shorter)))


def latin(query: Name, name: Name, known: Container[str]) -> bool:
    """Whether the query is the Latin name with typing errors in at most two of its words.

    :param known: words of all names; a word that is some name's own is no error.
    """
    asked, wanted = words(query.text), words(name.text)
    if len(asked) != len(wanted) or len(wanted) < 2:
        return False
    wrong = [(one, other) for one, other in zip(asked, wanted, strict=True) if one != other]
    return 0 < len(wrong) <= 2 and len(wrong) < len(wanted) and all(_word(one, other, known) for one, other in wrong)


def _word(asked: str, wanted: str, known: Container[str]) -> bool:
    if min(len(asked), len(wanted)) < _LONG_WORD or asked in known or like_pinyin(wanted) or not asked.isalpha():
        return False
    return OSA.distance(asked, wanted) <= (2 if len(wanted) >= _TWO_ERRORS_FROM else 1)
