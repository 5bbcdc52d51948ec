"""What rests on a source: the things and the relationships that name it, counted by type and origin in one look."""

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
"""Seconds: each row of the data is looked at, which takes longer than a read may where there are millions."""


@dataclass(frozen=True)
class Resting:
    """How many rows of one type rest on a source; ``undated`` are relationships that could have a date and have none."""

    what: What
    type: str
    origins: dict[str, int]
    undated: int

    @property
    def count(self) -> int:
        """Rows of all origins."""
        return sum(self.origins.values())


async def resting(store: Store, source: str, chosen: Chosen, *, version: str) -> list[Resting]:
    """The types of which any row names the source, things first, each in the order of the declaration.

    A date concerns relationships, as in lists: a thing has none.

    :param version: the data version that it must be of; ask outside of ``store.reading()``, which is for short reads.
    :raises DatabaseUnavailableError: when new data came meanwhile.
    :raises QueryTimeoutError: after :data:`PATIENCE`.
    """
    given = frozenset() if chosen.origin is None else frozenset({"origin"})
    text = compiled("resting", given, origin=chosen.origin is not None, as_of=chosen.as_of is not None)
    asked = store.stream(text, {"source": source, **chosen.values()}, timeout=PATIENCE, version=version)
    async with aclosing(asked) as records:
        found = [row async for record in records for row in record["rows"]]
    by_type: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found:
        by_type.setdefault((row["what"], row["type"]), []).append(row)
    order: list[tuple[What, str]] = [*(("thing", name) for name in NODES), *(("relationship", name) for name in EDGES)]
    return [_counted(what, name, by_type[what, name]) for what, name in order if (what, name) in by_type]


def _counted(what: What, name: str, rows: list[dict[str, Any]]) -> Resting:
    by_origin = {row["origin"]: row["count"] for row in rows}
    undated = sum(row["undated"] for row in rows) if what == "relationship" and can_be_dated(name) else 0
    return Resting(what, name, {origin: by_origin.get(origin, 0) for origin in ORIGINS}, undated)
