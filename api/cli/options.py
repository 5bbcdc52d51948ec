"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.entity_names import post_by_names
from api.cli.terminal import err
from graph.errors import BadValueError
from graph.settings import Settings
from seed.sheets.budgets import REQUEST_BYTES

if TYPE_CHECKING:
    from api.client import Client

DataOption = Annotated[Path | None, typer.Option("--data", help="Data folder of the local server [env: ALLIANCE_DATA].")]
HostOption = Annotated[
    str | None, typer.Option("--host", help="Host name or IP address to listen on [env: ALLIANCE_HOST; default: 127.0.0.1].")
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 selects a free port [env: ALLIANCE_PORT].")
]
PublicOption = Annotated[
    bool | None,
    typer.Option("--public", help="Accept requests from other machines; see docs/operating.md [env: ALLIANCE_PUBLIC].", show_default=False),
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=64, help="Number of worker processes [env: ALLIANCE_WORKERS; default: 1].", show_default=False),
]


def settings_with(
    data: Path | None = None, host: str | None = None, port: int | None = None, public: bool | None = None, workers: int | None = None
) -> Settings:
    """Return the settings from the environment, overridden by the given options."""
    changes = {"data": None if data is None else data.absolute(), "host": host, "port": port, "public": public, "workers": workers}
    return Settings().model_copy(update={name: value for name, value in changes.items() if value is not None})


def connect() -> Client:
    """Return a client of the running server. A demo server that is used because no other runs is named on standard error."""
    from api.client import Client  # noqa: PLC0415  # imports the HTTP client, which commands on a folder do not need

    client = Client()
    if client.is_demo:
        err.print(f"Using the demo server at {client.url}: it also holds simulated data, which is generated, not real.", markup=False)
    return client


def answer_to(path: str, file: Path, types_at: Callable[[Any, Sequence[str]], tuple[str, ...]]) -> dict[str, Any]:
    """Post a JSON file to the API and return the response.

    :param types_at: See :func:`api.cli.entity_names.post_by_names`.
    :raises BadValueError: The file cannot be read or exceeds the size limit.
    :raises UnknownNameError: A name in the file fits no entity, or several.
    """
    try:
        with file.open("rb") as stream:
            text = stream.read(REQUEST_BYTES + 1)
    except OSError as problem:
        raise BadValueError(f"Cannot read {file}: {problem.strerror}.", hint="Give the path of a JSON file.") from problem
    if len(text) > REQUEST_BYTES:
        raise BadValueError(f"{file} exceeds the limit of {REQUEST_BYTES:,} bytes.", hint="Split it into smaller requests.")
    return post_by_names(connect(), path, text, types_at)
