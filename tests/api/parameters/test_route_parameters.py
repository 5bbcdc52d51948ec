"""The query parameters read from the routes are those of the OpenAPI document."""

from __future__ import annotations

from api.app import create_app
from api.openapi.operations import resolved_operations
from api.parameters.route_parameters import query_parameters


def test_query_parameters_match_the_document() -> None:
    app = create_app()
    documented: dict[str, set[str]] = {}
    for path, _, operation in resolved_operations(app.openapi()):
        names = (item["name"] for item in operation.get("parameters", ()) if item["in"] == "query")
        documented.setdefault(path, set()).update(names)
    assert query_parameters(app) == documented
