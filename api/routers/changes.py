"""``/v1/changes``: server-sent events with the data version and whether it is served, sent when either changes.

The stream holds no lease on the database, so it never delays a switch to new data. It ends when the server stops; a client connects again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Depends, Response
from starlette.types import Message, Receive, Scope, Send

from api.dependencies import Stores, StoresDep
from api.parameters.selection import refuse_unknown
from graph.errors import TooManyClientsError
from seed.bilingual import Bilingual

PATH = "/v1/changes"
MOST_CLIENTS = 100
"""Maximum number of streams of a process."""
EVERY = 0.25
"""Seconds between two looks at the state, which needs no query."""
QUIET = 15.0
"""Seconds without an event after which a comment is sent, so that proxies do not close the connection."""
RETRY = 2000
"""Milliseconds after which a browser connects again."""
_HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]


@dataclass
class Clients:
    """The number of open streams."""

    count: int = 0


class ChangesResponse(Response):
    """The stream of one client."""

    def __init__(self, stores: Stores, clients: Clients) -> None:
        super().__init__()
        self._stores, self._clients = stores, clients

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send events until the client leaves or the server stops."""
        ends = {asyncio.create_task(_disconnected(receive)), asyncio.create_task(self._stores.stopping.wait())}
        self._clients.count += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
            await self._events(send, ends)
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._clients.count -= 1
            for task in ends:
                task.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    async def _events(self, send: Send, ends: set[asyncio.Task[object]]) -> None:
        last, quiet = b"", 0.0
        while True:
            event, quiet = event_of(self._stores), quiet + EVERY
            if event != last:
                await send(_part(event if last else b"retry: %d\n" % RETRY + event))
                last, quiet = event, 0.0
            elif quiet >= QUIET:
                await send(_part(b": no change\n\n"))
                quiet = 0.0
            done, _ = await asyncio.wait(ends, timeout=EVERY, return_when=asyncio.FIRST_COMPLETED)
            if done:
                return


def event_of(stores: Stores) -> bytes:
    """Return the present state as an event. ``starting``: there is no database yet; else the state of the store."""
    store = stores.current
    version, state = (None, "starting") if store is None else (store.version or None, store.state)
    number = b"" if version is None else b"id: %s\n" % version.encode()
    return b"event: state\n%sdata: %s\n\n" % (number, orjson.dumps({"data_version": version, "state": state}))


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _disconnected(receive: Receive) -> object:
    while (message := await receive())["type"] != "http.disconnect":
        continue
    return message


def router() -> APIRouter:
    """Return the router of ``/v1/changes``. The document leaves it out: OpenAPI describes no streams that do not end."""
    clients = Clients()

    async def follow_changes(stores: StoresDep) -> Response:
        """Stream the data version and the load state."""
        if clients.count >= MOST_CLIENTS:
            raise TooManyClientsError(
                Bilingual(f"{MOST_CLIENTS} clients follow the changes already.", f"已有 {MOST_CLIENTS} 个客户端在订阅数据变化。"),
                hint=Bilingual("Try again later, or ask /v1/meta.", "请稍后重试，或查询 /v1/meta。"),
            )
        return ChangesResponse(stores, clients)

    api_router = APIRouter(dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route(PATH, follow_changes, include_in_schema=False)
    return api_router
