"""Limit the size and duration of request bodies while they arrive. Nothing is buffered here; the route reads at its own pace.

A response may be complete before the body is. The rest of the body is then read and discarded before the connection is closed or reused:
the kernel discards a response that a client has not read yet if the connection is closed with unread data.
"""

from __future__ import annotations

import asyncio

from fastapi import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.responses import problems
from api.security.access_policy import Policy
from seed.bilingual import Bilingual
from seed.sheets.budgets import SHEETS

IMPORT_PATH = "/v1/imports"
IMPORT_BYTES = SHEETS.file_bytes + 6_000_000
"""Maximum size of the body of an import: the files together, the mapping and the decisions, in bytes."""
DISCARDED = 16_000_000
"""Maximum number of bytes of a body that are read and discarded after the response."""
PAUSE = 5.0
"""Maximum seconds between two parts of a discarded body."""


class Refused(Exception):
    """Ends a request with a response of the access control; not a failure."""

    def __init__(self, response: Response, *, close: bool = False) -> None:
        super().__init__()
        self.response = response
        if close:  # the rest of the request stays unread, so the connection cannot be reused
            response.headers["Connection"] = "close"


class LimitedBody:
    """A request body with a size limit and a deadline."""

    def __init__(self, policy: Policy, scope: Scope, receive: Receive, send: Send) -> None:
        self.policy, self.scope = policy, scope
        self._receive, self._send = receive, send
        self._remaining = most_bytes(policy, scope["path"])
        self._deadline = asyncio.get_running_loop().time() + policy.timeout
        self._complete = self._started = False
        self._refusal: Refused | None = None

    async def run(self, app: ASGIApp) -> None:
        """Pass the request on. If the body breaks a limit, the refusal replaces the response of the route."""
        try:
            await app(self.scope, self.receive, self.send)
        except Exception:
            if self._refusal is None or self._started:
                raise
        if self._refusal is not None and not self._started:
            await respond_then_discard(self._refusal.response, self.scope, self._receive, self._send, self._deadline)

    async def receive(self) -> Message:
        """Return the next part of the body.

        :raises Refused: the body is too large or too slow.
        """
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            detail = Bilingual(
                f"The body did not arrive within {self.policy.timeout:g} s.", f"请求正文未在 {self.policy.timeout:g} 秒内送达。"
            )
            raise self._refuse(Refused(problems.http_problem(408, detail, self.scope["path"]), close=True)) from None
        self._remaining -= len(message.get("body", b""))
        if self._remaining < 0:
            raise self._refuse(too_large(self.policy, self.scope["path"]))
        self._complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the response, unless the request was refused."""
        if self._refusal is None or self._started:
            self._started = True
            if not self._complete and self._refusal is None and _ends(message):
                await _end_after_discarding(message, self.scope, self._receive, self._send, self._deadline)
            else:
                await self._send(message)

    def _refuse(self, refusal: Refused) -> Refused:
        self._refusal = refusal
        return refusal


def most_bytes(policy: Policy, path: str) -> int:
    """Return the maximum size of a body, in bytes. Only a client with the scope ``propose`` gets as far as the body of an import."""
    return IMPORT_BYTES if path == IMPORT_PATH else policy.max_body


def too_large(policy: Policy, path: str) -> Refused:
    """Return the refusal of a body that exceeds the size limit."""
    detail = Bilingual(f"The body exceeds {most_bytes(policy, path):,} bytes.", f"请求正文超过 {most_bytes(policy, path):,} 字节。")
    return Refused(problems.http_problem(413, detail, path, hint=Bilingual("Send a smaller body.", "请缩小请求正文。")), close=True)


async def respond_then_discard(response: Response, scope: Scope, receive: Receive, send: Send, deadline: float) -> None:
    """Send a response, then read and discard the rest of the body before the response ends."""

    async def sending(message: Message) -> None:
        if _ends(message):
            await _end_after_discarding(message, scope, receive, send, deadline)
        else:
            await send(message)

    await response(scope, receive, sending)


def _ends(message: Message) -> bool:
    return message["type"] == "http.response.body" and not message.get("more_body", False)


async def _end_after_discarding(message: Message, scope: Scope, receive: Receive, send: Send, deadline: float) -> None:
    """Send the last part of a response, discard the rest of the body, then end the response."""
    if any(name == b"expect" for name, _ in scope["headers"]):  # the client sends no body after this response
        await send(message)
        return
    await send({**message, "more_body": True})
    await _discard(receive, deadline)
    await send({"type": "http.response.body", "body": b""})


async def _discard(receive: Receive, deadline: float) -> None:
    """Read the body until it ends, the client disconnects or pauses, or a limit is reached."""
    left = DISCARDED
    loop = asyncio.get_running_loop()
    try:
        while left > 0:
            async with asyncio.timeout_at(min(deadline, loop.time() + PAUSE)):
                message = await receive()
            left -= len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return
    except TimeoutError:
        return
