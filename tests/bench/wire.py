"""An HTTP client that sends raw bytes and parses the response. Connections are kept alive as long as the server allows."""

from __future__ import annotations

import contextlib
import http.client
import socket
from dataclasses import dataclass

TIMEOUT = 40.0


@dataclass(frozen=True)
class Answered:
    """A raw response. Header names are lower case; of repeated headers the last one is kept."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection."""

    def __init__(self, host: str, port: int, timeout: float = TIMEOUT) -> None:
        self.where, self.timeout = (host, port), timeout
        self._socket: socket.socket | None = None

    def ask(self, raw: bytes, *, head: bool = False) -> Answered:
        """Send bytes and read one response. If the server has closed the connection, reconnect once.

        :raises OSError: no response, or an incomplete one.
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
        with contextlib.suppress(ConnectionError):  # the server can reject a long request before it is sent completely
            self._socket.sendall(raw)
        answer = http.client.HTTPResponse(self._socket, method="HEAD" if head else "GET")
        try:
            answer.begin()
            body = answer.read()
        except http.client.IncompleteRead as problem:
            self.close()
            raise ConnectionAbortedError(f"incomplete response: {problem}") from problem
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if answer.will_close:
            self.close()
        return Answered(answer.status, headers, body)

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
