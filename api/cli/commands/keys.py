"""``keys``: who may ask the API from elsewhere, and what."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import DataOption, settings_with
from api.cli.terminal import err, out
from api.security.api_keys import SCOPES, Keys, path_of

keys = typer.Typer(name="keys", help="Keys for those who ask from elsewhere. Example: alliance keys create notebook", no_args_is_help=True)
ScopeOption = Annotated[
    list[str] | None, typer.Option("--scope", help=f"What it may do: {', '.join(SCOPES)}; may be given several times. Default: read.")
]


@keys.command()
def create(name: Annotated[str, typer.Argument(help="Whose key it is.")], scope: ScopeOption = None, data: DataOption = None) -> None:
    """Make a key and print it, once; only its hash is kept.

    Example: alliance keys create notebook --scope read --scope console
    """
    settings = settings_with(data)
    secret = Keys(path_of(settings)).create(name, scope or ["read"])
    out.print(secret, markup=False)
    err.print(f"Keep it: it cannot be shown again. Its hash is in {path_of(settings)}.", markup=False)
    err.print(f"Use it as a header: Authorization: Bearer {secret[:21]}...", markup=False)


@keys.command("list")
def list_keys(data: DataOption = None) -> None:
    """List the keys: id, scopes, when made, when last used, name.

    Example: alliance keys list
    """
    held = Keys(path_of(settings_with(data)))
    every = held.all()
    for key in every:
        used = held.last_used(key)
        when = used.isoformat(timespec="minutes") if used else "never"
        out.print(f"{key.id}  {','.join(key.scopes):<20}  {key.created}  {when:<22}  {key.name}", markup=False)
    if not every:
        err.print(f"There are no keys in {held.path}. Make one with: alliance keys create NAME", markup=False)


@keys.command()
def revoke(name: Annotated[str, typer.Argument(help="Name or id of the key.")], data: DataOption = None) -> None:
    """Make a key worthless; the next request with it is refused.

    Example: alliance keys revoke notebook
    """
    gone = Keys(path_of(settings_with(data))).revoke(name)
    out.print(f"Revoked: {gone.name} ({gone.id}).", markup=False)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys)
