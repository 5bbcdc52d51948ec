"""Random numbers that are the same everywhere.

Only the raw 64-bit output of PCG64 is used (numpy guarantees that stream; it does not guarantee what ``Generator`` makes of it), and only
operations that IEEE 754 rounds exactly: ``+ - * /`` and the square root. ``exp``, ``log`` and ``pow`` differ in the last bit between
platforms, so Pareto variates are taken at the exponents that need nothing but square roots. Weights are whole numbers for the same reason:
their sums do not depend on the order of addition.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


class Draws:
    """One stream of draws. Streams with different ``keys`` are independent, so a stage can change without moving the others."""

    def __init__(self, *keys: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(list(keys)))

    def raw(self, count: int) -> npt.NDArray[np.uint64]:
        """``count`` words of 64 random bits."""
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def uniform(self, count: int) -> Floats:
        """Uniform in [0, 1), 53 bits."""
        return (self.raw(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, count: int, high: int | Ints) -> Ints:
        """Whole numbers uniform in 0 .. high - 1 (``high`` may differ by draw)."""
        return np.asarray(np.floor(self.uniform(count) * high), dtype=np.int64)

    def chance(self, count: int, share: float | Floats) -> Bools:
        """True with probability ``share``."""
        return np.asarray(self.uniform(count) < share, dtype=np.bool_)

    def pareto(self, count: int, scale: int, cap: int) -> Ints:
        """Pareto with exponent 2: ``scale`` at least, mean twice that, ``cap`` at most."""
        return _whole(scale / np.sqrt(1.0 - self.uniform(count)), cap)

    def wild(self, count: int, scale: int, cap: int) -> Ints:
        """Pareto with exponent 4/3 (infinite variance): ``scale`` at least, mean four times that, ``cap`` at most."""
        root = np.sqrt(1.0 - self.uniform(count))
        return _whole(scale / (root * np.sqrt(root)), cap)

    def shuffle(self, count: int) -> Ints:
        """A permutation of 0 .. count - 1."""
        return np.asarray(np.argsort(self.raw(count), kind="stable"), dtype=np.int64)

    def weighted(self, weights: Ints, count: int) -> Ints:
        """Indices into ``weights`` (whole numbers), drawn in proportion to them."""
        return Wheel(weights[np.newaxis, :]).spin(self, np.zeros(count, dtype=np.int64))


class Wheel:
    """Weighted choice from many rows at once: ``weights`` has shape (rows, choices) and holds whole numbers."""

    def __init__(self, weights: Ints) -> None:
        self.choices = weights.shape[1]
        self._cumulated = np.cumsum(weights.reshape(-1))
        ends = self._cumulated[self.choices - 1 :: self.choices]
        self._starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
        self._spans = ends - self._starts

    def spin(self, draws: Draws, rows: Ints) -> Ints:
        """One choice for each of ``rows`` (a row whose weights are all zero must not be asked)."""
        at = self._starts[rows] + draws.below(len(rows), self._spans[rows])
        found = np.searchsorted(self._cumulated, at, side="right")
        return np.asarray(found - rows * self.choices, dtype=np.int64)


def shares(total: int, weights: Ints) -> Ints:
    """Split ``total`` in proportion to ``weights`` by the largest remainders: whole numbers that add up to ``total``."""
    whole = int(weights.sum())
    parts = weights * total // whole
    order = np.argsort(-(weights * total % whole), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return np.asarray(parts, dtype=np.int64)


def ranks(groups: Ints) -> Ints:
    """The place of each element within its group, from 0; ``groups`` must be sorted."""
    return np.asarray(np.arange(len(groups)) - np.searchsorted(groups, groups, side="left"), dtype=np.int64)


def _whole(values: Floats, cap: int) -> Ints:
    return np.asarray(np.floor(np.minimum(values, float(cap))), dtype=np.int64)
