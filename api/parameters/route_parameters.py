"""The query parameters that each route declares, read from the routes themselves: the OpenAPI document takes seconds to assemble."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import iter_route_contexts

from api.parameters.data_version import PARAMETER, is_pinnable


def query_parameters(app: FastAPI) -> dict[str, frozenset[str]]:
    """Return the query parameter names of every documented path, over all methods."""
    names: dict[str, frozenset[str]] = {}
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        if dependant is None or not route.include_in_schema:
            continue
        fields = (field for field in get_flat_params(dependant) if getattr(field.field_info, "in_", None) == ParamTypes.query)
        path = str(route.path_format)
        pins = {PARAMETER} if "GET" in (getattr(route, "methods", None) or ()) and is_pinnable(path) else set()
        names[path] = names.get(path, frozenset()) | {field.alias for field in fields} | pins
    return names
