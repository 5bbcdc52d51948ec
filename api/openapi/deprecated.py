"""Mark deprecated operations and parameters in the document."""

from __future__ import annotations

from typing import Any

from api.responses.deprecations import DEPRECATED, Deprecations


def mark(operation: dict[str, Any], deprecated: Deprecations = DEPRECATED) -> None:
    """Mark an operation and its parameters, with the day of removal and what to use instead."""
    name = operation["operationId"]
    for item, key in ((operation, name), *((item, f"{name}?{item['name']}") for item in operation.get("parameters", ()))):
        if key in deprecated:
            found = deprecated[key]
            note = f"Deprecated since {found.since}, to be removed from {found.sunset} on. {found.instead}"
            item |= {"deprecated": True, "x-sunset": f"{found.sunset}", "description": f"{item.get('description', '')} {note}".strip()}
