"""Words: the nearest known name to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known names closest to ``word``, best first, at most ``count``; empty when none is close.

    Upper and lower case, ``-``, ``_`` and blanks are taken for the same, so ``Name-ZH`` finds ``name_zh``.
    """
    by_key: dict[str, str] = {}
    for name in known:
        by_key.setdefault(_key(name), name)
    return tuple(by_key[key] for key in difflib.get_close_matches(_key(word), list(by_key), n=count, cutoff=0.6))


def _key(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
