"""A typed client of the explorer's API in one file: take it and change it. Needs httpx and pydantic.

python docs/examples/explorer.py http://127.0.0.1:8000
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

import httpx
from pydantic import BaseModel


class Thing(BaseModel):
    """What every row of a list has."""

    id: str
    type: str
    name: str
    name_zh: str | None = None
    origin: str
    href: str


class School(Thing):
    """A school; only the properties that are used here."""

    level: str | None = None
    code: str | None = None


class Meta(BaseModel):
    """What an answer says about itself."""

    count: int
    next_cursor: str | None = None
    truncated: bool
    data_version: str | None
    origins: dict[str, int]
    cite: str | None = None


class Fed(BaseModel):
    """A row of the question `enterprises-fed-by-programs`."""

    enterprise: Thing
    program: Thing
    year: int | None = None
    graduates: int | None = None
    origin: str


Row = TypeVar("Row", bound=BaseModel)


class Answer(BaseModel, Generic[Row]):
    """Rows, and what is said about them."""

    meta: Meta
    results: list[Row]


class ProblemError(Exception):
    """What the API refused (RFC 9457). ``code`` is stable; ``errors`` says where the input does not fit."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("detail", body)))
        self.status = status
        self.code = str(body.get("type", "")).rpartition("/")[2]
        self.errors: list[dict[str, str]] = list(body.get("errors", ()))


@dataclass
class Explorer:
    """Asks the API. Waits when it says so (429, 503), and keeps answers by their ETag."""

    url: str
    key: str | None = None
    patience: float = 30.0
    """Seconds that a request may be put off in all."""
    _kept: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        # A connection that was idle for as long as a server keeps it may break under the next request: give it up sooner.
        self._http = httpx.Client(base_url=self.url, headers=headers, timeout=60, limits=httpx.Limits(keepalive_expiry=2))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **params: str | int) -> bytes:
        """The body of an answer; from what was kept when nothing has changed.

        :raises ProblemError: the API refused.
        """
        request = self._http.build_request("GET", path, params=params)
        address = str(request.url)
        etag, body = self._kept.get(address, ("", b""))
        if etag:
            request.headers["If-None-Match"] = etag
        response = self._patiently(request)
        if response.status_code == 304:
            return body
        if response.is_error:
            problem = response.headers.get("Content-Type", "").startswith("application/problem+json")
            raise ProblemError(response.status_code, response.json() if problem else {"detail": response.text[:200]})
        if "ETag" in response.headers:
            self._kept[address] = (response.headers["ETag"], response.content)
        return response.content

    def page(self, row: type[Row], path: str, **params: str | int) -> Answer[Row]:
        """One answer, with rows of a type."""
        return Answer[row].model_validate_json(self.get(path, **params))  # type: ignore[valid-type]

    def rows(self, row: type[Row], path: str, **params: str | int) -> Iterator[Row]:
        """All rows of a list, page by page."""
        cursor: str | None = "*"
        while cursor is not None:
            answer = self.page(row, path, **params, cursor=cursor)
            yield from answer.results
            cursor = answer.meta.next_cursor

    def _patiently(self, request: httpx.Request) -> httpx.Response:
        end = time.monotonic() + self.patience
        while True:
            response = self._http.send(request)
            wait = float(response.headers.get("Retry-After", "inf"))
            if response.status_code not in {429, 503} or time.monotonic() + wait > end:
                return response
            time.sleep(wait)


def main(url: str) -> None:
    """Schools with programs, and who takes the graduates of which program."""
    with Explorer(url) as explorer:
        for school in explorer.rows(School, "/v1/schools", filter="has:offers", per_page=3):
            print(f"{school.name} ({school.level}, {school.origin})")
        fed = explorer.page(Fed, "/v1/questions/enterprises-fed-by-programs", origin="documented")
        for row in fed.results:
            print(f"{row.program.name} -> {row.enterprise.name}: {row.graduates if row.graduates is not None else 'no number given'}")
        print(f"cite: {fed.meta.cite}")
        try:
            explorer.get("/v1/schools", filter="levle:secondary")
        except ProblemError as problem:
            print(f"{problem.status} {problem.code}: {problem}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
