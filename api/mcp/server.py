"""Model Context Protocol server: the named questions, search and look-up as tools for assistants.

The server is an ordinary client of the API (:mod:`api.client`), so it exposes the same data as the API. The tools are built from the
question descriptions of the API or, if no API is running, from the question files. Each answer includes its origins and sources, so that
simulated rows are not mistaken for facts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Any

import anyio
import structlog
from mcp import MCPError
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)

from api.client import Client
from api.mcp.answers import AnswerBuilder, as_text
from api.mcp.tools import SERVICE, Call, calls, fixed
from graph.errors import AllianceError
from seed.suggestions import nearest

INSTRUCTIONS = """\
Answers questions about vocational schools, programs, counties, industries, enterprises and alliances from a graph in which every row
has a source. Read-only. Identify entities by id, code, or name in English or Chinese. If a name is ambiguous, the error lists the
candidates: choose one by id, or ask the user. Every row has an origin: documented (stated by a source), reference (a public standard),
inferred (interpreted from a source) or simulated (generated to exercise the tool). Never report a simulated row as a fact;
origin=["documented", "reference"] excludes simulated rows. Cite the sources you use. An empty answer means that nothing is recorded,
not that nothing exists."""
QUESTIONS_TTL = 60.0
"""Seconds for which the list of questions is cached."""
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
        """Return all tools by name, from the questions of the API or, if it is unavailable, from the question files."""
        if time.monotonic() < self._expires:
            return self._cached
        try:
            questions = self._connect().get("/v1/questions")["results"]
        except AllianceError as problem:
            log.warning("API unavailable; using the question files", why=str(problem))
            return _by_name(_questions_from_files())
        self._cached, self._expires = _by_name(questions), time.monotonic() + QUESTIONS_TTL
        return self._cached

    def call(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """Run a tool. An error of the API is returned as a tool error, including its hint.

        :raises MCPError: The tool does not exist.
        """
        known = self.known()
        if name not in known:
            near = ", ".join(nearest(name, known)) or ", ".join(known)
            raise MCPError(code=INVALID_PARAMS, message=f"There is no tool '{name}'. Nearest: {near}.")
        try:
            path, params = known[name].address(arguments)
            answer = self._answers.fetch(self._connect(), path, params)
        except AllianceError as problem:
            text = f"{problem.title}: {problem}"
            return CallToolResult(content=[TextContent(text=text)], is_error=True)
        return CallToolResult(content=[TextContent(text=as_text(answer))], structured_content=answer)


def _by_name(questions: Iterable[Mapping[str, Any]]) -> dict[str, Call]:
    return {call.tool.name: call for call in (*calls(questions), *fixed())}


def _questions_from_files() -> list[dict[str, Any]]:
    from api.schemas.questions import describe  # noqa: PLC0415  # FastAPI and the driver take half a second to import
    from graph.queries.questions.question_file import load_questions  # noqa: PLC0415

    return [describe(question) for question in load_questions().values()]


def server(assistant: Assistant) -> Server[Any]:
    """Return a protocol server for the tools."""

    async def list_tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        known = await anyio.to_thread.run_sync(assistant.known)
        return ListToolsResult(tools=[call.tool for call in known.values()])

    async def call_tool(_: Any, params: CallToolRequestParams) -> CallToolResult:
        return await anyio.to_thread.run_sync(assistant.call, params.name, params.arguments or {})

    return Server(
        SERVICE,
        version=version("alliance-explorer"),
        title="Alliance explorer",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve() -> None:
    """Serve the protocol on standard input and output until the input ends."""

    async def run() -> None:
        protocol = server(Assistant())
        async with stdio_server() as (reading, writing):
            await protocol.run(reading, writing, protocol.create_initialization_options())

    anyio.run(run)
