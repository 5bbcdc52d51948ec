"""Build graphs from a table of counties by divisions of industries: each cell is a number of enterprises."""

from __future__ import annotations

from collections.abc import Sequence

from graph.snapshot.columns import Snapshot
from tests.graph.measures.worlds import snapshot_of


def counted(sums: Sequence[Sequence[int]]) -> Snapshot:
    """Return counties ``county:00``, ``county:01``, ... and divisions ``C10``, ``C11``, ..., each with one industry ``industry:C10``..."""
    things = [f"county:{row:02} r" for row in range(len(sums))] + [f"industry:C{10 + column} r" for column in range(len(sums[0]))]
    links = []
    for row, cells in enumerate(sums):
        for column, count in enumerate(cells):
            for number in range(count):
                known = f"enterprise:{row}-{column}-{number}"
                things.append(f"{known} d kind=named")
                links.append(f"LOCATED_IN {known} county:{row:02} d\nOPERATES_IN {known} industry:C{10 + column} d")
    return snapshot_of("\n".join(things), "\n".join(links))
