"""The OpenAPI document, made once for all modules of a run."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import orjson

from api import openapi
from api.app import create_app


@cache
def _rendered() -> bytes:
    return openapi.render(create_app())


@cache
def _served() -> dict[str, Any]:
    return create_app().openapi()


def rendered() -> dict[str, Any]:
    """The document as the committed file has it."""
    found: dict[str, Any] = orjson.loads(_rendered())
    return found


def served() -> dict[str, Any]:
    """The document as the application makes it; a copy of its own for every caller."""
    return copy.deepcopy(_served())
