"""Client sessions of ``alliance mcp`` over standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Return a function that runs ``talk`` with a client connected to ``alliance mcp``, which has these environment variables.

    The tests of a module share one session for each set of variables.
    """
    data, sessions = str(tmp_path_factory.mktemp("data")), dict[Any, Client]()
    with start_blocking_portal() as portal, ExitStack() as stack:

        def run(talk: Callable[..., Any], **env: str) -> Any:
            key = tuple(sorted(env.items()))
            if key not in sessions:
                given = {**os.environ, "ALLIANCE_DATA": data, **{name: value for name, value in env.items() if value}}
                server = StdioServerParameters(command=sys.executable, args=["-m", "api.cli", "mcp"], env=given)
                client = Client(server, read_timeout_seconds=90)
                sessions[key] = stack.enter_context(portal.wrap_async_context_manager(client))
            return portal.call(talk, sessions[key])

        yield run
