"""``mcp``: serve the questions as tools of the Model Context Protocol."""

from __future__ import annotations

import os

import typer

from api import logs
from api.cli.options import DataOption
from graph.settings import Settings


def mcp(data: DataOption = None) -> None:
    """Serve the questions as Model Context Protocol tools.

    Communicates over standard input and output. An assistant starts this command.

    Uses the API started by alliance up on this machine, or the one at ALLIANCE_URL. If it requires a key, set ALLIANCE_KEY.

    Example: alliance mcp
    """
    if data is not None:
        os.environ["ALLIANCE_DATA"] = str(data.absolute())
    logs.configure(Settings().log_format, level="WARNING")
    from api.mcp.server import serve  # noqa: PLC0415  # the protocol takes a second to import

    serve()


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(mcp)
