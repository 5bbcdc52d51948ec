"""The document and its full examples over HTTP: they can be revalidated, and need no key."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from api.app import create_app
from api.openapi import example_store
from api.openapi.served import EXAMPLES
from graph.settings import Settings


async def get(path: str, settings: Settings | None = None, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(create_app(settings=settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/openapi.json", f"{EXAMPLES}/listSchools"])
def test_unchanged_content_is_not_sent_again(run: Any, path: str) -> None:
    first = run(get(path))
    assert (first.status_code, first.headers["content-type"], first.headers["cache-control"]) == (200, "application/json", "no-cache")
    again = run(get(path, **{"if-none-match": first.headers["etag"]}))
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert run(get(path, **{"if-none-match": '"other"'})).status_code == 200


def test_examples_are_the_stored_responses(run: Any) -> None:
    stored = example_store.read("getSchool")
    assert stored is not None
    assert orjson.loads(run(get(f"{EXAMPLES}/getSchool")).content) == stored["answer"]


def test_examples_of_files_have_their_media_type(run: Any) -> None:
    response = run(get(f"{EXAMPLES}/listSchools.csv"))
    assert response.headers["content-type"].startswith("text/csv")
    assert response.text.startswith("id,")


@pytest.mark.parametrize("name", ["nothing", "problems", "..%2Fexample_store"])
def test_unknown_examples_are_not_found(run: Any, name: str) -> None:
    assert run(get(f"{EXAMPLES}/{name}")).status_code == 404


def test_document_and_examples_need_no_key(run: Any) -> None:
    keyed = Settings(require_key=True)
    for path in ("/openapi.json", f"{EXAMPLES}/listSchools"):
        assert run(get(path, keyed)).status_code == 200
