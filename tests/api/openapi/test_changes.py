"""The comparison of two documents: it finds what can break a client, and nothing else."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.document import rendered
from tools import api_changes
from tools.api_surface import surface

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "api-changes.md"
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/v1/things": {
            "get": {
                "parameters": [{"$ref": "#/components/parameters/Kind"}, {"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}}},
            },
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Wanted"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}}},
            },
        }
    },
    "components": {
        "parameters": {"Kind": {"name": "kind", "in": "query", "schema": {"enum": ["a", "b"]}}},
        "schemas": {
            "Answer": {"properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}}, "required": ["rows"]},
            "Base": {"properties": {"id": {"type": "string"}}, "required": ["id"]},
            "Row": {
                "allOf": [{"$ref": "#/components/schemas/Base"}],
                "properties": {"level": {"enum": ["x", "y"]}, "share": {"type": "number"}},
                "required": ["share"],
            },
            "Wanted": {"properties": {"name": {"type": ["string", "null"]}}},
        },
    },
}
Change = Callable[[dict[str, Any], dict[str, Any]], object]
"""A change of a document, given its path item and its schemas."""


def found(change: Change) -> list[tuple[str, str]]:
    after = copy.deepcopy(DOCUMENT)
    change(after["paths"]["/v1/things"], after["components"]["schemas"])
    return list(api_changes.changes(surface(DOCUMENT), surface(after)))


BREAKING: dict[str, tuple[Change, tuple[str, str]]] = {
    "path": (lambda item, _: item.pop("post"), ("POST /v1/things", "removed")),
    "parameter": (lambda item, _: item["get"]["parameters"].pop(), ("GET /v1/things", "parameter `q` removed")),
    "shared parameter": (lambda item, _: item["get"]["parameters"].pop(0), ("GET /v1/things", "parameter `kind` removed")),
    "required parameter": (
        lambda item, _: item["get"]["parameters"].append({"name": "at", "in": "query", "required": True, "schema": {"type": "string"}}),
        ("GET /v1/things", "parameter `at` added and required"),
    ),
    "narrower parameter": (
        lambda item, _: item["get"]["parameters"].__setitem__(0, {"name": "kind", "in": "query", "schema": {"enum": ["a"]}}),
        ("GET /v1/things", "parameter `kind` no longer accepts `'b'`"),
    ),
    "member": (lambda _, schemas: schemas["Row"]["properties"].pop("level"), ("Row", "member `level` removed")),
    "inherited member": (lambda _, schemas: schemas["Base"]["properties"].pop("id"), ("Row", "member `id` removed")),
    "optional member": (lambda _, schemas: schemas["Row"]["required"].clear(), ("Row", "member `share` can be missing")),
    "nullable member": (
        lambda _, schemas: schemas["Row"]["properties"].update(share={"type": ["number", "null"]}),
        ("Row", "member `share` can be `null`"),
    ),
    "other type": (
        lambda _, schemas: schemas["Row"]["properties"].update(share={"type": "string"}),
        ("Row", "member `share` can be `string`"),
    ),
    "required input": (lambda _, schemas: schemas["Wanted"].update(required=["name"]), ("Wanted", "member `name` is required")),
    "narrower input": (
        lambda _, schemas: schemas["Wanted"]["properties"].update(name={"type": "string"}),
        ("Wanted", "member `name` no longer accepts `null`"),
    ),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda _, __: None,
    "optional parameter": lambda item, _: item["get"]["parameters"].append({"name": "at", "in": "query", "schema": {"type": "string"}}),
    "wider parameter": lambda item, _: item["get"]["parameters"].__setitem__(
        0, {"name": "kind", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
    ),
    "new member": lambda _, schemas: schemas["Row"]["properties"].update(more={"type": "string"}),
    "new value": lambda _, schemas: schemas["Row"]["properties"].update(level={"enum": ["x", "y", "z"]}),
    "narrower type": lambda _, schemas: schemas["Row"]["properties"].update(share={"type": "integer"}),
    "value set with a name": lambda _, schemas: (
        schemas.update(Level={"enum": ["x", "y"]}),
        schemas["Row"]["properties"].update(level={"$ref": "#/components/schemas/Level"}),
    ),
    "new name": lambda _, schemas: (
        schemas.update(Line=schemas.pop("Row")),
        schemas["Answer"]["properties"].update(rows={"type": "array", "items": {"$ref": "#/components/schemas/Line"}}),
    ),
    "members without a base": lambda _, schemas: schemas["Row"].update(
        allOf=[], properties=schemas["Row"]["properties"] | schemas["Base"]["properties"], required=["id", "share"]
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_change_that_can_break_a_client_is_found(name: str) -> None:
    change, expected = BREAKING[name]
    assert found(change) == [expected]


@pytest.mark.parametrize("name", HARMLESS)
def test_an_addition_is_not_listed(name: str) -> None:
    assert found(HARMLESS[name]) == []


def test_the_page_of_changes_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == api_changes.page(), "python -m tools.api_changes > docs/reference/api-changes.md"


def test_the_last_release_is_the_newest_of_the_changelog() -> None:
    changelog = (PAGE.parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    release, old = api_changes.last_release()
    assert re.findall(r"^## \[(\d\S*)\]", changelog, re.MULTILINE)[0] == release, "python -m tools.api_changes --release"
    assert "name" in old["responses"]["SchoolRow"]


def test_the_surface_covers_every_operation() -> None:
    paths = rendered()["paths"]
    assert len(surface(rendered())["operations"]) == sum(len(item) for item in paths.values())
