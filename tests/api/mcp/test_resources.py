"""Resources, read through a client session from an API on the documented data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from mcp import Client, MCPError

from graph.measures.registry import load_measures
from graph.queries.questions.question_file import load_questions
from seed.model import EDGES, NODES
from tests.conftest import GraphDB


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[[GraphDB], str]) -> str:
    return serve(documented)


@pytest.fixture(scope="module")
def contents(url: str, connected: Callable[..., Any]) -> dict[str, Any]:
    """The contents of all listed resources, and of one item of each."""

    async def talk(client: Client) -> dict[str, str]:
        listed = [str(resource.uri) for resource in (await client.list_resources()).resources]
        items = ["model/School", "questions/county-pipelines", "measures/alignment", "sources/source:deep-news", "filters/School"]
        uris = [*listed, *(f"alliance://{item}" for item in items)]
        return {uri: (await client.read_resource(uri)).contents[0].text for uri in uris}  # type: ignore[union-attr]

    return {uri.removeprefix("alliance://"): json.loads(text) for uri, text in connected(talk, ALLIANCE_URL=url).items()}


def test_model_has_all_types(contents: dict[str, Any]) -> None:
    assert {item["name"] for item in contents["model"]["types"]} == set(NODES)


def test_model_has_all_relationships(contents: dict[str, Any]) -> None:
    assert {item["name"] for item in contents["model"]["relationships"]} == set(EDGES)


def test_type_has_the_values_of_its_properties(contents: dict[str, Any]) -> None:
    level = next(item for item in contents["model/School"]["properties"] if item["name"] == "level")
    assert "secondary" in {value["name"] for value in level["values"]}


def test_questions_are_listed(contents: dict[str, Any]) -> None:
    assert {item["name"] for item in contents["questions"]} == set(load_questions())


def test_question_has_its_parameters(contents: dict[str, Any]) -> None:
    assert "county" in {param["name"] for param in contents["questions/county-pipelines"]["params"]}


def test_measures_are_listed(contents: dict[str, Any]) -> None:
    assert {item["name"] for item in contents["measures"]} == set(load_measures())


def test_measure_has_its_definition(contents: dict[str, Any]) -> None:
    assert contents["measures/alignment"]["definition"] == load_measures()["alignment"].definition.strip()


def test_all_sources_are_listed(contents: dict[str, Any], documented: GraphDB) -> None:
    assert {item["id"] for item in contents["sources"]} == {row["id"] for row in documented.run("MATCH (s:Source) RETURN s.id AS id")}


def test_source_is_complete(contents: dict[str, Any]) -> None:
    assert contents["sources/source:deep-news"]["publisher"] == "Deep News"


def test_all_coverage_is_listed(contents: dict[str, Any], documented: GraphDB) -> None:
    expected = documented.run("MATCH (c:Coverage) RETURN c.id AS id, c.status AS status")
    assert {(item["id"], item["status"]) for item in contents["coverage"]} == {(row["id"], row["status"]) for row in expected}


def test_filters_of_a_type_have_its_properties(contents: dict[str, Any]) -> None:
    assert {"level", "county"} <= {item["name"] for item in contents["filters/School"]}


def error_of(connected: Callable[..., Any], url: str, uri: str) -> str:
    async def talk(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)
        return str(caught.value.message)

    return str(connected(talk, ALLIANCE_URL=url))


def test_unknown_resource_gets_the_nearest(connected: Callable[..., Any], url: str) -> None:
    assert "Did you mean 'alliance://measures'" in error_of(connected, url, "alliance://measure")


def test_unknown_item_gets_the_nearest(connected: Callable[..., Any], url: str) -> None:
    assert "Did you mean 'alignment'" in error_of(connected, url, "alliance://measures/alignmnt")


def test_without_an_api_the_error_says_how_to_start_it(connected: Callable[..., Any]) -> None:
    assert "alliance up" in error_of(connected, "http://127.0.0.1:1", "alliance://model")


def test_templates_name_their_variable(connected: Callable[..., Any], url: str) -> None:
    async def talk(client: Client) -> list[str]:
        return [template.uri_template for template in (await client.list_resource_templates()).resource_templates]

    assert "alliance://measures/{name}" in connected(talk, ALLIANCE_URL=url)


def test_prompts_are_offered(connected: Callable[..., Any], url: str) -> None:
    async def talk(client: Client) -> tuple[set[str], str]:
        names = {prompt.name for prompt in (await client.list_prompts()).prompts}
        prompt = await client.get_prompt("policy-researcher", {"place": "桂阳县", "language": "zh"})
        return names, prompt.messages[0].content.text  # type: ignore[union-attr]

    names, text = connected(talk, ALLIANCE_URL=url)
    assert names == {"policy-researcher", "alliance-coordinator", "front-end-developer"}
    assert "桂阳县" in text
