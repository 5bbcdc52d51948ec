"""Typed HTTP parameters of a question, built from its file. The same types are validated and shown in the OpenAPI document."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal, get_args

from fastapi import Query, Response

from graph.queries.questions.question_file import Param
from seed.model import DATE_PATTERN, Origin

PREFIX = "given_"
"""Prefix of every parameter name in the signature, so that a question may have a parameter ``from`` or ``store``."""
_BIG = 2**63 - 1
Endpoint = Callable[..., Awaitable[Response]]
_TYPES: dict[str, Any] = {"int": int, "year": int, "float": float, "percent": float, "bool": bool, "Origin": Origin}


def minimum(param: Param) -> int | None:
    """Return the minimum of a parameter; a limit is at least 1."""
    return 1 if param.name == "limit" and param.minimum is None else param.minimum


def _limits(param: Param) -> dict[str, Any]:
    low, high = minimum(param), param.maximum
    by_type: dict[str, dict[str, Any]] = {
        "int": {"ge": -_BIG if low is None else low, "le": _BIG if high is None else high},
        "year": {"ge": 1900, "le": 2100},
        "float": {"allow_inf_nan": False, "ge": low, "le": high},
        "percent": {"allow_inf_nan": False, "ge": 0, "le": 100},
        "bool": {},
        "Origin": {},
        "date": {"json_schema_extra": {"pattern": DATE_PATTERN}},
        "str": {"min_length": 1, "max_length": 1000},
    }
    return by_type.get(param.type.name, {"min_length": 1, "max_length": 200})


def _about(param: Param) -> str | None:
    names = "An id, a code or a name." if param.type.is_node else ""
    return " ".join(filter(None, (param.help, param.help_zh, names))) or None


def parameter(param: Param) -> inspect.Parameter:
    """Return the keyword parameter that FastAPI reads from a signature."""
    kind: Any = Literal[param.choices] if param.choices else _TYPES.get(param.type.name, str)
    limits = {} if param.choices else _limits(param)
    default = param.default if param.optional else inspect.Parameter.empty
    if param.optional and default is None:
        kind = kind | None
    annotation = Annotated[kind, Query(alias=param.name, description=_about(param), **limits)]
    return inspect.Parameter(PREFIX + param.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def named(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Map the keyword arguments of an endpoint of :func:`declare` to parameter names."""
    return {name.removeprefix(PREFIX): value for name, value in arguments.items()}


def _default(annotation: Any) -> Any:
    """Return None for a query parameter that may be None, otherwise no default."""
    return (
        None
        if type(None) in get_args(get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation)
        else inspect.Parameter.empty
    )


def declare(endpoint: Endpoint, name: str, params: Mapping[str, Param], **fixed: Any) -> Endpoint:
    """Set the signature of an endpoint with ``**`` parameters to the one that a file declares; FastAPI reads the parameters from it.

    :param fixed: annotations of further parameters by name.
    """
    first = [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=_default(kind)) for key, kind in fixed.items()]
    endpoint.__signature__ = inspect.Signature([*first, *map(parameter, params.values())])  # type: ignore[attr-defined]
    endpoint.__name__ = name.replace("-", "_")
    return endpoint
