"""Programs that read exported files by ranges, over HTTP from a real database: polars, DuckDB, curl and httpx."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import httpx
import polars as pl
import pytest
from pyarrow import parquet

from tests.conftest import GraphDB

FILE = "/v1/schools?format=parquet"


@pytest.fixture(scope="module")
def url(small: GraphDB, serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(small, data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as made:
        yield made


def test_polars_scans_a_url(url: str) -> None:
    schools = pl.scan_parquet(f"{url}{FILE}").select("id", "code").filter(pl.col("code").is_not_null()).collect()
    assert schools.rows() == [("school:a", "4143012847")]


def test_polars_scans_csv(url: str) -> None:
    assert pl.scan_csv(f"{url}/v1/schools?format=csv").collect().height == 3


def test_duckdb_reads_a_url(url: str) -> None:
    connection = duckdb.connect()
    try:
        connection.sql("INSTALL httpfs")
        connection.sql("LOAD httpfs")
    except duckdb.Error as problem:
        pytest.skip(f"DuckDB cannot download its extension httpfs: {str(problem)[:80]}")
    assert connection.sql(f"SELECT count(*) FROM read_parquet('{url}{FILE}')").fetchall() == [(3,)]


def test_curl_continues_a_file(client: httpx.Client, url: str, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    whole = client.get(FILE, headers={"Accept-Encoding": "identity"}).content
    target = tmp_path / "schools.parquet"
    target.write_bytes(whole[:100])
    subprocess.run([curl, "-sf", "--noproxy", "*", "-C", "-", "-o", str(target), f"{url}{FILE}"], check=True, timeout=60)
    assert parquet.read_table(target).num_rows == 3


def test_ranges_add_up_to_the_file_of_each_format(client: httpx.Client) -> None:
    for format in ("csv", "jsonl", "xlsx", "parquet", "graphml", "gexf"):
        address = f"/v1/questions/enterprises-fed-by-programs?format={format}"
        head = client.head(address)
        size = int(head.headers["content-length"])
        parts = [client.get(address, headers={"Range": f"bytes={first}-{first + 999}"}) for first in range(0, size, 1000)]
        assert {part.status_code for part in parts} == {206}
        assert {part.headers["etag"] for part in parts} == {head.headers["etag"]}
        content = b"".join(part.content for part in parts)
        assert content == client.get(address, headers={"Accept-Encoding": "identity"}).content, format


def test_a_file_by_ranges_is_the_streamed_one(client: httpx.Client) -> None:
    address = "/v1/counties?format=parquet"
    streamed = client.get(address, headers={"Accept-Encoding": "identity"}).content
    ranged = client.get(address, headers={"Range": "bytes=0-"}).content
    assert parquet.read_table(io.BytesIO(ranged)).equals(parquet.read_table(io.BytesIO(streamed)))


def test_an_invalid_request_for_a_range_is_the_normal_problem(client: httpx.Client) -> None:
    answered = client.get("/v1/schools?format=csv&filter=levle:secondary", headers={"Range": "bytes=0-9"})
    assert (answered.status_code, answered.json()["type"]) == (422, "/problems/unknown-name")


def test_a_range_behind_the_end_is_a_problem_that_states_the_size(client: httpx.Client) -> None:
    size = client.head(FILE).headers["content-length"]
    answered = client.get(FILE, headers={"Range": f"bytes={size}-"})
    assert (answered.status_code, answered.headers["content-range"]) == (416, f"bytes */{size}")
    assert answered.json()["type"] == "/problems/range-not-satisfiable"


def test_head_states_the_formats_length_and_that_ranges_are_served(client: httpx.Client) -> None:
    head = client.head(FILE)
    assert head.headers["accept-ranges"] == "bytes"
    assert head.headers["content-type"] == "application/vnd.apache.parquet"
    assert int(head.headers["content-length"]) > 0
