"""Server-sent events of the data version: the first event, a change, the number of clients, and the end of the server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api.dependencies import Stores
from api.routers import changes
from api.server.uvicorn_thread import Serving
from tests.api.conftest import READY, VERSION, attach
from tests.conftest import GraphDB

NOTHING = {"data_version": None, "state": "starting"}


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    started = Serving("127.0.0.1", 0, Stores())
    started.start()
    yield started
    started.stop()


@pytest.fixture
def holding(serving: Serving, small: GraphDB) -> Iterator[Callable[[], None]]:
    """Returns a function that gives the server the small graph. At the end it has none again."""
    yield lambda: attach(serving, serving.stores, small)
    lease = serving.call_soon(serving.stores.swap, None)
    if lease is not None:
        serving.call(lease.store.close())


def states(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield the data of the events of a stream."""
    return (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


@contextmanager
def following(url: str) -> Iterator[tuple[httpx.Response, Iterator[str]]]:
    """Open the stream of a server and give its lines. The iterator is kept until the end: without it, the client closes the stream."""
    with httpx.Client(trust_env=False, timeout=READY) as client, client.stream("GET", f"{url}/v1/changes") as response:
        lines = response.iter_lines()
        yield response, lines
        del lines


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + READY
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_first_event_has_the_present_state(serving: Serving) -> None:
    with following(serving.url) as (response, lines):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert [next(lines), next(lines)] == [f"retry: {changes.RETRY}", "event: state"]
        assert next(states(lines)) == NOTHING


def test_new_data_is_an_event_with_its_version(serving: Serving, holding: Callable[[], None]) -> None:
    with following(serving.url) as (_, lines):
        events = states(lines)
        assert next(events) == NOTHING
        holding()
        assert next(event for event in events if event["state"] == "ready") == {"data_version": VERSION, "state": "ready"}


def test_a_stream_does_not_delay_the_switch_to_other_data(serving: Serving, holding: Callable[[], None]) -> None:
    holding()
    with following(serving.url) as (_, lines):
        events = states(lines)
        assert next(events)["state"] == "ready"
        lease = serving.call_soon(serving.stores.swap, None)
        assert lease is not None
        assert lease.readers == 0
        serving.call(lease.store.close())
        assert next(events) == NOTHING


@pytest.fixture
def fresh() -> Iterator[Serving]:
    """A server without clients, not even ones whose end it has not seen yet."""
    started = Serving("127.0.0.1", 0, Stores())
    started.start()
    yield started
    started.stop()


def test_a_stream_ends_with_the_server(fresh: Serving) -> None:
    with following(fresh.url) as (_, lines):
        events = states(lines)
        assert next(events) == NOTHING
        fresh.stop()
        assert list(events) == [], "the response is complete"


def test_too_many_clients_are_asked_to_come_back(fresh: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_CLIENTS", 1)
    url = f"{fresh.url}/v1/changes"
    with following(fresh.url) as (_, lines):
        events = states(lines)
        assert next(events) == NOTHING
        refused = httpx.get(url, trust_env=False)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert refused.json()["type"] == "/problems/too-many-clients"

    def is_free() -> bool:
        with httpx.Client(trust_env=False, timeout=READY) as client:
            return client.head(url).status_code == 200

    until(is_free)


def test_head_and_unknown_parameters(serving: Serving) -> None:
    assert httpx.head(f"{serving.url}/v1/changes", trust_env=False, timeout=READY).status_code == 200
    assert httpx.get(f"{serving.url}/v1/changes?x=1", trust_env=False, timeout=READY).status_code == 422


def test_a_key_is_needed_where_reading_needs_one(start: Callable[..., httpx.Client]) -> None:
    with start(require_key=True) as client:
        assert client.get("/v1/changes").status_code == client.get("/v1/meta").status_code == 401


def test_a_quiet_stream_sends_comments(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "QUIET", 0.5)
    with following(serving.url) as (_, lines):
        assert next(line for line in lines if line.startswith(":")) == ": no change"
