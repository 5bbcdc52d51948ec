"""Rate limits: counted by key or IP address, stated in each response, and off on loopback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.security import rate_limits
from api.security.access_policy import Policy
from api.security.api_keys import Keys
from api.security.rate_limits import Limiter, caller, parse
from graph.errors import BadValueError
from graph.settings import Settings
from tests.each import each

Start = Callable[..., httpx.Client]
# draft-ietf-httpapi-ratelimit-headers: lists of structured-field strings with integer parameters
POLICY = re.compile(r'^"[a-z0-9]+";q=\d+;w=\d+(, "[a-z0-9]+";q=\d+;w=\d+)*$')
LEFT = re.compile(r'^"[a-z0-9]+";r=\d+;t=\d+(, "[a-z0-9]+";r=\d+;t=\d+)*$')


@pytest.fixture
def advance_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that moves only on call, starting at the beginning of an hour."""
    now = [1_800_000_000.0]
    for module in ("limits.storage.memory", "limits.strategies", "api.security.rate_limits"):
        monkeypatch.setattr(f"{module}.time.time", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def test_requests_over_the_limit_are_rejected_until_the_window_passes(advance_clock: Callable[[float], None]) -> None:
    limiter = Limiter("5/minute")
    assert [limiter.hit("a").wait == 0 for _ in range(7)] == [True] * 5 + [False] * 2
    assert limiter.hit("b").wait == 0, "clients are counted separately"
    advance_clock(120)
    assert [limiter.hit("a").wait == 0 for _ in range(6)] == [True] * 5 + [False]


def test_waiting_for_the_stated_time_is_enough(advance_clock: Callable[[float], None]) -> None:
    limiter = Limiter("5/minute")
    for _ in range(5):
        limiter.hit("a")
    waited = 0
    while wait := limiter.hit("a").wait:
        assert 1 <= wait <= 60
        advance_clock(wait)
        waited += wait
        assert waited <= 120
    assert waited >= 30, "5/minute must not allow 10 in a minute"


def test_the_strictest_rule_applies_and_rejected_requests_are_not_counted(advance_clock: Callable[[float], None]) -> None:
    limiter = Limiter("10/hour;2/second")
    assert [limiter.hit("a").wait == 0 for _ in range(8)] == [True, True] + [False] * 6
    refused = limiter.hit("a")
    assert refused.rule == "2 per 1 second"
    assert dict(refused.headers)["RateLimit"].startswith('"hour";r=8;')


def test_remaining_requests_count_down_to_0(advance_clock: Callable[[float], None]) -> None:
    limiter = Limiter("3/minute")
    left = [int(re.findall(r"r=(\d+)", dict(limiter.hit("a").headers)["RateLimit"])[0]) for _ in range(4)]
    assert left == [2, 1, 0, 0]


@each("text", ["", "x", "5", "0/minute", "five/minute", "5/fortnight"])
def test_invalid_limits_are_rejected(text: str) -> None:
    with pytest.raises(BadValueError, match="600/minute"):
        parse(text)


@each(
    ("key", "address", "who"),
    [
        ("k1", "203.0.113.9", "key:k1"),
        (None, "203.0.113.9", "ip:203.0.113.9"),
        (None, "2001:db8:1:2:3::9", "ip:2001:db8:1:2::/64"),
        (None, "2001:db8:1:2:ffff::1", "ip:2001:db8:1:2::/64"),
        (None, "::ffff:203.0.113.9", "ip:203.0.113.9"),
        (None, None, "peer:-"),
        (None, "x" * 100, "peer:" + "x" * 64),
    ],
)
def test_client_identity(key: str | None, address: str | None, who: str) -> None:
    assert caller(key, address) == who


@each(
    ("changes", "rule"),
    [
        ({}, None),
        ({"public": True}, rate_limits.DEFAULT),
        ({"trusted_proxies": "127.0.0.1"}, rate_limits.DEFAULT),
        ({"public": True, "rate_limit": "off"}, None),
        ({"rate_limit": "5/minute"}, "5/minute"),
    ],
)
def test_default_limits(changes: dict[str, object], rule: str | None) -> None:
    assert Policy.of(Settings(host="127.0.0.1").model_copy(update=changes)).rate_limit == rule


def test_responses_state_the_remaining_requests_and_429_the_waiting_time(start: Start) -> None:
    with start(rate_limit="2/hour") as client:
        for _ in range(2):
            answered = client.get("/v1/questions")
            assert answered.status_code == 200
            assert POLICY.match(answered.headers["ratelimit-policy"])
            assert LEFT.match(answered.headers["ratelimit"])
        refused = client.get("/v1/questions")
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "/problems/rate-limit"
        assert int(refused.headers["retry-after"]) >= 1
        assert LEFT.match(refused.headers["ratelimit"])
        assert client.get("/problems/rate-limit").status_code == 429, "problem pages are counted too"
        assert client.get("/healthz").status_code == 200, "probes are not"


def test_no_headers_without_a_limit(start: Start) -> None:
    with start() as client:
        assert "ratelimit" not in client.get("/v1/questions").headers


def test_keys_are_counted_separately_and_wrong_keys_count_for_the_ip_address(start: Start, tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys.json")
    one, other = keys.create("one"), keys.create("other")
    with start(rate_limit="2/hour", keys=keys.path) as client:
        for secret in (one, other):
            statuses = [client.get("/v1/questions", headers={"x-api-key": secret}).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
        assert [client.get("/v1/questions", headers={"x-api-key": f"wrong-{i}"}).status_code for i in range(3)] == [401, 401, 429]
        assert client.get("/v1/questions").status_code == 429
