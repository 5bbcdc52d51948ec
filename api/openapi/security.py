"""The key that a public server asks for."""

from __future__ import annotations

from typing import Any

from api.openapi.refusals import OPEN

_ABOUT = (
    "A key made with `alliance keys add`: `Authorization: Bearer alliance_...`. On a loopback address reading needs none; a public server "
    "asks for a key with the scope `read`, and for the query console one with the scope `console`."
)


def declare(made: dict[str, Any]) -> None:
    """Declare the scheme."""
    schemes = made.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["key"] = {"type": "http", "scheme": "bearer", "bearerFormat": "alliance_<id>_<secret>", "description": _ABOUT}


def add(path: str, operation: dict[str, Any]) -> None:
    """A key or none, as the server is set up; the probes take none."""
    if path not in OPEN:
        operation.setdefault("security", [{}, {"key": []}])
