"""Pass the id of the current request to the database as transaction metadata.

The id of a slow query (``SHOW TRANSACTIONS``, the query log) then leads to the matching lines of the server log.
"""

from __future__ import annotations

from contextvars import ContextVar

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Set by the API for each request; None outside a request, for example in the poll of the data version."""


def metadata() -> dict[str, str] | None:
    """Return the metadata for the next query; None outside a request."""
    request_id = REQUEST_ID.get()
    return None if request_id is None else {"request_id": request_id}
