"""Whose read this is: the id of the request that is being answered, as the database sees it beside each query.

An administrator who finds a slow query (``SHOW TRANSACTIONS``, the query log) then also has the lines of our log that belong to it.
"""

from __future__ import annotations

from contextvars import ContextVar

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Set by the API for each request; None outside of one, as for the poll of the data version."""


def metadata() -> dict[str, str] | None:
    """Metadata of the query that is about to run; None when it belongs to no request."""
    found = REQUEST_ID.get()
    return None if found is None else {"request_id": found}
