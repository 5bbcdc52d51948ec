"""The id of a request is in the transaction metadata of each of its queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.database.reader import Store
from graph.database.tracing import REQUEST_ID, metadata
from tests.conftest import GraphDB

# Lists the running queries, which include this one.
OWN_METADATA = "SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE currentQuery CONTAINS 'metaData, currentQuery' RETURN metaData"


def test_a_query_carries_the_request_id(run: Any, store: Store) -> None:
    async def ask() -> list[dict[str, Any]]:
        REQUEST_ID.set("request-1")
        return await store.run(OWN_METADATA, {})

    assert run(ask()) == [{"metaData": {"request_id": "request-1"}}]


def test_a_stream_carries_the_request_id(run: Any, store: Store) -> None:
    async def ask() -> list[dict[str, Any]]:
        REQUEST_ID.set("request-2")
        return [row async for row in store.stream(OWN_METADATA, {})]

    assert run(ask()) == [{"metaData": {"request_id": "request-2"}}]


def test_there_is_no_metadata_outside_a_request(run: Any, open_store: Callable[[GraphDB], Store], documented: GraphDB) -> None:
    async def ask() -> list[dict[str, Any]]:
        assert metadata() is None
        return await own_store.run(OWN_METADATA, {})

    own_store = open_store(documented)
    assert run(ask()) == [{"metaData": {}}]
