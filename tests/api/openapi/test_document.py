"""The committed OpenAPI document matches the served one and is complete: every operation, parameter and response is described."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema_rs import validator_for

from api.openapi import example_store
from api.openapi.operations import operations
from api.openapi.tags import TAGS
from graph.queries.questions.question_file import load_questions
from seed.model import NODES
from tests.api.document import rendered
from tests.each import each

COMMITTED = Path(__file__).parents[1] / "openapi.json"
DOCUMENT = rendered()
OPERATIONS = [(f"{method.upper()} {path}", operation) for path, method, operation in operations(DOCUMENT)]
every_operation = each("operation", [operation for _, operation in OPERATIONS], ids=[name for name, _ in OPERATIONS])


def test_committed_document_matches_the_served_one() -> None:
    assert orjson.loads(COMMITTED.read_bytes()) == DOCUMENT, "the API changed: python -m tools.write_openapi > tests/api/openapi.json"


def test_titles_of_schemas_are_unique() -> None:
    titles = [schema["title"] for schema in DOCUMENT["components"]["schemas"].values() if "title" in schema]
    assert len(titles) == len(set(titles)), "client generators take the title for the name of the type"


def test_operation_ids_are_unique_identifiers() -> None:
    found = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(found) == len(set(found))
    assert all(name.isidentifier() for name in found)


def test_every_question_has_a_route_with_its_parameters() -> None:
    for name, question in load_questions().items():
        operation = DOCUMENT["paths"][f"/v1/questions/{name}"]["get"]
        given = {parameter["name"]: parameter for parameter in operation["parameters"]}
        assert {*question.params, "origin", "as_of"} <= set(given)
        for param in question.params.values():
            assert given[param.name]["required"] is not param.optional


def test_every_type_has_a_list_and_an_entity_route() -> None:
    for cls in NODES.values():
        assert {f"/v1/{cls.path}", f"/v1/{cls.path}/{{id}}"} <= set(DOCUMENT["paths"])


@every_operation
def test_every_operation_has_summary_description_and_tag(operation: dict[str, Any]) -> None:
    assert operation["summary"].strip()
    assert operation["description"].strip()
    assert len(operation["tags"]) == 1
    assert operation["tags"][0] in TAGS, "add the tag to api/openapi/tags.py"


@every_operation
def test_every_parameter_has_a_description_and_a_valid_example(operation: dict[str, Any]) -> None:
    for item in operation.get("parameters", ()):
        assert item["description"].strip(), item["name"]
        assert "example" in item or "examples" in item, item["name"]
        assert item.get("example", ...) is not None, item["name"]
        if "example" in item:
            assert check(item["schema"], item["example"]) == [], item["name"]


@every_operation
def test_every_request_body_has_a_valid_example(operation: dict[str, Any]) -> None:
    for kind, content in operation.get("requestBody", {"content": {}})["content"].items():
        assert "example" in content or "examples" in content, kind
        for value in examples(content):
            assert kind != "application/json" or check(content["schema"], value) == []


@every_operation
def test_every_response_has_a_valid_example(operation: dict[str, Any]) -> None:
    answers = [response for status, response in operation["responses"].items() if status.startswith("2")]
    assert answers
    for response in answers:
        kinds = response["content"]
        assert any(examples(content) for content in kinds.values()), "run python -m tools.write_examples"
        for value in examples(kinds.get("application/json", {})):
            assert check(kinds["application/json"]["schema"], value) == []


@every_operation
def test_every_problem_is_documented(operation: dict[str, Any]) -> None:
    found = {status: resolved(response) for status, response in operation["responses"].items()}
    assert {"421", "422", "500"} <= set(found)
    for status, response in found.items():
        assert response["description"].strip()
        if int(status) >= 400:
            content = response["content"]["application/problem+json"]
            assert content["schema"]["$ref"].endswith("/Problem"), status
            for value in examples(content):
                assert str(value["status"]) == status
                assert check(content["schema"], value) == []
    assert {"Retry-After"} <= set(found["503"]["headers"]) if "503" in found else True
    assert {"Retry-After", "RateLimit", "RateLimit-Policy"} <= set(found["429"]["headers"]) if "429" in found else True


def test_every_error_response_has_an_example() -> None:
    for name, response in DOCUMENT["components"]["responses"].items():
        assert examples(response["content"]["application/problem+json"]), name


def test_every_reference_resolves() -> None:
    for target in references(DOCUMENT):
        found: Any = DOCUMENT
        for part in target.removeprefix("#/").split("/"):
            found = found[part]


def test_every_link_refers_to_an_operation_and_its_parameters() -> None:
    known = {operation["operationId"]: {item["name"] for item in operation.get("parameters", ())} for _, operation in OPERATIONS}
    links = [
        link for _, operation in OPERATIONS for response in operation["responses"].values() for link in response.get("links", {}).values()
    ]
    assert len(links) > len(NODES)
    for link in links:
        assert set(link["parameters"]) <= known[link["operationId"]]


def test_tags_are_described_and_ordered() -> None:
    used = [tag["name"] for tag in DOCUMENT["tags"]]
    assert used == [name for name in TAGS if name in used]


def test_servers_are_relative() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/"]


def test_no_examples_of_removed_operations_remain() -> None:
    assert {name.partition(".")[0] for name in example_store.names()} == {operation["operationId"] for _, operation in OPERATIONS}


def examples(content: dict[str, Any]) -> list[Any]:
    single = [content["example"]] if "example" in content else []
    return single + [item["value"] for item in content.get("examples", {}).values()]


def resolved(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return found | {key: value for key, value in response.items() if key != "$ref"}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for key, item in value.items():
            if key not in {"example", "examples"}:
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def check(schema: dict[str, Any], value: Any) -> list[str]:
    """Return the JSON Schema validation errors of a value."""
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator(orjson.dumps(schema)).iter_errors(value)]


@cache
def validator(schema: bytes) -> Any:
    """Return a cached validator: many operations share a schema, and compiling one is slow."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"], **orjson.loads(schema)}
    return validator_for(whole)
