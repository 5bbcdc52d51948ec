"""``ask``, ``questions`` and ``search``: query the API."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.declared_options import FormOption, check, find, no_rows, parse, show_declared
from api.cli.entity_names import pages_by_names
from api.cli.options import connect
from api.cli.output import Form, chosen, is_node_column, write
from api.cli.terminal import err

ROWS = 100
"""Maximum number of rows without ``--limit``."""
PER_PAGE = 200
"""Rows of a request."""


def ask(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Name of the question; lists all if omitted.")] = None,
    form: FormOption = None,
) -> None:
    """Run a named question. Its parameters are options.

    Identify entities by id, code, or name in English or Chinese. Every question also accepts --origin, --as-of and --place.

    Example: alliance ask enterprises-fed-by-programs --county 嘉禾县 --origin real --format csv
    """
    if name is None:
        questions(None, form)
        return
    given = parse(context.args)
    client = connect()
    question = find(client.get("/v1/questions")["results"], name)
    check(question, given)
    whole = {"evidence": "full"} if chosen(form) is Form.json else {}
    page = {**whole, "per_page": str(PER_PAGE), "limit": str(ROWS), **given}
    body = pages_by_names(client, question["href"], question["params"], page)
    columns = {column["name"]: is_node_column(column) for column in question["returns"]}
    write(body, columns, chosen(form), title=f"{question['title']} {question['title_zh']}")
    if not body["results"]:
        err.print(no_rows(given), markup=False)


def questions(
    name: Annotated[str | None, typer.Argument(help="Question to describe; lists all if omitted.")] = None, form: FormOption = None
) -> None:
    """List the named questions, or describe one of them.

    The description contains the parameters and columns.

    Example: alliance questions county-pipelines
    """
    body = connect().get("/v1/questions")
    if name is None:
        rows = [{"name": row["name"], "title": row["title"], "title_zh": row["title_zh"], "group": row["group"]} for row in body["results"]]
        write(
            {**body, "results": body["results"] if form is Form.json else rows},
            dict.fromkeys(rows[0] if rows else ["name"], False),
            chosen(form),
        )
        return
    question = find(body["results"], name)
    if form is Form.json:
        write({"meta": body["meta"], "results": [question]}, {}, Form.json)
    else:
        show_declared(question)


def search(
    text: Annotated[str, typer.Argument(help="Name in Chinese or English, pinyin, or pinyin initials.")],
    type: Annotated[str | None, typer.Option(help="Types to include, comma-separated, such as County,School.")] = None,
    origin: Annotated[str | None, typer.Option(help="Origins to include, comma-separated; real means all but simulated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Maximum number of rows.")] = 20,
    form: FormOption = None,
) -> None:
    """Find entities by name.

    Example: alliance search 桂阳 --type County
    """
    params = {"q": text, "type": type, "origin": origin, "limit": limit}
    body = connect().get("/v1/search", **{name: value for name, value in params.items() if value is not None})
    write(body, dict.fromkeys(("id", "type", "name", "name_zh", "origin"), False), chosen(form))
    if not body["results"]:
        filters = [f"without --{option}" for option, value in (("type", type), ("origin", origin)) if value is not None]
        err.print(f"No rows. Try {' or '.join(['fewer words', *filters, 'pinyin'])}.", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(ask)
    app.command()(questions)
    app.command()(search)
