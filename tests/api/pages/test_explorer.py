"""The explorer on a server that requires a key: its page opens at all its paths, and nothing else does."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from starlette.types import Message

from api.app import create_app
from api.middleware.access_control import is_open
from api.pages import explorer
from graph.settings import Settings
from seed.model import NODES
from tests.each import each

PAGE = '<!doctype html><head></head><script type="module" src="/assets/explorer-1.js"></script>'


def filled(address: str, value: str) -> str:
    return re.sub(r"\{\w+(:path)?\}", value, address)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application with a built page and a required key."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "assets").mkdir()
    (dist / "index.html").write_text(PAGE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explorer, "DIST", dist)
        return create_app(settings=Settings(require_key=True, keys=dist / "keys.json"))


def asked(app: Any, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Return status and body for a raw path; HTTP clients would normalise it."""
    sent = messages(app, path, method)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def messages(app: Any, path: str, method: str = "GET") -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, receive, send))
    return sent


@each("address", explorer.ADDRESSES)
def test_every_explorer_path_opens_without_a_key(app: Any, address: str) -> None:
    path = filled(address, "school:a")
    assert asked(app, path) == (200, PAGE.encode())
    assert asked(app, path, "HEAD") == (200, b"")
    assert asked(app, path, "POST")[0] == 405


@each("path", ["/schools/../v1/meta", "/relationships//v1/meta", "/counties/v1/meta"])
def test_paths_below_an_entity_path_serve_the_page(app: Any, path: str) -> None:
    assert asked(app, path) == (200, PAGE.encode())


@each(
    "path",
    [
        *("/v1", "/v1/", "/v1/meta", "/v1/schools", "/v1/schools/school:a", "/v1/questions", "/v1/console", "/v1/cypher", "/v1/schema"),
        *("/reconcile", "/reconcile/suggest/entity", "/metrics", "/metrics/", "//v1/meta", "/V1/meta", "/./v1/meta"),
        *("/questions/a/b", "/questionsx", "/schools", "/table", "/table/a/b", "/measures/a/b", "/searching", "/nothing", "/favicon.ico"),
    ],
)
def test_other_paths_require_a_key(app: Any, path: str) -> None:
    assert asked(app, path)[0] == 401


@each("address", [address for address in explorer.ADDRESSES if address != "/"])
def test_a_trailing_slash_redirects_to_each_address_without_a_key(app: Any, address: str) -> None:
    path = filled(address, "school:a")
    start = messages(app, f"{path}/")[0]
    assert (start["status"], dict(start["headers"])[b"location"]) == (308, path.encode())


@each("path", ["/schools/", "/sources/", "/relationships/"])
def test_an_address_without_an_id_is_not_found(app: Any, path: str) -> None:
    assert asked(app, path)[0] == 404


@each("value", ["a", "..", "v1", "schools", "a/b"])
def test_only_the_probes_and_the_labels_are_open_api_routes(app: Any, value: str) -> None:
    addresses = set(app.openapi()["paths"])
    assert len(addresses) > 40
    opened = {address for address in addresses if is_open(filled(address, value))}
    assert opened == {"/healthz", "/readyz", "/v1/model"}


def test_explorer_paths_do_not_shadow_the_api() -> None:
    words = {address.split("/")[1] for address in explorer.ADDRESSES}
    assert words.isdisjoint({"v1", "reconcile", "metrics"})
    assert {cls.path for cls in NODES.values()} <= words
