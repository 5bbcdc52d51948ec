"""Access control on real sockets: sizes, slow clients, hosts, origins, proxies and public addresses."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.cli import run
from api.middleware.access_control import MAX_ADDRESS, MAX_HEADERS
from api.security.access_policy import Policy, check, hosts_of, is_loopback, origins_of
from graph.errors import BadValueError
from graph.settings import Settings
from tests.api import raw
from tests.api.raw import Server, guarded, talk
from tests.each import each

Start = Callable[..., httpx.Client]
PROBLEM = "application/problem+json"
QUICK = 0.6
"""Client timeout of the server in seconds."""
LATE = 8.0
"""Seconds after which a client counts as not disconnected; far more than QUICK, since the machine may be busy."""
GET = b"GET /any HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with guarded(Policy(max_body=1000, timeout=QUICK)) as made:
        yield made


@pytest.fixture(scope="module")
def patient_server() -> Iterator[Server]:
    with guarded(Policy(max_body=1000, timeout=30)) as made:
        yield made


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "[::]"])
@pytest.mark.parametrize("command", ["up", "serve"])
def test_hosts_reachable_by_other_machines_require_public(
    host: str, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ALLIANCE_PUBLIC", raising=False)
    monkeypatch.setenv("NEO4J_URI", "bolt://192.0.2.1:1")
    assert run([command, "--host", host]) == 2
    said = capsys.readouterr().err
    assert "--public" in said
    assert "other machines" in said


@each("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_hosts_need_no_option(host: str) -> None:
    check(Settings(host=host, public=False))
    check(Settings(host="0.0.0.0", public=True))


@each("changes", [{"rate_limit": "many"}, {"rate_limit": "0/minute"}, {"trusted_proxies": "*"}, {"trusted_proxies": "10.0.0.1/8"}])
def test_invalid_settings_are_rejected(changes: dict[str, str]) -> None:
    with pytest.raises(BadValueError):
        check(Settings(host="127.0.0.1").model_copy(update=changes))


def test_a_long_url_is_414(server: Server) -> None:
    answered = talk(server.port, b"GET /any?x=" + b"y" * MAX_ADDRESS + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (answered.status, answered.problem) == (414, "address-too-long")


@pytest.mark.parametrize(
    "headers",
    [b"X-Long: " + b"y" * MAX_HEADERS, b"\r\n".join(b"X-%d: y" % i for i in range(101)), b"X-Endless: " + b"y" * 200_000],
    ids=["size", "count", "more than the parser takes"],
)
def test_large_headers_are_431(server: Server, headers: bytes) -> None:
    answered = talk(server.port, GET + headers + b"\r\n\r\n")
    assert (answered.status, answered.problem) == (431, "headers-too-large")


@each(
    "text",
    [
        b"nonsense\r\n\r\n",
        GET + b"X y: z\r\n\r\n",
        POST + b"Content-Length: x\r\n\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x00" * 20 + b"\r\n\r\n",
    ],
)
def test_invalid_http_gets_a_problem_response(server: Server, text: bytes) -> None:
    answered = talk(server.port, text)
    assert (answered.status, answered.problem) == (400, "bad-request")
    assert b"\r\nx-request-id: " in answered.raw.lower()


@each(
    ("target", "part"),
    [
        (b"/v1/search?q=%B9%F0%D1%F4", "The query parameter 'q' is not UTF-8: q=%B9%F0%D1%F4."),
        (b"/v1/search?a=1&q=%E6%A1", "The query parameter 'q' is not UTF-8"),
        (b"/v1/search?%B9=1", "The query string is not UTF-8"),
        (b"/v1/counties/%B9%F0", "The path is not UTF-8: /v1/counties/%B9%F0."),
        ("/v1/search?q=桂阳".encode(), "The URL contains unescaped non-ASCII bytes."),
        ("/v1/counties/桂阳".encode(), "The URL contains unescaped non-ASCII bytes."),
        ("/v1/search?q=桂阳".encode("gbk"), "The URL contains unescaped non-ASCII bytes."),
    ],
)
def test_a_url_that_is_not_percent_encoded_utf8_is_400(server: Server, target: bytes, part: str) -> None:
    answered = talk(server.port, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert (answered.status, answered.problem) == (400, "bad-request")
    assert part in answered.body["detail"]
    assert "%E6%A1%82%E9%98%B3" in answered.body["hint"]


@each("target", [b"/any?q=%E6%A1%82%E9%98%B3", b"/%E6%A1%82?q=100%", b"/any?q=%zz", b"/any?q=%EF%BF%BD"])
def test_percent_encoded_utf8_is_accepted(server: Server, target: bytes) -> None:
    assert talk(server.port, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status == 200


def test_an_announced_large_body_is_rejected_unread(server: Server) -> None:
    answered = talk(server.port, POST + b"Content-Length: 1001\r\n\r\n")
    assert (answered.status, answered.problem) == (413, "body-too-large")


@each("size", [1001, 100_000, 5_000_000])
@each("head", [b"Content-Length: %d\r\n\r\n", b"X-Long: " + b"y" * MAX_HEADERS + b"\r\nContent-Length: %d\r\n\r\n"])
def test_a_refused_body_is_read_so_that_the_response_arrives(patient_server: Server, size: int, head: bytes) -> None:
    """The client sends everything before it reads. Closing the connection with unread data would discard the response."""
    answered = talk(patient_server.port, POST + head % size + b"z" * size)
    assert answered.status in {413, 431}
    assert answered.body["detail"]


@each("path", [b"/any", b"/any?x=1"])
def test_a_body_that_the_route_does_not_read_keeps_the_connection(patient_server: Server, path: bytes) -> None:
    first = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    answered = talk(patient_server.port, first + b"z" * 500, b"z" * 500 + GET + b"Connection: close\r\n\r\n", pause=0.1)
    assert answered.raw.count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_expects_100_continue_is_refused_at_once(patient_server: Server) -> None:
    answered = talk(patient_server.port, POST + b"Content-Length: 5000000\r\nExpect: 100-continue\r\n\r\n")
    assert answered.status == 413
    assert b"100 Continue" not in answered.raw


def test_a_streamed_body_is_limited(server: Server) -> None:
    chunk = b"1f4\r\n" + b"z" * 500 + b"\r\n"
    head = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    answered = talk(server.port, head, chunk, chunk, chunk)
    assert (answered.status, answered.problem) == (413, "body-too-large")
    taken = talk(server.port, POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + b"0\r\n\r\n")
    assert taken.status == 200
    assert b"1000" in taken.raw


def test_a_body_within_the_limit_is_accepted(server: Server) -> None:
    answered = talk(server.port, POST + b"Connection: close\r\nContent-Length: 1000\r\n\r\n" + b"z" * 1000)
    assert answered.status == 200
    assert answered.raw.endswith(b"1000") or b"\r\n1000\r\n" in answered.raw


def test_a_silent_connection_is_closed(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=LATE) as made:
        end = time.monotonic() + LATE
        while server.open_connections() != 1 and time.monotonic() < end:
            time.sleep(0.02)
        assert server.open_connections() == 1, "the connection is open at first"
        assert made.recv(1) == b"", "the connection is closed without a response"


def test_slow_headers_time_out(server: Server) -> None:
    answered = talk(server.port, *(bytes([byte]) for byte in GET + b"X-Slow: " + b"y" * 100), pause=QUICK / 5)
    assert (answered.status, answered.problem) == (408, "request-timeout")


def test_a_slow_body_times_out(server: Server) -> None:
    answered = talk(server.port, POST + b"Content-Length: 500\r\n\r\n", *(b"z" for _ in range(12)), pause=QUICK / 5)
    assert (answered.status, answered.problem) == (408, "request-timeout")


def test_a_missing_body_times_out(server: Server) -> None:
    answered = talk(server.port, POST + b"Content-Length: 500\r\n\r\n", limit=LATE)
    assert (answered.status, answered.problem) == (408, "request-timeout")


def test_an_unread_body_does_not_hold_the_connection(server: Server) -> None:
    answered = talk(server.port, GET + b"Content-Length: 500\r\n\r\n", *(b"z" for _ in range(15)), pause=QUICK / 5, limit=LATE)
    assert answered.status == 200


def test_a_slow_second_request_times_out(server: Server) -> None:
    answered = talk(server.port, GET + b"\r\n", *(bytes([byte]) for byte in GET), pause=QUICK / 5)
    assert answered.raw.startswith(b"HTTP/1.1 200")
    assert b"408" in answered.raw


def test_a_client_within_the_time_limit_is_served(patient_server: Server) -> None:
    answered = talk(patient_server.port, *(bytes([byte]) for byte in GET + b"Connection: close\r\n\r\n"), pause=0.005)
    assert answered.status == 200


def test_a_client_that_does_not_read_is_disconnected(server: Server) -> None:
    raw.GONE.clear()
    with socket.create_connection(("127.0.0.1", server.port)) as made:
        made.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert made.recv(1) == b"H"
        end = time.monotonic() + LATE
        while server.open_connections() and time.monotonic() < end:
            time.sleep(0.02)
        cut = server.open_connections() == 0
    raw.GONE.set()
    assert cut


def test_the_api_applies_these_limits(start: Start) -> None:
    with start(client_timeout=QUICK, max_body=1000) as client:
        port = client.base_url.port
        assert port is not None
        trickled = talk(port, *(bytes([byte]) for byte in GET), pause=QUICK / 5)
        assert (trickled.status, trickled.problem) == (408, "request-timeout")
        large = talk(port, POST + b"Content-Length: 1001\r\n\r\n")
        assert (large.status, large.problem) == (413, "body-too-large")
        assert b"x-request-id" in large.raw.lower(), "the request can be found in the log"


def test_public_hosts_come_from_the_settings(start: Start) -> None:
    assert hosts_of(Settings(public=True, hosts="")) is None
    with start(public=True, hosts="api.example.org") as client:
        for host, status in (("api.example.org", 200), ("API.example.org:443", 200), ("127.0.0.1:1", 200), ("example.org", 421)):
            assert client.get("/healthz", headers={"host": host}).status_code == status, host


def test_a_host_in_another_script_is_allowed_in_punycode(start: Start) -> None:
    with start(public=True, hosts="图谱.example", cors="https://图谱.example") as client:
        assert client.get("/healthz", headers={"host": "xn--wcsy15j.example"}).status_code == 200
        origin = "https://xn--wcsy15j.example"
        assert client.get("/v1/questions", headers={"origin": origin}).headers["access-control-allow-origin"] == origin


@each(
    ("setting", "sent"),
    [
        ("图谱。EXAMPLE", "xn--wcsy15j.example"),
        ("ｅｘａｍｐｌｅ.org", "example.org"),
        ("straße.example", "xn--strae-oqa.example"),
        ("API.Example.org", "api.example.org"),
        ("FD00::0:1", "[fd00::1]"),
        ("[fd00::1]", "[fd00::1]"),
        ("192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_host_setting_is_what_browsers_send(setting: str, sent: str) -> None:
    assert sent in (hosts_of(Settings(public=True, hosts=setting)) or ())


@each(
    "name",
    ["图谱..example", "图谱.example:8000", "api.example.org:8000", "https://api.example.org", "api.example.org/v1", "*", "[fd00::1", "a b"],
)
def test_a_host_setting_that_no_request_matches_stops_the_start(name: str) -> None:
    with pytest.raises(BadValueError, match=rf"ALLIANCE_HOSTS: '{re.escape(name)}'"):
        check(Settings(public=True, hosts=name))


@each(
    ("setting", "sent"),
    [
        ("https://图谱.example:8443", "https://xn--wcsy15j.example:8443"),
        ("HTTPS://App.Example:443", "https://app.example"),
        ("http://[FD00::1]:8080", "http://[fd00::1]:8080"),
        ("*", "*"),
        ("null", "null"),
    ],
)
def test_a_cors_setting_is_the_origin_that_browsers_send(setting: str, sent: str) -> None:
    assert sent in origins_of(Settings(cors=setting))
    assert sent in Policy.of(Settings(cors=setting)).origins


@each(
    "origin", ["app.example", "https://app.example/", "https://app.example/page", "https://*.example", "https://图谱..example", "https://"]
)
def test_a_cors_setting_that_is_no_origin_stops_the_start(origin: str) -> None:
    with pytest.raises(BadValueError, match=rf"ALLIANCE_CORS: '{re.escape(origin)}'"):
        check(Settings(cors=origin))


@each("host", ["[::1]x.evil", "[::1", "::1]", "[127.0.0.1"])
def test_a_malformed_address_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_two_host_headers_are_rejected(start: Start) -> None:
    with start() as client:
        port = client.base_url.port
        assert port is not None
        answered = talk(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert (answered.status, answered.problem) == (400, "bad-request")


def test_configured_origins_are_allowed(start: Start) -> None:
    asked = {"origin": "https://app.example", "access-control-request-method": "GET", "access-control-request-headers": "authorization"}
    with start(cors="https://app.example, https://b.example") as client:
        allowed = client.options("/v1/schools", headers=asked)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        refused = client.options("/v1/schools", headers={**asked, "origin": "https://evil.example"})
        assert "access-control-allow-origin" not in refused.headers
        read = client.get("/v1/questions", headers={"origin": "https://app.example"})
        assert {"ETag", "RateLimit", "Link", "Retry-After"} <= set(read.headers["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in read.headers
        unknown = client.get("/v1/questions", headers={"origin": "https://app.example", "x-api-key": "wrong"})
        assert unknown.status_code == 401
        assert unknown.headers["access-control-allow-origin"] == "https://app.example", "scripts must be able to read the error"


def test_other_origins_are_rejected_by_default(start: Start) -> None:
    with start() as client:
        answered = client.get("/v1/questions", headers={"origin": "https://app.example"})
        assert "access-control-allow-origin" not in answered.headers


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.0/8", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1,10.0.0.0/8", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
    ],
)
def test_forwarded_addresses_count_only_from_trusted_proxies(start: Start, trusted: str, forwarded: str, counted: str) -> None:
    with start(public=True, trusted_proxies=trusted, rate_limit="1/hour") as client:
        assert client.get("/v1/questions", headers={"x-forwarded-for": forwarded}).status_code == 200
        again = {"127.0.0.1": "192.0.2.77", "203.0.113.9": f"192.0.2.77, {forwarded}"}[counted]
        assert client.get("/v1/questions", headers={"x-forwarded-for": again}).status_code == 429


def test_clients_behind_a_proxy_have_no_loopback_rights(start: Start) -> None:
    with start(trusted_proxies="127.0.0.1") as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 401
        assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 401


@each("origin", ["http://127.0.0.1:3333", "http://localhost:3333"])
def test_openrefine_may_read_a_loopback_server_only(start: Start, origin: str) -> None:
    with start() as client:
        assert client.get("/reconcile", headers={"origin": origin}).headers["access-control-allow-origin"] == origin
    with start(public=True) as client:
        assert "access-control-allow-origin" not in client.get("/reconcile", headers={"origin": origin}).headers


def test_cross_site_pages_have_no_loopback_rights(start: Start) -> None:
    page = {"sec-fetch-site": "cross-site", "origin": "https://app.example"}
    with start() as client:
        assert client.get("/metrics", headers={"sec-fetch-site": "same-origin"}).status_code == 200
        assert client.get("/metrics", headers=page).status_code == 401
    with start(cors="https://app.example") as client:
        assert client.get("/metrics", headers=page).status_code == 200
        assert client.get("/metrics", headers={**page, "origin": "https://b.example"}).status_code == 401
