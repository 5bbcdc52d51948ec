"""``alliance``: the command line. Invalid input exits with 2, an unavailable dependency with 1; both explain the fix."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit.

    Exit codes: 0 success; 1 a dependency is unavailable (database, disk, network); 2 invalid input; 130 interrupted by Ctrl-C.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words == ["--version"]:
        sys.stdout.write(f"{version_line()}\n")
        return 0
    return _run(words)


def version_line() -> str:
    """Return the name and version of the distribution."""
    return f"alliance-explorer {version('alliance-explorer')}"


def _run(words: list[str]) -> int:
    import typer  # noqa: PLC0415  # --version needs none of these, and importing typer dominates its run time
    from typer.exceptions import TyperException  # noqa: PLC0415

    from api.cli.program import program  # noqa: PLC0415
    from api.cli.terminal import err  # noqa: PLC0415
    from graph.errors import AllianceError, EnvironmentalError  # noqa: PLC0415

    try:
        code = program(words[0] if words else None)(args=words, standalone_mode=False)
    except AllianceError as problem:
        err.print(f"{problem.title}: {problem}", style="red", markup=False, highlight=False)
        return problem.exit_code
    except typer.Exit as request:
        code = request.exit_code
    except TyperException as problem:
        err.print(f"{problem.format_message()} See: alliance --help", markup=False)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        err.print("Stopped.", markup=False)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as problem:
        if problem.filename is None:
            raise
        text = f"Cannot access {problem.filename}: {problem.strerror}. Check the path, its owner and its permissions."
        err.print(text, style="red", markup=False, highlight=False)
        return EnvironmentalError.exit_code
    return code if isinstance(code, int) else 0
