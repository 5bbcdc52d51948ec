"""A client that can say anything: bytes out, an answer in. It keeps its connection as long as the server does."""

from __future__ import annotations

import contextlib
import http.client
import socket
from dataclasses import dataclass

TIMEOUT = 40.0


@dataclass(frozen=True)
class Answered:
    """An answer as it came; header names in small letters, the last of equal names."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection."""

    def __init__(self, host: str, port: int, timeout: float = TIMEOUT) -> None:
        self.where, self.timeout = (host, port), timeout
        self._socket: socket.socket | None = None

    def ask(self, raw: bytes, *, head: bool = False) -> Answered:
        """Send bytes, read one answer.

        :raises OSError: no answer, or half of one. A connection that the server had closed meanwhile is opened once more.
        """
        kept = self._socket is not None
        try:
            return self._ask(raw, head)
        except (ConnectionError, http.client.RemoteDisconnected):
            self.close()
            if not kept:
                raise
        return self._ask(raw, head)

    def _ask(self, raw: bytes, head: bool) -> Answered:
        if self._socket is None:
            self._socket = socket.create_connection(self.where, self.timeout)
        with contextlib.suppress(ConnectionError):  # it may refuse a long request before all of it is sent, and says why
            self._socket.sendall(raw)
        answer = http.client.HTTPResponse(self._socket, method="HEAD" if head else "GET")
        try:
            answer.begin()
            body = answer.read()
        except http.client.IncompleteRead as problem:
            self.close()
            raise ConnectionAbortedError(f"the answer breaks off: {problem}") from problem
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if answer.will_close:
            self.close()
        return Answered(answer.status, headers, body)

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
