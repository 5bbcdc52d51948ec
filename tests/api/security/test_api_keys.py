"""API keys: only hashes are stored, scopes are enforced, revoking works at once, and no IP address is trusted in public mode."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cli import run
from api.security.api_keys import Key, KeyFileError, Keys, fingerprint, path_of
from graph.errors import BadValueError, UnknownNameError
from graph.settings import Settings
from tests.each import each

Start = Callable[..., httpx.Client]
PROBLEM = "application/problem+json"


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.json")


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_the_file_contains_no_key_and_is_readable_only_by_its_owner(keys: Keys) -> None:
    secret = keys.create("notebook")
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    text = keys.path.read_text(encoding="utf-8")
    assert secret not in text
    assert secret.rpartition("_")[2] not in text
    assert json.loads(text)["keys"][0]["hash"] == fingerprint(secret)


def test_keys_have_256_bits_and_are_unique(keys: Keys) -> None:
    made = {keys.create(f"k{i}") for i in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"alliance_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", key) for key in made)


def test_only_the_exact_key_is_accepted(keys: Keys) -> None:
    secret = keys.create("a")
    found = keys.find(secret)
    assert isinstance(found, Key)
    assert found.name == "a"
    other = "A" if secret[-1] != "A" else "B"
    for wrong in (
        "",
        secret[:-1],
        secret[:-1] + other,
        secret + "x",
        secret.upper(),
        f" {secret}",
        found.hash,
        "alliance_" + "0" * 12 + "_" + "a" * 43,
    ):
        assert keys.find(wrong) is None, wrong


def test_other_processes_see_new_and_revoked_keys_at_once(keys: Keys) -> None:
    other = Keys(keys.path)
    assert other.all() == []
    secret = keys.create("a", ["console", "read"])
    found = other.find(secret)
    assert found is not None
    assert found.scopes == ("read", "console")
    keys.revoke("a")
    assert other.find(secret) is None


def test_revoke_accepts_the_id_and_suggests_similar_names(keys: Keys) -> None:
    secret = keys.create("notebook")
    with pytest.raises(UnknownNameError, match="notebook"):
        keys.revoke("notebok")
    keys.revoke(secret.split("_")[1])
    assert keys.all() == []


def test_the_last_use_is_recorded_outside_the_key_file(keys: Keys) -> None:
    secret = keys.create("a")
    before = keys.path.stat()
    found = keys.find(secret)
    assert found is not None
    assert keys.last_used(found) is not None
    assert keys.path.stat().st_mtime_ns == before.st_mtime_ns
    keys.create("b")
    unused = next(key for key in keys.all() if key.name == "b")
    assert keys.last_used(unused) is None


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ["read"]), ("a\nb", ["read"]), ("x" * 65, ["read"]), ("a", ["reed"]), ("a", ["read,all"])]
)
def test_an_invalid_name_or_scope_is_rejected(keys: Keys, name: str, scopes: list[str]) -> None:
    with pytest.raises(BadValueError):
        keys.create(name, scopes)
    assert not keys.path.exists()


def test_names_are_unique(keys: Keys) -> None:
    keys.create("a")
    with pytest.raises(BadValueError, match="already"):
        keys.create("a")
    assert len(keys.all()) == 1


def test_a_file_writable_by_others_is_rejected(keys: Keys) -> None:
    secret = keys.create("a")
    keys.path.chmod(0o666)
    os.utime(keys.path, ns=(1, 1))
    with pytest.raises(KeyFileError, match="chmod 600"):
        keys.find(secret)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"keys": [{"id": 1}]}', '{"keys": {}}', "[" * 100_000, "{"])
def test_an_invalid_file_is_named_in_the_error(keys: Keys, text: str) -> None:
    keys.path.write_text(text, encoding="utf-8")
    keys.path.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"keys\.json"):
        keys.all()


@each(
    ("field", "value"),
    [
        *(("hash", value) for value in (None, 5, "é" * 64, "0" * 63, "\ud800")),
        *(("scopes", value) for value in (None, "read", [1], [None], ["write"], {})),
        *((name, value) for name in ("id", "name", "created") for value in (None, 5, ["a"], "\ud800", "a\n", "../a/b")),
        ("more", ""),
    ],
)
def test_an_invalid_field_of_a_stored_key_is_a_key_file_error(tmp_path: Path, field: str, value: Any) -> None:
    stored = {"id": "0" * 12, "name": "a", "scopes": ["read"], "hash": "0" * 64, "created": "2026-11-29T00:00:00+00:00"}
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [stored | {field: value}]}), encoding="utf-8")
    path.chmod(0o600)
    for call in (Keys(path).all, lambda: Keys(path).find(f"alliance_{'0' * 12}_{'0' * 43}"), lambda: Keys(path).revoke("a")):
        with pytest.raises(KeyFileError, match=r"keys\.json"):
            call()


def test_the_commands_create_list_and_revoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path))
    monkeypatch.delenv("ALLIANCE_KEYS", raising=False)
    assert run(["keys", "create", "notebook", "--scope", "read", "--scope", "console"]) == 0
    secret = capsys.readouterr().out.strip()
    assert Keys(path_of(Settings())).find(secret) is not None
    assert run(["keys", "list"]) == 0
    shown = capsys.readouterr().out
    assert "notebook" in shown
    assert "read,console" in shown
    assert secret not in shown
    assert run(["keys", "revoke", "notebok"]) == 2
    assert "notebook" in capsys.readouterr().err
    assert run(["keys", "revoke", "notebook"]) == 0
    assert Keys(path_of(Settings())).find(secret) is None


@contextmanager
def keyed(start: Start, keys: Keys, **changes: object) -> Iterator[httpx.Client]:
    with start(keys=keys.path, **changes) as client:
        yield client


def test_a_wrong_key_is_rejected_even_if_no_key_is_required(start: Start, keys: Keys) -> None:
    with keyed(start, keys) as client:
        for headers in (bearer("x"), {"x-api-key": "x"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer"}, {"x-api-key": ""}):
            answered = client.get("/v1/questions", headers=headers)
            assert answered.status_code == 401, headers
            assert answered.headers["content-type"] == PROBLEM
            assert 'error="invalid_token"' in answered.headers["www-authenticate"]


def test_public_reading_is_open_and_the_rest_requires_a_key(start: Start, keys: Keys) -> None:
    with keyed(start, keys, public=True) as client:
        assert client.get("/v1/questions").status_code == 200
        for path in ("/metrics", "/v1/cypher"):
            answered = client.get(path)
            assert answered.status_code == 401, path
            assert answered.headers["www-authenticate"].startswith("Bearer")


def test_loopback_is_open_except_through_a_proxy(start: Start, keys: Keys) -> None:
    with keyed(start, keys) as client:
        assert client.get("/metrics").status_code == 200
        for header in ("forwarded", "x-forwarded-for", "x-real-ip", "via"):
            assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 401, header


def test_require_key_leaves_only_probes_and_pages_open(start: Start, keys: Keys) -> None:
    secret = keys.create("reader")
    with keyed(start, keys, require_key=True) as client:
        for path in ("/", "/healthz", "/docs", "/problems/key-needed", "/openapi.json", "/static/page.css"):
            assert client.get(path).status_code == 200, path
        assert client.get("/readyz").status_code == 503
        for path in ("/v1/questions", "/v1/schools", "/metrics", "/reconcile", "/nothing", "/docsx", "/problems/../v1/questions"):
            assert client.get(path).status_code == 401, path
        for headers in (bearer(secret), {"authorization": f"bearer  {secret}"}, {"x-api-key": secret}):
            assert client.get("/v1/questions", headers=headers).status_code == 200


def test_scopes_are_enforced(start: Start, keys: Keys) -> None:
    reader, watcher = keys.create("reader"), keys.create("watcher", ["metrics"])
    with keyed(start, keys, public=True) as client:
        assert client.get("/metrics", headers=bearer(watcher)).status_code == 200
        for path, key, scope in (("/metrics", reader, "metrics"), ("/v1/questions", watcher, "read"), ("/v1/cypher", reader, "console")):
            answered = client.get(path, headers=bearer(key))
            assert answered.status_code == 403, path
            assert f"'{scope}'" in answered.json()["detail"]
            assert answered.json()["scope"] == scope
        assert client.get("/v1/cypher").json()["scope"] == "console"


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
def test_responses_that_require_a_key_are_private(start: Start, keys: Keys, header: str) -> None:
    secret = keys.create("reader")
    presented = {header: f"Bearer {secret}" if header == "authorization" else secret}
    with keyed(start, keys, require_key=True) as client:
        whole = client.get("/v1/questions", headers=presented)
        assert whole.headers["cache-control"] == "private, no-cache"
        assert {"authorization", "x-api-key", "accept"} <= {name.strip().lower() for name in whole.headers["vary"].split(",")}
        assert client.get("/v1/cypher", headers=presented).headers["cache-control"] == "no-store"
        refused = client.get("/v1/questions", headers={"if-none-match": "*"})
        assert (refused.status_code, refused.headers["cache-control"]) == (401, "no-store"), (
            "a request without a key must not reveal cached responses"
        )
        for path in ("/healthz", "/static/page.css"):
            assert "private" not in client.get(path).headers.get("cache-control", ""), path


def test_open_responses_are_public(start: Start, keys: Keys) -> None:
    secret = keys.create("reader")
    with keyed(start, keys, public=True) as client:
        for headers in ({}, bearer(secret)):
            answered = client.get("/v1/questions", headers=headers)
            assert answered.headers["cache-control"] == "no-cache"
            assert "authorization" not in answered.headers["vary"].lower()


def test_a_revoked_key_is_rejected_at_the_next_request(start: Start, keys: Keys) -> None:
    secret = keys.create("a")
    with keyed(start, keys, require_key=True) as client:
        assert client.get("/v1/questions", headers=bearer(secret)).status_code == 200
        keys.revoke("a")
        assert client.get("/v1/questions", headers=bearer(secret)).status_code == 401
        again = keys.create("a")
        assert client.get("/v1/questions", headers=bearer(again)).status_code == 200


def test_keys_do_not_appear_in_problems_or_logs(start: Start, keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    secret = keys.create("a")
    with keyed(start, keys) as client, caplog.at_level("DEBUG"):
        assert client.get("/v1/questions", headers=bearer(secret)).status_code == 200
        refused = client.get("/v1/questions", headers=bearer(secret[:-1]))
    assert secret[-20:-1] not in refused.text
    assert secret[-20:-1] not in caplog.text
    assert "'key': 'a'" in caplog.text


def test_the_path_of_an_unusable_file_is_only_logged(start: Start, keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    secret = keys.create("a")
    keys.path.chmod(0o602)
    with keyed(start, keys, public=True) as client, caplog.at_level("ERROR"):
        answered = client.get("/v1/questions", headers=bearer(secret))
    assert answered.status_code == 500
    assert answered.json()["type"] == "/problems/key-file"
    assert str(keys.path) not in answered.text
    assert str(keys.path) in caplog.text
