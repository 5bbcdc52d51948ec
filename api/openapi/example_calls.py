"""The example request of each operation. It also supplies the example value of each parameter.

Most requests are derived from the document: an entity of the type in the path, the example in a question's file, a small page.
:data:`SPECIAL` lists only those that cannot be derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from api.openapi import example_store
from graph.measures.components import described_partner
from graph.measures.registry import load_measures
from graph.queries.questions.question_file import load_questions
from graph.scenarios.changes import EXAMPLE
from seed.model import NODES

THINGS = {
    "Source": "source:deep-news",
    "Region": "region:431000",
    "County": "county:431024",
    "School": "school:jiahe-vocational",
    "Major": "major:460304",
    "Program": "program:chenzhou-comprehensive.e-commerce",
    "Industry": "industry:A01",
    "Sector": "sector:silver",
    "Framework": "framework:chenzhou-1221",
    "Enterprise": "enterprise:jd",
    "Person": "person:chen-xiangrong",
    "Alliance": "alliance:chenzhou-ftz-new-materials-it",
    "Facility": "facility:new-energy-battery-research-center",
    "Initiative": "initiative:farmer-college",
    "Activity": "activity:lectures-2024",
    "Claim": "claim:aligned-share.secondary",
    "Coverage": "coverage:alliance-members",
}
"""An entity in the documented data, by type. A type without one gets an id of its form."""
RELATIONSHIP = "MEMBER_OF~enterprise:alliance-members~alliance:chenzhou-ftz-new-materials-it"
MEASURES, AUDIT = "/v1/measures/", "/audit"
SMALL = {"limit": 2, "per_page": 1}
"""Page sizes that keep the examples short."""


@dataclass(frozen=True)
class Call:
    """One request: path parameters, query parameters and a body."""

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None

    def target(self, template: str) -> str:
        """Return the path and query string that a client sends."""
        path = template
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=":"))
        text = urlencode({name: _text(value) for name, value in self.query.items()}, safe=":,*|")
        return f"{path}?{text}" if text else path


SPECIAL: dict[str, Call] = {
    "search": Call(query={"q": "桂阳", "limit": 2}),
    "getRelationship": Call({"id": RELATIONSHIP}),
    "listSchools": Call(query={"filter": "level:secondary,has:offers", "sort": "name", "per_page": 2}),
    "getGraph": Call(query={"start": "school:jiahe-vocational", "depth": 1, "nodes": 4}),
    "runScenario": Call(body=EXAMPLE),
    "findPartners": Call(query={**load_measures()["partners"].example, "limit": SMALL["limit"]}),
    "countResting": Call({"id": "source:zixing-news-2020-07-08"}),
    "getMatch": Call(query={"described": orjson.dumps({**described_partner.EXAMPLE, "limit": 1}).decode()}),
    "match": Call(body={**described_partner.EXAMPLE, "limit": SMALL["limit"]}),
    "getQuestionText": Call({"name": "enterprises-fed-by-programs"}),
    "getRelations": Call(query={"from": "school:jiahe-vocational", "to": "county:431024", "limit": 1}),
}
"""Requests that cannot be derived, by operation id."""
MORE: dict[str, dict[str, Call]] = {
    "listSchools": {
        "grouped": Call(query={"group_by": "level"}),
        "csv": Call(query={"format": "csv", "select": "name,level", "filter": "level:undergraduate|technician"}),
        "chosen": Call(query={"ids": "school:jiahe-vocational,school:none", "select": "name,level"}),
    },
}
"""Additional examples of an operation, by a short name."""
ELSEWHERE = frozenset({"runCypher"})
"""Operations that need a separate process: called when the example files are written, not by the test that compares them."""


_questions = cache(load_questions)
"""Cached: loading the questions for each operation took more than half of the application's start-up time."""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def label_at(template: str) -> str | None:
    """Return the entity type of a path: ``/v1/schools/{id}`` -> ``School``."""
    parts = template.split("/")
    return next((label for label, cls in NODES.items() if cls.path in parts), None)


def call_of(template: str, operation: Mapping[str, Any]) -> Call:
    """Return the example request of an operation."""
    name = operation["operationId"]
    if name in SPECIAL:
        return SPECIAL[name]
    path, query = {}, {}
    if template.startswith("/v1/questions/"):
        query = dict(_questions()[template.rpartition("/")[2]].example)
    elif template.startswith(MEASURES):
        query = _measure_query(name, template)
    label = label_at(template)
    for item in operation.get("parameters", ()):
        if item["in"] == "path":
            path[item["name"]] = example_id(label or "School") if item["name"] == "id" else _declared_example(item)
        elif item["name"] in SMALL:
            query[item["name"]] = SMALL[item["name"]]
        elif item.get("required"):
            query.setdefault(item["name"], _declared_example(item))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    return Call(path, query, body)


def example_id(label: str) -> str:
    """Return the id of an entity of a type."""
    return THINGS.get(label, f"{NODES[label].prefix}:example")


def _measure_query(operation: str, template: str) -> dict[str, Any]:
    """Return the query of a measure's example; for an audit, with the figure key of its stored example."""
    query = dict(load_measures()[template.removeprefix(MEASURES).partition("/")[0]].example)
    if template.endswith(AUDIT):
        target = (example_store.read(operation) or {"asked": {"target": ""}})["asked"]["target"]
        query["key"] = dict(parse_qsl(target.partition("?")[2])).get("key", "key")
    return query


def _declared_example(item: Mapping[str, Any]) -> Any:
    """Return the example that a route declares for a parameter."""
    examples = item["schema"].get("examples") or [item.get("example")]
    return examples[0]
