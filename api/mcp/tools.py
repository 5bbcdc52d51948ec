"""Tool definitions: one tool per question, built from its description, and fixed tools for search, lists, single rows and the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mcp_types import Tool, ToolAnnotations

from api.mcp import output_schemas
from api.mcp.input_schemas import AS_OF, CURSOR, EVIDENCE, ORIGIN, PER_PAGE, SELECTION, arguments, paged, parameter, per_page
from graph.errors import BadValueError
from seed.model import EDGES, LABEL_BY_PREFIX, NODES
from seed.suggestions import did_you_mean, nearest

SERVICE = "alliance-explorer"
MOST_FOUND = 200
_LABELS = {cls.path: label for label, cls in NODES.items()}
Params = dict[str, str]
Address = Callable[[Mapping[str, Any]], tuple[str, Params]]


@dataclass(frozen=True)
class Call:
    """A tool, and the function that maps its arguments to a path and query of the API.

    :ivar most: maximum of ``limit`` for a path that takes ``limit`` and no cursor; None for one with ``per_page`` and ``cursor``, or with
        one row.
    """

    tool: Tool
    address: Address
    most: int | None = None


def tool(name: str, title: str, about: str, schema: dict[str, Any], answer: dict[str, Any]) -> Tool:
    """Return a read-only tool."""
    hints = ToolAnnotations(title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    return Tool(name=name, title=title, description=about, input_schema=schema, output_schema=answer, annotations=hints)


def query(given: Mapping[str, Any]) -> Params:
    """Convert arguments to query parameters; null arguments are omitted.

    :raises BadValueError: An argument is neither a scalar nor a list of scalars.
    """
    result: Params = {}
    for name, value in given.items():
        if value is None:
            continue
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, (dict, list)) for part in parts):
            raise BadValueError(
                f"'{name}' must not be an object.", pointer=f"/{name}", hint="Use a string, number or boolean, or a list of these."
            )
        result[name] = ",".join(str(part).lower() if isinstance(part, bool) else str(part) for part in parts)
    return result


def text_of(given: dict[str, Any], name: str, hint: str) -> str:
    """Remove a required argument and return its text.

    :raises BadValueError: It is missing or empty.
    """
    text = str(given.pop(name, None) or "").strip()
    if not text:
        raise BadValueError(f"'{name}' is required.", pointer=f"/{name}", hint=hint)
    return text


def _query_at(href: str, **defaults: Any) -> Address:
    return lambda given: (href, query({**defaults, **given}))


def calls(questions: Iterable[Mapping[str, Any]]) -> list[Call]:
    """Return one tool per question, as described by ``/v1/questions``."""
    return [_question(question) for question in questions]


def _question(question: Mapping[str, Any]) -> Call:
    own = {param["name"]: parameter(param) for param in question["params"] if param["name"] != "limit"}
    required = [param["name"] for param in question["params"] if param["required"]]
    schema = arguments(own | SELECTION | paged() | {"evidence": EVIDENCE}, required)
    about = f"{question['about']}\n{question['title_zh']}"
    answer = output_schemas.of_columns(question["returns"])
    return Call(tool(question["name"], question["title"], about, schema, answer), _query_at(question["href"], per_page=PER_PAGE))


def fixed() -> tuple[Call, ...]:
    """Return the tools for search, lists, single entities and relationships, and data statistics."""
    return _search(), _list(), _look_up(), _evidence(), _about()


def _search() -> Call:
    text = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Name in Chinese or English, pinyin, or pinyin initials."}
    types = {"type": "array", "items": {"type": "string", "enum": list(NODES)}, "description": "Types to include. Default: all."}
    schema = arguments({"q": text, "type": types, "origin": ORIGIN, **paged()}, ["q"])
    about = "Returns schools, programs, counties, enterprises and other entities whose name, alias or pinyin matches.\n按名称查找"
    answer = output_schemas.of_entities(score={"type": "number"}, matched={"type": "string"}, near={"type": "boolean"})
    return Call(tool("search", "Find entities by name", about, schema, answer), _query_at("/v1/search"), most=MOST_FOUND)


def _list() -> Call:
    texts = {
        "filter": "Conditions, such as level:secondary,county:431024. Comma: and; |: or; !: not; < and >: ranges; a dot follows a "
        "relationship: school.county:431024.",
        "q": "Part of a name.",
        "sort": "Properties to sort by; -: descending.",
        "select": "Properties to return, comma-separated. Default: name, name_zh.",
        "group_by": "Count instead of list: up to three properties or relationships, comma-separated.",
    }
    named = {name: {"type": "string", "description": text} for name, text in texts.items()}
    schema = arguments({"type": {"type": "string", "enum": list(NODES)}, **named, **SELECTION, **paged()}, ["type"])
    about = (
        "Lists or counts the entities of a type. meta.total is the number of all of them. The resource alliance://filters/{type} has the "
        "names for filter, sort, select and group_by.\n按条件列出或统计"
    )
    return Call(tool("list-entities", "List or count entities", about, schema, output_schemas.of_list()), _list_address)


def _list_address(given: Mapping[str, Any]) -> tuple[str, Params]:
    rest = dict(given)
    label = type_named(text_of(rest, "type", f"Give one of {', '.join(NODES)}."))
    defaults: dict[str, Any] = {"per_page": PER_PAGE, "total": True}
    if not rest.get("group_by") and not rest.get("select"):
        defaults["select"] = "name,name_zh"
    return f"/v1/{NODES[label].path}", query({**defaults, **rest})


def type_named(text: str) -> str:
    """Return the entity type with a name or path, such as ``School`` or ``schools``.

    :raises BadValueError: There is none.
    """
    label = _LABELS.get(text, text)
    if label not in NODES:
        near = did_you_mean(nearest(text, NODES))
        raise BadValueError(f"Unknown type '{text}'.", pointer="/type", hint=near or f"Give one of {', '.join(NODES)}.")
    return label


def _look_up() -> Call:
    properties = {
        "thing": {"type": "string", "description": "Id such as county:431021; with type, also a code, or a name in English or Chinese."},
        "type": {"type": "string", "enum": list(NODES), "description": "Type of the entity. Required unless an id is given."},
        "per_page": per_page("relationships"),
        "cursor": {**CURSOR, "description": "relationships.meta.next_cursor of the previous page."},
        "evidence": {**EVIDENCE, "enum": ["ids", "full"], "description": "Relationships without (ids) or with their quotes (full)."},
        "origin": ORIGIN,
        "as_of": AS_OF,
    }
    about = "Returns all recorded data about an entity, and its relationships.\n查看一个对象及其关系"
    schema = arguments(properties, ["thing"])
    return Call(tool("look-up", "Look up an entity and its relationships", about, schema, output_schemas.of_entity()), _entity_address)


def _entity_address(given: Mapping[str, Any]) -> tuple[str, Params]:
    rest = dict(given)
    thing = text_of(rest, "thing", "Give an id such as county:431021, or a name and a type.")
    named, prefix = rest.pop("type", None), thing.partition(":")[0] if ":" in thing else ""
    label = LABEL_BY_PREFIX.get(prefix) if named is None else type_named(str(named))
    if label is None:
        close = nearest(prefix, LABEL_BY_PREFIX) if prefix else ()
        near = did_you_mean([f"{name}:{thing.partition(':')[2]}" for name in close])
        hint = near or f"Give its id, which search returns, or set 'type' to one of {', '.join(NODES)}."
        raise BadValueError(f"Cannot determine the type of '{thing}'.", pointer="/type", hint=hint)
    return f"/v1/{NODES[label].path}/{quote(thing, safe=':')}", query({"per_page": PER_PAGE, "evidence": "ids", **rest})


def _evidence() -> Call:
    id = {"type": "string", "description": "Id of a relationship, as in the evidence of a row: FEEDS~program:a~enterprise:b~2024."}
    about = "Returns one relationship with its sources, quotes and locator, and the rule if it was inferred.\n查看一条关系的依据"
    schema = arguments({"id": id}, ["id"])
    return Call(tool("evidence", "Evidence of a relationship", about, schema, output_schemas.of_relationship()), _relationship_address)


def _relationship_address(given: Mapping[str, Any]) -> tuple[str, Params]:
    rest = dict(given)
    id = text_of(rest, "id", "Give the id of a relationship from the evidence of a row.")
    kind = id.partition("~")[0]
    if kind not in EDGES:
        near = did_you_mean(nearest(kind, EDGES))
        raise BadValueError(f"'{id}' is not the id of a relationship.", pointer="/id", hint=near or "Example: OFFERS~school:a~program:b")
    return f"/v1/relationships/{quote(id, safe=':~')}", query(rest)


def _about() -> Call:
    about = "Returns the data version, the loaded packages, and counts of each type by origin.\n数据概况"
    return Call(tool("about-the-data", "About the data", about, arguments({}), output_schemas.of_any()), _query_at("/v1/meta"))
