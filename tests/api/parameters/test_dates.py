"""Every read of dated relationships accepts a date and origins, and counts undated rows separately."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.openapi.example_calls import call_of
from api.openapi.operations import resolved_operations
from tests.api.document import served
from tests.each import each

GETS = {path: operation for path, method, operation in resolved_operations(served()) if method == "get"}
DATED = {path: operation for path, operation in GETS.items() if "as_of" in {item["name"] for item in operation["parameters"]}}


def blocks(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the response body and the blocks in it."""
    yield body
    yield from (part for part in body.values() if isinstance(part, dict) and "results" in part)


def target(path: str, operation: dict[str, Any], **more: str) -> str:
    address = call_of(path, operation).target(path)
    words = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{address}{'&' if '?' in address else '?'}{words}" if words else address


@pytest.fixture(scope="module")
def client(documented: object, serve: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as made:
        yield made


def test_reads_of_relationships_accept_a_date() -> None:
    about = {"neighbours", "relations", "graph", "relationships"}
    expected = {path for path in GETS if about & set(path.split("/")) and path != "/v1/relationships/{id}"}
    expected |= {path for path in GETS if path.startswith("/v1/questions/") and not path.endswith("/text")}
    expected |= {path for path in GETS if path.count("/") == 3 and path.endswith("/{id}") and not path.startswith("/v1/relationships")}
    missing = {path for path in expected if path.endswith("filters") is False} - set(DATED)
    assert not missing
    assert len(DATED) > 50


def test_reads_with_a_date_accept_origins() -> None:
    assert all("origin" in {item["name"] for item in operation["parameters"]} for operation in DATED.values())


ANSWERED = [path for path in DATED if ":example" not in target(path, DATED[path])]
"""Without the types of which the documented data has no entity: their examples are constructed."""


@each("path", ANSWERED)
def test_undated_rows_are_counted_with_a_date(client: httpx.Client, path: str) -> None:
    plain = client.get(target(path, DATED[path]))
    dated = client.get(target(path, DATED[path], as_of="2024-06"))
    assert plain.status_code == dated.status_code == 200, dated.text
    assert all(block["meta"]["undated"] is None for block in blocks(plain.json()))
    counted = [block["meta"]["undated"] for block in blocks(dated.json()) if block["meta"].get("undated") is not None]
    assert counted, "no block counts undated rows"
    for block in blocks(dated.json()):
        undated = [row for row in block["results"] if row.get("undated") is True]
        if undated:
            assert block["meta"]["undated"] == len(undated)


# Measures are excluded: their figures are not rows of the graph, and an earlier date may have more gaps.
@each("path", [path for path in ANSWERED if not path.startswith("/v1/measures/")])
def test_a_date_never_adds_rows(client: httpx.Client, path: str) -> None:
    whole = client.get(target(path, DATED[path], origin="documented,reference")).json()
    early = client.get(target(path, DATED[path], origin="documented,reference", as_of="1949")).json()
    assert sum(len(block["results"]) for block in blocks(early)) <= sum(len(block["results"]) for block in blocks(whole))
