"""The committed OpenAPI document matches the served one and is complete: every operation, parameter and response is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema_rs import validator_for

from api.openapi import example_store
from api.openapi.examples import FULL
from api.openapi.operations import operations, resolved, resolved_operations
from api.openapi.served import EXAMPLES
from api.openapi.short_schemas import BY_NAME, DATA, STANDARD
from api.openapi.tags import TAGS
from graph.queries.questions.question_file import load_questions
from seed.model import NODES
from tests.api.document import rendered, served
from tests.each import each

LIMIT = 500_000
"""Maximum bytes of the served document, uncompressed."""
COMMITTED = Path(__file__).parents[1] / "openapi.json"
DOCUMENT = rendered()
OPERATIONS = [(f"{method.upper()} {path}", operation) for path, method, operation in resolved_operations(DOCUMENT)]
BY_ADDRESS = dict(OPERATIONS)
every_operation = each("operation", [operation for _, operation in OPERATIONS], ids=[name for name, _ in OPERATIONS])


def test_committed_document_matches_the_served_one() -> None:
    assert orjson.loads(COMMITTED.read_bytes()) == DOCUMENT, "the API changed: python -m tools.write_openapi > tests/api/openapi.json"


def test_served_document_is_small() -> None:
    size = len(orjson.dumps(served()))
    assert size < LIMIT, f"{size:,} bytes: shorten it in api/openapi/shared.py, short_schemas.py or examples.py"


def test_names_of_components_are_unique_for_generators() -> None:
    """Generators use one namespace, and write a number after a name that they need twice."""
    names = [name for kind in ("schemas", "parameters", "responses") for name in DOCUMENT["components"][kind]]
    assert len(names) == len({name.lower() for name in names})
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z]+", name)] == []


def test_value_sets_and_objects_of_properties_have_names() -> None:
    """Generators number those without a name: ``kind_type_1``."""
    for owner, schema in DOCUMENT["components"]["schemas"].items():
        for name, item in schema.get("properties", {}).items():
            assert "enum" not in item, f"{owner}.{name}"
            assert not (isinstance(item.get("type"), list) and "object" in item["type"]), f"{owner}.{name}"


def test_schemas_have_no_generated_titles() -> None:
    assert [schema["title"] for schema in schemas(DOCUMENT["components"]["schemas"]) if isinstance(schema.get("title"), str)] == []


def test_own_keywords_start_with_x() -> None:
    known = STANDARD | BY_NAME | DATA | {"unevaluatedProperties"}
    keywords = {key for schema in schemas(DOCUMENT["components"]["schemas"]) for key in schema}
    assert {key for key in keywords if not key.startswith("x-")} <= known


def test_no_component_is_unused() -> None:
    used = set(references(DOCUMENT))
    for kind, components in DOCUMENT["components"].items():
        if kind != "securitySchemes":
            assert [name for name in components if f"#/components/{kind}/{name}" not in used] == []


def test_no_parameter_is_repeated() -> None:
    """A parameter of several operations is a reference."""
    inline = [item for _, _, operation in operations(DOCUMENT) for item in operation.get("parameters", ()) if "$ref" not in item]
    written = [orjson.dumps({key: value for key, value in item.items() if key != "example"}) for item in inline if "required" not in item]
    assert len(written) == len(set(written))


def test_examples_of_schemas_are_valid() -> None:
    found = [(schema, example) for schema in schemas(DOCUMENT["components"]["schemas"]) for example in schema.get("examples", ())]
    assert len(found) > 20
    for schema, example in found:
        assert check(schema, example) == []


def test_operation_ids_are_unique_identifiers() -> None:
    found = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(found) == len(set(found))
    assert all(name.isidentifier() for name in found)


def test_every_question_has_a_route_with_its_parameters() -> None:
    for name, question in load_questions().items():
        operation = BY_ADDRESS[f"GET /v1/questions/{name}"]
        given = {parameter["name"]: parameter for parameter in operation["parameters"]}
        assert {*question.params, "origin", "as_of"} <= set(given)
        for param in question.params.values():
            assert given[param.name].get("required", False) is not param.optional


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
        if item["name"] == "data_version" and not operation["operationId"].startswith("cite"):
            assert "example" not in item, "the page of the API would fill it in, and a server refuses other versions than its own"
            continue
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
        assert FULL in operation or any(examples(content) for content in kinds.values()), "run python -m tools.write_examples"
        for value in examples(kinds.get("application/json", {})):
            assert check(kinds["application/json"]["schema"], value) == []


@every_operation
def test_full_examples_are_valid(operation: dict[str, Any]) -> None:
    for example in example_store.of(operation["operationId"]).values():
        content = operation["responses"][str(example["status"])]["content"][example["type"]]
        assert check(content["schema"], example["answer"]) == []


@every_operation
def test_full_examples_are_at_their_address(operation: dict[str, Any]) -> None:
    if FULL in operation:
        folder, _, name = operation[FULL].rpartition("/")
        assert folder == EXAMPLES
        assert name in example_store.names()


def test_shortened_examples_say_so() -> None:
    shown = [
        (item, example_store.of(operation["operationId"]).get(name))
        for _, _, operation in operations(DOCUMENT)
        for content in operation["responses"]["200"].get("content", {}).values()
        for name, item in content.get("examples", {}).items()
    ]
    assert len(shown) > 20
    for item, stored in shown:
        assert stored is not None
        assert (item["value"] != stored["answer"]) == ("(shortened" in item["summary"])


@every_operation
def test_every_problem_is_documented(operation: dict[str, Any]) -> None:
    found = operation["responses"]
    assert {"422", "default"} <= set(found)
    for status, response in found.items():
        assert response["description"].strip()
        if status == "default" or int(status) >= 400:
            content = response["content"]["application/problem+json"]
            assert content["schema"]["$ref"].endswith("/Problem"), status
            for value in examples(content):
                assert status in {str(value["status"]), "default"}
                assert check(content["schema"], value) == []


def test_default_response_covers_what_any_operation_can_return() -> None:
    response = DOCUMENT["components"]["responses"]["Failure"]
    statuses = {str(value["status"]) for value in examples(response["content"]["application/problem+json"])}
    assert {"401", "403", "408", "414", "421", "429", "431", "500", "503", "504"} <= statuses
    assert all(f"* {status}: " in response["description"] for status in statuses)
    assert {"Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate", "X-Request-ID"} <= set(response["headers"])


def test_every_error_response_has_an_example() -> None:
    for name, response in DOCUMENT["components"]["responses"].items():
        if "application/problem+json" in response.get("content", {}):
            assert examples(response["content"]["application/problem+json"]), name


def test_every_reference_resolves() -> None:
    for target in references(DOCUMENT):
        found: Any = DOCUMENT
        for part in target.removeprefix("#/").split("/"):
            found = found[part]


def test_every_link_refers_to_an_operation_and_its_parameters() -> None:
    known = {operation["operationId"]: {item["name"] for item in operation.get("parameters", ())} for _, operation in OPERATIONS}
    links = [
        resolved(DOCUMENT, link)
        for _, operation in OPERATIONS
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
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


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the schemas in a map of names to schemas, and those within them."""
    for schema in value.values() if isinstance(value, dict) else ():
        yield schema
        for key in BY_NAME & set(schema):
            yield from schemas(schema[key])
        inner = [schema[key] for key in ("items", "additionalProperties", "propertyNames") if isinstance(schema.get(key), dict)]
        inner += [item for key in ("anyOf", "oneOf", "allOf") for item in schema.get(key, ())]
        yield from schemas(dict(enumerate(inner)))


def check(schema: dict[str, Any], value: Any) -> list[str]:
    """Return the JSON Schema validation errors of a value."""
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator(orjson.dumps(schema)).iter_errors(value)]


@cache
def validator(schema: bytes) -> Any:
    """Return a cached validator: many operations share a schema, and compiling one is slow."""
    known = DOCUMENT["components"]["schemas"]
    own, needed = orjson.loads(schema), dict[str, Any]()
    waiting = [own]
    while waiting:
        for target in references(waiting.pop()):
            name = target.rpartition("/")[2]
            if name not in needed:
                needed[name] = known[name]
                waiting.append(known[name])
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return validator_for(dialect | {"components": {"schemas": needed}, "allOf": [own]})
