"""Deprecated operations and parameters: headers of responses, and marks in the document."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
from fastapi import FastAPI

from api.middleware.deprecation import DeprecationMiddleware
from api.openapi import deprecated, headers
from api.responses.deprecations import Deprecation

WHOLE = Deprecation(date(2027, 1, 1), date(2027, 4, 1), "Use new.")
PARAMETER = Deprecation(date(2027, 2, 1), date(2027, 3, 1), "Use q.")
DEPRECATED = {"getOld": WHOLE, "getOld?text": PARAMETER, "getNew?text": PARAMETER}


async def _answer() -> dict[str, Any]:
    return {}


async def get(path: str) -> httpx.Response:
    app = FastAPI()
    app.add_api_route("/old", _answer, operation_id="getOld")
    app.add_api_route("/new", _answer, operation_id="getNew")
    transport = httpx.ASGITransport(DeprecationMiddleware(app, DEPRECATED))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(path)


def test_a_deprecated_operation_says_since_when_and_until_when(run: Any) -> None:
    response = run(get("/old"))
    assert response.headers["deprecation"] == "@1798761600"
    assert response.headers["sunset"] == "Thu, 01 Apr 2027 00:00:00 GMT"


def test_a_deprecated_parameter_says_so_where_it_is_used(run: Any) -> None:
    assert run(get("/new?text=a")).headers["sunset"] == "Mon, 01 Mar 2027 00:00:00 GMT"
    assert "deprecation" not in run(get("/new?q=a")).headers


def test_the_earliest_sunset_is_given(run: Any) -> None:
    assert run(get("/old?text=a")).headers["sunset"] == "Mon, 01 Mar 2027 00:00:00 GMT"


def test_other_responses_have_no_such_header(run: Any) -> None:
    for path in ("/new", "/none"):
        assert not {"deprecation", "sunset"} & set(run(get(path)).headers)


def test_the_document_marks_operation_and_parameter() -> None:
    parameters = [{"name": "text", "in": "query"}, {"name": "q", "in": "query"}]
    operation: dict[str, Any] = {"operationId": "getOld", "parameters": parameters, "responses": {"200": {}}}
    deprecated.mark(operation, DEPRECATED)
    headers.add("/v1/old", "get", operation)
    assert (operation["deprecated"], operation["x-sunset"]) == (True, "2027-04-01")
    assert operation["description"] == "Deprecated since 2027-01-01, to be removed from 2027-04-01 on. Use new."
    assert operation["parameters"][0]["deprecated"] is True
    assert "deprecated" not in operation["parameters"][1]
    assert {"Deprecation", "Sunset"} <= set(operation["responses"]["200"]["headers"])
