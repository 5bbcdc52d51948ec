"""``alliance``: the command line. Bad input exits with 2, a world that must change first with 1; both say what would be right."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from api.cli import ask, data, export, keys, load, local, match, mcp, measure, partners, scenario, up
from api.cli.console import err
from graph.errors import AllianceError

_HELP = """Schools, programs, enterprises and alliances as one graph, with a source for every row.

Start with: alliance up
"""

app = typer.Typer(
    name="alliance",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"alliance-explorer {version('alliance-explorer')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)] = False,
) -> None:
    """Hold the options of all commands."""


app.callback()(_root)
_root.__doc__ = _HELP

for module in (up, ask, measure, partners, scenario, export, load, data, local, keys, mcp, match):
    module.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit.

    Exit codes: 0 done; 1 the world must change first (database, disk, network); 2 the input is wrong; 130 stopped by Ctrl-C.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except AllianceError as problem:
        err.print(f"{problem.title}: {problem}", style="red", markup=False, highlight=False)
        return problem.exit_code
    except typer.Exit as left:
        return left.exit_code
    except TyperException as problem:
        err.print(f"{problem.format_message()} See: alliance --help", markup=False)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        err.print("Stopped.", markup=False)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0
