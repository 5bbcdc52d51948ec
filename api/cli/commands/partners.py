"""``partners``: who could work with something that is not in the graph, by a description in a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.declared_options import FormOption
from api.cli.options import answer_to
from api.cli.output import chosen, say, write

_COLUMNS = ("what", "rank", "reason", "value", "unit", "amount", "weight", "members", "stays", "origin", "refused", "rows")


def partners(
    file: Annotated[Path, typer.Argument(help="A JSON file: what is looked for, see docs/partners.md.")], form: FormOption = None
) -> None:
    """Find partners for a school, an enterprise or an alliance that is not in the graph. Nothing is written.

    Of one that is in the graph, ask with: alliance measure partners --for ID

    Example: alliance partners docs/examples/match.json
    """
    body = answer_to("/v1/match", file)
    write(body, {"candidate": True, **dict.fromkeys(_COLUMNS, False)}, chosen(form), title=body["meta"]["described"].get("name", str(file)))
    say(body["meta"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(partners)
