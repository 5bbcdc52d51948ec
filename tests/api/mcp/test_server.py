"""The MCP server, tested with the protocol's own client over standard input and output and a real API on the documented data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from mcp_types import CallToolResult

from api.mcp.answers import MAX_CHARS, as_text, bounded, summary
from api.mcp.measure_tools import measure_calls
from api.mcp.positions import cursor_after, position_of
from api.mcp.server import check_names
from api.mcp.tools import calls, fixed
from api.schemas.measures import describe as describe_measure
from api.schemas.questions import describe
from graph.errors import DataChangedError, UserError
from graph.measures.registry import load_measures
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
def assistant(url: str, connected: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that runs ``talk`` with a client connected to ``alliance mcp``."""
    return lambda talk, **env: connected(talk, ALLIANCE_URL=env.pop("ALLIANCE_URL", url), **env)


def call_of(tool: str, /, **arguments: Any) -> Talk:
    async def talk(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

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


FIXED = {"search", "list-entities", "look-up", "evidence", "about-the-data", "measure", "audit"}


def test_every_question_is_a_read_only_tool(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in assistant(talk)}
    assert set(tools) == {*QUESTIONS, *FIXED}
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.input_schema["additionalProperties"] is False
    for name, question in QUESTIONS.items():
        tool = tools[name]
        assert tool.title == question.title
        assert question.about.strip() in tool.description
        assert set(tool.input_schema["properties"]) == {
            *question.params.keys() - {"limit"},
            "origin",
            "as_of",
            "place",
            "per_page",
            "cursor",
            "evidence",
        }
        assert set(tool.input_schema["required"]) == {name for name, param in question.params.items() if not param.optional}
        Draft202012Validator(tool.input_schema).validate(question.example)


def test_question_examples_return_rows_with_their_sources(assistant: Callable[..., Any], url: str) -> None:
    async def talk(client: Client) -> dict[str, CallToolResult]:
        full = {"evidence": "full", "per_page": 5}
        return {name: await client.call_tool(name, {**question.example, **full}) for name, question in QUESTIONS.items()}

    version = httpx.get(f"{url}/v1/meta", trust_env=False).json()["meta"]["data_version"]
    for name, result in assistant(talk).items():
        body = answer_of(result)
        assert body["meta"]["data_version"] == version, name
        assert set(body["meta"]["origins"]) == set(ORIGINS), name
        assert len(body["results"]) == body["meta"]["count"], name
        assert body["url"].startswith(f"{url}/v1/questions/{name}"), name
        assert len(as_text(body)) <= MAX_CHARS, name
        named = {
            source for row in body["results"] for edge in row.get("evidence") or () if isinstance(edge, dict) for source in edge["sources"]
        }
        assert named <= {source["id"] for source in body["sources"]} | set(body.get("more_sources", ())), name
        assert all(source["name"] and source["href"].startswith(f"{url}/v1/sources/") for source in body["sources"]), name
        assert '"/v1/' not in as_text(body), "all links are absolute"
        assert "simulated:" not in body["says"], name


def test_answers_contain_a_summary_and_sources(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("enterprises-fed-by-programs", origin=["documented"], per_page=1)))
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


def test_rows_are_short(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("teacher-consultants")))
    person = body["results"][0]["person"]
    assert person.keys() <= {"id", "name", "name_zh", "gloss_zh", "kind", "origin"}


def test_evidence_ids_lead_to_the_quotes(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> list[CallToolResult]:
        rows = await client.call_tool("teacher-consultants", {})
        return [rows, await client.call_tool("evidence", {"id": rows.structured_content["results"][0]["evidence"][0]})]

    rows, one = map(answer_of, assistant(talk))
    assert one["results"][0]["id"] == rows["results"][0]["evidence"][0]
    assert one["results"][0]["quotes"]


def test_rows_with_evidence_ids_name_their_sources(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("teacher-consultants")))
    assert set(body["results"][0]["sources"]) <= {source["id"] for source in body["sources"]}


def pages_of(tool: str, /, **arguments: Any) -> Talk:
    """Return the answers of all pages of a tool."""

    async def talk(client: Client) -> list[dict[str, Any]]:
        found = [answer_of(await client.call_tool(tool, arguments))]
        while cursor := found[-1]["meta"].get("next_cursor"):
            found.append(answer_of(await client.call_tool(tool, {**arguments, "cursor": cursor})))
        return found

    return talk


PAGED = [
    ("gaps", "measure", {"name": "gaps"}, "key"),
    ("alignment", "audit", {"name": "alignment", "params": {"by": "all"}, "key": "declared|all"}, "id"),
    ("search", "search", {"q": "jiahe"}, "id"),
    ("claims", "claims-against-graph", {}, "claim"),
]


@pytest.mark.parametrize(("tool", "arguments", "column"), [case[1:] for case in PAGED], ids=[case[0] for case in PAGED])
def test_pages_have_each_row_once(assistant: Callable[..., Any], tool: str, arguments: dict[str, Any], column: str) -> None:
    whole = [row for page in assistant(pages_of(tool, **arguments, per_page=200)) for row in page["results"]]
    parts = assistant(pages_of(tool, **arguments, per_page=3))
    assert [row[column] for part in parts for row in part["results"]] == [row[column] for row in whole]
    assert len(parts) > 1


def test_page_that_does_not_fit_is_shorter_and_its_cursor_goes_on(assistant: Callable[..., Any]) -> None:
    many = assistant(pages_of("claims-against-graph", per_page=200, evidence="full"))
    few = assistant(pages_of("claims-against-graph", per_page=5, evidence="full"))
    assert len(many[0]["results"]) < 48, "the rows do not fit on one page"
    assert [row["claim"] for page in many for row in page["results"]] == [row["claim"] for page in few for row in page["results"]]
    assert not any("excluded" in page for page in many), "the only hint is the cursor"


@each(("cursor", "words"), [("3.feed.0", "another call"), ("x", "invalid"), ("3", "invalid"), ("-1.a.b", "invalid")])
def test_wrong_cursor_of_a_measure_is_refused(cursor: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        position_of(cursor, "/v1/measures/gaps", {})


def test_cursor_of_other_data_is_refused() -> None:
    position = position_of(cursor_after(3, "feed" * 16, "/v1/search", {"q": "x"}), "/v1/search", {"q": "x"})
    with pytest.raises(DataChangedError, match="without cursor"):
        position.check("beef" * 16)


def test_audit_sums_agree_with_the_figure(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> list[CallToolResult]:
        given = {"name": "alignment", "params": {"by": "all", "crosswalk": "declared"}}
        figures = await client.call_tool("measure", given)
        key = figures.structured_content["results"][0]["key"]
        return [figures, await client.call_tool("audit", {**given, "key": key, "per_page": 1})]

    figures, audit = map(answer_of, assistant(talk))
    assert audit["meta"]["sums"]["denominator"] == figures["results"][0]["denominator"]


def test_groups_are_counted_in_words(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("list-entities", type="School", group_by="level")))
    assert body["says"].startswith(f"{body['meta']['total']} rows")
    assert sum(group["count"] for group in body["groups"]) == body["meta"]["total"]


def test_url_is_a_request_of_the_api(assistant: Callable[..., Any]) -> None:
    body = answer_of(assistant(call_of("measure", name="major-points", per_page=2)))
    assert httpx.get(body["url"], trust_env=False).json()["results"][0]["key"] == body["results"][0]["key"]


def test_api_errors_are_tool_errors_with_a_hint(assistant: Callable[..., Any]) -> None:
    async def talk(client: Client) -> list[CallToolResult]:
        return [
            await client.call_tool("county-pipelines", {"county": "Guiyan"}),
            await client.call_tool("enterprises-fed-by-programs", {"limitt": 3}),
            await client.call_tool("enterprises-fed-by-programs", {"per_page": 100_000}),
            await client.call_tool("connections-between", {"one": "county:431021"}),
            await client.call_tool("enterprises-fed-by-programs", {"county": {"id": "x"}}),
            await client.call_tool("look-up", {"thing": "Jiahe"}),
            await client.call_tool("look-up", {"thing": "county:431099"}),
            await client.call_tool("search", {"q": "x", "type": ["Count"]}),
            await client.call_tool("measure", {"name": "alignment", "params": {"bye": "all"}}),
            await client.call_tool("audit", {"name": "alignment", "key": "declard|all", "params": {"by": "all"}}),
            await client.call_tool("measure", {"name": "major-points", "per_page": 0}),
        ]

    texts = [error_of(result) for result in assistant(talk)]
    expected = [
        "Guiyan",
        "per_page",
        "per_page",
        "other",
        "object",
        "County",
        "431099",
        "County",
        "'by'",
        "'declared|all'",
        "from 1 to 200",
    ]
    for text, words in zip(texts, expected, strict=True):
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


def test_summary_names_the_cursor_of_the_next_page() -> None:
    more = summary(body([row("documented")], next_cursor="x", truncated=True, total=9))
    assert "There are more rows, 9 in all: pass next_cursor as cursor" in more


def test_summary_warns_about_simulated_rows() -> None:
    assert "not be reported as facts" in summary(body([row("documented"), row("simulated")]))
    assert "1 row is simulated" in summary(body([row("documented"), row("simulated")]))
    assert "simulated" not in summary(body([row("documented")]))
    thing = {**body([row("documented")]), "relationships": body([row("simulated"), row("simulated")])}
    assert "2 rows are simulated" in summary(thing), "including relationships"


def test_summary_states_what_is_missing() -> None:
    assert "Nothing is recorded" in summary(body([]))
    assert "more rows" in summary(body([row("documented")], truncated=True))
    dated = summary(body([row("documented")] * 3, undated=2, as_of="2022-12-31"))
    assert "State of 2022-12-31. Included without a date, so possibly not valid on that day: 2." in dated


@each("count", [1, 30, 500])
@each("width", [10, 5000, 200_000])
def test_answer_size_is_bounded_and_omissions_are_stated(count: int, width: int) -> None:
    answer = {"says": "words", **body([row("documented", text="字" * width, many=["x" * 90] * 1000) for _ in range(count)]), "sources": []}
    cut = bounded(answer)
    assert len(as_text(cut)) <= MAX_CHARS
    assert cut["results"], "at least one row is kept"
    assert "truncated because of the size limit" in cut["excluded"]
    assert cut["meta"] == answer["meta"], "the counts describe the complete answer"


def test_groups_that_do_not_fit_are_counted() -> None:
    groups = [{"keys": [{"name": "name", "value": "x" * 100}], "count": 1}] * 1000
    cut = bounded({"says": "words", **body([]), "groups": groups, "sources": []})
    assert cut["excluded"].startswith(f"Groups left out because of the size limit: {1000 - len(cut['groups'])} of 1000")


def test_small_answer_is_unchanged() -> None:
    answer = {"says": "words", **body([row("documented")])}
    assert bounded(answer) is answer


MEASURES = [describe_measure(measure) for measure in load_measures().values()]
ARGUMENTS: dict[str, dict[str, Any]] = {
    "search": {"q": "桂阳", "type": ["County", "School"]},
    "look-up": {"thing": "county:431021"},
    "list-entities": {"type": "School"},
    "evidence": {"id": "OFFERS~school:a~program:b"},
    "measure": {"name": "alignment"},
    "audit": {"name": "alignment", "key": "x"},
}
TOOLS = {
    call.tool.name: call for call in (*calls(describe(question) for question in QUESTIONS.values()), *measure_calls(MEASURES), *fixed())
}


def test_every_tool_maps_to_an_api_path() -> None:
    for name, call in TOOLS.items():
        assert call.address(ARGUMENTS.get(name, {}))[0].startswith("/v1/"), name


@each(
    ("tool", "arguments", "path", "params"),
    [
        ("search", {"q": "桂阳", "type": ["County", "School"]}, "/v1/search", {"q": "桂阳", "type": "County,School"}),
        ("look-up", {"thing": "a/b?c", "type": "School"}, "/v1/schools/a%2Fb%3Fc", {"per_page": "20", "evidence": "ids"}),
        ("list-entities", {"type": "School"}, "/v1/schools", {"per_page": "20", "total": "true", "select": "name,name_zh"}),
        (
            "list-entities",
            {"type": "School", "group_by": "level"},
            "/v1/schools",
            {"per_page": "20", "total": "true", "group_by": "level"},
        ),
        (
            "measure",
            {"name": "gaps", "params": {"few": 2}, "place": "x"},
            "/v1/measures/gaps",
            {"per_page": "20", "few": "2", "place": "x"},
        ),
        ("audit", {"name": "gaps", "key": "a|b"}, "/v1/measures/gaps/audit", {"per_page": "20", "key": "a|b"}),
    ],
)
def test_arguments_become_a_request(tool: str, arguments: dict[str, Any], path: str, params: dict[str, str]) -> None:
    assert TOOLS[tool].address(arguments) == (path, params)


@each(
    ("tool", "arguments", "near"),
    [
        ("measure", {"name": "alignmnt"}, "'alignment'"),
        ("list-entities", {"type": "Scool"}, "'School'"),
        ("look-up", {"thing": "x", "type": "Scool"}, "'School'"),
        ("look-up", {"thing": "enterprize:jd"}, "'enterprise:jd'"),
        ("evidence", {"id": "FEED~program:a~enterprise:b"}, "'FEEDS'"),
    ],
)
def test_wrong_name_in_an_argument_gets_the_nearest(tool: str, arguments: dict[str, Any], near: str) -> None:
    with pytest.raises(UserError, match="Did you mean") as caught:
        TOOLS[tool].address(arguments)
    assert near in str(caught.value)


@each(("params", "words"), [({"limit": 5}, "per_page"), ({"key": "x"}, "beside 'params'")])
def test_arguments_of_the_tool_are_no_parameters_of_the_measure(params: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        TOOLS["measure"].address({"name": "alignment", "params": params})


def test_unknown_argument_gets_the_nearest_of_the_tool() -> None:
    with pytest.raises(UserError, match="Did you mean 'per_page'"):
        check_names(TOOLS["search"], {"q": "x", "per_pag": 3})


def test_description_of_measure_names_every_measure_and_its_parameters() -> None:
    text = TOOLS["measure"].tool.description or ""
    for measure in MEASURES:
        [line] = [line for line in text.splitlines() if line.startswith(f"{measure['name']}(")]
        assert all(param["name"] in line for param in measure["params"] if param["name"] != "limit"), measure["name"]


def test_documented_configurations_are_valid_json() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "assistants.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```json\n")[1:]]
    assert len(blocks) >= 2
    for block in blocks:
        configuration = json.loads(block)
        (servers,) = configuration.values()
        assert servers["alliance"]["command"]
        assert "mcp" in servers["alliance"]["args"]
