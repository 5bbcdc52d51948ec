"""Schemathesis throws what the document allows, and what it does not, at the running API: no 500, always a promised shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from api.app import create_app
from seed.model import NODES

EXAMPLES = 5
load_all_checks()
TYPES_ALIKE = "|".join(cls.path for label, cls in NODES.items() if label not in {"County", "Claim"})
"""All types share two routes' code; two of them stand for the others."""
schema = schemathesis.openapi.from_dict(create_app().openapi()).exclude(path_regex=f"^/v1/({TYPES_ALIKE})(/|$)")
COUNTS: Counter[int] = Counter()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    yield
    print(f"\nschemathesis: {sum(COUNTS.values())} requests, by status {dict(sorted(COUNTS.items()))}")
    assert COUNTS[200] > 0
    assert not any(status >= 500 for status in COUNTS)


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """One connection for all requests."""
    with requests.Session() as made:
        made.trust_env = False
        yield made


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_input_breaks_the_api(case: schemathesis.Case, client: httpx.Client, session: requests.Session) -> None:
    answered = case.call(base_url=str(client.base_url).rstrip("/"), timeout=30, session=session)
    COUNTS[answered.status_code] += 1
    case.validate_response(answered, checks=CHECKS)
