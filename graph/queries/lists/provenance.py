"""What a whole list rests on: its rows counted by origin, and the ids of their sources. For the citation of groups and of exports."""

from __future__ import annotations

from dataclasses import dataclass

from graph.database.reader import Store
from graph.queries.lists.cypher import rows_of
from graph.queries.lists.request import ListRequest
from graph.queries.lists.sampling import drawn, named
from seed.model import ORIGINS


@dataclass(frozen=True)
class Basis:
    """Rows by origin, and the ids of the sources that they name."""

    origins: dict[str, int]
    sources: tuple[str, ...]


async def basis(store: Store, request: ListRequest) -> Basis:
    """Look at all rows of a list, in the database; use inside ``store.reading()``."""
    among: list[str] | None = None
    if request.ids:
        among = list((await named(store, request))[0])
    elif request.sample is not None:
        among = list(await drawn(store, request, request.sample))
    rows = rows_of(request, among)
    begin, parameters = f"CYPHER 5 {rows.text}", rows.compiler.parameters
    counted = await store.run(f"{begin} RETURN n.origin AS origin, count(n) AS count", parameters)
    found = await store.run(f"{begin} UNWIND n.sources AS source RETURN collect(DISTINCT source) AS sources", parameters)
    by_origin = {row["origin"]: row["count"] for row in counted}
    return Basis({origin: by_origin.get(origin, 0) for origin in ORIGINS}, tuple(sorted(found[0]["sources"])))
