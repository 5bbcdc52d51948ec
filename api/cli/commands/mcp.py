"""``mcp``: the questions as tools for an assistant."""

from __future__ import annotations

import os

import typer

from api import logs
from api.cli.options import DataOption
from graph.settings import Settings


def mcp(data: DataOption = None) -> None:
    """Serve the questions as tools of the Model Context Protocol, on standard input and output, for an assistant to start.

    It asks the API that alliance up started here, or the one that ALLIANCE_URL names (with ALLIANCE_KEY when it needs a key).

    Example: alliance mcp
    """
    if data is not None:
        os.environ["ALLIANCE_DATA"] = str(data.absolute())
    logs.configure(Settings().log_format, level="WARNING")
    from api.mcp.server import serve  # noqa: PLC0415  # the protocol takes a second to import

    serve()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mcp)
