"""``scenario``: compare measures before and after hypothetical changes described in a JSON file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.declared_options import FormOption, find
from api.cli.options import answer_to
from api.cli.output import chosen, write
from api.cli.terminal import err
from api.client import Client
from seed.model import NODES

_COLUMNS = (
    "measure",
    "key",
    "before",
    "origin_before",
    "behind_before_real",
    "behind_before_simulated",
    "after",
    "origin_after",
    "behind_after_real",
    "behind_after_simulated",
    "difference",
    "rows",
    "refused",
)


def scenario(
    file: Annotated[Path, typer.Argument(help="JSON file with changes and measures; see docs/scenarios.md.")], form: FormOption = None
) -> None:
    """Compare measures before and after a scenario. The data is not changed.

    Example: alliance scenario docs/examples/scenario.json
    """
    body = answer_to("/v1/scenarios", file, _types_at)
    write(body, dict.fromkeys(_COLUMNS, False), chosen(form), title=body["meta"]["title"] or str(file))
    simulated = sum(row["origin_after"] == "simulated" for row in body["results"])
    if simulated:
        err.print(f"Figures after the scenario that rest on simulated rows: {simulated} of {len(body['results'])}.", markup=False)
    err.print(f"Changes applied in memory only: {len(body['meta']['changes'])}. The data is unchanged.", markup=False)


def _types_at(body: Any, parts: Sequence[str]) -> tuple[str, ...]:
    """Return the types of entity that a field of a scenario may name."""
    from graph.scenarios.changes import NAMING  # noqa: PLC0415  # Pydantic models, needed only for an unknown name

    if len(parts) >= 3 and parts[0] == "changes":
        return NAMING.get(body["changes"][int(parts[1])].get("do"), {}).get(parts[2], ())
    if len(parts) == 4 and (parts[0], parts[2]) == ("measures", "params"):
        declared = find(Client().get("/v1/measures")["results"], body["measures"][int(parts[1])]["name"], "measure")
        return tuple(param["type"] for param in declared["params"] if param["name"] == parts[3] and param["type"] in NODES)
    return ()


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(scenario)
