"""The provenance of a whole list: its rows counted by origin, and the ids of their sources. For citations of groups and of exports."""

from __future__ import annotations

from dataclasses import dataclass

from graph.database.reader import Store
from graph.queries.lists.cypher import rows_of
from graph.queries.lists.request import ListRequest
from graph.queries.lists.sampling import resolve_ids, sample_ids
from graph.queries.lists.undated import depends_on_undated
from seed.model import ORIGINS


@dataclass(frozen=True)
class Basis:
    """Number of rows by origin, the ids of the sources that they cite, and with a date the number of undated rows."""

    origins: dict[str, int]
    sources: tuple[str, ...]
    undated: int = 0


async def basis(store: Store, request: ListRequest) -> Basis:
    """Compute the provenance of all rows of a list in the database. Use it inside ``store.reading()``."""
    among: list[str] | None = None
    if request.ids:
        among = list((await resolve_ids(store, request))[0])
    elif request.sample is not None:
        among = list(await sample_ids(store, request, request.sample))
    rows = rows_of(request, among)
    undated = depends_on_undated(request, rows) if request.as_of is not None else "false"
    begin, parameters = f"CYPHER 5 {rows.text}", rows.compiler.parameters
    totals = f"count(n) AS count, sum(CASE WHEN {undated} THEN 1 ELSE 0 END) AS undated"
    counted = await store.run(f"{begin} RETURN n.origin AS origin, {totals}", parameters)
    cited = await store.run(f"{begin} UNWIND n.sources AS source RETURN collect(DISTINCT source) AS sources", parameters)
    by_origin = {row["origin"]: row["count"] for row in counted}
    sources = tuple(sorted(cited[0]["sources"]))
    return Basis({origin: by_origin.get(origin, 0) for origin in ORIGINS}, sources, sum(row["undated"] for row in counted))
