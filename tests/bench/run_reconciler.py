"""Run the PyPI client `reconciler` on a column with gaps and invalid cells, against a server on the bundled packages.

    uv run --no-project --with reconciler==0.2.2 --with "numpy<2" --with "pandas<3" tests/bench/run_reconciler.py http://127.0.0.1:8000

Prints the first candidate of each cell. The exit code is 1 if the client fails, or if a valid cell has another first candidate than
expected. The client is not a dependency of the tests: its last version is of 2023 and needs numpy 1.
"""

from __future__ import annotations

import sys

import pandas as pd
from reconciler import reconcile

CELLS = {
    "桂阳县": "county:431021",
    None: None,
    float("nan"): None,
    "县" * 501: None,
    "431024.0": "county:431024",
    "４３１０８１": "county:431081",
    "贵阳市": None,
}
"""Cells of a column and the county that each must be matched with."""


def main() -> None:
    """Reconcile the column and compare."""
    column = pd.Series(list(CELLS), dtype=object)
    found = reconcile(column, type_id="County", reconciliation_endpoint=f"{sys.argv[1]}/reconcile")
    matched = {row["input_value"]: row["id"] for _, row in found.iterrows() if row["match"]}
    wrong = 0
    for cell in column.dropna():  # the client leaves out gaps
        wrong += matched.get(cell) != CELLS[cell]
        print(f"{cell[:20]}: {matched.get(cell)}, expected {CELLS[cell]}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
