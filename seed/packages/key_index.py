"""Indexes of millions of keys: 64-bit hashes in sorted arrays, a few bytes per key.

A key counts as present if its hash is present. With a million nodes, a dangling id goes unnoticed with a probability of 1 in 10^13 (the
hash is Python's, with a new seed in each process). Apparent duplicates are always compared as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def hashes(texts: Sequence[str]) -> Hashes:
    """Return the hash of each text."""
    return np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))


def mixed(parts: Sequence[Hashes]) -> Hashes:
    """Combine the hashes of the parts of each row into one hash per row."""
    with np.errstate(over="ignore"):
        total = parts[0].view(np.uint64)
        for part in parts[1:]:
            total = (total ^ (total >> np.uint64(29))) * _MIX[0] + part.view(np.uint64) * _MIX[1]
    return total.view(np.int64)


class Keys:
    """The hashes of the keys of one type."""

    def __init__(self) -> None:
        self._parts: list[Hashes] = []

    def add(self, part: Hashes) -> None:
        """Add the keys of a batch."""
        self._parts.append(part)

    def duplicates(self) -> Hashes:
        """Return the hashes that occur more than once, sorted, and clear the index."""
        if not self._parts:
            return np.empty(0, dtype=np.int64)
        all_hashes = np.concatenate(self._parts)
        self._parts.clear()
        all_hashes.sort()
        return _repeated(all_hashes)


class NodeIndex:
    """The hash of each node, with one byte for its type and origin."""

    def __init__(self) -> None:
        self._hashes: list[Hashes] = []
        self._codes: list[Codes] = []
        self._sorted: Hashes = np.empty(0, dtype=np.int64)
        self._sorted_codes: Codes = np.empty(0, dtype=np.uint8)

    def add(self, part: Hashes, codes: Codes) -> None:
        """Add the nodes of a batch."""
        self._hashes.append(part)
        self._codes.append(codes)

    def freeze(self) -> Hashes:
        """Sort the added nodes, and return the hashes that occur more than once."""
        if not self._hashes:
            return self._sorted
        all_hashes, codes = np.concatenate(self._hashes), np.concatenate(self._codes)
        self._hashes.clear()
        self._codes.clear()
        order = np.argsort(all_hashes, kind="stable")
        self._sorted, self._sorted_codes = all_hashes[order], codes[order]
        return _repeated(self._sorted)

    def look_up(self, wanted: Hashes) -> tuple[npt.NDArray[np.bool_], Codes]:
        """Return for each hash whether it is present, and its byte (0 if it is not)."""
        if not len(self._sorted):
            return np.zeros(len(wanted), dtype=np.bool_), np.zeros(len(wanted), dtype=np.uint8)
        at = np.searchsorted(self._sorted, wanted)
        at[at == len(self._sorted)] = 0
        present = self._sorted[at] == wanted
        return present, np.where(present, self._sorted_codes[at], np.uint8(0))


def where(mask: npt.NDArray[np.bool_]) -> Iterable[int]:
    """Return the positions at which a mask is true."""
    positions: list[int] = np.flatnonzero(mask).tolist()
    return positions


def _repeated(hashes: Hashes) -> Hashes:
    """Return the values that occur more than once in a sorted array. ``np.unique`` would import ``numpy.ma``, even for an empty array."""
    again = hashes[1:][hashes[1:] == hashes[:-1]]
    return again if len(again) == 0 else np.unique(again)
