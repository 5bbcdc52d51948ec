"""The same URL and data version return the same bytes: on repetition, on another server, with reordered parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from api.openapi.example_calls import call_of
from api.openapi.operations import resolved_operations
from tests.api.document import served
from tests.conftest import GraphDB
from tests.each import each

VOLATILE = {"/metrics", "/readyz"}
"""Paths whose responses depend on the process, not on the data."""
MORE = [
    "/v1/schools?group_by=level",
    "/v1/programs?q=制造&sort=-opened",
    "/v1/programs?sample=5&random_seed=3",
    "/v1/programs?filter=level:secondary&as_of=2024&total=true",
    "/v1/counties/county:431021?as_of=2024&origin=documented",
    "/v1/regions/region:431000/neighbours?per_page=7",
    "/v1/regions/region:431000/neighbours/counts?as_of=2024",
    "/v1/relations?from=county:431021&to=county:431024&limit=5",
    "/v1/relations?from=school:jiahe-vocational&to=enterprise:jd&as_of=2024&origin=documented",
    "/v1/graph?start=county:431021,county:431024&depth=2&nodes=30&edges=40",
    "/v1/search?q=郴州&limit=50",
    *(f"/v1/schools?format={name}" for name in ("csv", "jsonl", "xlsx", "parquet", "graphml", "gexf")),
    *(f"/v1/graph?start=county:431021&format={name}" for name in ("csv", "xlsx", "graphml", "gexf")),
    "/v1/counties/county:431021/neighbours?format=csv",
    "/v1/questions/enterprises-fed-by-programs?format=xlsx",
    "/v1/cite?of=/v1/graph%3Fstart%3Dcounty:431021&format=csl",
    "/v1/cite?of=/v1/programs%3Fgroup_by%3Dlevel&format=text",
]


def addresses() -> list[str]:
    """Return the example of every documented GET operation, and requests whose row order could vary."""
    reads = [(path, operation) for path, method, operation in resolved_operations(served()) if method == "get" and path not in VOLATILE]
    found = [call_of(path, operation).target(path) for path, operation in reads]
    return [*found, *MORE]


ADDRESSES = addresses()


@pytest.fixture(scope="module")
def servers(documented: GraphDB, serve: Callable[..., str]) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    with (
        httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as one,
        httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as other,
    ):
        yield one, other


def turned(address: str) -> str:
    """Return the URL with its parameters in reverse order."""
    parts = urlsplit(address)
    items = parse_qsl(parts.query, keep_blank_values=True)
    return f"{parts.path}?{urlencode(items[::-1])}" if items else address


@each("address", ADDRESSES)
def test_same_url_returns_the_same_bytes(servers: tuple[httpx.Client, httpx.Client], address: str) -> None:
    one, other = servers
    first = one.get(address)
    assert first.status_code in {200, 404, 503}, first.text
    if first.status_code != 200:
        pytest.skip(f"no successful response here: {first.status_code}")
    assert one.get(address).content == first.content, "repeated request"
    elsewhere = other.get(turned(address)).content.replace(str(other.base_url).encode(), str(one.base_url).encode())
    assert elsewhere == first.content, "another server, reversed parameters"


def test_every_response_has_a_working_cite_link(servers: tuple[httpx.Client, httpx.Client]) -> None:
    without = set()
    for address in ADDRESSES:
        answered = servers[0].get(address)
        if answered.status_code != 200 or not answered.headers["content-type"].startswith("application/json"):
            continue
        body = answered.json()
        if not address.startswith("/v1/") or "data_version" not in body.get("meta", {}) or address.startswith("/v1/cite"):
            continue
        link = body["meta"].get("cite")
        if link is None:
            without.add(urlsplit(address).path)
            continue
        assert servers[0].get(link).status_code == 200, link
    assert not without


def test_enough_urls_are_compared() -> None:
    assert len(ADDRESSES) > 60
