"""Raw sockets and a small application behind the guard, for what no well-behaved client does."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware.access_control import AccessControlMiddleware
from api.security.access_policy import Policy
from api.server.slow_client_guard import patient

GONE = threading.Event()
"""Ends a stream: uvicorn takes what is sent to a client that has gone, and drops it."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """``/read`` reads the body and says how long it was; ``/stream`` sends without end; anything else answers without reading."""
    if scope["type"] != "http":
        return
    size, more = 0, scope["path"] == "/read"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while scope["path"] == "/stream" and not GONE.is_set():
        await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
    await send({"type": "http.response.body", "body": str(size).encode()})


class Server:
    """An application on a real socket, in a thread."""

    def __init__(self, app: ASGIApp, timeout: float) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(app, http=patient(timeout), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve(sockets=[self._socket])), daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def open_connections(self) -> int:
        return len(self._server.server_state.connections)


@contextmanager
def guarded(policy: Policy) -> Iterator[Server]:
    server = Server(AccessControlMiddleware(echo, policy), policy.timeout)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Answer:
    """What came back until the server closed the connection."""

    raw: bytes

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1]) if self.raw else 0

    @property
    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.raw.partition(b"\r\n\r\n")[2]))

    @property
    def problem(self) -> str:
        head, _, body = self.raw.partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower(), self.raw
        return str(json.loads(body)["type"]).removeprefix("/problems/")


def talk(port: int, *parts: bytes, pause: float = 0.0, limit: float = 20.0) -> Answer:
    """Send parts with a pause between them, then read until the server closes the connection."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=limit)) as made:
        for part in parts:
            try:
                made.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        received = b""
        while True:
            try:
                part = made.recv(65536)
            except ConnectionResetError:
                break
            if not part:
                break
            received += part
    return Answer(received)
