"""Schemathesis throws what the document allows, and what it does not, at the running API: no 500, always a promised shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from api.app import create_app

EXAMPLES = 20
load_all_checks()
schema = schemathesis.openapi.from_dict(create_app().openapi())
COUNTS: Counter[int] = Counter()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    yield
    print(f"\nschemathesis: {sum(COUNTS.values())} requests, by status {dict(sorted(COUNTS.items()))}")
    assert COUNTS[200] > 0
    assert not any(status >= 500 for status in COUNTS)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_input_breaks_the_api(case: schemathesis.Case, client: httpx.Client) -> None:
    answered = case.call(base_url=str(client.base_url).rstrip("/"), timeout=30)
    COUNTS[answered.status_code] += 1
    case.validate_response(answered, checks=CHECKS)
