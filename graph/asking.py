"""What the text of a question is run with."""

from __future__ import annotations

from typing import Any

from graph.queries import Question
from seed.model import bounds

NO_LIMIT = 2**31 - 1
"""More rows than a graph on one server has."""


def values_of(question: Question, params: dict[str, Any]) -> dict[str, Any]:
    """What is given, and the defaults of what is not; ``limit`` left out."""
    values = {name: value for name, value in params.items() if value is not None and name != "limit"}
    for name, param in question.params.items():
        if name != "limit" and param.default is not None:
            values.setdefault(name, param.default)
    return values


def parameters(question: Question, values: dict[str, Any], limit: int, origins: list[str] | None, as_of: str | None) -> dict[str, Any]:
    """The parameters of the text: every one that the file declares, and those that all questions have."""
    every = {**dict.fromkeys(question.params), **values, "_limit": limit, "origin": origins}
    if as_of is not None:
        every |= {"as_of": bounds(as_of)[1], "as_of_year": int(as_of[:4])}
    return every
