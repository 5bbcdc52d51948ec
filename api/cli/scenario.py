"""``scenario``: what if? A JSON file of changes, and measures before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.ask import FormOption
from api.cli.client import Client
from api.cli.console import err
from api.cli.tables import chosen, write
from graph.errors import BadValueError
from seed.sheets.budgets import REQUEST_BYTES

_COLUMNS = ("measure", "key", "before", "after", "difference", "rows", "refused")


def answer_to(path: str, file: Path) -> dict[str, Any]:
    """What the API answers to a JSON file.

    :raises BadValueError: the file cannot be read, or is too large to be one.
    """
    try:
        with file.open("rb") as stream:
            text = stream.read(REQUEST_BYTES + 1)
    except OSError as problem:
        raise BadValueError(f"{file} cannot be read ({problem.strerror}).", mend="Name a JSON file.") from problem
    if len(text) > REQUEST_BYTES:
        raise BadValueError(f"{file} has more than {REQUEST_BYTES:,} bytes, the limit.", mend="Send fewer changes at a time.")
    return Client().post_json(path, text)


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
