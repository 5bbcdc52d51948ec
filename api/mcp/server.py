"""Tools for assistants: the named questions, the search and the look-up, as a server of the Model Context Protocol.

It is a client of the API like any other (:mod:`api.client`), so an assistant sees what everybody sees and nothing else. The tools are
made from the questions as the API describes them, or, while nothing runs, from their files. What an answer says of itself, its origins and
its sources, goes with it, since an assistant that is not told will take a simulated row for a fact.
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
from api.mcp.answers import Asker, as_text
from api.mcp.tools import SERVICE, Call, calls, fixed
from graph.errors import AllianceError
from seed.suggestions import nearest

INSTRUCTIONS = """\
Questions about vocational schools, programs, counties, industries, enterprises and alliances, answered from a graph in which every row
has a source. Read-only. Things are named by id, code, or name in English or Chinese; when a name fits several things the error lists
them: choose by id, or ask the user. Every row has an origin: documented (a source says it), reference (a public standard), inferred
(our reading of a source) or simulated (generated to exercise the tool: never report such a row as a fact; origin=["documented",
"reference"] leaves it out). Name the sources you used. An empty answer means that nothing is recorded, not that there is nothing."""
KEPT = 60.0
"""Seconds that the list of questions is taken for the same."""
log = structlog.get_logger("api.mcp")


class Assistant:
    """The tools and what they do.

    :param connect: opens a client of the API; called for each request, so that an API that is started later is found.
    """

    def __init__(self, connect: Callable[[], Client] = Client) -> None:
        self._connect = connect
        self._asker = Asker()
        self._known: dict[str, Call] = {}
        self._until = 0.0

    def known(self) -> dict[str, Call]:
        """Every tool by its name: the questions of the API that answers, else those of our own files."""
        if time.monotonic() < self._until:
            return self._known
        try:
            questions = self._connect().get("/v1/questions")["results"]
        except AllianceError as problem:
            log.warning("tools from files", why=str(problem))
            return _by_name(_own_questions())
        self._known, self._until = _by_name(questions), time.monotonic() + KEPT
        return self._known

    def call(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """Do what a tool does; whatever the API refuses is a tool error with its mend, which an assistant can act on.

        :raises MCPError: there is no such tool.
        """
        known = self.known()
        if name not in known:
            near = ", ".join(nearest(name, known)) or ", ".join(known)
            raise MCPError(code=INVALID_PARAMS, message=f"There is no tool '{name}'. Nearest: {near}.")
        try:
            path, params = known[name].address(arguments)
            answer = self._asker.ask(self._connect(), path, params)
        except AllianceError as problem:
            text = f"{problem.title}: {problem}"
            return CallToolResult(content=[TextContent(text=text)], is_error=True)
        return CallToolResult(content=[TextContent(text=as_text(answer))], structured_content=answer)


def _by_name(questions: Iterable[Mapping[str, Any]]) -> dict[str, Call]:
    return {call.tool.name: call for call in (*calls(questions), *fixed())}


def _own_questions() -> list[dict[str, Any]]:
    from api.schemas.questions import describe  # noqa: PLC0415  # FastAPI and the driver take half a second to import
    from graph.queries.questions.question_file import load_questions  # noqa: PLC0415

    return [describe(question) for question in load_questions().values()]


def server(assistant: Assistant) -> Server[Any]:
    """The protocol around the tools."""

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
    """Speak the protocol on standard input and output until the input ends."""

    async def speak() -> None:
        made = server(Assistant())
        async with stdio_server() as (reading, writing):
            await made.run(reading, writing, made.create_initialization_options())

    anyio.run(speak)
