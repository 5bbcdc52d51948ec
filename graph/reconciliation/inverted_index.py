"""Which numbers stand under a word, for hundreds of thousands of words, in three arrays: 4 bytes a number, 12 a word.

Words are kept as 32 bits of their hashes only. Two that share them show a name too many, which is then compared and found unlike.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_BITS = 0xFFFFFFFF


def _key(word: str) -> int:
    return hash(word) & _BITS


class Draft:
    """Collects what becomes :class:`Postings`."""

    def __init__(self) -> None:
        self.pairs = array("Q")

    def add(self, words: Iterable[str], number: int) -> None:
        """Put a number under each of the words, once."""
        self.pairs.extend((_key(word) << 32) | number for word in set(words))


class Postings:
    """Numbers by word, in ascending order."""

    def __init__(self, draft: Draft) -> None:
        pairs = np.array(draft.pairs, dtype=np.uint64)
        pairs.sort()
        self._numbers = (pairs & _BITS).astype(np.uint32)
        pairs >>= np.uint64(32)
        self._words, starts = np.unique(pairs, return_index=True)
        self._ends = np.append(starts, len(pairs)).astype(np.uint32)

    def __len__(self) -> int:
        return len(self._words)

    def under(self, word: str) -> NDArray[np.uint32]:
        """The numbers under a word, none when there is no such word."""
        key = _key(word)
        at = int(np.searchsorted(self._words, np.uint64(key)))
        if at == len(self._words) or int(self._words[at]) != key:
            return self._numbers[:0]
        return self._numbers[int(self._ends[at]) : int(self._ends[at + 1])]

    def sums(self, total: int) -> NDArray[np.float32]:
        """For each number below ``total`` the sum of the weights of its words (:func:`weight`)."""
        counts = np.diff(self._ends)
        weights = np.repeat(np.log1p(total / counts).astype(np.float32), counts)
        return np.bincount(self._numbers, weights=weights, minlength=total).astype(np.float32)


def weight(count: int, total: int) -> float:
    """How much a word says that ``count`` of ``total`` have: the rarer, the more."""
    return float(np.log1p(total / count))
