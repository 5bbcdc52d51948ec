"""How long a connection is waited for, below HTTP: clients that send their headers, or take their answer, too slowly are cut off.

uvicorn limits only the pause between two requests, and any byte ends that pause. So a client that opens a connection and says nothing, or
says one letter a minute, would hold it for ever. Here the headers must have arrived within the limit, and an answer that the client
does not take must make room within the limit. A request that is no HTTP, or whose headers are endless, gets a problem and not plain text.
A body that arrives too slowly is the business of :mod:`api.guard`, which knows who waits for it.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from api import problems

log = structlog.get_logger("api.patience")


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with limits on time. Use a subclass of :func:`patient`."""

    limit = 20.0
    """Seconds."""
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers from the beginning, also when nothing at all is sent."""
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        """Stop to wait when the headers are whole; begin anew with the first byte after an answer."""
        before = self.cycle
        if self._reading is None and (before is None or before.response_complete):
            self._await_headers()
        super().data_received(data)
        if self.cycle is not before and self._reading is not None:
            self._reading.cancel()
            self._reading = None

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
        """Refuse what is no HTTP; called while h11's error is being handled."""
        problem = sys.exception()
        status = problem.error_status_hint if isinstance(problem, h11.RemoteProtocolError) else 400
        self._refuse(431 if status == 431 else 400, f"{msg} {problem}".strip())

    def _await_headers(self) -> None:
        self._reading = self.loop.call_later(self.limit, self._give_up_reading)

    def _give_up_reading(self) -> None:
        self._reading = None
        begun = self.conn.trailing_data[0] or (self.cycle is not None and self.conn.their_state is not h11.IDLE)
        if begun:
            self._refuse(408, f"The request did not arrive within {self.limit:g} s.")
        else:
            self.transport.close()

    def _give_up_writing(self) -> None:
        self._writing = None
        log.info("cut off", why="the client does not take its answer", seconds=self.limit)
        self.transport.abort()

    def _refuse(self, status: int, detail: str) -> None:
        """Say why and close. Straight to the transport: h11 would not let us answer a request that it has not understood."""
        log.info("refused", status=status, detail=detail)
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.abort()  # another answer is half sent
            return
        answer = problems.http_problem(status, detail)
        head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        head += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in answer.raw_headers]
        self.transport.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()


def patient(seconds: float) -> type[PatientProtocol]:
    """The protocol with a limit of its own; for ``uvicorn.Config(http=...)``."""
    return type("PatientProtocol", (PatientProtocol,), {"limit": seconds})
