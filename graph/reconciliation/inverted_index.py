"""A compact map from words to numbers, for hundreds of thousands of words: three arrays, 4 bytes per number and 12 per word.

Words are stored only as 32-bit hashes. A hash collision yields an extra candidate, which the comparison then rejects.
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
    """Collects entries for :class:`Postings`."""

    def __init__(self) -> None:
        self.pairs = array("Q")

    def add(self, words: Iterable[str], number: int) -> None:
        """Add a number to each distinct word."""
        self.pairs.extend((_key(word) << 32) | number for word in set(words))


class Postings:
    """Numbers by word, in ascending order. Immutable."""

    def __init__(self, draft: Draft) -> None:
        pairs = np.array(draft.pairs, dtype=np.uint64)
        pairs.sort()
        self._numbers = (pairs & _BITS).astype(np.uint32)
        pairs >>= np.uint64(32)
        self._words, starts = np.unique(pairs, return_index=True)
        self._ends = np.append(starts, len(pairs)).astype(np.uint32)

    def __len__(self) -> int:
        return len(self._words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and len(self.under(word)) > 0

    def under(self, word: str) -> NDArray[np.uint32]:
        """Return the numbers of a word; empty if the word is not in the index."""
        key = _key(word)
        at = int(np.searchsorted(self._words, np.uint64(key)))
        if at == len(self._words) or int(self._words[at]) != key:
            return self._numbers[:0]
        return self._numbers[int(self._ends[at]) : int(self._ends[at + 1])]

    def sums(self, total: int) -> NDArray[np.float32]:
        """Return, for each number below ``total``, the sum of the weights of its words (:func:`weight`)."""
        counts = np.diff(self._ends)
        weights = np.repeat(np.log1p(total / counts).astype(np.float32), counts)
        return np.bincount(self._numbers, weights=weights, minlength=total).astype(np.float32)


def weight(count: int, total: int) -> float:
    """Return the weight of a word that ``count`` of ``total`` names contain: rarer words weigh more."""
    return float(np.log1p(total / count))
