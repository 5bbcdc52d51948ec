"""The examples in the OpenAPI document match the current responses on the documented data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.openapi import example_store
from api.openapi.example_calls import ELSEWHERE
from tests.conftest import GraphDB
from tests.each import each
from tools import collect_examples


@pytest.fixture(scope="module")
def again(documented: GraphDB, serve: Callable[[GraphDB | None], str]) -> dict[str, Any]:
    """All examples, requested again."""
    with (
        httpx.Client(base_url=serve(documented), timeout=60, trust_env=False, limits=httpx.Limits(keepalive_expiry=2)) as client,
        httpx.Client(base_url=serve(None), timeout=60, trust_env=False, limits=httpx.Limits(keepalive_expiry=2)) as bare,
    ):
        return collect_examples.everything(client.get("/openapi.json").json(), client, bare, without=ELSEWHERE)


def test_every_operation_has_an_example_and_no_other_exists(again: dict[str, Any]) -> None:
    assert set(again) | ELSEWHERE == example_store.names() | {example_store.PROBLEMS}


@each("name", sorted((example_store.names() - ELSEWHERE) | {example_store.PROBLEMS}))
def test_examples_match_current_responses(again: dict[str, Any], name: str) -> None:
    assert again.get(name) == example_store.read(name), "run python -m tools.write_examples"
