"""Schemathesis sends valid and invalid requests to a running API. There is no 500, and every response matches the document.

The suite runs a few cases per operation. ``SCHEMATHESIS_EXAMPLES=200 pytest tests/api/openapi/test_schemathesis.py -s`` runs more, on the
whole document, and prints their number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ensure_resource_availability,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
    use_after_free,
)

from seed.model import NODES
from tests.api.document import served

WANTED = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "0"))
EXAMPLES = WANTED or 2
load_all_checks()
TYPES_ALIKE = "|".join(cls.path for label, cls in NODES.items() if label not in {"County", "Claim"})
"""All types share the code of their routes; the suite tests two of them."""
QUESTIONS_ALIKE = "(?!enterprises-fed-by-programs|alliance-ties|connections-between|program-openings-and-closings).+"
REFUSALS = ["400", "403", "404", "405", "406", "409", "413", "414", "415", "422", "431"]
"""Statuses allowed for invalid input. Sizes are checked before values, so 413, 414 and 431 are possible."""
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}, "phases": {"coverage": {"enabled": bool(WANTED)}}}
)
whole = schemathesis.openapi.from_dict(served(), config=CONFIG)
schema = whole if WANTED else whole.exclude(path_regex=f"^/v1/(({TYPES_ALIKE})(/|$)|questions/{QUESTIONS_ALIKE})")
WALKED = ("GET /v1/counties", "GET /v1/counties/{id}")
allowed = SchemathesisConfig.from_dict({"generation": {"mode": "positive"}, "phases": {"coverage": {"enabled": False}}})
"""Following links requires valid requests; invalid ones are tested above."""
linked = schemathesis.openapi.from_dict(served(), config=allowed).include(path=[name.partition(" ")[2] for name in WALKED])
COUNTS: Counter[int] = Counter()
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
    ignored_auth,
    use_after_free,
    ensure_resource_availability,
]
"""All checks but two. `positive_data_acceptance`: a schema cannot express that a name exists or that a filter suits its field, so 422 is
possible. `object_level_authorization`: a key grants access to all of the data or none."""
QUIET = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), stateful_step_count=6, print_blob=False
)


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    yield
    print(f"\nschemathesis: {sum(COUNTS.values())} requests, by status {dict(sorted(COUNTS.items()))}")
    assert COUNTS[200] > 0
    assert not any(status >= 500 for status in COUNTS)


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """One connection for all requests."""
    with requests.Session() as opened:
        opened.trust_env = False
        yield opened


@schema.parametrize()
@QUIET
def test_generated_requests_get_documented_responses(case: schemathesis.Case[Any], client: httpx.Client, session: requests.Session) -> None:
    answered = case.call(base_url=str(client.base_url).rstrip("/"), timeout=30, session=session)
    COUNTS[answered.status_code] += 1
    case.validate_response(answered, checks=CHECKS, transport_kwargs={"base_url": str(client.base_url).rstrip("/"), "session": session})


def test_links_can_be_followed(client: httpx.Client, session: requests.Session) -> None:
    """The documented links lead from lists to entities and next pages, and from entities to relationships."""
    base_url, followed = str(client.base_url).rstrip("/"), Counter[str]()

    class Walk(linked.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            return {"base_url": base_url, "session": session, "timeout": 30}

        def validate_response(self, response: Any, case: schemathesis.Case[Any], **_: Any) -> None:
            COUNTS[response.status_code] += 1
            followed[case.operation.label] += 1
            case.validate_response(response, checks=CHECKS, transport_kwargs=self.get_call_kwargs(case))

    Walk.run(settings=settings(QUIET, max_examples=max(EXAMPLES, 30)))
    assert all(followed[name] > 0 for name in WALKED), followed
