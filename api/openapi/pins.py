"""The parameter ``data_version`` of every read, which a middleware handles (:mod:`api.middleware.data_version`)."""

from __future__ import annotations

from typing import Any

from api.parameters.data_version import PARAMETER, PATTERN, is_pinnable

_PARAMETER = {
    "name": PARAMETER,
    "in": "query",
    "required": False,
    "description": "Data version that the response must have: `meta.data_version`, in full or its first 12 or more characters. Such a "
    "response never changes and may be cached without revalidation. 409 if another version is served now.",
    "schema": {"type": "string", "pattern": f"^{PATTERN.pattern}$"},
}


def add(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add the parameter to a read under ``/v1``."""
    if method == "get" and is_pinnable(path):
        operation.setdefault("parameters", []).append(dict(_PARAMETER))
