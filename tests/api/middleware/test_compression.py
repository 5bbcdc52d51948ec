"""Compression: equal content in all codings, compressed once, streams not buffered, small responses unchanged."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

import brotli
import httpx
import pytest
import zstandard

from api.middleware.compression import LEAST, CompressionMiddleware, coding
from api.middleware.response_cache import ResponseCacheMiddleware
from tests.api.asgi import Got, Inner, get, stores
from tests.each import each

LIST = "/v1/questions"
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@each(
    ("accepted", "chosen"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("br", "br"),
        ("br, gzip;q=0", "br"),
        ("GZIP;q=0.5 , zstd;q=0", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "gzip"),
        ("gzip;q=0, *;q=0", ""),
        ("identity", ""),
        ("gzip;q=nonsense", ""),
        ("", ""),
    ],
)
def test_the_best_accepted_coding_is_chosen(accepted: str, chosen: str) -> None:
    assert coding(accepted) == chosen


def _raw(client: httpx.Client, path: str, accepted: str) -> tuple[httpx.Response, bytes]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answered:
        return answered, b"".join(answered.iter_raw())


@pytest.mark.parametrize("name", DECODE)
def test_all_codings_decode_to_the_same_response(client: httpx.Client, name: str) -> None:
    plain, whole = _raw(client, LIST, "identity")
    answered, body = _raw(client, LIST, name)
    assert answered.headers["content-encoding"] == name
    assert len(body) == int(answered.headers["content-length"]) < len(whole) / 2
    assert DECODE[name](body) == whole
    assert answered.headers["etag"] != plain.headers["etag"], "a strong tag identifies exact bytes"
    assert "accept-encoding" in answered.headers["vary"].lower()
    again, same = _raw(client, LIST, name)
    assert again.headers["cache-status"] == "alliance; hit"
    assert same == body
    unchanged = client.get(LIST, headers={"Accept-Encoding": name, "If-None-Match": answered.headers["etag"]})
    assert unchanged.status_code == 304


def test_identity_is_not_compressed(client: httpx.Client) -> None:
    answered, body = _raw(client, LIST, "identity")
    assert "content-encoding" not in answered.headers
    assert len(body) == int(answered.headers["content-length"])


def test_small_responses_are_not_compressed(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_response_is_compressed_once() -> None:
    inner = Inner(b'{"a": "' + b"x" * 10_000 + b'"}')

    async def scene() -> list[Got]:
        cache = ResponseCacheMiddleware(CompressionMiddleware(inner), stores(), 10_000_000)
        return [await get(cache, accept_encoding="gzip") for _ in range(3)]

    got = asyncio.run(scene())
    assert len(inner.asked) == 1
    assert len({one.body for one in got}) == 1
    assert gzip.decompress(got[0].body) == inner.parts[0]


@each("kind", ["text/csv; charset=utf-8", "application/x-ndjson", "application/problem+json", "application/json"])
def test_text_media_types_are_compressed(kind: str) -> None:
    inner = Inner(b"a" * LEAST, headers=[(b"content-type", kind.encode())])
    assert asyncio.run(get(CompressionMiddleware(inner), accept_encoding="gzip")).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.apache.parquet"])
def test_compressed_media_types_are_not_compressed_again(kind: str) -> None:
    inner = Inner(b"a" * 5000, headers=[(b"content-type", kind.encode())])
    assert "content-encoding" not in asyncio.run(get(CompressionMiddleware(inner), accept_encoding="gzip")).headers


@each(("query", "found"), [("", "br"), ("?format=json", "br"), ("?format=csv", None)])
def test_brotli_is_not_used_for_exports(query: str, found: str | None) -> None:
    inner = Inner(b"a" * LEAST, headers=[(b"content-type", b"text/csv")])
    got = asyncio.run(get(CompressionMiddleware(inner), f"/v1/things{query}", accept_encoding="br"))
    assert got.headers.get("content-encoding") == found


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_long_stream_is_not_buffered(name: str) -> None:
    """Half-way through the stream, at least a third of the bytes have been sent."""
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
        await ResponseCacheMiddleware(CompressionMiddleware(inner), stores(), 10_000_000)(scope, None, send)  # type: ignore[arg-type]

    asyncio.run(scene())
    whole = sum(map(len, sent))
    assert DECODE[name](b"".join(sent)) == b"".join(lines)
    assert made[len(lines) // 2] > whole / 3
