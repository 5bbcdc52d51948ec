"""Millions of keys in a few bytes each: 64-bit hashes in sorted arrays, with an exact second look at what seems to stand there twice.

A key is taken for known when its hash is: a dangling id goes unnoticed with a chance of 1 in 10^13 at a million nodes (the hash of a
text is Python's, seeded anew in every process). What seems to be there twice is always compared as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def hashes(texts: Sequence[str]) -> Hashes:
    """The hash of each text."""
    return np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))


def mixed(parts: Sequence[Hashes]) -> Hashes:
    """One hash for each row from the hashes of its parts."""
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

    def twice(self) -> Hashes:
        """The hashes that stand there more than once, sorted. Lets go of everything else."""
        if not self._parts:
            return np.empty(0, dtype=np.int64)
        every = np.concatenate(self._parts)
        self._parts.clear()
        every.sort()
        return np.unique(every[1:][every[1:] == every[:-1]])


class NodeIndex:
    """Every node's hash with one byte that tells its type and origin."""

    def __init__(self) -> None:
        self._hashes: list[Hashes] = []
        self._codes: list[Codes] = []
        self._sorted: Hashes = np.empty(0, dtype=np.int64)
        self._told: Codes = np.empty(0, dtype=np.uint8)

    def add(self, part: Hashes, codes: Codes) -> None:
        """Add the nodes of a batch."""
        self._hashes.append(part)
        self._codes.append(codes)

    def freeze(self) -> Hashes:
        """Sort what was added; returns the hashes that stand there more than once."""
        if not self._hashes:
            return self._sorted
        every, codes = np.concatenate(self._hashes), np.concatenate(self._codes)
        self._hashes.clear()
        self._codes.clear()
        order = np.argsort(every, kind="stable")
        self._sorted, self._told = every[order], codes[order]
        return np.unique(self._sorted[1:][self._sorted[1:] == self._sorted[:-1]])

    def look_up(self, wanted: Hashes) -> tuple[npt.NDArray[np.bool_], Codes]:
        """Whether each hash is known, and its byte (0 where it is not)."""
        if not len(self._sorted):
            return np.zeros(len(wanted), dtype=np.bool_), np.zeros(len(wanted), dtype=np.uint8)
        at = np.searchsorted(self._sorted, wanted)
        at[at == len(self._sorted)] = 0
        known = self._sorted[at] == wanted
        return known, np.where(known, self._told[at], np.uint8(0))


def where(mask: npt.NDArray[np.bool_]) -> Iterable[int]:
    """The positions at which a mask holds."""
    found: list[int] = np.flatnonzero(mask).tolist()
    return found
