"""The OpenAPI document is committed; drift fails. Every question is a route of its own, with typed parameters."""

from __future__ import annotations

from pathlib import Path

import orjson

from api import openapi
from api.app import create_app
from graph.queries import load_questions
from seed.model import NODES

COMMITTED = Path(__file__).parent / "openapi.json"


def document() -> dict:
    return orjson.loads(openapi.render(create_app()))


def test_the_committed_document_is_the_one_that_is_served() -> None:
    assert document() == orjson.loads(COMMITTED.read_bytes()), "the API changed: python -m api.openapi > tests/api/openapi.json"


def test_operation_ids_are_unique_and_plain() -> None:
    found = [operation["operationId"] for path in document()["paths"].values() for operation in path.values()]
    assert len(found) == len(set(found))
    assert all(name.isidentifier() for name in found)


def test_every_question_is_a_route_with_its_parameters() -> None:
    paths = document()["paths"]
    for name, question in load_questions().items():
        operation = paths[f"/v1/questions/{name}"]["get"]
        given = {parameter["name"]: parameter for parameter in operation["parameters"]}
        assert set(given) == {*question.params, "origin", "as_of"}
        for param in question.params.values():
            assert given[param.name]["required"] is not param.optional
            assert given[param.name]["description"]


def test_every_type_has_its_two_routes() -> None:
    paths = document()["paths"]
    for cls in NODES.values():
        assert {f"/v1/{cls.path}", f"/v1/{cls.path}/{{id}}"} <= set(paths)


def test_every_operation_documents_its_problems() -> None:
    for path in document()["paths"].values():
        for operation in path.values():
            assert {"404", "422", "503", "504"} <= set(operation["responses"])
            assert operation["summary"]
