"""Byte ranges, ``HEAD`` and resumable transfers of exported files.

A file that is streamed has no length. When a client asks for a range or sends ``HEAD``, the whole file is produced first and kept on disk
(:mod:`api.middleware.kept_files`); all ranges are then of the same bytes, and the entity tag is a hash of them. A kept file also serves
requests without ``Range`` that accept no compression.

A file that exceeds its share of the budget, or that cannot be written, is streamed as if no range had been requested.
"""

from __future__ import annotations

import asyncio
import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from weakref import WeakValueDictionary

import structlog
from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import Stores
from api.middleware.build_id import release
from api.middleware.cached_response import POLICY, CacheRequest, RawHeaders
from api.middleware.kept_files import KeptFile, KeptFiles, PartFile
from api.middleware.response_cache import PREFIX
from api.responses import problems
from api.responses.byte_ranges import (
    UnsatisfiableRangeError,
    fails_if_match,
    is_unchanged,
    range_applies,
    requested_range,
)
from api.responses.exports import FILES, requested_format
from seed.bilingual import Bilingual

BLOCK = 262_144
WRITERS = 2
"""Maximum number of files that a process writes at a time."""
_CONDITIONS = frozenset(
    {b"range", b"if-range", b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since", b"accept-encoding"}
)
_TRANSFER = frozenset({b"content-length", b"transfer-encoding", b"etag", b"cache-control", b"vary", b"cache-status", b"accept-ranges"})
_ACCEPTS = (b"accept-ranges", b"bytes")
log = structlog.get_logger("api.middleware.file_ranges")


class ClientLeftError(Exception):
    """The client disconnected while its file was written."""


class FileRangesMiddleware:
    """Middleware that serves ranges of exported files.

    :param folder: the folder of finished files.
    :param budget: maximum bytes of all files; 0 disables ranges.
    """

    def __init__(self, app: ASGIApp, stores: Stores, folder: Path, budget: int) -> None:
        self.app, self._stores, self._budget = app, stores, budget
        self._files = KeptFiles(folder, budget)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._writers = asyncio.Semaphore(WRITERS)
        self._not_kept: LRUCache[str, bool] = LRUCache(1000)
        self._stamp = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not self._is_file(scope) or not self._follow():
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key = _key(scope)
        kept = self._files.find(key)
        needs_file = scope["method"] == "HEAD" or "range" in headers
        if kept is None and needs_file and key not in self._not_kept:
            lock = self._locks.setdefault(key, asyncio.Lock())
            async with lock:  # one request writes the file, others wait for it
                kept = self._files.find(key) or await self._produce(key, scope, receive, send)
            if kept is None:
                return
        if kept is None:
            await self.app(scope, receive, send if key in self._not_kept else _with_ranges(send))
            return
        with kept.body:
            if needs_file or not CacheRequest.of(scope).key[3]:
                await self._answer(kept, scope, headers, send)
                return
        await self.app(scope, receive, _with_ranges(send))

    def _is_file(self, scope: Scope) -> bool:
        if self._budget <= 0 or scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not scope["path"].startswith(PREFIX):
            return False
        return requested_format(scope) in FILES

    def _follow(self) -> bool:
        """Use the files of the current data version. Return False if there is none yet."""
        store = self._stores.current
        if store is not None and store.state == "empty":
            self._stamp = b""
        elif store is not None and store.state == "ready" and store.stamp != self._stamp:
            self._stamp = store.stamp
            self._files.use(hashlib.blake2b(release() + self._stamp, digest_size=12).hexdigest())
            self._not_kept.clear()
        return bool(self._stamp)

    async def _produce(self, key: str, scope: Scope, receive: Receive, send: Send) -> KeptFile | None:
        """Write the file and return it; None if the client has got its response already, or has left."""
        async with self._writers:
            stamp = self._stamp
            try:
                part = self._files.begin()
            except OSError as problem:
                log.warning("cannot keep export files", detail=str(problem))
                await self.app(scope, receive, send)
                return None
            capture = Capture(part, self._files.largest, send, head=scope["method"] == "HEAD")
            try:
                await self._run(scope, receive, capture)
                self._not_kept.update({key: True} if capture.too_large else {})
                return await self._finished(key, part, capture.headers, stamp) if capture.complete else None
            finally:
                part.discard()

    async def _run(self, scope: Scope, receive: Receive, capture: Capture) -> None:
        inner = {**scope, "method": "GET", "headers": [item for item in scope["headers"] if item[0] not in _CONDITIONS]}
        watching = asyncio.create_task(capture.watch(receive))
        try:
            await self.app(inner, capture.listen, capture.take)
        except* ClientLeftError:  # in an exception group if a stream was stopped
            pass
        finally:
            watching.cancel()

    async def _finished(self, key: str, part: PartFile, headers: RawHeaders, stamp: bytes) -> KeptFile:
        """Keep a complete file, unless the data has changed meanwhile, and return it."""
        finished = part.opened(headers)
        current = self._stores.current
        if current is not None and current.stamp == stamp:
            try:
                await asyncio.to_thread(self._files.keep, key, part, headers)
            except OSError as problem:
                log.warning("cannot keep export files", detail=str(problem))
        return finished

    async def _answer(self, kept: KeptFile, scope: Scope, headers: Headers, send: Send) -> None:
        """Send the response for a kept file."""
        size, tag = kept.size, kept.tag
        if fails_if_match(headers, tag):
            await self._problem(
                412,
                Bilingual("The file has changed: 'If-Match' requires another version.", "文件已更新，与 If-Match 要求的版本不符。"),
                size,
                scope,
                send,
            )
            return
        if is_unchanged(headers, (tag, self._derived_tag(scope))):
            await _send_head(send, 304, [(b"etag", tag.encode()), *POLICY])
            return
        chosen = None
        if scope["method"] == "GET" and "range" in headers and range_applies(headers, tag):
            try:
                chosen = requested_range(headers["range"], size)
            except UnsatisfiableRangeError:
                await self._problem(
                    416,
                    Bilingual(
                        f"The range '{headers['range'][:100]}' is not in the file of {size:,} bytes.",
                        f"字节范围“{headers['range'][:100]}”不在文件内，文件共 {size:,} 字节。",
                    ),
                    size,
                    scope,
                    send,
                )
                return
        about: RawHeaders = [*kept.headers, (b"etag", tag.encode()), _ACCEPTS, *POLICY]
        first, length = (0, size) if chosen is None else (chosen.first, chosen.length)
        about.append((b"content-length", str(length).encode()))
        if chosen is not None:
            about.append((b"content-range", chosen.stated(size).encode()))
        if scope["method"] == "HEAD":
            await _send_head(send, 200, about)
            return
        await send({"type": "http.response.start", "status": 200 if chosen is None else 206, "headers": about})
        await _send_bytes(kept.body, first, length, send)

    def _derived_tag(self, scope: Scope) -> str:
        """Return the tag of the streamed response to the same request."""
        request = CacheRequest.of(scope)
        return CacheRequest((*request.key[:3], ""), None).tag(self._stamp).decode()

    async def _problem(self, status: int, detail: str, size: int, scope: Scope, send: Send) -> None:
        response = problems.http_problem(status, detail, scope["path"])
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            response.headers["Content-Range"] = f"bytes */{size}"
        if scope["method"] == "HEAD":
            await _send_head(send, status, list(response.raw_headers))
            return
        await send({"type": "http.response.start", "status": status, "headers": list(response.raw_headers)})
        await send({"type": "http.response.body", "body": bytes(response.body)})


class Capture:
    """Writes a response to a file. Another status, or a file that is too large, goes on to the client."""

    def __init__(self, part: PartFile, limit: int, send: Send, *, head: bool) -> None:
        self._part, self._limit, self._send, self._head = part, limit, send, head
        self._left = asyncio.Event()
        self._body_read = False
        self._start: Message = {}
        self._passing = False
        self.complete = False
        self.too_large = False

    @property
    def headers(self) -> RawHeaders:
        """The headers of the file, without those of one transfer."""
        return [(name, value) for name, value in self._start["headers"] if name.lower() not in _TRANSFER]

    async def watch(self, receive: Receive) -> None:
        """Note when the client disconnects."""
        while (await receive())["type"] != "http.disconnect":
            continue
        self._left.set()

    async def listen(self) -> Message:
        """Receive for the application: an empty body, then the disconnect."""
        if not self._body_read:
            self._body_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def take(self, message: Message) -> None:
        """Take a message of the application.

        :raises ClientLeftError: the client has left, which ends the export.
        """
        if self._left.is_set():
            raise ClientLeftError
        if self._passing:
            await self._pass(message)
        elif message["type"] == "http.response.start":
            self._start = message
            if message["status"] != 200:
                self._passing = True
                await self._send(message)
        elif message["type"] == "http.response.body":
            await self._write(message)

    async def _write(self, message: Message) -> None:
        content = message.get("body", b"")
        written = self._part.size
        try:
            if written + len(content) > self._limit:
                raise OSError("the file exceeds its share of the budget")
            await asyncio.to_thread(self._part.write, content)
            if not message.get("more_body", False):
                await asyncio.to_thread(self._part.body.flush)
                self.complete = True
        except OSError as problem:
            log.info("export file not kept", detail=str(problem))
            self.too_large = self._passing = True
            await self._replay(written, message)

    async def _replay(self, written: int, message: Message) -> None:
        """Send what has been written, then go on with the stream."""
        await self._send(self._start)
        if not self._head:
            await _send_bytes(self._part.body, 0, written, self._send, more=True)
        await self._pass(message)

    async def _pass(self, message: Message) -> None:
        if not self._head or message["type"] != "http.response.body":
            await self._send(message)
            return
        await self._send({"type": "http.response.body", "body": b""})
        raise ClientLeftError


def _key(scope: Scope) -> str:
    """Return the hash of the request, which names its file."""
    parts = (scope["path"].encode("utf-8", "surrogatepass"), scope["query_string"], requested_format(scope).encode())
    return hashlib.blake2b(b"".join(len(part).to_bytes(4, "big") + part for part in parts), digest_size=16).hexdigest()


def _with_ranges(send: Send) -> Send:
    """State in the response of a file that ranges of it can be requested."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            message["headers"] = [*message["headers"], _ACCEPTS]
        await send(message)

    return sending


async def _send_head(send: Send, status: int, headers: RawHeaders) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _send_bytes(body: BinaryIO, first: int, length: int, send: Send, *, more: bool = False) -> None:
    """Send bytes of a file in blocks; with ``more``, others follow."""
    await asyncio.to_thread(body.seek, first)
    left = length
    while left > 0:
        block = await asyncio.to_thread(body.read, min(BLOCK, left))
        if not block:
            raise OSError("a kept file ended early")
        left -= len(block)
        await send({"type": "http.response.body", "body": block, "more_body": more or left > 0})
    if length == 0 and not more:
        await send({"type": "http.response.body", "body": b""})
