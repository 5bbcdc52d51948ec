"""Options shared by several commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.client import Client
from graph.errors import BadValueError
from graph.settings import Settings
from seed.sheets.budgets import REQUEST_BYTES

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


def answer_to(path: str, file: Path) -> dict[str, Any]:
    """Post a JSON file to the API and return the response.

    :raises BadValueError: The file cannot be read or exceeds the size limit.
    """
    try:
        with file.open("rb") as stream:
            text = stream.read(REQUEST_BYTES + 1)
    except OSError as problem:
        raise BadValueError(f"Cannot read {file}: {problem.strerror}.", hint="Give the path of a JSON file.") from problem
    if len(text) > REQUEST_BYTES:
        raise BadValueError(f"{file} exceeds the limit of {REQUEST_BYTES:,} bytes.", hint="Split it into smaller requests.")
    return Client().post_json(path, text)
