"""Check query parameters: number, size, depth, and values that the database can store."""

from __future__ import annotations

from typing import Any

import orjson

from graph.console.validation.limits import LIMITS, Limits
from graph.errors import ConsoleRefusedError
from seed.bilingual import Bilingual

_POINTER = "/body/parameters"
_INTEGERS = range(-(2**63), 2**63)


def check(parameters: dict[str, Any], limits: Limits = LIMITS) -> None:
    """Check the parameters of a query, as parsed from JSON.

    :raises ConsoleRefusedError: A limit is exceeded; the message names the parameter or the limit.
    """
    if len(parameters) > limits.parameters:
        raise ConsoleRefusedError(
            Bilingual(
                f"Too many parameters: {len(parameters)}; the limit is {limits.parameters}.",
                f"参数过多：{len(parameters)} 个，上限为 {limits.parameters} 个。",
            ),
            pointer=_POINTER,
        )
    for name, value in parameters.items():
        _check(name, value, limits.parameter_depth)
    size = len(orjson.dumps(parameters))
    if size > limits.parameter_bytes:
        raise ConsoleRefusedError(
            Bilingual(
                f"The parameters are too large: {size} bytes; the limit is {limits.parameter_bytes} bytes.",
                f"参数过大：{size} 字节，上限为 {limits.parameter_bytes} 字节。",
            ),
            pointer=_POINTER,
        )


def _check(name: str, value: Any, depth: int) -> None:
    if depth < 0:
        raise ConsoleRefusedError(
            Bilingual(f"The parameter {name[:80]} is nested too deeply.", f"参数 {name[:80]} 嵌套过深。"), pointer=_POINTER
        )
    if isinstance(value, int) and value not in _INTEGERS:
        raise ConsoleRefusedError(
            Bilingual(
                f"The parameter {name[:80]} contains an integer that does not fit into 64 bits.", f"参数 {name[:80]} 含有超出 64 位的整数。"
            ),
            pointer=_POINTER,
        )
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(name, item, depth - 1)
