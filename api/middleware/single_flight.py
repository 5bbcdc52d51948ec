"""One computation of a response, in its own task. Several requests may wait for it; a disconnect does not cancel it for the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.cached_response import CachedResponse, tagged

STREAM = 262_144
"""Maximum bytes of a stream to buffer while waiting for its end."""
log = structlog.get_logger("api.middleware.single_flight")
Tagger = Callable[[], bytes | None]


class Flight:
    """One run of the application for one GET request.

    A complete response with status 200 becomes :attr:`outcome`. Any other response (an error, a long stream, or one with ``no-store``) is
    sent directly to the first request, and the outcome is None: the waiting requests then run on their own.

    :ivar shared: other requests wait too, so the first one may disconnect without cancelling the run.
    :param tag: returns the entity tag of the response; None if the data has changed since the start.
    """

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, tag: Tagger) -> None:
        self._app, self._scope, self._receive, self._send, self._tag = app, scope, receive, send, tag
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._buffered = 0
        self._passing = asyncio.Event()
        self._body_read = False
        self.shared = False
        self.outcome: asyncio.Future[CachedResponse | None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.get_running_loop().create_task(self._run())
        self.task.add_done_callback(self._ended)

    @property
    def passing(self) -> bool:
        """Whether the response goes only to the first request."""
        return self._passing.is_set()

    async def _run(self) -> None:
        try:
            await self._app(self._scope, self._listen, self._take)
        finally:
            if not self.outcome.done():
                self.outcome.set_result(None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Log an error after the response was complete, when no request waits for it."""
        failure = None if task.cancelled() else task.exception()
        if failure is not None and self.outcome.result() is not None:
            log.error("unhandled error", path=self._scope["path"], exc_info=failure)

    async def _listen(self) -> Message:
        """Receive for the application: an empty body, then a disconnect only once no other request waits."""
        if not self._body_read:
            self._body_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await self._receive())["type"] == "http.request":
            continue
        if self.shared:
            await self._passing.wait()
        return message

    async def _take(self, message: Message) -> None:
        if self.passing:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
            if message["status"] != 200 or _not_stored(message):
                await self._pass(tag=False)
        elif message["type"] == "http.response.body":
            await self._body(message)

    async def _body(self, message: Message) -> None:
        self._parts.append(message.get("body", b""))
        self._buffered += len(self._parts[-1])
        if not message.get("more_body", False):
            tag = self._tag()
            self.outcome.set_result(CachedResponse(tagged(self._start["headers"], tag), b"".join(self._parts), tag))
        elif self._buffered > STREAM:
            await self._pass(tag=True)

    async def _pass(self, *, tag: bool) -> None:
        """Send the buffered parts and pass the rest through."""
        self._passing.set()
        self.outcome.set_result(None)
        if tag:
            self._start["headers"] = tagged(self._start["headers"], self._tag())
        await self._send(self._start)
        for part in self._parts:
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
        self._parts.clear()


def _not_stored(message: Message) -> bool:
    return any(name.lower() == b"cache-control" and b"no-store" in value for name, value in message["headers"])
