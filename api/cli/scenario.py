"""``scenario``: what if? A JSON file of changes, and measures before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.ask import FormOption
from api.cli.client import Client
from api.cli.console import err
from api.cli.tables import chosen, write
from graph.errors import BadValueError

_COLUMNS = ("measure", "key", "before", "after", "difference", "rows", "refused")
_MOST = 1_000_000


def scenario(
    file: Annotated[Path, typer.Argument(help="A JSON file: changes and measures, see docs/scenarios.md.")], form: FormOption = None
) -> None:
    """Compare measures before and after a scenario. Nothing is written.

    Example: alliance scenario docs/examples/scenario.json
    """
    try:
        text = file.read_bytes()
    except OSError as problem:
        raise BadValueError(f"{file} cannot be read ({problem.strerror}).", mend="Name a JSON file.") from problem
    if len(text) > _MOST:
        raise BadValueError(f"{file} has {len(text):,} bytes.", mend=f"A scenario has at most {_MOST:,}.")
    body = Client().post_json("/v1/scenarios", text)
    write(body, dict.fromkeys(_COLUMNS, False), chosen(form), title=body["meta"]["title"] or str(file))
    err.print(f"{len(body['meta']['changes'])} changes in memory; the data is as it was.", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(scenario)
