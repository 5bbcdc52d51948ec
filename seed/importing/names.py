"""Compare names within a file: which spellings are one name, and which names may be one entity."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from seed.folding import compact, fold

_LEGAL_ZH = re.compile(r"(?:有限责任公司|有限公司|公司)$")
_LEGAL_EN = re.compile(r"\b(?:co\.?,?\s*ltd|ltd|limited|inc|llc|plc|corp|corporation|company)\.?$")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_NUMERALS = re.compile(r"\d+|[一二三四五六七八九十]")
_PAIRS = 20_000_000
"""Maximum number of pairs of names that are compared."""
_SLUG = 40
CANDIDATES = 4


@lru_cache(maxsize=100_000)
def spelling(name: str) -> str:
    """Return a name without differences of width, case, script, blanks and punctuation."""
    return compact(name) or fold(name)


@lru_cache(maxsize=100_000)
def cluster_key(name: str) -> str:
    """Return the spelling without the legal form: ``星火电子有限公司``, ``星火电子（有限公司）`` and ``星火电子公司`` are one.

    A joint-stock company (``星火电子股份有限公司``) is another legal person, which may be the same firm: it is a candidate.
    """
    latin = _LEGAL_EN.sub("", fold(name).strip(" .,"))
    key = _LEGAL_ZH.sub("", spelling(latin) if latin else spelling(name))
    return key if len(key) > 1 else spelling(name)


def has_han(text: str) -> bool:
    """Return whether a text contains a Chinese character."""
    return _HAN.search(text) is not None


def slug(kind: str, name: str, context: Sequence[str] = ()) -> str:
    """Return the second part of an id: words of a Latin name, and a hash of type, name and context that never changes."""
    digest = hashlib.sha256("\x1f".join((kind, cluster_key(name), *context)).encode()).hexdigest()
    words = _words(name)
    return f"{words}-{digest[:8]}" if words else f"n{digest[:12]}"


@lru_cache(maxsize=100_000)
def _words(name: str) -> str:
    text = fold(name)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:_SLUG].strip("-") if text.isascii() else ""


def representative(names: Counter[str]) -> str:
    """Return the name of a cluster: the most frequent, then the longest without its punctuation, then the first in order."""
    return min(names, key=lambda name: (-names[name], -len(spelling(name)), len(name), name))


def similar(wanted: Sequence[str], known: Mapping[str, object]) -> dict[str, list[str]] | None:
    """Return for each wanted key the known keys that may mean the same, best first, at most :data:`CANDIDATES`.

    Two keys are similar if one contains the other (of at least four characters), or if they differ in one character of at least six.
    Their numbers must be equal: 第一中学 is not 第二中学. Return None if there are more than 20 million pairs: nothing is compared.
    """
    choices = list(known)
    if len(wanted) * len(choices) > _PAIRS:
        return None
    numbers = {key: _NUMERALS.findall(key) for key in {*wanted, *choices}}
    found: dict[str, list[str]] = {}
    for key in wanted:
        close = (
            [text for text, _, _ in process.extract(key, choices, scorer=OSA.distance, score_cutoff=1, limit=20)] if len(key) >= 6 else []
        )
        close += [text for text in choices if min(len(text), len(key)) >= 4 and (text in key or key in text)]
        listed = dict.fromkeys(text for text in close if text != key and numbers[text] == numbers[key])
        found[key] = list(listed)[:CANDIDATES]
    return found
