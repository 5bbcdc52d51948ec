"""Intervals, distances and counts that several measures use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.definition import Given, param
from graph.snapshot.columns import BY_STRENGTH, DOCUMENTED
from seed.model import Origin

Z_95 = 1.959963984540054
"""0.975 quantile of the standard normal distribution."""


def wilson(part: int, whole: int, z: float = Z_95) -> tuple[float, float] | None:
    """Return the Wilson score interval of a share, without continuity correction; None when ``whole`` is 0.

    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22, 209-212, formula (1).
    """
    if whole == 0:
        return None
    share = part / whole
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


INTERVAL_95 = (0.025, 0.975)
"""Quantiles of a 95 % percentile interval."""
DRAWS, SEED = 200, 1
BOOTSTRAP = (
    param("draws", "int", "Number of bootstrap samples for the interval.", "自助法抽样次数。", default=DRAWS, low=50, high=2000),
    param("random_seed", "int", "Seed of the bootstrap; the same seed gives the same interval.", "随机种子。", default=SEED, low=0),
)
"""Parameters of the measures with a bootstrap interval."""


def bootstrap_of(given: Given) -> tuple[int, int]:
    """Return the number of bootstrap samples and the seed of a request."""
    return int(given.get("draws", DRAWS)), int(given.get("random_seed", SEED))


EARTH = 6371.0088
"""Mean radius of the Earth in kilometres."""


def kilometres(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle distances in kilometres between points, each a longitude and a latitude in degrees.

    >>> kilometres(np.array([[113.0, 25.0], [113.0, 26.0]])).round(1).tolist()
    [[0.0, 111.2], [111.2, 0.0]]
    """
    longitude, latitude = np.radians(points).T
    across, along = (np.sin(np.subtract.outer(one, one) / 2) ** 2 for one in (longitude, latitude))
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(along + np.outer(np.cos(latitude), np.cos(latitude)) * across)), dtype=np.float64)


def by_origin(origins: NDArray[np.integer[Any]], prefix: str) -> dict[str, int]:
    """Count rows by origin, as columns; reference data counts as documented, see :mod:`seed.model`."""
    counts = np.bincount(np.maximum(origins, DOCUMENTED), minlength=len(BY_STRENGTH))
    return {f"{prefix}_{BY_STRENGTH[code]}": int(counts[code]) for code in range(DOCUMENTED, len(BY_STRENGTH))}


def weakest_of(*parts: Iterable[int]) -> Origin | None:
    """Return the weakest of origins given as numbers; None when there are none: an empty sum has no origin."""
    code = max(map(_weakest, parts), default=-1)
    return BY_STRENGTH[code] if code >= 0 else None


def _weakest(codes: Iterable[int]) -> int:
    """Return the greatest number, -1 when there is none; vectorised for arrays."""
    return int(codes.max(initial=-1)) if isinstance(codes, np.ndarray) else max(map(int, codes), default=-1)


def grouped(keys: NDArray[np.integer[Any]]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield each distinct key with its indices, keys ascending.

    >>> [(key, at.tolist()) for key, at in grouped(np.array([7, 3, 7]))]
    [(3, [1]), (7, [0, 2])]
    """
    if not len(keys):
        return
    order = np.argsort(keys, kind="stable")
    for at in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        yield int(keys[at[0]]), at
