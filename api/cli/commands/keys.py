"""``keys``: manage API keys."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import DataOption, settings_with
from api.cli.terminal import err, out
from api.security.api_keys import SCOPES, Keys, path_of

keys = typer.Typer(name="keys", help="Manage API keys. Example: alliance keys create notebook", no_args_is_help=True)
ScopeOption = Annotated[list[str] | None, typer.Option("--scope", help=f"Permission: {', '.join(SCOPES)}. Can be repeated. Default: read.")]

OriginOption = Annotated[
    list[str] | None, typer.Option("--origin", help="Origin of web pages that may use the key, and nothing else may. Can be repeated.")
]


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Label for the key.")],
    scope: ScopeOption = None,
    origin: OriginOption = None,
    data: DataOption = None,
) -> None:
    """Create a key and print it once. Only its hash is stored.

    Example: alliance keys create notebook --scope read --scope console
    Example: alliance keys create map --origin https://app.example.org
    """
    settings = settings_with(data)
    secret = Keys(path_of(settings)).create(name, scope or ["read"], origin or ())
    out.print(secret, markup=False)
    err.print(f"Store the key now: it cannot be shown again. Its hash is in {path_of(settings)}.", markup=False)
    err.print(f"Send it in the header: Authorization: Bearer {secret[:21]}...", markup=False)


@keys.command("list")
def list_keys(data: DataOption = None) -> None:
    """List the keys: id, scopes, creation time, last use, label, origins.

    Example: alliance keys list
    """
    store = Keys(path_of(settings_with(data)))
    stored_keys = store.all()
    for key in stored_keys:
        used = store.last_used(key)
        when = used.isoformat(timespec="minutes") if used else "never"
        origins = f"  {' '.join(key.origins)}" if key.origins else ""
        out.print(f"{key.id}  {','.join(key.scopes):<20}  {key.created}  {when:<22}  {key.name}{origins}", markup=False)
    if not stored_keys:
        err.print(f"No keys in {store.path}. Create one with: alliance keys create NAME", markup=False)


@keys.command()
def revoke(name: Annotated[str, typer.Argument(help="Label or id of the key.")], data: DataOption = None) -> None:
    """Revoke a key. The next request with it is refused.

    Example: alliance keys revoke notebook
    """
    revoked = Keys(path_of(settings_with(data))).revoke(name)
    out.print(f"Revoked {revoked.name} ({revoked.id}).", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(keys)
