"""The MCP server, tested with the protocol's own client over standard input and output and a real API on the documented data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult

from api.mcp.answers import MAX_CHARS, as_text, bounded, summary
from api.mcp.tools import calls, fixed
from api.schemas.questions import describe
from graph.queries.questions.question_file import load_questions
from seed.model import ORIGINS
from tests.conftest import GraphDB
from tests.each import each

QUESTIONS = load_questions()
Talk = Callable[[Client], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[[GraphDB], str]) -> str:
    return serve(documented)


@pytest.fixture(scope="module")
def assistant(url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that runs ``talk`` with a client connected to ``alliance mcp``."""

    def run(talk: Talk, **env: str) -> Any:
        settings = {"ALLIANCE_URL": url, "ALLIANCE_DATA": str(tmp_path_factory.mktemp("data")), **env}
        words = ["-m", "api.cli", "mcp"]
        parameters = StdioServerParameters(
            command=sys.executable, args=words, env={**os.environ, **{k: v for k, v in settings.items() if v}}
        )

        async def connected() -> Any:
            async with Client(parameters, read_timeout_seconds=90) as client:
                return await talk(client)

        return anyio.run(connected)

    return run


def call_of(name: str, **arguments: Any) -> Talk:
    async def talk(client: Client) -> CallToolResult:
        return await client.call_tool(name, arguments)

    return talk


def answer_of(result: CallToolResult) -> dict[str, Any]:
    """Return the answer; check that its text equals its structured content."""
    assert not result.is_error, result.content
    body: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == body
    return body


def error_of(result: CallToolResult) -> str:
    assert result.is_error
    return str(result.content[0].text)


def test_every_question_is_a_read_only_tool(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in assistant(talk)}
    assert set(tools) == {*QUESTIONS, "search", "look-up", "about-the-data"}
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.input_schema["additionalProperties"] is False
    for name, question in QUESTIONS.items():
        tool = tools[name]
        assert tool.title == question.title
        assert question.about.strip() in tool.description
        assert set(tool.input_schema["properties"]) == {*question.params, "origin", "as_of"}
        assert set(tool.input_schema["required"]) == {name for name, param in question.params.items() if not param.optional}
        Draft202012Validator(tool.input_schema).validate(question.example)


def test_question_examples_return_rows_with_their_sources(assistant: Callable[..., Any], url: str) -> None:
    async def talk(client: Client) -> dict[str, CallToolResult]:
        return {name: await client.call_tool(name, question.example) for name, question in QUESTIONS.items()}

    version = httpx.get(f"{url}/v1/meta", trust_env=False).json()["meta"]["data_version"]
    for name, result in assistant(talk).items():
        body = answer_of(result)
        assert body["meta"]["data_version"] == version, name
        assert set(body["meta"]["origins"]) == set(ORIGINS), name
        assert len(body["results"]) == body["meta"]["count"] or body["left_out"], name
        assert body["url"].startswith(f"{url}/v1/questions/{name}"), name
        assert len(as_text(body)) <= MAX_CHARS, name
        named = {
            source for row in body["results"] for edge in row.get("evidence") or () if isinstance(edge, dict) for source in edge["sources"]
        }
        assert named <= {source["id"] for source in body["sources"]}, name
        assert all(source["name"] and source["href"].startswith(f"{url}/v1/sources/") for source in body["sources"]), name
        assert '"/v1/' not in as_text(body), "all links are absolute"
        assert "simulated:" not in body["says"], name


def test_answers_contain_a_summary_and_sources(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("enterprises-fed-by-programs", origin=["documented"], limit=1)))
    assert body["says"].startswith("1 row (1 documented).")
    source = body["sources"][0]
    assert source["name"]
    assert httpx.get(source["href"], trust_env=False).json()["results"][0]["name"] == source["name"], "the link resolves to the source"


def test_search_and_look_up(assistant: Callable[..., Any], url: str) -> None:
    async def talk(client: Client) -> list[CallToolResult]:
        return [
            await client.call_tool("search", {"q": "桂阳", "type": ["County"]}),
            await client.call_tool("look-up", {"thing": "county:431021", "per_page": 3}),
            await client.call_tool("look-up", {"thing": "桂阳县", "type": "County", "per_page": 3}),
            await client.call_tool("about-the-data", {}),
        ]

    matches, by_id, by_name, about = map(answer_of, assistant(talk))
    assert [row["id"] for row in matches["results"]] == ["county:431021"]
    assert by_id["results"] == by_name["results"]
    assert by_id["results"][0]["href"] == f"{url}/v1/counties/county:431021"
    assert len(by_id["relationships"]["results"]) == 3
    assert by_id["sources"]
    assert about["results"][0]["counts"]["County"]["reference"] > 0


def test_api_errors_are_tool_errors_with_a_hint(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> list[CallToolResult]:
        return [
            await client.call_tool("county-pipelines", {"county": "Guiyan"}),
            await client.call_tool("enterprises-fed-by-programs", {"limitt": 3}),
            await client.call_tool("enterprises-fed-by-programs", {"limit": 100_000}),
            await client.call_tool("connections-between", {"one": "county:431021"}),
            await client.call_tool("enterprises-fed-by-programs", {"county": {"id": "x"}}),
            await client.call_tool("look-up", {"thing": "Jiahe"}),
            await client.call_tool("look-up", {"thing": "county:431099"}),
            await client.call_tool("search", {"q": "x", "type": ["Count"]}),
        ]

    texts = [error_of(result) for result in assistant(talk)]
    for text, words in zip(texts, ["Guiyan", "limit", "limit", "other", "object", "County", "431099", "County"], strict=True):
        assert words in text
        assert "Traceback" not in text


def test_unknown_tool_is_a_protocol_error(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("county-pipeline", {})
        return str(caught.value.message)

    assert "county-pipelines" in assistant(talk)


def test_without_an_api_tools_are_listed_and_suggest_starting_it(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> tuple[set[str], CallToolResult]:
        return {tool.name for tool in (await client.list_tools()).tools}, await client.call_tool("search", {"q": "a"})

    for address in ("", "http://127.0.0.1:1"):
        names, result = assistant(talk, ALLIANCE_URL=address)
        assert set(QUESTIONS) <= names
        assert "alliance up" in error_of(result)


def test_instructions_warn_about_simulated_rows(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> str:
        return client.instructions or ""

    assert "simulated" in assistant(talk)


def test_standard_output_contains_only_protocol_messages(url: str) -> None:
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
    }
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "mcp"],
        input=json.dumps(message) + "\nno json\n",
        env={**os.environ, "ALLIANCE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)
    assert json.loads(lines[0])["result"]["serverInfo"]["name"] == "alliance-explorer"


def row(origin: str, **more: Any) -> dict[str, Any]:
    return {"origin": origin, "href": "/v1/x", **more}


def body(rows: list[dict[str, Any]], **meta: Any) -> dict[str, Any]:
    origins = {origin: sum(row["origin"] == origin for row in rows) for origin in ORIGINS}
    return {"meta": {"count": len(rows), "origins": origins, **meta}, "results": rows}


def test_summary_warns_about_simulated_rows() -> None:
    assert "not be reported as facts" in summary(body([row("documented"), row("simulated")]))
    assert "1 row is simulated" in summary(body([row("documented"), row("simulated")]))
    assert "simulated" not in summary(body([row("documented")]))
    thing = {**body([row("documented")]), "relationships": body([row("simulated"), row("simulated")])}
    assert "2 rows are simulated" in summary(thing), "including relationships"


def test_summary_states_what_is_missing() -> None:
    assert "Nothing is recorded" in summary(body([]))
    assert "more rows" in summary(body([row("documented")], truncated=True))
    assert "undated relationships, which may not have been valid on that date: 2." in summary(body([row("documented")] * 3, undated=2))


@each("count", [1, 30, 500])
@each("width", [10, 5000, 200_000])
def test_answer_size_is_bounded_and_omissions_are_stated(count: int, width: int) -> None:
    answer = {"says": "words", **body([row("documented", text="字" * width, many=["x" * 90] * 1000) for _ in range(count)]), "sources": []}
    cut = bounded(answer)
    assert len(as_text(cut)) <= MAX_CHARS
    assert cut["results"], "at least one row is kept"
    assert cut["left_out"].startswith(f"{count - len(cut['results'])} of {count}")
    assert cut["meta"] == answer["meta"], "the counts describe the complete answer"


def test_small_answer_is_unchanged() -> None:
    answer = {"says": "words", **body([row("documented")])}
    assert bounded(answer) is answer


def test_every_tool_maps_to_an_api_path() -> None:
    tools = [*calls(describe(question) for question in QUESTIONS.values()), *fixed()]
    arguments = {"search": {"q": "桂阳", "type": ["County", "School"], "limit": 5}, "look-up": {"thing": "county:431021"}}
    for call in tools:
        path, _ = call.address(arguments.get(call.tool.name, {}))
        assert path.startswith("/v1/")
    assert fixed()[0].address(arguments["search"]) == ("/v1/search", {"q": "桂阳", "type": "County,School", "limit": "5"})
    assert fixed()[1].address({"thing": "a/b?c", "type": "School"})[0] == "/v1/schools/a%2Fb%3Fc"


def test_documented_configurations_are_valid_json() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "assistants.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```json\n")[1:]]
    assert len(blocks) >= 2
    for block in blocks:
        configuration = json.loads(block)
        (servers,) = configuration.values()
        assert servers["alliance"]["command"]
        assert "mcp" in servers["alliance"]["args"]
