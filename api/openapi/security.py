"""Security schemes: the API key that a public server requires."""

from __future__ import annotations

from typing import Any

from api.openapi.error_responses import OPEN

_ABOUT = (
    "An API key created with `alliance keys create`. Requests from a loopback address need no key. A public server can require a key "
    "with the scope `read`. It always requires the scope `console` for the query console and `metrics` for the metrics."
)
SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "alliance_<id>_<secret>", "description": _ABOUT},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": f"The same key in the `X-API-Key` header. {_ABOUT}"},
}


def declare(spec: dict[str, Any]) -> None:
    """Declare the two ways to send a key."""
    spec.setdefault("components", {}).setdefault("securitySchemes", {}).update(SCHEMES)


def add(path: str, operation: dict[str, Any]) -> None:
    """Mark the key as optional, since the server configuration decides. Probes take no key."""
    if path not in OPEN:
        operation.setdefault("security", [{}, *({name: []} for name in SCHEMES)])
