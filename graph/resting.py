"""What rests on a source: the things and the relationships that name it, counted by type and origin in one look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from graph.browsing import Chosen, look
from graph.relations import can_be_dated
from graph.store import Store
from seed.model import EDGES, NODES, ORIGINS

What = Literal["thing", "relationship"]


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


async def resting(store: Store, source: str, chosen: Chosen) -> tuple[list[Resting], str]:
    """The types of which any row names the source, things first, each in the order of the declaration; and the data version.

    A date concerns relationships, as in lists: a thing has none.
    """
    given = set() if chosen.origin is None else {"origin"}
    async with store.reading() as version:
        found = await look(store, "resting", chosen, given, source=source)
    by_type: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found:
        by_type.setdefault((row["what"], row["type"]), []).append(row)
    order: list[tuple[What, str]] = [*(("thing", name) for name in NODES), *(("relationship", name) for name in EDGES)]
    return [_counted(what, name, by_type[what, name]) for what, name in order if (what, name) in by_type], version


def _counted(what: What, name: str, rows: list[dict[str, Any]]) -> Resting:
    by_origin = {row["origin"]: row["count"] for row in rows}
    undated = sum(row["undated"] for row in rows) if what == "relationship" and can_be_dated(name) else 0
    return Resting(what, name, {origin: by_origin.get(origin, 0) for origin in ORIGINS}, undated)
