"""A database outage while the API runs: 503 with Retry-After for uncached responses, then automatic recovery."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.api.conftest import VERSION, fill
from tests.conftest import GraphDB, small_server

LIMIT = 60.0


def until(client: httpx.Client, path: str, status: int) -> httpx.Response:
    """Return the first response with a status; earlier responses must be 200 or 503."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        response = client.get(path)
        assert response.status_code in {200, 503}, response.text
        if response.status_code == status:
            return response
        time.sleep(0.05)
    raise AssertionError(f"{path} did not answer {status} within {LIMIT} s")


def test_the_api_recovers_after_a_database_outage(jars: Any, tmp_path: Path, serve: Callable[..., str]) -> None:
    with contextlib.ExitStack() as stack:
        with small_server(tmp_path / "home", jars) as first:
            db, port = GraphDB(first.uri, first.auth), first.port
            fill(db)
            client = stack.enter_context(httpx.Client(base_url=serve(db), timeout=20, trust_env=False))
            kept = until(client, "/v1/schools", 200)
        down = until(client, "/v1/schools?per_page=7", 503)
        assert int(down.headers["retry-after"]) >= 1
        assert down.json()["type"] == "/problems/database-unavailable"
        assert client.get("/healthz").status_code == 200
        until(client, "/readyz", 503)  # a read may fail before the health check does
        still = client.get("/v1/schools")  # cached responses are still served
        assert (still.status_code, still.content) == (200, kept.content)
        assert still.headers["cache-status"] == 'alliance; hit; detail="unreachable"'
        with small_server(tmp_path / "home", jars, port=port):
            back = until(client, "/v1/schools?per_page=8", 200)
            assert back.json()["meta"]["data_version"] == VERSION
            assert len(back.json()["results"]) == 3
