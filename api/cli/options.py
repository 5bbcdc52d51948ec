"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.client import Client
from graph.errors import BadValueError
from graph.settings import Settings
from seed.sheets.budgets import REQUEST_BYTES

DataOption = Annotated[Path | None, typer.Option("--data", help="Data folder of the local server (ALLIANCE_DATA).")]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (ALLIANCE_HOST); default 127.0.0.1.")]
PortOption = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on (ALLIANCE_PORT); 0 takes a free one.")]
PublicOption = Annotated[
    bool | None, typer.Option("--public", help="Let other machines ask (ALLIANCE_PUBLIC); see docs/operating.md.", show_default=False)
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, max=64, help="Processes that answer (ALLIANCE_WORKERS); default 1.", show_default=False)
]


def settings_with(
    data: Path | None = None, host: str | None = None, port: int | None = None, public: bool | None = None, workers: int | None = None
) -> Settings:
    """The settings of the environment, with what the options say on top."""
    changes = {"data": None if data is None else data.absolute(), "host": host, "port": port, "public": public, "workers": workers}
    return Settings().model_copy(update={name: value for name, value in changes.items() if value is not None})


def answer_to(path: str, file: Path) -> dict[str, Any]:
    """What the API answers to a JSON file.

    :raises BadValueError: the file cannot be read, or is too large to be one.
    """
    try:
        with file.open("rb") as stream:
            text = stream.read(REQUEST_BYTES + 1)
    except OSError as problem:
        raise BadValueError(f"{file} cannot be read ({problem.strerror}).", hint="Name a JSON file.") from problem
    if len(text) > REQUEST_BYTES:
        raise BadValueError(f"{file} has more than {REQUEST_BYTES:,} bytes, the limit.", hint="Send fewer changes at a time.")
    return Client().post_json(path, text)
