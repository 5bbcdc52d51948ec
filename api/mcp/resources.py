"""Resources for assistants: data model, questions, measures, sources and coverage. A list is short; a single item is complete."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from mcp_types import Resource, ResourceTemplate

from api.client import Client
from api.mcp.compact import compact
from graph.errors import NotFoundError
from seed.model import LABEL_BY_PATH, NODES
from seed.suggestions import nearest

SCHEME = "alliance://"
MEDIA_TYPE = "application/json"
_PAGE = "200"
Read = Callable[[Client], Any]
ReadOne = Callable[[Client, str], Any]


@dataclass(frozen=True)
class Topic:
    """A resource, and the resources of its items. ``one`` is the name of the variable in the URI of an item."""

    name: str
    title: str
    about: str
    read: Read
    one: str
    about_one: str
    read_one: ReadOne


def resources() -> list[Resource]:
    """Return the resources."""
    return [Resource(name=t.name, title=t.title, uri=SCHEME + t.name, description=t.about, mime_type=MEDIA_TYPE) for t in TOPICS.values()]


def templates() -> list[ResourceTemplate]:
    """Return the templates of the resources of single items."""
    found = [(t.name, t.one, t.title, t.about_one) for t in TOPICS.values()]
    found.append(("filters", "type", "Filters 筛选条件", "Names for filter, sort, select and group_by of the tool list-entities."))
    return [
        ResourceTemplate(
            name=f"{name}-{one}", title=title, uri_template=f"{SCHEME}{name}/{{{one}}}", description=about, mime_type=MEDIA_TYPE
        )
        for name, one, title, about in found
    ]


def read(client: Client, uri: str) -> str:
    """Return the content of a resource as JSON.

    :raises NotFoundError: there is no such resource, with the nearest ones.
    :raises AllianceError: the error returned by the API.
    """
    name, slash, one = uri.removeprefix(SCHEME).partition("/")
    one = unquote(one)
    if not uri.startswith(SCHEME) or not (name in TOPICS or (name == "filters" and one)):
        known = [SCHEME + topic for topic in TOPICS]
        raise NotFoundError(f"There is no resource '{uri}'.", nearest=nearest(uri, known) or tuple(known))
    if name == "filters":
        content: Any = _filters(client, one)
    else:
        content = TOPICS[name].read_one(client, one) if slash and one else TOPICS[name].read(client)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _model(client: Client) -> Any:
    """Return types and relationships with the names of their properties."""
    model = client.get("/v1/model")["results"][0]
    kept = ("name", "label", "label_zh", "path", "prefix", "from", "to")
    short = {
        part: [{**{name: item[name] for name in kept if name in item}, "properties": _names(item["properties"])} for item in model[part]]
        for part in ("types", "relationships")
    }
    return {"common": _names(model["common"]), **short}


def _model_type(client: Client, name: str) -> Any:
    model = client.get("/v1/model")["results"][0]
    found = {item["name"]: item for item in (*model["types"], *model["relationships"])}
    return _item(found, name, "model")


def _names(items: list[dict[str, Any]]) -> list[str]:
    return [item["name"] for item in items]


def _declared(path: str) -> Read:
    def read_all(client: Client) -> Any:
        kept = ("name", "title", "title_zh", "group")
        return [{**{name: row[name] for name in kept}, "params": _names(row["params"])} for row in client.get(path)["results"]]

    return read_all


def _declaration(path: str) -> ReadOne:
    def read_one(client: Client, name: str) -> Any:
        return compact(_item({row["name"]: row for row in client.get(path)["results"]}, name, path.rpartition("/")[2]))

    return read_one


def _item(found: Mapping[str, Any], name: str, topic: str) -> Any:
    if name not in found:
        raise NotFoundError(f"There is no resource '{SCHEME}{topic}/{name}'.", nearest=tuple(nearest(name, found)))
    return found[name]


def _listed(path: str, select: str) -> Read:
    return lambda client: [compact(row) for row in _all(client, path, select)]


def _all(client: Client, path: str, select: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = "*"
    while cursor is not None:
        page = client.get(path, select=select, per_page=_PAGE, cursor=cursor)
        yield from page["results"]
        cursor = page["meta"]["next_cursor"]


def _entity(path: str) -> ReadOne:
    def read_one(client: Client, id: str) -> Any:
        return compact(client.get(f"{path}/{quote(id, safe=':')}", relationships="false")["results"][0])

    return read_one


def _filters(client: Client, name: str) -> Any:
    label = LABEL_BY_PATH.get(name, name)
    if label not in NODES:
        raise NotFoundError(f"There is no resource '{SCHEME}filters/{name}'.", nearest=tuple(nearest(name, NODES)))
    rows = client.get(f"/v1/{NODES[label].path}/filters")["results"]
    kept = ("name", "what", "kind", "operators", "choices", "leads_to", "sortable", "example", "label", "label_zh")
    return [{name: row[name] for name in kept if row.get(name) not in (None, [])} for row in rows]


_ALL_TOPICS = (
    Topic(
        "model",
        "Data model 数据模型",
        "Types of entities and relationships, with the names of their properties.",
        _model,
        "type",
        "A type with its properties, their values and labels.",
        _model_type,
    ),
    Topic(
        "questions",
        "Questions 问题",
        "The questions, each of which is a tool.",
        _declared("/v1/questions"),
        "name",
        "A question with its parameters and columns.",
        _declaration("/v1/questions"),
    ),
    Topic(
        "measures",
        "Measures 指标",
        "The measures that the tools measure and audit compute.",
        _declared("/v1/measures"),
        "name",
        "A measure with its formula, source, assumptions, limits, parameters and columns.",
        _declaration("/v1/measures"),
    ),
    Topic(
        "sources",
        "Sources 来源",
        "All sources, with publisher, date and URL where known.",
        _listed("/v1/sources", "name,name_zh,kind,publisher,published,url"),
        "id",
        "A source.",
        _entity("/v1/sources"),
    ),
    Topic(
        "coverage",
        "Coverage 收集情况",
        "What was collected, partly collected, not collected, or checked without result, by scope, type and period.",
        _listed("/v1/coverage", "name,scope,sought,period,status,note"),
        "id",
        "A statement about what was collected.",
        _entity("/v1/coverage"),
    ),
)
TOPICS = {topic.name: topic for topic in _ALL_TOPICS}
