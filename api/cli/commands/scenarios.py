"""``scenario``: what if? A JSON file of changes, and measures before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.declared_options import FormOption
from api.cli.options import answer_to
from api.cli.output import chosen, write
from api.cli.terminal import err

_COLUMNS = ("measure", "key", "before", "after", "difference", "rows", "refused")


def scenario(
    file: Annotated[Path, typer.Argument(help="A JSON file: changes and measures, see docs/scenarios.md.")], form: FormOption = None
) -> None:
    """Compare measures before and after a scenario. Nothing is written.

    Example: alliance scenario docs/examples/scenario.json
    """
    body = answer_to("/v1/scenarios", file)
    write(body, dict.fromkeys(_COLUMNS, False), chosen(form), title=body["meta"]["title"] or str(file))
    err.print(f"{len(body['meta']['changes'])} changes in memory; the data is as it was.", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(scenario)
