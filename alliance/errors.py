"""Errors of the API (RFC 9457) as exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx


class ProblemError(Exception):
    """An error response. The text says what is wrong.

    :ivar status: HTTP status; 0 if there was no response.
    :ivar code: stable name of the problem, such as ``unknown-name``.
    :ivar hint: how to correct the request, or None.
    :ivar errors: the invalid inputs, each with ``pointer`` and ``detail``.
    :ivar nearest: existing names that are most similar to an unknown one.
    :ivar candidates: the entities that an ambiguous name may refer to.
    :ivar request_id: id of the request, which is also in the log of the server.
    :ivar retry_after: seconds to wait, or None.
    """

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None = None) -> None:
        super().__init__(str(body.get("detail", f"HTTP {status}")))
        self.status = status
        self.code = str(body.get("type", "")).rpartition("/")[2]
        self.hint: str | None = body.get("hint")
        self.errors: tuple[Mapping[str, str], ...] = tuple(body.get("errors") or ())
        self.nearest: tuple[str, ...] = tuple(body.get("nearest") or ())
        self.candidates: tuple[Mapping[str, Any], ...] = tuple(body.get("candidates") or ())
        self.request_id: str | None = body.get("request_id")
        self.retry_after = retry_after

    def __str__(self) -> str:
        """Return the text, and the hint on a line of its own."""
        text = super().__str__()
        return text if self.hint is None or self.hint in text else f"{text}\n{self.hint}"


class DataChangedError(ProblemError):
    """The data changed between two pages (409). Start again from the first page; ``Explorer.collect`` does so."""


class NoResponseError(ProblemError):
    """The server did not respond."""

    def __init__(self, url: str, problem: Exception) -> None:
        hint = "Check that the server runs and that the URL is right. A local server is started with: alliance up"
        super().__init__(0, {"type": "/problems/no-answer", "detail": f"No response from {url}: {problem}.", "hint": hint})


class PagingError(Exception):
    """A response without a usable ``next_cursor``: an end that may not be the end is an error."""


def problem_of(response: httpx.Response) -> ProblemError:
    """Return the error of an error response."""
    wait = retry_after(response)
    if not response.headers.get("Content-Type", "").startswith("application/problem+json"):
        body = {
            "type": "/problems/http",
            "detail": f"Unexpected response: not this API (HTTP {response.status_code}).",
            "hint": "Check the URL, and any proxy in between.",
        }
        return ProblemError(response.status_code, body, wait)
    body = response.json()
    kind = DataChangedError if str(body.get("type", "")).endswith("/data-changed") else ProblemError
    return kind(response.status_code, body, wait)


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds of ``Retry-After``; None without it."""
    try:
        return float(response.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
