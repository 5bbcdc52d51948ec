"""The command-line program. Only the module of the requested command is imported: importing all takes more than a second."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

_HELP = """Explore schools, programs, enterprises and alliances as a graph. Every row has a source.

To get started: alliance up
"""
MODULES = {
    "api.cli.commands.server": ("up", "status", "stop", "serve"),
    "api.cli.commands.ask": ("ask", "questions", "search"),
    "api.cli.commands.measures": ("measure", "measures"),
    "api.cli.commands.partners": ("partners",),
    "api.cli.commands.scenarios": ("scenario",),
    "api.cli.commands.export": ("export",),
    "api.cli.commands.load": ("load",),
    "api.cli.commands.packages": ("check", "new", "simulate"),
    "api.cli.commands.imports": ("import", "template"),
    "api.cli.commands.edits": ("edit", "edits", "publish", "undo"),
    "api.cli.commands.drafts": ("drafts", "draft", "review"),
    "api.cli.commands.history": ("log", "diff", "packages", "unload"),
    "api.cli.commands.database": ("doctor", "db"),
    "api.cli.commands.keys": ("keys",),
    "api.cli.commands.mcp": ("mcp",),
    "api.cli.commands.match": ("match",),
}
"""Maps each module to the commands it registers, in help order."""


def program(command: str | None = None) -> typer.Typer:
    """Return the program with the commands of one module, or with all commands if the command is unknown or missing."""
    app = typer.Typer(
        name="alliance",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for module in _modules_for(command):
        import_module(module).register(app)
    return app


def _modules_for(command: str | None) -> Iterable[str]:
    return [module for module, commands in MODULES.items() if command in commands] or MODULES


def _show_version(requested: bool) -> None:
    if requested:
        from api.cli import version_line  # noqa: PLC0415  # avoids an import cycle

        typer.echo(version_line())
        raise typer.Exit


def _root(
    _: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)] = False,
) -> None:
    pass


_root.__doc__ = _HELP
