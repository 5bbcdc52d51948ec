"""The parameter ``data_version`` of every read: its name, its form, and the paths without it."""

from __future__ import annotations

import re

from api.responses.canonical_url import CITE

PREFIX = "/v1/"
PARAMETER = "data_version"
SHORTEST = 12
PATTERN = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")
APART = (CITE, "/v1/changes", "/v1/exports")
"""Paths that have a parameter of that name themselves, or no single version, with everything below them."""


def is_pinnable(path: str) -> bool:
    """Return whether reads of a path take the parameter."""
    return path.startswith(PREFIX) and not any(path == apart or path.startswith(f"{apart}/") for apart in APART)
