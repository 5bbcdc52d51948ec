"""The tools ``measure`` and ``audit``: the figures of a measure, and the rows behind one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.mcp import output_schemas
from api.mcp.input_schemas import PER_PAGE, SELECTION, arguments, paged
from api.mcp.tools import Call, Params, query, text_of, tool
from graph.errors import BadValueError, UnknownNameError
from seed.suggestions import nearest

MOST_FIGURES = 1000
"""Maximum of ``limit`` of a measure."""
_NOT_OWN = ("limit", "key")


def measure_calls(measures: Sequence[Mapping[str, Any]]) -> tuple[Call, ...]:
    """Return both tools for the measures that ``/v1/measures`` describes."""
    if not measures:
        return ()
    names = [measure["name"] for measure in measures]
    return _measure(measures, names), _audit(names)


def _measure(measures: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Call:
    about = (
        "Computes a measure. Each figure has a value, or refused if there is too little data, and a key for the tool audit. meta.excluded "
        "counts what is left out, by reason. The resource alliance://measures/{name} has the definition. Measures and their parameters "
        "(!: required):\n"
        + "\n".join(f"{measure['name']}({_signature(measure)}): {measure['title']}" for measure in measures)
        + "\n计算指标"
    )
    schema = arguments({**_given(names), **SELECTION, **paged()}, ["name"])
    return Call(
        tool("measure", "Compute a measure", about, schema, output_schemas.of_figures()),
        lambda given: _address(given, names),
        most=MOST_FIGURES,
    )


def _audit(names: Sequence[str]) -> Call:
    about = (
        "Returns the rows behind a figure of a measure, each with its role and amount; meta.sums covers all rows. Give the arguments of "
        "the measure call and the key of the figure.\n核对指标背后的记录"
    )
    key = {"type": "string", "description": "key of the figure."}
    schema = arguments({**_given(names), "key": key, **SELECTION, **paged()}, ["name", "key"])
    return Call(
        tool("audit", "Rows behind a figure", about, schema, output_schemas.of_audit()),
        lambda given: _audit_address(given, names),
    )


def _given(names: Sequence[str]) -> dict[str, Any]:
    scalar = {"type": ["string", "number", "boolean"]}
    return {
        "name": {"type": "string", "enum": list(names), "description": "The measure."},
        "params": {"type": "object", "additionalProperties": scalar, "description": "Parameters of the measure, by name."},
    }


def _signature(measure: Mapping[str, Any]) -> str:
    """Return the parameters of a measure: required ones with !, choices after =."""
    parts = []
    for param in measure["params"]:
        if param["name"] not in _NOT_OWN:
            choices = f"={'|'.join(param['choices'])}" if param["choices"] else ""
            parts.append(f"{param['name']}{'!' if param['required'] else ''}{choices}")
    return ", ".join(parts)


def _address(given: Mapping[str, Any], names: Sequence[str]) -> tuple[str, Params]:
    rest = dict(given)
    name = text_of(rest, "name", f"Give one of {', '.join(names)}.")
    own = rest.pop("params", None) or {}
    if not isinstance(own, Mapping):
        raise BadValueError("'params' must be an object.", pointer="/params", hint='Example: {"by": "county"}')
    if name not in names:
        raise UnknownNameError(f"Unknown measure '{name}'.", nearest=nearest(name, names), pointer="/name")
    if misplaced := next((one for one in _NOT_OWN if one in own), None):
        hint = "Use per_page and cursor." if misplaced == "limit" else "Give 'key' beside 'params'."
        raise BadValueError(f"'{misplaced}' is not a parameter of the measure.", pointer=f"/params/{misplaced}", hint=hint)
    return f"/v1/measures/{name}", query({"per_page": PER_PAGE, **own, **rest})


def _audit_address(given: Mapping[str, Any], names: Sequence[str]) -> tuple[str, Params]:
    rest = dict(given)
    key = text_of(rest, "key", "Give the key of a figure from the tool measure.")
    path, params = _address(rest, names)
    return f"{path}/audit", {**params, "key": key}
