"""The id of a request stands beside each of its queries in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.database.reader import Store
from graph.database.tracing import REQUEST_ID, metadata
from tests.conftest import GraphDB

# A query that looks at the queries that run finds itself.
WHO = "SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE currentQuery CONTAINS 'metaData, currentQuery' RETURN metaData"


def test_the_database_sees_whose_query_it_is(run: Any, store: Store) -> None:
    async def ask() -> list[dict[str, Any]]:
        REQUEST_ID.set("request-1")
        return await store.run(WHO, {})

    assert run(ask()) == [{"metaData": {"request_id": "request-1"}}]


def test_a_stream_has_it_too(run: Any, store: Store) -> None:
    async def ask() -> list[dict[str, Any]]:
        REQUEST_ID.set("request-2")
        return [row async for row in store.stream(WHO, {})]

    assert run(ask()) == [{"metaData": {"request_id": "request-2"}}]


def test_outside_of_a_request_there_is_none(run: Any, open_store: Callable[[GraphDB], Store], documented: GraphDB) -> None:
    async def ask() -> list[dict[str, Any]]:
        assert metadata() is None
        return await open_store_here.run(WHO, {})

    open_store_here = open_store(documented)
    assert run(ask()) == [{"metaData": {}}]
