"""What an assistant can call: a tool for each question, made from its description, and three that are no question."""

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
        "description": "Only rows of these origins; all when left out.",
    },
    "as_of": {"type": "string", "pattern": DATE_PATTERN, "description": "As things stood then: 2024, 2024-06 or 2024-06-30."},
}
_PREFIXES = {cls.prefix: label for label, cls in NODES.items()}
_LABELS = {cls.path: label for label, cls in NODES.items()}
Params = dict[str, str]
Address = Callable[[Mapping[str, Any]], tuple[str, Params]]


@dataclass(frozen=True)
class Call:
    """A tool, and which address of the API its arguments lead to (path and query)."""

    tool: Tool
    address: Address


def _schema(properties: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def _tool(name: str, title: str, about: str, schema: dict[str, Any]) -> Tool:
    hints = ToolAnnotations(title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    return Tool(name=name, title=title, description=about, input_schema=schema, annotations=hints)


def parameter(param: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of a parameter, from its description."""
    kind = str(param["type"])
    made: dict[str, Any] = {"type": _JSON_TYPES.get(kind, "string"), **_RANGES.get(kind, {})}
    if kind == "date":
        made["pattern"] = DATE_PATTERN
    if kind == "Origin":
        made["enum"] = list(ORIGINS)
    if param["choices"]:
        made["enum"] = param["choices"]
    made |= {name: param[name] for name in ("minimum", "maximum", "default") if param.get(name) is not None}
    named = f" ({kind}: an id, a code or a name in either language.)" if kind == "Thing" or kind in NODES else ""
    made["description"] = f"{param['help']} {param['help_zh']}".strip() + named
    return made


def _query(arguments: Mapping[str, Any]) -> Params:
    """Arguments as they stand in an address; what is null is left out.

    :raises BadValueError: an argument is neither a scalar nor a list of scalars.
    """
    found: Params = {}
    for name, value in arguments.items():
        if value is None:
            continue
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, (dict, list)) for part in parts):
            raise BadValueError(f"'{name}' is an object.", pointer=f"/{name}", hint="Give text, a number, true or false.")
        found[name] = ",".join(str(part).lower() if isinstance(part, bool) else str(part) for part in parts)
    return found


def _asks(href: str) -> Address:
    return lambda arguments: (href, _query(arguments))


def calls(questions: Iterable[Mapping[str, Any]]) -> list[Call]:
    """A tool for each question, as ``/v1/questions`` describes it."""
    made = []
    for question in questions:
        properties = {param["name"]: parameter(param) for param in question["params"]} | _COMMON
        required = [param["name"] for param in question["params"] if param["required"]]
        about = f"{question['about']}\n{question['title_zh']}"
        made.append(Call(_tool(question["name"], question["title"], about, _schema(properties, required)), _asks(question["href"])))
    return made


def _thing_address(arguments: Mapping[str, Any]) -> tuple[str, Params]:
    rest = dict(arguments)
    thing, label = str(rest.pop("thing", "") or "").strip(), rest.pop("type", None)
    if not thing:
        raise BadValueError("'thing' is missing.", pointer="/thing", hint="Give an id such as county:431021, or a name and a type.")
    label = label or _PREFIXES.get(thing.partition(":")[0])
    label = _LABELS.get(str(label), label)
    if label not in NODES:
        raise BadValueError(
            f"It is not known of which type '{thing}' is.",
            pointer="/type",
            hint=f"Give its id (search finds it), or one of {', '.join(NODES)}.",
        )
    return f"/v1/{NODES[label].path}/{quote(thing, safe=':')}", _query(rest)


def fixed() -> tuple[Call, ...]:
    """Search, look-up, and what is served."""
    types = {"type": "array", "items": {"type": "string", "enum": list(NODES)}, "description": "Only things of these types."}
    limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 20, "description": "Rows at most."}
    text = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Chinese, English, pinyin or its initials."}
    search = _schema({"q": text, "type": types, "origin": _COMMON["origin"], "limit": limit}, ["q"])
    thing = _schema(
        {
            "thing": {"type": "string", "description": "An id such as county:431021; or, with type, a code or a name in either language."},
            "type": {"type": "string", "enum": list(NODES), "description": "Needed unless an id is given."},
            "per_page": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50, "description": "Relationships at most."},
            "cursor": {"type": "string", "description": "The next page of relationships: relationships.meta.next_cursor of the last one."},
            **_COMMON,
        },
        ["thing"],
    )
    return (
        Call(
            _tool(
                "search",
                "Find things by name",
                "Schools, programs, counties, enterprises and so on whose name, alias or pinyin fits.",
                search,
            ),
            _asks("/v1/search"),
        ),
        Call(
            _tool(
                "look-up",
                "One thing and its relationships",
                "All that is recorded about one thing, each relationship with its evidence.",
                thing,
            ),
            _thing_address,
        ),
        Call(
            _tool("about-the-data", "What is served", "Data version, packages, and counts of each type by origin.", _schema({})),
            _asks("/v1/meta"),
        ),
    )
