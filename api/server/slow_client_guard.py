"""Timeouts at the connection level: disconnect clients that send headers, or read responses, too slowly.

uvicorn limits only the pause between two requests, and any byte ends that pause. A client that opens a connection and sends nothing, or
one byte per minute, would hold it forever; and uvicorn's fast parser accepts headers of any length. This protocol requires the headers to
arrive within a time and size limit, and the client to read its response within the time limit. Invalid HTTP gets a problem response
instead of plain text. Bodies that arrive too slowly are handled by :mod:`api.middleware.body_limits`.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api import logs
from api.middleware.request_context import completed
from api.parameters.url_encoding import HINT, url_fault
from api.responses import problems

MAX_HEAD = 65_536
"""Maximum bytes of request line and headers at this level. :mod:`api.middleware.access_control` enforces lower limits with more specific
responses."""
log = structlog.get_logger("api.server.slow_client_guard")


class TimeoutProtocol(HttpToolsProtocol):
    """uvicorn's protocol with timeouts. Create subclasses with :func:`patient`."""

    limit = 20.0
    """Timeout in seconds."""
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _head = 0
    _begun = False
    _data = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the header timeout, also for a client that sends nothing."""
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        """Stop the header timeout when the headers are complete; restart it at the first byte after a response."""
        before, self._data = self.cycle, data
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self.cycle is not before:
            self._head = 0
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None
        elif before is None or before.response_complete:  # no active request: headers, or an unread body
            self._head += len(data) if self._begun else 0
            if self._head > MAX_HEAD:
                self._refuse(431, f"The headers exceed {MAX_HEAD:,} bytes.")
            elif self._reading is None:
                self._await_headers()

    def on_message_begin(self) -> None:
        """Note that a request has started."""
        self._begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that the headers are complete."""
        self._begun = False
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Start the write timeout: the client is not reading its response."""
        super().pause_writing()
        if self._writing is None:
            self._writing = self.loop.call_later(self.limit, self._give_up_writing)

    def resume_writing(self) -> None:
        """Stop the write timeout."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timers."""
        for timer in (self._reading, self._writing):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Reject invalid HTTP with a problem response. The parser rejects a URL with unescaped non-ASCII bytes."""
        target = self._data.partition(b"\r\n")[0].split(b" ")[1:2]
        fault = url_fault(target[0], b"") if target and target[0].startswith(b"/") else None
        self._refuse(400, fault or msg, None if fault is None else HINT)

    def _await_headers(self) -> None:
        self._reading = self.loop.call_later(self.limit, self._give_up_reading)

    def _give_up_reading(self) -> None:
        self._reading = None
        if self._begun:
            self._refuse(408, f"The request did not arrive within {self.limit:g} s.")
        else:
            self.transport.close()

    def _give_up_writing(self) -> None:
        self._writing = None
        log.info("disconnected", why="the client did not read its response", seconds=self.limit)
        self.transport.abort()

    def _refuse(self, status: int, detail: str, hint: str | None = None) -> None:
        """Write a problem response directly to the transport, since there is no complete request, and close the connection."""
        request_id = logs.bind_request(None)  # the request has no id yet
        log.info("refused", status=status, detail=detail)
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:  # another response is partly sent
                self.transport.abort()
                return
        response = problems.http_problem(status, detail, hint=hint)
        head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        head += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in completed(response.raw_headers, request_id)]
        self.transport.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + bytes(response.body))
        self.transport.close()


def patient(seconds: float) -> type[TimeoutProtocol]:
    """Return the protocol class with a timeout in seconds, for ``uvicorn.Config(http=...)``."""
    return type("TimeoutProtocol", (TimeoutProtocol,), {"limit": seconds})
