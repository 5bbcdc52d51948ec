"""Generate partly valid requests from the OpenAPI document: paths, queries, filters, cursors, bodies, headers, encodings."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_from_bytes

from api.openapi.example_calls import Call, call_of
from api.openapi.operations import resolved_operations

WORDS = [
    "",
    " ",
    "*",
    "null",
    "true",
    "-1",
    "0",
    "1e309",
    "NaN",
    "9" * 400,
    "2024-02-30",
    "桂阳县",
    "贵阳",
    "\u202e",
    "\U0001f600",
    "e\u0301",
    "a" * 300,
    "school:a",
    "county:431021",
    "../../etc/passwd",
    "..%2f",
    "%",
    "%zz",
    "%00",
    "\x00",
    "\r\nX: y",
    "'",
    '"',
    "`",
    "\\",
    "{}",
    "[]",
    "$where",
    "' OR 1=1 //",
    "}) DETACH DELETE n //",
    "<script>alert(1)</script>",
    "documented",
    "documented,simulated",
    ":",
    "::",
    ",",
    "|",
    "!",
    ">",
    "<",
    "level:secondary",
    "opened:>2022",
    "opened:<=2024-06|>2025",
    "!has:feeds",
    "has:feeds",
    "offers.major.code:660108",
    "member_of:x",
    "name:\u0000",
    "level:secondary,level:secondary",
    "county:" + "x|" * 500,
    "a.b.c.d.e.f:1",
    "opened:>",
    "-opened",
    "id,-name",
    "level,county",
    "csv",
    "xlsx",
    "graphml",
]
QUERIES = [
    "MATCH (n) RETURN n LIMIT 1",
    "RETURN 1",
    "CREATE (n)",
    "CALL dbms.shutdown()",
    "MATCH (n) DETACH DELETE n",
    "",
    ";",
    "//",
    "/* ",
    "RETURN '",
    "UNWIND range(1, 1000000000) AS x RETURN count(x)",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
    "\\u0043REATE (n)",
    "(" * 3000,
]
HEADERS: list[tuple[str, list[str]]] = [
    ("Accept", ["text/csv", "application/json", "*/*", "text/html", ";;;q=x", "a/b;q=" + "9" * 50, ""]),
    ("Accept-Encoding", ["gzip", "br", "zstd", "gzip;q=0", "identity;q=0, *;q=0", "x" * 500, "\xff"]),
    ("Accept-Language", ["zh", "*", "\xe4\xb8"]),
    ("If-None-Match", ["*", '"x"', 'W/"x", "y"', '"', "\xff\xfe", '"' + "a" * 4000 + '"']),
    ("If-Modified-Since", ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday"]),
    ("Authorization", ["Bearer x", "Basic eDp5", "Bearer ", "Bearer alliance_000000000000_" + "A" * 43, "\xff"]),
    ("X-API-Key", ["x", ""]),
    ("X-Request-ID", ["abc", "x" * 1000, "a b", "\x01", "\xff", "<b>"]),
    ("X-Forwarded-For", ["1.2.3.4", "::1", "not an address", "1.2.3.4, " * 50]),
    ("Origin", ["null", "http://127.0.0.1", "x"]),
    ("Range", ["bytes=0-1", "bytes=-", "x"]),
    ("Cookie", ["a=b; " * 100]),
    ("Expect", ["100-continue", "x"]),
    ("Connection", ["close", "keep-alive", "upgrade"]),
    ("Content-Type", ["application/json", "text/plain", "application/x-www-form-urlencoded", "x"]),
]
ODD_JSON = b'{"query": "RETURN 1", "query": 2, "a": 1e400, "b": NaN, "c": "\\ud800"}'
METHODS = ["GET"] * 12 + ["POST"] * 5 + ["HEAD", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X" * 60]


class Maker:
    """Generates requests; the same seed gives the same requests."""

    def __init__(self, document: dict[str, Any], host: str, seed: int) -> None:
        self.dice, self.host = random.Random(seed), host
        self.operations = [(path, method, operation, call_of(path, operation)) for path, method, operation in resolved_operations(document)]
        names = {item["name"] for _, _, operation, _ in self.operations for item in operation.get("parameters", ())}
        self.names = [*sorted(names), "nothing", "", "limit[]", "\u00e9"]
        self.cursors = ["*", base64.urlsafe_b64encode(b"school:a").decode().rstrip("=")]

    def request(self) -> tuple[bytes, bool]:
        """Return one request, and whether its response has no body (HEAD)."""
        path, method, operation, call = self.dice.choice(self.operations)
        verb = method.upper() if self.chance(0.6) else self.dice.choice(METHODS)
        target = self.target(path, operation, call)
        body, headers = self.body(call) if verb in {"POST", "PUT", "PATCH"} or self.chance(0.02) else (b"", [])
        lines = [f"{verb} {target} HTTP/1.1".encode("latin-1", "replace"), f"Host: {self.host}".encode()]
        for name, values in self.dice.sample(HEADERS, k=self.dice.choice((0, 0, 0, 1, 2, 5))):
            lines.append(f"{name}: {self.dice.choice(values)}".encode("latin-1", "replace"))
        if self.chance(0.01):
            lines.append(b"X-Big: " + b"x" * self.dice.choice((5_000, 40_000, 70_000)))
        if self.chance(0.01):
            lines += [b"X-Many: y"] * self.dice.choice((50, 150))
        return b"\r\n".join([*lines, *headers, b"", b""]) + body, verb == "HEAD"

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def target(self, path: str, operation: dict[str, Any], call: Call) -> str:
        for item in operation.get("parameters", ()):
            if item["in"] == "path":
                value = str(call.path.get(item["name"], "x")) if self.chance(0.4) else self.text()
                path = path.replace(f"{{{item['name']}}}", self.encoded(value, ":~"))
        if self.chance(0.03):
            path = self.damaged(path)
        query = {} if self.chance(0.2) else dict(call.query)
        for item in operation.get("parameters", ()):
            if item["in"] == "query" and self.chance(0.25):
                query[item["name"]] = item.get("example") if self.chance(0.4) else self.value(item["name"])
        if self.chance(0.1):
            query[self.dice.choice(self.names)] = self.text()
        parts = [f"{self.encoded(name)}={self.encoded(str(value))}" for name, value in query.items()]
        if parts and self.chance(0.04):
            parts.append(self.dice.choice(parts))
        if self.chance(0.02):
            parts.append(self.dice.choice(["&&", "=", "a=b=c", "%=%", "x" * 17_000, "&".join("a=1" for _ in range(2000)), "#x", "a b"]))
        if self.chance(0.02):
            parts.append("".join(chr(self.dice.randrange(0x21, 0x100)) for _ in range(self.dice.randrange(1, 60))))
        text = path + ("?" + "&".join(parts) if parts else "")
        return self.dice.choice((f"http://{self.host}{text}", "//x" + text, "*", "")) if self.chance(0.005) else text

    def value(self, name: str) -> Any:
        if name == "cursor":
            return self.damaged(self.dice.choice(self.cursors)) if self.chance(0.7) else self.text()
        if self.chance(0.3):
            return self.dice.choice((-(2**70), -1, 0, 1, 2, 200, 201, 1000, 2**31, 2**63, 2**64, 1e400, "1.5", "01", "٣", "1_0"))
        return self.text()

    def text(self) -> str:
        kind = self.dice.random()
        if kind < 0.55:
            return self.dice.choice(WORDS)
        if kind < 0.75:
            return self.dice.choice((",", "|", ":", ".", "!", "")).join(self.dice.choices(WORDS, k=self.dice.randrange(2, 6)))
        if kind < 0.9:
            return self.damaged(self.dice.choice(WORDS))
        return "".join(
            chr(self.dice.choice((self.dice.randrange(1, 0x80), self.dice.randrange(0x80, 0xD800)))) for _ in range(self.dice.randrange(40))
        )

    def damaged(self, text: str) -> str:
        """Return a text with characters inserted, replaced or removed at one position."""
        where = self.dice.randrange(len(text) + 1)
        insert = self.dice.choice(["", "/", "~", "A", "=", "-", "\u4e00", chr(self.dice.randrange(1, 0x250))])
        return text[:where] + insert + text[where + self.dice.choice((0, 1, 1, 3)) :]

    def encoded(self, text: str, safe: str = "") -> str:
        """Percent-encode a text, usually correctly; sometimes with another charset, twice, as random bytes, or not at all."""
        kind = self.dice.random()
        if kind < 0.85:
            return quote(text, safe=safe, errors="replace")
        if kind < 0.9:
            return quote_from_bytes(text.encode("gbk", "replace"))
        if kind < 0.93:
            return quote_from_bytes(self.dice.randbytes(self.dice.randrange(1, 20)))
        if kind < 0.96:
            return quote(quote(text))
        return "".join(char for char in text if "!" <= char <= "\xff")

    def body(self, call: Call) -> tuple[bytes, list[bytes]]:
        """Return a body and its headers."""
        content = self.content(call)
        if self.chance(0.05):
            content = content[: self.dice.randrange(len(content) + 1)]
        kind = b"Content-Type: " + self.dice.choice([b"application/json"] * 8 + [b"text/plain", b"application/x-www-form-urlencoded", b"x"])
        if self.chance(0.1):
            return b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content) if content else b"0\r\n\r\n", [kind, b"Transfer-Encoding: chunked"]
        return content, [kind, b"Content-Length: %d" % len(content)]

    def content(self, call: Call) -> bytes:
        makers: list[Callable[[], bytes]] = [
            lambda: json.dumps(self.shaken(call.body)).encode(),
            lambda: json.dumps(self.shaken(call.body)).encode(),
            lambda: json.dumps({"query": self.dice.choice(QUERIES), "parameters": {"x": self.text()}}).encode(),
            lambda: b"queries=" + quote(json.dumps({"q0": {"query": self.text()}})).encode(),
            lambda: json.dumps({"queries": {"q": {"query": self.text(), "limit": self.value("limit")}}}, default=str).encode(),
            lambda: self.dice.randbytes(self.dice.randrange(200)),
            lambda: b"[" * self.dice.choice((10, 3_000, 60_000)),
            lambda: b'{"query": "' + b"x" * self.dice.choice((100, 70_000, 1_200_000)) + b'"}',
            lambda: ODD_JSON,
            lambda: b"\xef\xbb\xbf{}",
        ]
        return self.dice.choice(makers)()

    def shaken(self, value: Any) -> Any:
        """A body with some of its values changed."""
        if isinstance(value, dict):
            shaken = {key: self.shaken(item) for key, item in value.items() if not self.chance(0.1)}
            return shaken | ({self.text(): self.text()} if self.chance(0.1) else {})
        if isinstance(value, list):
            return [self.shaken(item) for item in value] * self.dice.choice((1, 1, 1, 0, 50))
        odd: list[Any] = [None, True, -1, 2**70, 1.5, "", [], {}, self.text()]
        return self.dice.choice(odd) if self.chance(0.3) or value is None else value
