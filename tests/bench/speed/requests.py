"""The requests Q1 to Q4 and the database statements that the API sends for them."""

from __future__ import annotations

import asyncio
import base64
import json
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.types import Message, Scope

from api.app import create_app
from api.dependencies import Stores
from graph.database.reader import Store
from graph.settings import Settings

KEYS = 200
TITLES = {
    "Q1": "a school by its id",
    "Q2": "the enterprises of a county and the programs that feed them, 100 rows",
    "Q3": "a page of 50 enterprises",
    "Q4": "the shortest chains between a school and an enterprise",
}


@dataclass
class Set:
    """One kind of request: its paths, and the database statements (text and parameters) of each path."""

    name: str
    paths: list[str]
    statements: list[list[tuple[str, dict[str, Any]]]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    size: int = 0

    def gets(self, *, tagged: bool = False) -> list[bytes]:
        """Return raw requests to the API."""
        tags = [f"If-None-Match: {tag}\r\n" for tag in self.tags] if tagged else [""] * len(self.paths)
        return [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{tag}\r\n".encode() for path, tag in zip(self.paths, tags, strict=True)]

    def posts(self, user: str, password: str) -> list[bytes]:
        """Return raw requests to Neo4j's Query API, one per statement."""
        key = base64.b64encode(f"{user}:{password}".encode()).decode()
        raw = []
        for text, parameters in (statement for statements in self.statements for statement in statements):
            body = json.dumps({"statement": text, "parameters": parameters, "accessMode": "READ"}).encode()
            head = (
                f"POST /db/neo4j/query/v2 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {key}\r\nAccept: application/json\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            raw.append(head.encode() + body)
        return raw

    @property
    def each(self) -> float:
        """Mean number of statements per request."""
        return sum(map(len, self.statements)) / len(self.statements)


async def collect(uri: str, user: str, password: str) -> list[Set]:
    """Choose random keys from the data, send one request for each, and record the database statements."""
    store = await Store.open(uri, user, password, settings=Settings(read_timeout=60), fixed=True)
    try:
        app = create_app(Stores(store), settings=Settings(cache_bytes=0, host="127.0.0.1"))
        sets = await _draw(store, app, random.Random(1))
        heard: list[tuple[str, dict[str, Any]]] = []
        run = store._run

        async def listening(text: str, params: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
            heard.append((text, params))
            return await run(text, params, **more)

        for kind in sets:
            for path in kind.paths:
                await get(app, path)  # names are resolved once per data version; this is not part of the measurement
                store._run = listening  # type: ignore[method-assign]
                heard.clear()
                body, tag = await get(app, path)
                kind.size = len(body)
                store._run = run  # type: ignore[method-assign]
                kind.tags.append(tag)
                kind.statements.append([(text, dict(params)) for text, params in heard if "Meta {id" not in text])
        return sets
    finally:
        await store.close()


async def _draw(store: Store, app: Any, rng: random.Random) -> list[Set]:
    async def ids(label: str) -> list[str]:
        rows = await store.run(f"CYPHER 5 MATCH (n:{label}) RETURN n.id AS id ORDER BY id", {})
        return [row["id"] for row in rows]

    schools, counties, enterprises = await ids("School"), await ids("County"), await ids("Enterprise")
    pairs = [(rng.choice(schools), rng.choice(enterprises)) for _ in range(KEYS)]
    pages = ["/v1/enterprises?per_page=50&cursor=*"]
    while len(pages) < KEYS // 4 and (cursor := json.loads((await get(app, pages[-1]))[0])["meta"]["next_cursor"]):
        pages.append(f"/v1/enterprises?per_page=50&cursor={quote(cursor)}")
    return [
        Set("Q1", [f"/v1/schools/{quote(rng.choice(schools))}" for _ in range(KEYS)]),
        Set("Q2", ["/v1/questions/enterprises-fed-by-programs?" + urlencode({"county": county, "limit": 100}) for county in counties]),
        Set("Q3", pages),
        Set("Q4", ["/v1/questions/connections-between?" + urlencode({"one": one, "other": other}) for one, other in pairs]),
    ]


async def get(app: Any, path: str) -> tuple[bytes, str]:
    """Return the body and the ETag of a response."""
    where, _, query = path.partition("?")
    scope: Scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": unquote(where), "raw_path": where.encode(),
        "query_string": query.encode(), "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1),
        "root_path": "", "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    got: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        got.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in got[1:])
    if got[0]["status"] != 200:
        raise SystemExit(f"{path}: {got[0]['status']} {body[:500]!r}")
    return body, dict(got[0]["headers"])[b"etag"].decode()
