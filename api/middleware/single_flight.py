"""An answer in the making, in a task of its own: several callers may wait for it, and none of them takes it from the others by leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.cached_response import CachedResponse, tagged

STREAM = 262_144
"""Bytes of a stream that are held back at most, to see whether it ends within them."""
log = structlog.get_logger("api.middleware.single_flight")
Tagger = Callable[[], bytes | None]


class Flight:
    """One run of the application for one GET.

    What ends as a whole with status 200 becomes :attr:`outcome`. Whatever else comes (a refusal, a long stream, something that says it must
    not be stored) goes straight to the caller who began, and the outcome is None: the others ask for themselves.

    :ivar shared: others wait for it too, so the one who began may leave without ending it.
    :param tag: gives the tag of the answer, None when the data changed since the flight began.
    """

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, tag: Tagger) -> None:
        self._app, self._scope, self._receive, self._send, self._tag = app, scope, receive, send, tag
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._held = 0
        self._passing = asyncio.Event()
        self._asked = False
        self.shared = False
        self.outcome: asyncio.Future[CachedResponse | None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.get_running_loop().create_task(self._run())
        self.task.add_done_callback(self._ended)

    @property
    def passing(self) -> bool:
        """Whether it goes to the one who began and to nobody else."""
        return self._passing.is_set()

    async def _run(self) -> None:
        try:
            await self._app(self._scope, self._listen, self._take)
        finally:
            if not self.outcome.done():
                self.outcome.set_result(None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What fails after the answer was complete has nobody who waits for it."""
        failure = None if task.cancelled() else task.exception()
        if failure is not None and self.outcome.result() is not None:
            log.error("unforeseen", path=self._scope["path"], exc_info=failure)

    async def _listen(self) -> Message:
        """What the application hears: a GET has no body, and that a caller left matters only when nobody else waits."""
        if not self._asked:
            self._asked = True
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
        self._held += len(self._parts[-1])
        if not message.get("more_body", False):
            tag = self._tag()
            self.outcome.set_result(CachedResponse(tagged(self._start["headers"], tag), b"".join(self._parts), tag))
        elif self._held > STREAM:
            await self._pass(tag=True)

    async def _pass(self, *, tag: bool) -> None:
        """Let it through from here on, with what was held back."""
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
