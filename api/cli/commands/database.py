"""``doctor`` and ``db``: diagnostics, backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataOption, settings_with
from api.cli.terminal import Steps, out
from graph.errors import BadValueError, LocalServerError
from graph.settings import DatabaseSettings, Settings
from graph.system.data_paths import DataDirectory
from seed.plurals import counted

db = typer.Typer(
    name="db", help="Back up, restore and repair the local database. Example: alliance db dump backup.tar", no_args_is_help=True
)


def doctor(data: DataOption = None) -> int:
    """Check the installation and the data, and suggest fixes. Exits with 1 if a check fails.

    Example: alliance doctor
    """
    from graph.server.diagnostics import examine  # noqa: PLC0415  # imports the driver, which other commands do not need

    findings = examine(settings_with(data), DatabaseSettings())
    for finding in findings:
        out.print(f"{'ok   ' if finding.ok else 'FAIL '} {finding.name:<24} {finding.value}", markup=False)
        if finding.hint:
            out.print(f"      hint: {finding.hint}", markup=False)
    failed = sum(not finding.ok for finding in findings)
    out.print("All checks passed." if not failed else f"{failed} check{'s' if failed > 1 else ''} failed.", markup=False)
    return 1 if failed else 0


def _settings_of_stopped_server(data: Path | None) -> Settings:
    """Return the settings if the data belongs to a local server that is stopped."""
    settings = settings_with(data)
    if DatabaseSettings().uri is not None:
        raise BadValueError(
            "alliance db works only with the local server, but NEO4J_URI is set.", hint="Unset NEO4J_URI, or use the tools of that server."
        )
    if DataDirectory(settings.data).holder() is not None:
        raise LocalServerError(f"The server is running on the data folder {settings.data}.", hint="Stop it first: alliance stop.")
    return settings


@db.command()
def dump(file: Annotated[Path, typer.Argument(help="Backup file to write.")], data: DataOption = None) -> None:
    """Back up the database to a file. The server must be stopped.

    Example: alliance db dump backup.tar
    """
    from graph.storage.backup import backup  # noqa: PLC0415  # see doctor

    settings = _settings_of_stopped_server(data)
    with Steps() as steps, steps.step("Backup") as progress:
        size = backup(settings, file, progress=progress)
    out.print(f"Wrote {file} ({size / 1e6:.1f} MB).", markup=False)


@db.command("load")
def restore(file: Annotated[Path, typer.Argument(help="Backup file written by alliance db dump.")], data: DataOption = None) -> None:
    """Restore the database from a backup file. The server must be stopped.

    The current data is kept. To return to it: alliance load --back.

    Example: alliance db load backup.tar
    """
    from graph.storage.backup import restore as restored  # noqa: PLC0415  # see doctor

    settings = _settings_of_stopped_server(data)
    with Steps() as steps, steps.step("Restore") as progress:
        version = restored(settings, file, progress=progress)
    out.print(f"Restored {file}: data version {version[:12]}. Start the server with: alliance up", markup=False)


@db.command()
def rebuild(
    store: Annotated[
        str | None, typer.Argument(help="Folder name of the store in DATA/stores, or a prefix of it. Default: the current store.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Rebuild a damaged store from its data packages. The server must be stopped.

    A store that opens without errors is left unchanged.

    Example: alliance db rebuild
    """
    from graph.loading.rebuild import rebuild as rebuilt  # noqa: PLC0415  # see doctor

    settings = _settings_of_stopped_server(data)
    with Steps() as steps, steps.step("Rebuild") as progress:
        outcome = rebuilt(settings, store, progress=progress)
    if not outcome.faults:
        out.print(f"The store {outcome.store[:12]} is not damaged. Nothing was changed.", markup=False)
        return
    for fault in outcome.faults[:3]:
        out.print(f"Damaged: {fault}", markup=False)
    same = outcome.version == outcome.store
    changed = "" if same else f" as data version {outcome.version[:12]}: a package has changed since it was loaded"
    out.print(f"Rebuilt the store {outcome.store[:12]} from its packages{changed}.", markup=False)
    out.print("Start the server with: alliance up", markup=False)


@db.command()
def adopt(
    store: Annotated[str | None, typer.Argument(help="Folder name of the store in DATA/stores, or a prefix of it.")] = None,
    data: DataOption = None,
) -> None:
    """Make a store current after the `current` file was lost. The server must be stopped.

    Nothing is removed.

    Example: alliance db adopt
    """
    from graph.storage.adoption import adopt as adopted  # noqa: PLC0415  # see doctor

    settings = _settings_of_stopped_server(data)
    outcome = adopted(settings.data, store)
    packages = ", ".join(str(package) for package in outcome.record.packages)
    out.print(f"The store {outcome.store} is current: {packages}; {counted(outcome.record.rows, 'row')}.", markup=False)
    for package in outcome.missing:
        out.print(
            f"The copy of the package {package.name} is missing. Include its folder in the next load: alliance load DIR_OF_{package.name}",
            markup=False,
        )
    out.print("Start the server with: alliance up", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(doctor)
    app.add_typer(db)
