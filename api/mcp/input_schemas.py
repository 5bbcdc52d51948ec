"""JSON Schemas of tool arguments. Descriptions are short, since every client sends all of them to its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from seed.model import DATE_PATTERN, NODES, ORIGIN_SETTINGS, ORIGINS

PER_PAGE, MOST_PER_PAGE = 20, 200
ORIGIN: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "enum": [*ORIGINS, *ORIGIN_SETTINGS]},
    "description": "Origins to include; real: all but simulated. Default: all.",
}
AS_OF: dict[str, Any] = {"type": "string", "pattern": DATE_PATTERN, "description": "State on this date: 2024, 2024-06 or 2024-06-30."}
PLACE: dict[str, Any] = {"type": "string", "description": "Only what lies in this county or region: id, code or name."}
CURSOR: dict[str, Any] = {"type": "string", "description": "meta.next_cursor of the previous page."}
EVIDENCE: dict[str, Any] = {
    "type": "string",
    "enum": ["none", "ids", "full"],
    "default": "ids",
    "description": "Relationships a row rests on: none, ids, or full (sentences and quotes).",
}
SELECTION = {"origin": ORIGIN, "as_of": AS_OF, "place": PLACE}
_JSON_TYPES = {"int": "integer", "year": "integer", "float": "number", "percent": "number", "bool": "boolean"}
_RANGES: dict[str, dict[str, Any]] = {"year": {"minimum": 1900, "maximum": 2100}, "percent": {"minimum": 0, "maximum": 100}}


def per_page(what: str = "rows") -> dict[str, Any]:
    """Return the schema of the argument ``per_page``."""
    return {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_PER_PAGE,
        "default": PER_PAGE,
        "description": f"Maximum number of {what}.",
    }


def paged() -> dict[str, Any]:
    """Return the schemas of the paging arguments."""
    return {"per_page": per_page(), "cursor": CURSOR}


def arguments(properties: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    """Return the schema of an arguments object."""
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def parameter(param: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a parameter from its description."""
    kind = str(param["type"])
    schema: dict[str, Any] = {"type": _JSON_TYPES.get(kind, "string"), **_RANGES.get(kind, {})}
    if kind == "date":
        schema["pattern"] = DATE_PATTERN
    if kind == "Origin":
        schema["enum"] = list(ORIGINS)
    if param["choices"]:
        schema["enum"] = param["choices"]
    schema |= {name: param[name] for name in ("minimum", "maximum", "default") if param.get(name) is not None}
    accepted = f" ({kind}: id, code or name.)" if kind == "Thing" or kind in NODES else ""
    schema["description"] = f"{param['help']} {param['help_zh']}".strip() + accepted
    return schema
