"""Random numbers that are identical on all platforms.

Only the raw 64-bit output of PCG64 is used. numpy guarantees that stream, but not the output of ``Generator``. The only operations are
those that IEEE 754 rounds exactly: ``+ - * /`` and the square root. ``exp``, ``log`` and ``pow`` differ in the last bit between
platforms, so Pareto variates use exponents that need only square roots. Weights are whole numbers for the same reason: their sums do not
depend on the order of addition.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


class Draws:
    """One stream of draws. Streams with different ``keys`` are independent, so a change in one stage does not affect the others."""

    def __init__(self, *keys: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(list(keys)))

    def raw(self, count: int) -> npt.NDArray[np.uint64]:
        """Return ``count`` words of 64 random bits."""
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def uniform(self, count: int) -> Floats:
        """Return numbers uniform in [0, 1), with 53 bits."""
        return (self.raw(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, count: int, high: int | Ints) -> Ints:
        """Return whole numbers uniform in 0 .. high - 1. ``high`` can differ by draw."""
        return np.asarray(np.floor(self.uniform(count) * high), dtype=np.int64)

    def chance(self, count: int, share: float | Floats) -> Bools:
        """Return booleans that are true with probability ``share``."""
        return np.asarray(self.uniform(count) < share, dtype=np.bool_)

    def pareto(self, count: int, scale: int, cap: int) -> Ints:
        """Return Pareto variates with exponent 2: minimum ``scale``, mean twice ``scale``, maximum ``cap``."""
        return _whole(scale / np.sqrt(1.0 - self.uniform(count)), cap)

    def wild(self, count: int, scale: int, cap: int) -> Ints:
        """Return Pareto variates with exponent 4/3 (infinite variance): minimum ``scale``, mean four times ``scale``, maximum ``cap``."""
        root = np.sqrt(1.0 - self.uniform(count))
        return _whole(scale / (root * np.sqrt(root)), cap)

    def shuffle(self, count: int) -> Ints:
        """Return a permutation of 0 .. count - 1."""
        return np.asarray(np.argsort(self.raw(count), kind="stable"), dtype=np.int64)

    def weighted(self, weights: Ints, count: int) -> Ints:
        """Return indices into ``weights`` (whole numbers), drawn in proportion to the weights."""
        return Wheel(weights[np.newaxis, :]).spin(self, np.zeros(count, dtype=np.int64))


class Wheel:
    """Weighted choice for many rows at once. ``weights`` has shape (rows, choices) and contains whole numbers."""

    def __init__(self, weights: Ints) -> None:
        self.choices = weights.shape[1]
        self._cumulated = np.cumsum(weights.reshape(-1))
        ends = self._cumulated[self.choices - 1 :: self.choices]
        self._starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
        self._spans = ends - self._starts

    def spin(self, draws: Draws, rows: Ints) -> Ints:
        """Return one choice for each of ``rows``. A row must not have only zero weights."""
        at = self._starts[rows] + draws.below(len(rows), self._spans[rows])
        indices = np.searchsorted(self._cumulated, at, side="right")
        return np.asarray(indices - rows * self.choices, dtype=np.int64)


def shares(total: int, weights: Ints) -> Ints:
    """Split ``total`` in proportion to ``weights`` by the largest-remainder method. The parts are whole numbers that sum to ``total``."""
    whole = int(weights.sum())
    parts = weights * total // whole
    order = np.argsort(-(weights * total % whole), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return np.asarray(parts, dtype=np.int64)


def ranks(groups: Ints) -> Ints:
    """Return the position of each element in its group, from 0. ``groups`` must be sorted."""
    return np.asarray(np.arange(len(groups)) - np.searchsorted(groups, groups, side="left"), dtype=np.int64)


def _whole(values: Floats, cap: int) -> Ints:
    return np.asarray(np.floor(np.minimum(values, float(cap))), dtype=np.int64)
