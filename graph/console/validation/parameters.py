"""The parameters of a query: how many, how large, how deep, and nothing that the database cannot hold."""

from __future__ import annotations

from typing import Any

import orjson

from graph.console.validation.limits import LIMITS, Limits
from graph.errors import ConsoleRefusedError

_POINTER = "/body/parameters"
_INTEGERS = range(-(2**63), 2**63)


def check(parameters: dict[str, Any], limits: Limits = LIMITS) -> None:
    """Check the parameters of a query, which came as JSON.

    :raises ConsoleRefusedError: says which and why.
    """
    if len(parameters) > limits.parameters:
        raise ConsoleRefusedError(f"There are {len(parameters)} parameters; {limits.parameters} are allowed.", pointer=_POINTER)
    for name, value in parameters.items():
        _check(name, value, limits.parameter_depth)
    size = len(orjson.dumps(parameters))
    if size > limits.parameter_bytes:
        raise ConsoleRefusedError(f"The parameters have {size} bytes; {limits.parameter_bytes} are allowed.", pointer=_POINTER)


def _check(name: str, value: Any, depth: int) -> None:
    if depth < 0:
        raise ConsoleRefusedError(f"The parameter {name[:80]} is nested too deeply.", pointer=_POINTER)
    if isinstance(value, int) and value not in _INTEGERS:
        raise ConsoleRefusedError(f"The parameter {name[:80]} holds an integer of more than 64 bits.", pointer=_POINTER)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(name, item, depth - 1)
