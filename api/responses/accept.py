"""Parse the ``Accept`` header."""

from __future__ import annotations


def weights(header: str) -> dict[str, float]:
    """Return the weight (``q``) of each media type that the header names, in its order; 0 for a malformed weight."""
    parsed: dict[str, float] = {}
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        parsed[name] = next((_weight(part[2:]) for part in parameters if part.startswith("q=")), 1.0)
    return parsed


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
