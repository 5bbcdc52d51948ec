"""Random bipartite graphs that keep every degree, by batches of swaps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.snapshot.columns import Ints, Mask

WARM_UP, APART = 20, 4
"""Batches before the first graph that is used, and between two: a batch proposes to swap half of the ties."""


def swapped(start: Ints, end: Ints, samples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Ends of ``samples`` random graphs in which every thing has as many ties as it has now; starts stay in their order.

    A batch pairs the ties at random and lets a coin decide whether a pair may exchange its ends. It does so unless one of its four ties,
    the two that are and the two that would be, is a tie or a proposal of another. These four are the same before and after the
    exchange: a batch is as likely as the one that undoes it, so that in the long run all graphs with these degrees are equally likely.
    """
    random = np.random.default_rng(seed)
    first, ends = start.astype(np.int64), end.astype(np.int64)
    for batch in range(WARM_UP + APART * max(samples - 1, 0)):
        if batch >= WARM_UP and (batch - WARM_UP) % APART == 0:
            yield ends.copy()
        ends = _batch(first, ends, random)
    if samples:
        yield ends.copy()


def _batch(start: NDArray[np.int64], ends: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    half = len(start) // 2
    order = random.permutation(len(start))
    one, other = order[:half], order[half : 2 * half]
    coin = random.random(half) < 0.5
    one, other = one[coin], other[coin]
    width = np.int64(max(int(ends.max(initial=0)), 0) + 1)
    now = start * width + ends
    would = start[one] * width + ends[other], start[other] * width + ends[one]
    alone = _alone(np.concatenate([now, *would]), random)
    free = alone[one] & alone[other] & alone[len(now) : len(now) + len(one)] & alone[len(now) + len(one) :]
    found = ends.copy()
    found[one[free]], found[other[free]] = ends[other[free]], ends[one[free]]
    return found


def _alone(keys: NDArray[np.int64], random: np.random.Generator) -> Mask:
    """Which keys share their bucket with none.

    Buckets instead of keys are ten times as fast. They are drawn anew for each batch and without regard to the ties: two different keys in
    one bucket only mean that an exchange waits for another batch.
    """
    bits = max(4, int(8 * len(keys)).bit_length())
    odd = np.uint64(int(random.integers(0, 2**63)) * 2 + 1)
    bucket = ((keys.astype(np.uint64) * odd) >> np.uint64(64 - bits)).astype(np.int64)
    alone: Mask = (np.bincount(bucket, minlength=1 << bits) == 1)[bucket]
    return alone
