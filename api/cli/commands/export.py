"""``export``: write a list or the result of a question to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.declared_options import parse
from api.cli.options import connect
from api.cli.terminal import Steps, out
from api.client import Client
from graph.errors import BadValueError, UnknownNameError
from graph.export.formats import Format
from seed.model import LABEL_BY_PATH, NODES
from seed.suggestions import nearest

FORMATS = tuple(format.value for format in Format if format is not Format.json)


def format_of(file: Path) -> str:
    """Return the format indicated by the file extension.

    :raises BadValueError: The file type is not supported.
    """
    extension = file.suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        raise BadValueError(f"Unsupported file type '{file.suffix or file.name}'.", hint=f"Use one of .{', .'.join(FORMATS)}.")
    return extension


def address_of(client: Client, name: str) -> str:
    """Return the URL path of a type (``School`` or ``schools``) or a question.

    :raises UnknownNameError: The name is neither a type nor a question.
    """
    if name in LABEL_BY_PATH:
        return f"/v1/{name}"
    if name in NODES:
        return f"/v1/{NODES[name].path}"
    questions = {question["name"]: question["href"] for question in client.get("/v1/questions")["results"]}
    if name not in questions:
        names = (*LABEL_BY_PATH, *questions)
        raise UnknownNameError(
            f"'{name}' is neither a type nor a question. To list questions: alliance questions.", nearest=nearest(name, names)
        )
    return str(questions[name])


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="Type, such as schools or enterprises, or name of a question.")],
    file: Annotated[Path, typer.Argument(help=f"File to write; the extension selects the format: {', '.join(FORMATS)}.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write all rows of a list or question to a file.

    Also accepts the options of the list (--filter, --origin, --as-of, --place, --sort, --select, --include) or of the question.
    For CSV files to be opened in Excel, add --bom true.

    Example: alliance export enterprises 企业.xlsx --filter located_in.name_zh:桂阳县 --origin documented
    """
    given = {**parse(context.args), "format": format_of(file)}
    if file.exists() and not force:
        raise BadValueError(f"{file} already exists.", hint="Choose another name, or use --force to overwrite it.")
    if not file.parent.is_dir():
        raise BadValueError(f"The folder {file.parent} does not exist.", hint="Create it first.")
    client = connect()
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
    """Register the command."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(export)
