"""The Python client without a server: paging, errors, cached responses, retries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from alliance import DataChangedError, Explorer, NoResponseError, PagingError, ProblemError
from alliance.client import LARGEST_KEPT

PATH = "/v1/numbers"
Answers = Callable[[httpx.Request], httpx.Response]


class Number(BaseModel):
    n: int


def page(*numbers: int, **meta: Any) -> httpx.Response:
    about = {"count": len(numbers), "truncated": False, "data_version": "a" * 64, **meta}
    return httpx.Response(200, json={"meta": about, "results": [{"n": number} for number in numbers]})


def changed() -> httpx.Response:
    body = {"type": "/problems/data-changed", "status": 409, "detail": "The data has changed.", "hint": "Start again."}
    return httpx.Response(409, json=body, headers={"Content-Type": "application/problem+json"})


def explorer(answer: Answers, **options: Any) -> Explorer:
    return Explorer("http://127.0.0.1", transport=httpx.MockTransport(answer), **options)


def by_cursor(**pages: httpx.Response) -> Answers:
    return lambda request: pages[request.url.params["cursor"].replace("*", "first")]


def walked(answer: Answers) -> list[int]:
    return [row.n for row in explorer(answer).rows(Number, PATH)]


def test_an_empty_page_in_between_does_not_end_the_iteration() -> None:
    pages = by_cursor(first=page(1, next_cursor="b"), b=page(next_cursor="c"), c=page(2, next_cursor=None))
    assert walked(pages) == [1, 2]


def test_a_page_without_next_cursor_is_an_error() -> None:
    with pytest.raises(PagingError, match="no pages"):
        walked(lambda _: page(1))


def test_an_empty_next_cursor_is_an_error() -> None:
    with pytest.raises(PagingError):
        walked(lambda _: page(1, next_cursor=""))


def test_a_repeated_cursor_is_an_error() -> None:
    with pytest.raises(PagingError):
        walked(lambda request: page(1, next_cursor="b"))


def test_changed_data_is_an_error_of_its_own_with_a_hint() -> None:
    with pytest.raises(DataChangedError) as refused:
        walked(by_cursor(first=page(1, next_cursor="b"), b=changed()))
    assert (refused.value.status, refused.value.code, refused.value.hint) == (409, "data-changed", "Start again.")


def test_collect_starts_again_when_the_data_has_changed() -> None:
    second = iter((changed(), page(2, next_cursor=None)))
    with explorer(lambda request: page(1, next_cursor="b") if request.url.params["cursor"] == "*" else next(second)) as client:
        assert [row.n for row in client.collect(Number, PATH)] == [1, 2]


def test_collect_gives_up_after_its_restarts() -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return changed()

    with pytest.raises(DataChangedError):
        explorer(answer).collect(Number, PATH, restarts=2)
    assert len(requests) == 3


def test_an_error_has_its_hint_and_its_request_id() -> None:
    body = {"type": "/problems/unknown-name", "detail": "No field.", "hint": "Use level.", "request_id": "r1", "nearest": ["level"]}
    with pytest.raises(ProblemError) as refused:
        explorer(lambda _: httpx.Response(422, json=body, headers={"Content-Type": "application/problem+json"})).get(PATH)
    error = refused.value
    assert (error.status, error.code, error.request_id, error.nearest) == (422, "unknown-name", "r1", ("level",))
    assert str(error) == "No field.\nUse level."


def test_another_server_is_not_taken_for_the_api() -> None:
    with pytest.raises(ProblemError, match=r"not this API \(HTTP 502\)"):
        explorer(lambda _: httpx.Response(502, text="<h1>Bad gateway</h1>")).get(PATH)


def test_no_response_is_an_error_that_says_what_to_check() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    with pytest.raises(NoResponseError) as refused:
        explorer(answer).get(PATH)
    assert refused.value.status == 0
    assert "alliance up" in str(refused.value)


def test_a_response_is_cached_by_its_etag() -> None:
    tags: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tags.append(request.headers.get("If-None-Match"))
        return httpx.Response(304 if tags[-1] else 200, content=b"" if tags[-1] else b"{}", headers={"ETag": '"a"'})

    client = explorer(answer)
    assert (client.get(PATH), client.get(PATH), tags) == (b"{}", b"{}", [None, '"a"'])


def test_a_large_response_is_not_cached() -> None:
    tags: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tags.append(request.headers.get("If-None-Match"))
        return httpx.Response(200, content=b"x" * (LARGEST_KEPT + 1), headers={"ETag": '"a"'})

    client = explorer(answer)
    client.get(PATH)
    client.get(PATH)
    assert tags == [None, None]


def test_a_parameter_that_is_none_is_left_out() -> None:
    seen: list[str] = []
    explorer(lambda request: seen.append(str(request.url)) or httpx.Response(200, content=b"{}")).get(PATH, q="x", origin=None)
    assert seen == ["http://127.0.0.1/v1/numbers?q=x"]


def test_the_key_is_sent_as_a_bearer_token() -> None:
    seen: list[str] = []
    explorer(lambda request: seen.append(request.headers["Authorization"]) or httpx.Response(200), key="alliance_k").get(PATH)
    assert seen == ["Bearer alliance_k"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only sleep moves."""
    now = [0.0]
    monkeypatch.setattr("alliance.client.time.monotonic", lambda: now[0])
    monkeypatch.setattr("alliance.client.time.sleep", lambda seconds: now.append(now.pop() + seconds))
    return now


def test_it_waits_as_the_server_says(clock: list[float]) -> None:
    answers = iter((httpx.Response(503, headers={"Retry-After": "2"}), httpx.Response(200, content=b"{}")))
    assert explorer(lambda _: next(answers)).get(PATH) == b"{}"
    assert clock == [2.0]


def test_it_gives_up_after_its_patience(clock: list[float]) -> None:
    with pytest.raises(ProblemError) as refused:
        explorer(lambda _: httpx.Response(429, headers={"Retry-After": "4"}), patience=10).get(PATH)
    assert (refused.value.status, refused.value.retry_after, clock) == (429, 4.0, [8.0])


def test_a_broken_download_leaves_no_file(tmp_path: Path) -> None:
    class Broken(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield b"begin"
            raise httpx.ReadError("connection lost")

    with pytest.raises(NoResponseError):
        explorer(lambda _: httpx.Response(200, stream=Broken())).download(PATH, tmp_path / "numbers.csv")
    assert list(tmp_path.iterdir()) == []


class Exporting:
    """Responds as ``/v1/exports`` does: the export has the ``states`` in turn."""

    def __init__(self, *states: str) -> None:
        self.states, self.asked, self.methods = list(states), "", list[str]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.methods.append(request.method)
        if request.url.path.endswith("/file"):
            return httpx.Response(200, content=b"id,name\n")
        if request.method == "POST":
            self.asked = json.loads(request.content)["url"]
        state = self.states.pop(0)
        file = "/v1/exports/one/file" if state == "done" else None
        operation = {"state": state, "href": "/v1/exports/one", "file": file, "detail": "Too large." if state == "failed" else None}
        return httpx.Response(202, json={"meta": {}, "results": [operation]})


def test_an_export_is_followed_and_saved(tmp_path: Path) -> None:
    server = Exporting("running", "running", "done")
    saved = explorer(server).export(PATH, tmp_path / "numbers.csv", every=0, filter="n:1")
    assert (saved.read_bytes(), server.asked) == (b"id,name\n", f"{PATH}?filter=n%3A1&format=csv")
    assert server.methods == ["POST", "GET", "GET", "GET"]


def test_an_export_that_fails_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"Too large\."):
        explorer(Exporting("running", "failed")).export(PATH, tmp_path / "numbers.csv", every=0)


def test_an_interrupted_export_is_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alliance.client.time.sleep", interrupt)
    server = Exporting("running", "cancelled")
    with pytest.raises(KeyboardInterrupt):
        explorer(server).export(PATH, tmp_path / "numbers.csv")
    assert server.methods == ["POST", "DELETE"]
