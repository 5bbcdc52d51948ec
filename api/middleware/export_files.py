"""Serve the file of a finished export operation.

The request becomes one for the export itself, which :mod:`api.middleware.file_ranges` keeps.

It asks for no compression, since a compressed response would be produced again.
"""

from __future__ import annotations

import asyncio
import re

from starlette.types import ASGIApp, Receive, Scope, Send

from api.routers.exports.production import address
from api.routers.exports.records import Operation, Records
from graph.errors import NotFoundError

_FILE = re.compile(r"/v1/exports/([0-9a-f]{32})/file")
_REPLACED = frozenset({b"accept-encoding", b"accept"})


class ExportFilesMiddleware:
    """Middleware that serves ``/v1/exports/{id}/file`` of operations that are done; other states are left to the router."""

    def __init__(self, app: ASGIApp, records: Records) -> None:
        self.app, self._records = app, records

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        match = _FILE.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        operation = None if match is None else await asyncio.to_thread(self._done, match[1])
        await self.app(scope if operation is None else _scope_of(scope, operation.url), receive, send)

    def _done(self, name: str) -> Operation | None:
        try:
            operation = self._records.get(name)
        except NotFoundError:
            return None
        return operation if operation.state == "done" else None


def _scope_of(scope: Scope, url: str) -> Scope:
    return {**scope, **address(url), "headers": [item for item in scope["headers"] if item[0] not in _REPLACED]}
