"""The key that a public server asks for."""

from __future__ import annotations

from typing import Any

from api.openapi.error_responses import OPEN

_ABOUT = (
    "A key of `alliance keys create`. On a loopback address none is needed. A public server may ask for one with the scope `read`, "
    "and always asks for one with the scope `console` (the query console) or `metrics`."
)
SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "alliance_<id>_<secret>", "description": _ABOUT},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": f"The same in a header of its own. {_ABOUT}"},
}


def declare(made: dict[str, Any]) -> None:
    """Declare both ways to send a key."""
    made.setdefault("components", {}).setdefault("securitySchemes", {}).update(SCHEMES)


def add(path: str, operation: dict[str, Any]) -> None:
    """A key or none, as the server is set up; the probes take none."""
    if path not in OPEN:
        operation.setdefault("security", [{}, *({name: []} for name in SCHEMES)])
