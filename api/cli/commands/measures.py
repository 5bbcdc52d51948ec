"""``measure`` and ``measures``: compute measures and list the rows behind a figure."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.declared_options import FormOption, check, find, no_rows, parse, show_declared
from api.cli.entity_names import get_by_names, pages_by_names
from api.cli.options import connect
from api.cli.output import Form, chosen, is_node_column, say, write
from api.cli.terminal import err
from api.parameters.cursors import MAX_PER_PAGE

KeyOption = Annotated[str | None, typer.Option("--audit", help="List the rows behind the figure with this key.")]
_AUDIT = dict.fromkeys(("role", "role_label", "role_label_zh", "amount", "sentence", "sentence_zh", "origin", "id", "type"), False)


def measure(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the measure.")],
    audit: KeyOption = None,
    form: FormOption = None,
) -> None:
    """Compute a measure. Its parameters are options. Every measure also accepts --origin, --as-of and --place.

    Example: alliance measure alignment --by county --origin documented
    """
    given = parse(context.args)
    client = connect()
    definition = find(client.get("/v1/measures")["results"], name, "measure")
    check(definition, given)
    title = f"{definition['title']} {definition['title_zh']}"
    if audit is not None:
        most = given.pop("limit", None)
        page = {**given, "key": audit, "per_page": str(MAX_PER_PAGE)}
        body = pages_by_names(client, definition["audit"], definition["params"], page, most=None if most is None else int(most))
        write(body, dict(_AUDIT), chosen(form), title=title)
        sums = ", ".join(f"{role} {amount:g}" for role, amount in body["meta"]["sums"].items())
        err.print(f"Sums of all rows: {sums or 'none'}.", markup=False)
        return
    body = get_by_names(client, definition["href"], definition["params"], given)
    columns = {column["name"]: is_node_column(column) for column in definition["returns"] if column["name"] not in {"audit", "refused_zh"}}
    write(body, columns, chosen(form), title=title)
    if not body["results"]:
        err.print(no_rows(given), markup=False)
    say(body["meta"])


def measures(
    name: Annotated[str | None, typer.Argument(help="Measure to describe; lists all if omitted.")] = None, form: FormOption = None
) -> None:
    """List the measures, or describe one of them.

    The description contains the definition, parameters and columns.

    Example: alliance measures alignment
    """
    body = connect().get("/v1/measures")
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
