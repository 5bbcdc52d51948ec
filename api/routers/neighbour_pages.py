"""Pages of the relationships of one entity, with cursors that are bound to the request and to the data version."""

from __future__ import annotations

from api.parameters.cursors import Paging, fingerprint, seal, unseal
from graph.database.reader import Store
from graph.queries.traversal.neighbours import PLAIN_NEIGHBOURS, NeighbourPage, NeighbourShown, Wanted, key_of, neighbours


async def page_of(
    store: Store, node_id: str, wanted: Wanted, paging: Paging, shown: NeighbourShown = PLAIN_NEIGHBOURS
) -> tuple[NeighbourPage, str | None]:
    """Return a page and the cursor of the next one (None: this is the last).

    :raises BadValueError: the cursor belongs to another request, or is not one of this API.
    :raises DataChangedError: the data has changed since the page before.
    """
    mark = fingerprint("neighbours", node_id, wanted)
    resume = unseal(paging.cursor, mark)
    after, version = (None, None) if resume is None else (key_of(resume.keys), resume.version)
    page = await neighbours(store, node_id, wanted, after=after, limit=paging.per_page, version=version, shown=shown)
    return page, seal(mark, page.data_version, page.after)
