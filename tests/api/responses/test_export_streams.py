"""Long exports over HTTP from a real database: streaming, stop on disconnect, and no incomplete file that looks complete."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from api.dependencies import Stores
from api.server.uvicorn_thread import Serving
from graph.database import schema
from graph.database.reader import Store
from graph.export import xlsx_writer
from tests.api.conftest import PATIENT, VERSION
from tests.conftest import GraphDB

PROGRAMS, WORKS = 30, 1000
ROWS = PROGRAMS * WORKS
QUESTION = "/v1/questions/enterprises-fed-by-programs"
MB = 1024 * 1024
PATIENCE = 60
MANY = 30
"""Requests that must be answered before an export ends."""
NODE = "origin: 'simulated', sources: ['source:sim'], certainty: 'seen'"


def fill(db: GraphDB) -> None:
    """Create 30 programs that each feed 1000 enterprises: more rows than a stream sorts."""
    with db.driver() as driver:
        schema.ensure(driver, db.database)
    name = "name_zh: '第' + toString(i) + '专业'"
    db.run(
        f"UNWIND range(1, $n) AS i CREATE (:Thing:Program {{id: 'program:p' + toString(i), name: '=1+' + toString(i), {name}, {NODE}}})",
        n=PROGRAMS,
    )
    db.run(
        f"UNWIND range(1, $n) AS i CREATE (:Thing:Enterprise {{id: 'enterprise:e' + toString(i), name: 'Works ' + toString(i), {NODE}}})",
        n=WORKS,
    )
    tie = "CREATE (p)-[:FEEDS {year: 2024, graduates: 7, " + NODE + "}]->(e)"
    for first in range(1, PROGRAMS, 10):
        known = [f"program:p{number}" for number in range(first, first + 10)]
        db.run(f"MATCH (p:Program) WHERE p.id IN $known MATCH (e:Enterprise) {tie}", known=known)
    db.run("CALL db.awaitIndexes(60)")
    db.run("CREATE (:Meta {id: 'meta', state: 'ready', data_version: $v, packages: [], counts: '{}', model_version: '1'})", v=VERSION)


@pytest.fixture(scope="module")
def large(graph_db: GraphDB) -> GraphDB:
    fill(graph_db)
    return graph_db


@pytest.fixture(scope="module")
def streams(large: GraphDB) -> Iterator[httpx.Client]:
    """A client of an API with lenient health checks, so that a busy machine does not count as a lost database."""
    stores = Stores()
    serving = Serving("127.0.0.1", 0, stores)
    serving.start()
    try:
        store = serving.call(Store.open(large.uri, *large.auth, database=large.database, settings=PATIENT, fixed=True))
        serving.call_soon(stores.swap, store)
        with httpx.Client(base_url=serving.url, timeout=120, trust_env=False) as made:
            until(lambda: made.get("/readyz").status_code == 200, "the API is ready")
            yield made
    finally:
        serving.stop()


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    monkeypatch.setattr(xlsx_writer.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def until(condition: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)


def running(db: GraphDB) -> list[str]:
    """Return the ids of the transactions of exports."""
    found = db.run(
        "SHOW TRANSACTIONS YIELD transactionId, currentQuery WHERE currentQuery CONTAINS ':Program' OR currentQuery CONTAINS 'FEEDS'"
    )
    return [row["transactionId"] for row in found if "SHOW TRANSACTIONS" not in row["currentQuery"]]


def fetched(client: httpx.Client, format: str) -> bytes:
    answered = client.get(f"{QUESTION}?format={format}")
    assert answered.status_code == 200, answered.text
    return answered.content


def test_csv_has_all_rows_and_no_formulas(streams: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(fetched(streams, "csv").decode(), newline="")))
    assert len(rows) == len({(row["enterprise_id"], row["program_id"]) for row in rows}) == ROWS
    assert {row["program_name"][:4] for row in rows} == {"'=1+"}


def test_all_rows_as_json_lines_parquet_and_xlsx(streams: httpx.Client) -> None:
    lines = [json.loads(line) for line in fetched(streams, "jsonl").splitlines()]
    table = parquet.read_table(io.BytesIO(fetched(streams, "parquet")), columns=["enterprise_id", "program_id", "graduates"]).to_pylist()
    assert [(row["enterprise"]["id"], row["program"]["id"]) for row in lines] == [
        (row["enterprise_id"], row["program_id"]) for row in table
    ]
    assert sum(row["graduates"] for row in table) == 7 * ROWS
    answered = streams.get(f"{QUESTION}?format=xlsx")
    assert answered.headers["content-length"] == str(len(answered.content))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answered.content)).get_sheet_by_name("rows")
    assert book.height == ROWS + 1


def test_memory_does_not_grow_with_the_rows(streams: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
    process = psutil.Process()

    def peak(format: str) -> tuple[int, int]:
        size = most = 0
        with streams.stream("GET", f"{QUESTION}?format={format}", headers={"Accept-Encoding": "identity"}) as answered:
            for part in answered.iter_raw(MB // 4):
                size, most = size + len(part), max(most, process.memory_info().rss)
        return size, most

    for format in ("csv", "jsonl", "parquet", "graphml"):
        peak(format)
        before = process.memory_info().rss
        size, most = peak(format)
        with capsys.disabled():
            print(
                f"\n{format}: {ROWS} rows over HTTP, {size / MB:.1f} MB sent, resident memory grew by {(most - before) / MB:.1f} MB at most"
            )
        assert most - before < 40 * MB


def opened(url: str, path: str) -> socket.socket:
    """Send a request without reading the response."""
    target = httpx.URL(url)
    assert target.port is not None
    caller = socket.create_connection((target.host, target.port), PATIENCE)
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    caller.sendall(f"GET {path} HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode())
    return caller


@pytest.mark.parametrize("format", ["csv", "jsonl", "gexf", "xlsx"])
def test_a_disconnect_ends_the_database_read(streams: httpx.Client, large: GraphDB, workshop: Path, format: str) -> None:
    with opened(str(streams.base_url), f"{QUESTION}?format={format}&as_of=2025") as caller:
        until(lambda: running(large), "the database reads")
        if format in {"csv", "jsonl"}:
            assert caller.recv(2000).startswith(b"HTTP/1.1 200")
            assert running(large), "the read waits for the client"
    until(lambda: not running(large), "the read ends")
    until(lambda: not list(workshop.iterdir()), "temporary files go")


def test_a_terminated_read_closes_the_connection(streams: httpx.Client, large: GraphDB) -> None:
    with opened(str(streams.base_url), f"{QUESTION}?format=csv&as_of=2026") as caller:
        until(lambda: running(large), "the database reads")
        body = caller.recv(2000)
        large.run(f"TERMINATE TRANSACTIONS {', '.join(repr(name) for name in running(large))}")
        while part := caller.recv(65536):
            body += part
    assert body.startswith(b"HTTP/1.1 200")
    assert not body.endswith(b"0\r\n\r\n"), "the chunked body must not be complete"
    assert body.count(b"\r\nenterprise:") < ROWS


def test_new_data_closes_the_connection(streams: httpx.Client, large: GraphDB) -> None:
    with opened(str(streams.base_url), f"{QUESTION}?format=jsonl&as_of=2027") as caller:
        until(lambda: running(large), "the database reads")
        body = caller.recv(2000)
        large.run("MATCH (m:Meta) SET m.state = 'loading'")
        try:
            until(lambda: streams.get("/readyz").status_code == 503, "the API sees the load")
            while part := caller.recv(65536):
                body += part
        finally:
            large.run("MATCH (m:Meta) SET m.state = 'ready'")
            until(lambda: streams.get("/readyz").status_code == 200, "the data is served again")
    assert body.startswith(b"HTTP/1.1 200")
    assert not body.endswith(b"0\r\n\r\n"), "the chunked body must not be complete"


def test_other_requests_are_served_during_an_export(streams: httpx.Client) -> None:
    """An export does not block other requests: many are served before it ends."""
    done = threading.Event()

    def export() -> None:
        fetched(streams, "xlsx&as_of=2028")
        done.set()

    thread = threading.Thread(target=export)
    thread.start()
    answered = 0
    while not done.is_set() and answered < MANY:
        assert streams.get("/healthz").status_code == 200
        answered += 1
    thread.join()
    assert answered == MANY
