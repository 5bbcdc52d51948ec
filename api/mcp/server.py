"""Model Context Protocol server: questions, measures, search, lists and look-up as tools, with resources and prompts, for assistants.

The server is an ordinary client of the API (:mod:`api.client`), so it exposes the same data as the API. The tools are built from the
question descriptions of the API or, if no API is running, from the question files. Each answer includes its origins and sources, so that
simulated rows are not mistaken for facts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import anyio
import structlog
from mcp import MCPError
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
    TextResourceContents,
)

from api.client import Client
from api.mcp import prompts, resources
from api.mcp.answers import AnswerBuilder, as_text
from api.mcp.measure_tools import measure_calls
from api.mcp.tools import SERVICE, Call, calls, fixed
from graph.errors import AllianceError, BadValueError, UserError
from seed.suggestions import suggestion

INSTRUCTIONS = """\
Answers questions about vocational schools, programs, counties, industries, enterprises and alliances from a graph in which every row
has a source. Read-only. Identify entities by id, code, or name in English or Chinese. If a name is ambiguous, the error lists the
candidates: choose one by id, or ask the user. Every row has an origin: documented (stated by a source), reference (a public standard),
inferred (interpreted from a source) or simulated (generated to exercise the tool). Never report a simulated row as a fact;
origin=["documented", "reference"] excludes simulated rows. A member without a value is absent: not stated, not zero. name_zh is also
absent if it equals name. An empty answer means that nothing is recorded, not that nothing exists. Cite the sources you use: the tool
evidence returns the quotes of a relationship, audit the rows behind a figure."""
QUESTIONS_TTL = 60.0
"""Seconds for which the lists of questions and measures are cached."""
log = structlog.get_logger("api.mcp")


class Assistant:
    """The tools and their execution.

    :param connect: Opens a client of the API. Called for each request, so that an API started later is found.
    """

    def __init__(self, connect: Callable[[], Client] = Client) -> None:
        self._connect = connect
        self._answers = AnswerBuilder()
        self._cached: dict[str, Call] = {}
        self._expires = 0.0

    def known(self) -> dict[str, Call]:
        """Return all tools by name, from the questions and measures of the API or, if it is unavailable, from their files."""
        if time.monotonic() < self._expires:
            return self._cached
        try:
            client = self._connect()
            questions, measures = (client.get(path)["results"] for path in ("/v1/questions", "/v1/measures"))
        except AllianceError as problem:
            log.warning("API unavailable; using the files of questions and measures", why=str(problem))
            return _by_name(*_from_files())
        self._cached, self._expires = _by_name(questions, measures), time.monotonic() + QUESTIONS_TTL
        return self._cached

    def call(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """Run a tool. An error of the API is returned as a tool error, including its hint.

        :raises MCPError: The tool does not exist.
        """
        known = self.known()
        if name not in known:
            raise MCPError(code=INVALID_PARAMS, message=f"There is no tool '{name}'. {suggestion(name, known)}")
        try:
            check_names(known[name], arguments)
            answer = self._answers.fetch(self._connect(), known[name], arguments)
        except AllianceError as problem:
            text = f"{problem.title}: {problem}"
            return CallToolResult(content=[TextContent(text=text)], is_error=True)
        return CallToolResult(content=[TextContent(text=as_text(answer))], structured_content=answer)

    def read(self, uri: str) -> ReadResourceResult:
        """Return the content of a resource.

        :raises MCPError: The resource does not exist, or the API returned an error.
        """
        try:
            text = resources.read(self._connect(), uri)
        except AllianceError as problem:
            raise _protocol_error(problem) from problem
        return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=resources.MEDIA_TYPE, text=text)])


def check_names(call: Call, arguments: Mapping[str, Any]) -> None:
    """Reject arguments that the tool does not have: the API would suggest a parameter that the tool does not offer.

    :raises BadValueError: names the first one, with the nearest arguments.
    """
    known = call.tool.input_schema["properties"]
    if unknown := next((name for name in arguments if name not in known), None):
        raise BadValueError(f"There is no argument '{unknown}'.", pointer=f"/{unknown}", hint=suggestion(unknown, known))


def _protocol_error(problem: AllianceError) -> MCPError:
    return MCPError(code=INVALID_PARAMS if isinstance(problem, UserError) else INTERNAL_ERROR, message=f"{problem.title}: {problem}")


def _by_name(questions: Iterable[Mapping[str, Any]], measures: Sequence[Mapping[str, Any]]) -> dict[str, Call]:
    return {call.tool.name: call for call in (*calls(questions), *measure_calls(measures), *fixed())}


def _from_files() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the questions and measures from their files."""
    # FastAPI, the driver and the measures take seconds to import
    from api.schemas.measures import describe as describe_measure  # noqa: PLC0415
    from api.schemas.questions import describe  # noqa: PLC0415
    from graph.measures.registry import load_measures  # noqa: PLC0415
    from graph.queries.questions.question_file import load_questions  # noqa: PLC0415

    measures = [describe_measure(measure) for measure in load_measures().values()]
    return [describe(question) for question in load_questions().values()], measures


def server(assistant: Assistant) -> Server[Any]:
    """Return a protocol server for the tools, resources and prompts."""

    async def list_tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        known = await anyio.to_thread.run_sync(assistant.known)
        return ListToolsResult(tools=[call.tool for call in known.values()])

    async def call_tool(_: Any, params: CallToolRequestParams) -> CallToolResult:
        return await anyio.to_thread.run_sync(assistant.call, params.name, params.arguments or {})

    async def list_resources(_: Any, __: PaginatedRequestParams | None) -> ListResourcesResult:
        return ListResourcesResult(resources=resources.resources())

    async def list_templates(_: Any, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=resources.templates())

    async def read_resource(_: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
        return await anyio.to_thread.run_sync(assistant.read, str(params.uri))

    async def list_prompts(_: Any, __: PaginatedRequestParams | None) -> ListPromptsResult:
        return ListPromptsResult(prompts=prompts.prompts())

    async def get_prompt(_: Any, params: GetPromptRequestParams) -> GetPromptResult:
        try:
            return prompts.get(params.name, params.arguments or {})
        except AllianceError as problem:
            raise _protocol_error(problem) from problem

    return Server(
        SERVICE,
        version=version("alliance-explorer"),
        title="Alliance explorer",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )


def serve() -> None:
    """Serve the protocol on standard input and output until the input ends."""

    async def run() -> None:
        protocol = server(Assistant())
        async with stdio_server() as (reading, writing):
            await protocol.run(reading, writing, protocol.create_initialization_options())

    anyio.run(run)
