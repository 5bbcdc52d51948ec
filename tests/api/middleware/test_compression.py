"""Compression: each coding gives the same answer, it is paid once, streams flow, and small answers stay as they are."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

import httpx
import pytest
import zstandard

from api.middleware.compression import LEAST, coding, compressed
from api.middleware.response_cache import ResponseCacheMiddleware
from tests.api.asgi import Got, Inner, get, stores
from tests.each import each

LIST = "/v1/questions"
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@each(
    ("accepted", "chosen"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("GZIP;q=0.5 , zstd;q=0", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "gzip"),
        ("gzip;q=0, *;q=0", ""),
        ("identity", ""),
        ("gzip;q=nonsense", ""),
        ("", ""),
    ],
)
def test_the_coding_is_the_best_that_is_not_refused(accepted: str, chosen: str) -> None:
    assert coding(accepted) == chosen


def _raw(client: httpx.Client, path: str, accepted: str) -> tuple[httpx.Response, bytes]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answered:
        return answered, b"".join(answered.iter_raw())


@pytest.mark.parametrize("name", DECODE)
def test_each_coding_gives_the_same_answer(client: httpx.Client, name: str) -> None:
    plain, whole = _raw(client, LIST, "identity")
    answered, body = _raw(client, LIST, name)
    assert answered.headers["content-encoding"] == name
    assert len(body) == int(answered.headers["content-length"]) < len(whole) / 2
    assert DECODE[name](body) == whole
    assert answered.headers["etag"] != plain.headers["etag"], "a strong tag stands for bytes"
    assert "accept-encoding" in answered.headers["vary"].lower()
    again, same = _raw(client, LIST, name)
    assert again.headers["cache-status"] == "alliance; hit"
    assert same == body
    unchanged = client.get(LIST, headers={"Accept-Encoding": name, "If-None-Match": answered.headers["etag"]})
    assert unchanged.status_code == 304


def test_who_takes_none_gets_none(client: httpx.Client) -> None:
    answered, body = _raw(client, LIST, "identity")
    assert "content-encoding" not in answered.headers
    assert len(body) == int(answered.headers["content-length"])


def test_a_small_answer_stays_as_it_is(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_compressing_is_paid_once() -> None:
    inner = Inner(b'{"a": "' + b"x" * 10_000 + b'"}')

    async def scene() -> list[Got]:
        cache = ResponseCacheMiddleware(compressed(inner), stores(), 10_000_000)
        return [await get(cache, accept_encoding="gzip") for _ in range(3)]

    got = asyncio.run(scene())
    assert len(inner.asked) == 1
    assert len({one.body for one in got}) == 1
    assert gzip.decompress(got[0].body) == inner.parts[0]


@each("kind", ["text/csv; charset=utf-8", "application/x-ndjson", "application/problem+json", "application/json"])
def test_our_kinds_are_compressed(kind: str) -> None:
    inner = Inner(b"a" * LEAST, headers=[(b"content-type", kind.encode())])
    assert asyncio.run(get(compressed(inner), accept_encoding="gzip")).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.apache.parquet"])
def test_what_is_compressed_already_is_left_alone(kind: str) -> None:
    inner = Inner(b"a" * 5000, headers=[(b"content-type", kind.encode())])
    assert "content-encoding" not in asyncio.run(get(compressed(inner), accept_encoding="gzip")).headers


@pytest.mark.parametrize("name", DECODE)
def test_a_long_stream_leaves_as_it_is_made(name: str) -> None:
    """What has been handed over half-way decodes to most of what was made by then."""
    lines = [b"".join(b"%d,%x\n" % (row, hash((part, row))) for row in range(3000)) for part in range(40)]
    inner = Inner(*lines, headers=[(b"content-type", b"text/csv")])
    sent: list[bytes] = []
    made: list[int] = []

    async def scene() -> None:
        async def send(message: dict[str, object]) -> None:
            sent.append(message.get("body", b""))  # type: ignore[arg-type]

        async def between() -> None:
            made.append(sum(map(len, sent)))

        inner.between = between
        raw = [(b"accept-encoding", name.encode())]
        scope = {"type": "http", "method": "GET", "path": "/v1/x", "query_string": b"", "headers": raw}
        await ResponseCacheMiddleware(compressed(inner), stores(), 10_000_000)(scope, None, send)  # type: ignore[arg-type]

    asyncio.run(scene())
    whole = sum(map(len, sent))
    assert DECODE[name](b"".join(sent)) == b"".join(lines)
    assert made[len(lines) // 2] > whole / 3
