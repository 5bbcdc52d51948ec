"""Suggestions for misspelt names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from seed.bilingual import Bilingual


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the known names closest to ``word``, best first, at most ``count``. Return an empty tuple if none is close.

    Case is ignored, and ``-``, ``_`` and spaces are equivalent, so ``Name-ZH`` finds ``name_zh``.
    """
    by_key: dict[str, str] = {}
    for name in known:
        by_key.setdefault(_key(name), name)
    return tuple(by_key[key] for key in difflib.get_close_matches(_key(word), list(by_key), n=count, cutoff=0.6))


def did_you_mean(names: Sequence[str]) -> Bilingual:
    """Return ``Did you mean 'a', 'b' or 'c'?`` for the names, or "" if there are none."""
    quoted = [f"'{name}'" for name in names]
    if not quoted:
        return Bilingual("", "")
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return Bilingual(f"Did you mean {listed}?", f"是否指{'、'.join(f'“{name}”' for name in names)}？")


RENAMED = {"seed": ("random_seed", "start")}
"""Earlier names of parameters, each with the names that it has now."""


def renamed(word: str, known: Iterable[str]) -> str | None:
    """Return the present name of a parameter that has been renamed; None if it has not, or if its new name is not among ``known``."""
    names = set(known)
    return next((name for name in RENAMED.get(_key(word), ()) if name in names), None)


def suggestion(word: str, known: Iterable[str], count: int = 3) -> Bilingual:
    """Return a hint for an unknown name: the nearest known names, or all of them when none is near."""
    names = list(known)
    if (now := renamed(word, names)) is not None:
        return Bilingual(f"It is called '{now}'.", f"现名为“{now}”。")
    return did_you_mean(nearest(word, names, count)) or Bilingual(f"Valid names: {', '.join(names)}.", f"可用名称：{'、'.join(names)}。")


def _key(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
