"""Tool definitions: one tool per question, built from its description, and three fixed tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mcp_types import Tool, ToolAnnotations

from graph.errors import BadValueError
from seed.model import DATE_PATTERN, NODES, ORIGINS

SERVICE = "alliance-explorer"
_JSON_TYPES = {"int": "integer", "year": "integer", "float": "number", "percent": "number", "bool": "boolean"}
_RANGES: dict[str, dict[str, Any]] = {"year": {"minimum": 1900, "maximum": 2100}, "percent": {"minimum": 0, "maximum": 100}}
_COMMON: dict[str, Any] = {
    "origin": {
        "type": "array",
        "items": {"type": "string", "enum": list(ORIGINS)},
        "description": "Origins to include. Default: all.",
    },
    "as_of": {"type": "string", "pattern": DATE_PATTERN, "description": "State of the data on this date: 2024, 2024-06 or 2024-06-30."},
}
_PREFIXES = {cls.prefix: label for label, cls in NODES.items()}
_LABELS = {cls.path: label for label, cls in NODES.items()}
Params = dict[str, str]
Address = Callable[[Mapping[str, Any]], tuple[str, Params]]


@dataclass(frozen=True)
class Call:
    """A tool, and the function that maps its arguments to a path and query of the API."""

    tool: Tool
    address: Address


def _schema(properties: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def _tool(name: str, title: str, about: str, schema: dict[str, Any]) -> Tool:
    hints = ToolAnnotations(title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    return Tool(name=name, title=title, description=about, input_schema=schema, annotations=hints)


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
    accepted = f" ({kind}: id, code, or name in English or Chinese.)" if kind == "Thing" or kind in NODES else ""
    schema["description"] = f"{param['help']} {param['help_zh']}".strip() + accepted
    return schema


def _query(arguments: Mapping[str, Any]) -> Params:
    """Convert arguments to query parameters; null arguments are omitted.

    :raises BadValueError: An argument is neither a scalar nor a list of scalars.
    """
    query: Params = {}
    for name, value in arguments.items():
        if value is None:
            continue
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, (dict, list)) for part in parts):
            raise BadValueError(
                f"'{name}' must not be an object.", pointer=f"/{name}", hint="Use a string, number or boolean, or a list of these."
            )
        query[name] = ",".join(str(part).lower() if isinstance(part, bool) else str(part) for part in parts)
    return query


def _query_at(href: str) -> Address:
    return lambda arguments: (href, _query(arguments))


def calls(questions: Iterable[Mapping[str, Any]]) -> list[Call]:
    """Return one tool per question, as described by ``/v1/questions``."""
    tools = []
    for question in questions:
        properties = {param["name"]: parameter(param) for param in question["params"]} | _COMMON
        required = [param["name"] for param in question["params"] if param["required"]]
        about = f"{question['about']}\n{question['title_zh']}"
        tools.append(Call(_tool(question["name"], question["title"], about, _schema(properties, required)), _query_at(question["href"])))
    return tools


def _entity_address(arguments: Mapping[str, Any]) -> tuple[str, Params]:
    rest = dict(arguments)
    thing, label = str(rest.pop("thing", "") or "").strip(), rest.pop("type", None)
    if not thing:
        raise BadValueError("'thing' is required.", pointer="/thing", hint="Give an id such as county:431021, or a name and a type.")
    label = label or _PREFIXES.get(thing.partition(":")[0])
    label = _LABELS.get(str(label), label)
    if label not in NODES:
        raise BadValueError(
            f"Cannot determine the type of '{thing}'.",
            pointer="/type",
            hint=f"Give its id, which search returns, or set 'type' to one of {', '.join(NODES)}.",
        )
    return f"/v1/{NODES[label].path}/{quote(thing, safe=':')}", _query(rest)


def fixed() -> tuple[Call, ...]:
    """Return the tools for search, look-up and data statistics."""
    types = {"type": "array", "items": {"type": "string", "enum": list(NODES)}, "description": "Types to include. Default: all."}
    limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 20, "description": "Maximum number of rows."}
    text = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Name in Chinese or English, pinyin, or pinyin initials."}
    search = _schema({"q": text, "type": types, "origin": _COMMON["origin"], "limit": limit}, ["q"])
    thing = _schema(
        {
            "thing": {
                "type": "string",
                "description": "Id such as county:431021; with type, also a code, or a name in English or Chinese.",
            },
            "type": {"type": "string", "enum": list(NODES), "description": "Type of the entity. Required unless an id is given."},
            "per_page": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50, "description": "Maximum number of relationships."},
            "cursor": {"type": "string", "description": "Cursor of the next page: relationships.meta.next_cursor of the previous answer."},
            **_COMMON,
        },
        ["thing"],
    )
    return (
        Call(
            _tool(
                "search",
                "Find entities by name",
                "Returns schools, programs, counties, enterprises and other entities whose name, alias or pinyin matches.",
                search,
            ),
            _query_at("/v1/search"),
        ),
        Call(
            _tool(
                "look-up",
                "Look up an entity and its relationships",
                "Returns all recorded data about an entity, including its relationships with their evidence.",
                thing,
            ),
            _entity_address,
        ),
        Call(
            _tool(
                "about-the-data",
                "About the data",
                "Returns the data version, the loaded packages, and counts of each type by origin.",
                _schema({}),
            ),
            _query_at("/v1/meta"),
        ),
    )
