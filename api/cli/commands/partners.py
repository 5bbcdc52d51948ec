"""``partners``: find partners for an entity that is not in the graph, described in a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.declared_options import FormOption
from api.cli.options import answer_to
from api.cli.output import chosen, say, write

_COLUMNS = ("what", "rank", "reason", "value", "unit", "amount", "weight", "members", "stays", "origin", "refused", "rows")


def partners(
    file: Annotated[Path, typer.Argument(help="JSON file that describes the entity; see docs/partners.md.")], form: FormOption = None
) -> None:
    """Find partners for an entity that is not in the graph.

    The entity is a school, an enterprise or an alliance. The data is not changed.

    For an entity in the graph, use: alliance measure partners --for ID

    Example: alliance partners docs/examples/match.json
    """
    body = answer_to("/v1/match", file)
    write(body, {"candidate": True, **dict.fromkeys(_COLUMNS, False)}, chosen(form), title=body["meta"]["described"].get("name", str(file)))
    say(body["meta"])


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(partners)
