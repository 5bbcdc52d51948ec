"""``partners``: find partners for an entity that is not in the graph, described in a JSON file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.declared_options import FormOption
from api.cli.options import answer_to
from api.cli.output import chosen, say, write
from api.cli.terminal import err

_COLUMNS = ("what", "rank", "reason", "value", "unit", "amount", "weight", "members", "stays", "origin", "refused", "rows")


def partners(
    file: Annotated[Path, typer.Argument(help="JSON file that describes the entity; see docs/partners.md.")], form: FormOption = None
) -> None:
    """Find partners for an entity that is not in the graph.

    The entity is a school, an enterprise or an alliance. The data is not changed.

    For an entity in the graph, use: alliance measure partners --for ID

    Example: alliance partners docs/examples/match.json
    """
    body = answer_to("/v1/match", file, _types_at)
    write(body, {"candidate": True, **dict.fromkeys(_COLUMNS, False)}, chosen(form), title=body["meta"]["described"].get("name", str(file)))
    if not body["results"]:
        err.print("No rows. Describe more of it: sectors, majors or a county.", markup=False)
    say(body["meta"])


def _types_at(body: Any, parts: Sequence[str]) -> tuple[str, ...]:
    """Return the types of entity that a field of a description may name."""
    from graph.measures.components.described_partner import Described  # noqa: PLC0415  # Pydantic models, needed only for an unknown name

    return Described.model_validate(body).naming.get(parts[0], ()) if parts else ()


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(partners)
