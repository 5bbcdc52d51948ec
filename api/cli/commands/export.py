"""``export``: a list or a question as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.declared_options import parse
from api.cli.terminal import Steps, out
from api.client import Client
from graph.errors import BadValueError, UnknownNameError
from graph.export.formats import Format
from seed.model import LABEL_BY_PATH, NODES
from seed.suggestions import nearest

FORMATS = tuple(format.value for format in Format if format is not Format.json)


def format_of(file: Path) -> str:
    """The format that the end of a file's name says.

    :raises BadValueError: it says none that is written.
    """
    ending = file.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise BadValueError(f"{file.name} is of no kind that is written.", hint=f"Give a name that ends in .{', .'.join(FORMATS)}.")
    return ending


def address_of(client: Client, name: str) -> str:
    """Where a type (``School`` or ``schools``) or a question is.

    :raises UnknownNameError: it is neither.
    """
    if name in LABEL_BY_PATH:
        return f"/v1/{name}"
    if name in NODES:
        return f"/v1/{NODES[name].path}"
    questions = {question["name"]: question["href"] for question in client.get("/v1/questions")["results"]}
    if name not in questions:
        known = (*LABEL_BY_PATH, *questions)
        raise UnknownNameError(f"'{name}' is neither a type nor a question; alliance questions lists them.", nearest=nearest(name, known))
    return str(questions[name])


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A type (schools, enterprises ...) or the name of a question.")],
    file: Annotated[Path, typer.Argument(help=f"File to write; its ending is the format: {', '.join(FORMATS)}.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write all rows of a list or of a question to a file.

    Other options are those of the list (--filter, --origin, --as-of, --sort, --select) or of the question; --bom true for Excel.

    Example: alliance export enterprises 企业.xlsx --filter located_in.name_zh:桂阳县 --origin documented
    """
    given = {**parse(context.args), "format": format_of(file)}
    if file.exists() and not force:
        raise BadValueError(f"{file} is there already.", hint="Give another name, or --force.")
    if not file.parent.is_dir():
        raise BadValueError(f"There is no folder {file.parent}.", hint="Create it first.")
    client = Client()
    address = address_of(client, what)
    part = file.with_name(f"{file.name}.part")
    try:
        with Steps() as steps, steps.step(f"Exporting {what}", "bytes") as bar, part.open("wb") as target:
            headers = client.download(address, given, target, bar)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    out.print(f"{file}: {file.stat().st_size:,} bytes, data version {headers.get('x-data-version', '')[:12]}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(export)
