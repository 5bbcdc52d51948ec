"""``scenario``: compare measures before and after hypothetical changes described in a JSON file."""

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
    file: Annotated[Path, typer.Argument(help="JSON file with changes and measures; see docs/scenarios.md.")], form: FormOption = None
) -> None:
    """Compare measures before and after a scenario. The data is not changed.

    Example: alliance scenario docs/examples/scenario.json
    """
    body = answer_to("/v1/scenarios", file)
    write(body, dict.fromkeys(_COLUMNS, False), chosen(form), title=body["meta"]["title"] or str(file))
    err.print(f"Changes applied in memory only: {len(body['meta']['changes'])}. The data is unchanged.", markup=False)


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(scenario)
