"""Bodies of requests: counted while they arrive, and not waited for without end. Nothing is held here; a route reads as it likes."""

from __future__ import annotations

import asyncio

from fastapi import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.responses import problems
from api.security.access_policy import Policy


class Refused(Exception):
    """Ends a request with an answer of the guard's own: a decision, not a failure."""

    def __init__(self, answer: Response, *, close: bool = False) -> None:
        super().__init__()
        self.answer = answer
        if close:  # what is left of the request is not read, so the connection cannot be used again
            answer.headers["Connection"] = "close"


class LimitedBody:
    """One request with a body: counts what arrives, and looks at the clock."""

    def __init__(self, policy: Policy, scope: Scope, receive: Receive, send: Send) -> None:
        self.policy, self.scope = policy, scope
        self._receive, self._send = receive, send
        self._left = policy.max_body
        self._deadline = asyncio.get_running_loop().time() + policy.timeout
        self._whole = self._started = False
        self._refusal: Refused | None = None

    async def run(self, app: ASGIApp) -> None:
        """Hand the request on; when it must be refused meanwhile, whatever the route says of that is replaced by the refusal."""
        try:
            await app(self.scope, self.receive, self.send)
        except Exception:
            if self._refusal is None or self._started:
                raise
        if self._refusal is not None and not self._started:
            await self._refusal.answer(self.scope, self._receive, self._send)

    async def receive(self) -> Message:
        """The next part of the body.

        :raises Refused: it is too much, or too late.
        """
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            detail = f"The body did not arrive within {self.policy.timeout:g} s."
            raise self._refuse(Refused(problems.http_problem(408, detail, self.scope["path"]), close=True)) from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise self._refuse(too_large(self.policy, self.scope["path"]))
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Hand a part of the answer on, unless the guard answers itself."""
        if self._refusal is None or self._started:
            self._started = True
            await self._send(message)

    def _refuse(self, refusal: Refused) -> Refused:
        self._refusal = refusal
        return refusal


def too_large(policy: Policy, path: str) -> Refused:
    """The refusal of a body that is too large."""
    detail = f"The body has more than {policy.max_body:,} bytes."
    return Refused(problems.http_problem(413, detail, path, hint="Send less at a time."), close=True)
