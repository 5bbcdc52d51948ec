"""Keys bound to origins: which origins are accepted, what the key may do, its rate limit, and CORS for its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.cli import run
from api.security.api_keys import KeyFileError, Keys
from graph.errors import BadValueError
from tests.each import each

Start = Callable[..., httpx.Client]
APP = "https://app.example.org"
PATH = "/v1/questions"
OTHERS = (
    None,
    "null",
    "",
    "https://evil.example",
    "http://app.example.org",
    "https://app.example.org:8443",
    "https://app.example.org.evil.example",
    "https://sub.app.example.org",
    "https://app.example.org/",
    "https://app.example.org@evil.example",
    "http://localhost:5174",
)
PREFLIGHT = {"access-control-request-method": "GET", "access-control-request-headers": "authorization,range"}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.json")


@pytest.fixture
def secret(keys: Keys) -> str:
    return keys.create("map", origins=[APP, "http://localhost:5173"])


def sent(secret: str, origin: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}", **({} if origin is None else {"origin": origin})}


def test_an_origin_of_the_key_is_accepted(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, require_key=True, keys=keys.path) as client:
        for origin in (APP, "HTTPS://APP.EXAMPLE.ORG", "https://App.Example.org:443", "http://localhost:5173"):
            assert client.get(PATH, headers=sent(secret, origin)).status_code == 200, origin


def test_another_origin_is_refused(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, require_key=True, keys=keys.path) as client:
        for origin in OTHERS:
            refused = client.get(PATH, headers=sent(secret, origin))
            assert (refused.status_code, refused.json()["type"]) == (403, "/problems/origin-not-allowed"), origin
            assert APP in refused.json()["hint"]


def test_another_header_for_the_key_is_checked_too(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, require_key=True, keys=keys.path) as client:
        assert client.get(PATH, headers={"x-api-key": secret}).status_code == 403
        assert client.get(PATH, headers={"x-api-key": secret, "origin": APP}).status_code == 200


def test_a_forged_origin_outside_of_a_browser_reads_and_no_more(secret: str, keys: Keys, start: Start) -> None:
    """The documentation says so: the key protects against other pages, not against programs."""
    with start(public=True, require_key=True, keys=keys.path) as client:
        assert client.get(PATH, headers=sent(secret, APP)).status_code == 200
        assert client.get("/metrics", headers=sent(secret, APP)).status_code == 403
        assert client.post("/v1/cypher", json={"query": "RETURN 1"}, headers=sent(secret, APP)).status_code == 403


def test_on_loopback_the_key_does_not_have_the_rights_of_this_machine(secret: str, keys: Keys, start: Start) -> None:
    with start(keys=keys.path) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers=sent(secret, APP)).status_code == 403


def test_pages_of_the_origin_are_not_local(secret: str, keys: Keys, start: Start) -> None:
    with start(keys=keys.path) as client:
        assert client.get("/metrics", headers={"origin": APP, "sec-fetch-site": "cross-site"}).status_code == 401


def test_preflight_allows_the_origins_of_keys(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, keys=keys.path) as client:
        allowed = client.options(PATH, headers={**PREFLIGHT, "origin": APP})
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, APP)
        assert {"authorization", "range", "if-range"} <= set(allowed.headers["access-control-allow-headers"].lower().split(", "))
        assert "access-control-allow-credentials" not in allowed.headers


def test_preflight_refuses_other_origins(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, keys=keys.path) as client:
        for origin in filter(None, OTHERS):
            answered = client.options(PATH, headers={**PREFLIGHT, "origin": origin})
            assert "access-control-allow-origin" not in answered.headers, origin


def test_a_page_can_read_the_response_and_the_refusal(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, require_key=True, keys=keys.path) as client:
        read = client.get(PATH, headers=sent(secret, APP))
        assert read.headers["access-control-allow-origin"] == APP
        assert {"Content-Range", "ETag", "Retry-After"} <= set(read.headers["access-control-expose-headers"].split(", "))
        assert client.get(PATH, headers={"origin": APP}).headers["access-control-allow-origin"] == APP


def test_a_revoked_key_takes_its_origin_with_it(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, keys=keys.path) as client:
        assert client.options(PATH, headers={**PREFLIGHT, "origin": APP}).status_code == 200
        keys.revoke("map")
        assert "access-control-allow-origin" not in client.options(PATH, headers={**PREFLIGHT, "origin": APP}).headers
        assert client.get(PATH, headers=sent(secret, APP)).status_code == 401


def test_without_keys_nothing_is_allowed_that_was_not(keys: Keys, start: Start) -> None:
    with start(public=True, keys=keys.path) as client:
        assert "access-control-allow-origin" not in client.get(PATH, headers={"origin": APP}).headers


def test_the_key_has_a_rate_limit_where_others_have_none(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, rate_limit="off", keys=keys.path) as client:
        assert "ratelimit" not in client.get(PATH).headers
        assert client.get(PATH, headers=sent(secret, APP)).headers["ratelimit-policy"] == '"minute";q=600;w=60'


def test_one_visitor_does_not_use_up_the_limit_of_another(secret: str, keys: Keys, start: Start) -> None:
    with start(public=True, rate_limit="1/hour", trusted_proxies="127.0.0.1", keys=keys.path) as client:

        def status(visitor: str) -> int:
            return client.get(PATH, headers={**sent(secret, APP), "x-forwarded-for": visitor}).status_code

        assert [status("203.0.113.1"), status("203.0.113.1"), status("203.0.113.2")] == [200, 429, 200]


@each("scopes", [["console"], ["read", "metrics"], ["read", "console"]], ids=str)
def test_a_key_with_an_origin_can_only_read(keys: Keys, scopes: list[str]) -> None:
    with pytest.raises(BadValueError, match="only have the scope 'read'"):
        keys.create("map", scopes, [APP])
    assert not keys.path.exists()


@each("origin", ["app.example.org", "https://app.example.org/path", "*", "null", "", "https://a b"])
def test_what_is_no_origin_is_rejected_with_an_example(keys: Keys, origin: str) -> None:
    with pytest.raises(BadValueError, match="not a valid origin") as refused:
        keys.create("map", origins=[origin])
    assert "https://app.example.org" in str(refused.value.hint)


def test_an_origin_in_another_script_is_stored_as_browsers_send_it(keys: Keys) -> None:
    keys.create("map", origins=["https://图谱.example", "HTTPS://A.Example:443"])
    assert keys.all()[0].origins == (f"https://{'图谱'.encode('idna').decode()}.example", "https://a.example")


def test_a_file_in_which_a_published_key_has_more_rights_is_rejected(secret: str, keys: Keys) -> None:
    content = json.loads(keys.path.read_text(encoding="utf-8"))
    content["keys"][0]["scopes"] = ["read", "console"]
    keys.path.write_text(json.dumps(content), encoding="utf-8")
    keys.path.chmod(0o600)
    with pytest.raises(KeyFileError):
        Keys(keys.path).all()


def test_a_key_without_origins_is_stored_as_before(keys: Keys) -> None:
    keys.create("notebook")
    assert set(json.loads(keys.path.read_text(encoding="utf-8"))["keys"][0]) == {"id", "name", "scopes", "hash", "created"}


def test_the_command_creates_and_lists_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "create", "map", "--origin", APP, "--data", str(tmp_path)]) == 0
    assert run(["keys", "list", "--data", str(tmp_path)]) == 0
    assert APP in capsys.readouterr().out
    assert run(["keys", "create", "other", "--origin", "app.example.org", "--data", str(tmp_path)]) == 2
