"""How long a connection is waited for, below HTTP: clients that send their headers, or take their answer, too slowly are cut off.

uvicorn limits only the pause between two requests, and any byte ends that pause. So a client that opens a connection and says nothing, or
says one letter a minute, would hold it for ever; and its fast parser takes headers without end. Here the headers must have arrived within
the limit of time and of size, and an answer that the client does not take must make room within the limit of time. What is no HTTP gets a
problem and not plain text.
A body that arrives too slowly is the business of :mod:`api.middleware.access_control`, which knows who waits for it.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api import logs
from api.middleware.request_context import completed
from api.responses import problems

MAX_HEAD = 65_536
"""Bytes of request line and headers that are taken in; what is longer than :mod:`api.middleware.access_control` allows is refused there,
more politely."""
log = structlog.get_logger("api.server.slow_client_guard")


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits on time. Use a subclass of :func:`patient`."""

    limit = 20.0
    """Seconds."""
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _head = 0
    _begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers from the beginning, also when nothing at all is sent."""
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        """Stop to wait when the headers are whole; begin anew with the first byte after an answer."""
        before = self.cycle
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self.cycle is not before:
            self._head = 0
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None
        elif before is None or before.response_complete:  # no request is under way: these are headers, or a body that nobody wanted
            self._head += len(data) if self._begun else 0
            if self._head > MAX_HEAD:
                self._refuse(431, f"The headers have more than {MAX_HEAD:,} bytes.")
            elif self._reading is None:
                self._await_headers()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The last byte of its headers."""
        self._begun = False
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The client does not take its answer; wait, but not for ever."""
        super().pause_writing()
        if self._writing is None:
            self._writing = self.loop.call_later(self.limit, self._give_up_writing)

    def resume_writing(self) -> None:
        """There is room again."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clocks."""
        for clock in (self._reading, self._writing):
            if clock is not None:
                clock.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(400, msg)

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
        log.info("cut off", why="the client does not take its answer", seconds=self.limit)
        self.transport.abort()

    def _refuse(self, status: int, detail: str) -> None:
        """Say why and close. Straight to the transport: there is no request that could be answered."""
        known = logs.bind_request(None)  # there is no request yet that has one
        log.info("refused", status=status, detail=detail)
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:  # another answer is half sent
                self.transport.abort()
                return
        answer = problems.http_problem(status, detail)
        head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        head += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in completed(answer.raw_headers, known)]
        self.transport.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()


def patient(seconds: float) -> type[PatientProtocol]:
    """The protocol with a limit of its own; for ``uvicorn.Config(http=...)``."""
    return type("PatientProtocol", (PatientProtocol,), {"limit": seconds})
