"""``measure`` and ``measures``: compute measures and list the rows behind a figure."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.declared_options import FormOption, check, find, parse, show_declared
from api.cli.output import Form, chosen, is_node_column, say, write
from api.cli.terminal import err
from api.client import Client

KeyOption = Annotated[str | None, typer.Option("--audit", help="List the rows behind the figure with this key.")]
_AUDIT = {"role": False, "amount": False, "id": False, "type": False, "name": False, "name_zh": False, "origin": False}


def measure(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the measure.")],
    audit: KeyOption = None,
    form: FormOption = None,
) -> None:
    """Compute a measure. Its parameters are options. Every measure also accepts --origin and --as-of.

    Example: alliance measure alignment --by county --origin documented
    """
    given = parse(context.args)
    client = Client()
    definition = find(client.get("/v1/measures")["results"], name, "measure")
    check(definition, given)
    title = f"{definition['title']} {definition['title_zh']}"
    if audit is not None:
        body = client.get(definition["audit"], key=audit, **given)
        write(body, dict(_AUDIT), chosen(form), title=title)
        sums = ", ".join(f"{role} {amount:g}" for role, amount in body["meta"]["sums"].items())
        err.print(f"Sums of all rows: {sums or 'none'}.", markup=False)
        return
    body = client.get(definition["href"], **given)
    columns = {column["name"]: is_node_column(column) for column in definition["returns"] if column["name"] not in {"audit", "refused_zh"}}
    write(body, columns, chosen(form), title=title)
    say(body["meta"])


def measures(
    name: Annotated[str | None, typer.Argument(help="Measure to describe; lists all if omitted.")] = None, form: FormOption = None
) -> None:
    """List the measures, or describe one of them.

    The description contains the definition, parameters and columns.

    Example: alliance measures alignment
    """
    body = Client().get("/v1/measures")
    if name is None:
        rows = [{key: row[key] for key in ("name", "title", "title_zh", "group")} for row in body["results"]]
        columns = dict.fromkeys(("name", "title", "title_zh", "group"), False)
        write(body if form is Form.json else {**body, "results": rows}, columns, chosen(form))
        return
    definition = find(body["results"], name, "measure")
    if form is Form.json:
        write({"meta": body["meta"], "results": [definition]}, {}, Form.json)
    else:
        show_declared(definition, definition["definition"])


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(measure)
    app.command()(measures)
