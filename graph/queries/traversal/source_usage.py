"""The use of a source: the entities and relationships that cite it, counted by type and origin in one query."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from graph.database.reader import Store
from graph.queries.traversal.neighbours import can_be_dated
from graph.queries.traversal.selection import Chosen, compiled
from seed.model import EDGES, NODES, ORIGINS

What = Literal["thing", "relationship"]
PATIENCE = 60.0
"""Time limit in seconds. The query checks every row; with millions of rows that takes longer than a read may."""


@dataclass(frozen=True)
class Resting:
    """Number of rows of one type that cite a source; ``undated``: relationships that can have a date and have none."""

    what: What
    type: str
    origins: dict[str, int]
    undated: int

    @property
    def count(self) -> int:
        """Number of rows of all origins."""
        return sum(self.origins.values())


async def resting(store: Store, source: str, chosen: Chosen, *, version: str) -> list[Resting]:
    """Return the types with rows that cite the source, entities first, in the declared order.

    As in lists, a date applies to relationships only.

    :param version: the required data version. Call this outside ``store.reading()``, which is for short reads.
    :raises DatabaseUnavailableError: the data changed in the meantime.
    :raises QueryTimeoutError: the query took longer than :data:`PATIENCE` seconds.
    """
    switches = frozenset() if chosen.origin is None else frozenset({"origin"})
    text = compiled("resting", switches, origin=chosen.origin is not None, as_of=chosen.as_of is not None)
    stream = store.stream(text, {"source": source, **chosen.values()}, timeout=PATIENCE, version=version)
    async with aclosing(stream) as records:
        rows = [row async for record in records for row in record["rows"]]
    by_type: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_type.setdefault((row["what"], row["type"]), []).append(row)
    order: list[tuple[What, str]] = [*(("thing", name) for name in NODES), *(("relationship", name) for name in EDGES)]
    return [_counted(what, name, by_type[what, name]) for what, name in order if (what, name) in by_type]


def _counted(what: What, name: str, rows: list[dict[str, Any]]) -> Resting:
    by_origin = {row["origin"]: row["count"] for row in rows}
    undated = sum(row["undated"] for row in rows) if what == "relationship" and can_be_dated(name) else 0
    return Resting(what, name, {origin: by_origin.get(origin, 0) for origin in ORIGINS}, undated)
