"""Reference results for tables of counties and classes, from the package ``ecomplexity`` of Harvard's Growth Lab."""

from __future__ import annotations

import warnings
from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pandas as pd
from ecomplexity import ecomplexity, proximity
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
NAMES = {"time": "year", "loc": "county", "prod": "class", "val": "count"}


def tables(seed: int = 7, count: int = 20) -> list[Numbers]:
    """Return random tables of various sizes, some half empty, without empty rows or columns."""
    chance = np.random.default_rng(seed)
    made: list[Numbers] = []
    while len(made) < count:
        shape = chance.integers(6, 40, 2)
        sums = chance.poisson(chance.gamma(1.0, 4.0, shape)).astype(np.float64)
        if sums.sum(axis=1).all() and sums.sum(axis=0).all():
            made.append(sums)
    return made


def computed(sums: Numbers) -> dict[str, Numbers]:
    """Return ``rca``, ``mcp``, ``density`` as tables, ``eci`` by row and ``pci`` by column."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()):  # it prints the year
        warnings.simplefilter("ignore")
        rows = ecomplexity(_long(sums), NAMES, check_logsupermodularity=False).sort_values(["county", "class"])
    found = {name: rows[name].to_numpy(dtype=np.float64).reshape(sums.shape) for name in ("rca", "mcp", "density", "eci", "pci")}
    return found | {"eci": found["eci"][:, 0], "pci": found["pci"][0]}


def near(sums: Numbers) -> Numbers:
    """Return the proximity of the columns."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()):  # it prints the year
        warnings.simplefilter("ignore")
        rows = proximity(_long(sums), NAMES)
    rows = rows.sort_values(["class_1", "class_2"])
    return rows["proximity"].to_numpy(dtype=np.float64).reshape(sums.shape[1], -1)


def _long(sums: Numbers) -> pd.DataFrame:
    row, column = np.indices(sums.shape)
    return pd.DataFrame({"year": 2024, "county": row.ravel(), "class": column.ravel(), "count": sums.ravel()})
