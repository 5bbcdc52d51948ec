"""``doctor`` and ``db``: what is installed and what is wrong, backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataOption, settings_with
from api.cli.terminal import Steps, out
from graph.errors import BadValueError, LocalServerError
from graph.settings import DatabaseSettings, Settings
from graph.system.folder_lock import owner

db = typer.Typer(name="db", help="Backup and restore of the local database. Example: alliance db dump backup.tar", no_args_is_help=True)


def doctor(data: DataOption = None) -> int:
    """Say what is installed, where, how large, what is wrong and how to fix it; exit code 1 when something is wrong.

    Example: alliance doctor
    """
    from graph.server.diagnostics import examine  # noqa: PLC0415  # it imports the driver, which other commands need not wait for

    findings = examine(settings_with(data), DatabaseSettings())
    for finding in findings:
        out.print(f"{'ok   ' if finding.ok else 'WRONG'} {finding.name:<24} {finding.value}", markup=False)
        if finding.hint:
            out.print(f"      hint: {finding.hint}", markup=False)
    wrong = sum(not finding.ok for finding in findings)
    out.print("All checks passed." if not wrong else f"{wrong} check{'s' if wrong > 1 else ''} failed.", markup=False)
    return 1 if wrong else 0


def _stopped(data: Path | None) -> Settings:
    """The settings, when the local server is ours to stop and is stopped."""
    settings = settings_with(data)
    if DatabaseSettings().uri is not None:
        raise BadValueError("alliance db is for the local server; NEO4J_URI is set.", hint="Use the tools of that server.")
    if owner(settings.data) is not None:
        raise LocalServerError(f"The explorer is running on {settings.data}.", hint="Stop it first: alliance stop.")
    return settings


@db.command()
def dump(file: Annotated[Path, typer.Argument(help="File to write.")], data: DataOption = None) -> None:
    """Write the data into a file, with the server's own tool; the explorer must be stopped.

    Example: alliance db dump backup.tar
    """
    from graph.storage.backup import backup  # noqa: PLC0415  # see doctor

    settings = _stopped(data)
    with Steps() as steps, steps.step("Backup") as progress:
        size = backup(settings, file, progress=progress)
    out.print(f"Wrote {file} ({size / 1e6:.1f} MB).", markup=False)


@db.command("load")
def restore(file: Annotated[Path, typer.Argument(help="File that alliance db dump wrote.")], data: DataOption = None) -> None:
    """Restore the data from a file; the explorer must be stopped. What was there stays, to go back to: alliance load --back.

    Example: alliance db load backup.tar
    """
    from graph.storage.backup import restore as restored  # noqa: PLC0415  # see doctor

    settings = _stopped(data)
    with Steps() as steps, steps.step("Restore") as progress:
        version = restored(settings, file, progress=progress)
    out.print(f"Restored {file}: data version {version[:12]}. Look at it with: alliance up", markup=False)


@db.command()
def rebuild(
    store: Annotated[
        str | None, typer.Argument(help="Folder name of the store in DATA/stores, or its beginning; the current one when left out.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Rebuild a damaged store from the packages it holds. A store that opens is left as it is. The explorer must be stopped.

    Example: alliance db rebuild
    """
    from graph.loading.rebuild import rebuild as rebuilt  # noqa: PLC0415  # see doctor

    settings = _stopped(data)
    with Steps() as steps, steps.step("Rebuild") as progress:
        done = rebuilt(settings, store, progress=progress)
    if not done.faults:
        out.print(f"The store {done.store[:12]} opens. Nothing was changed.", markup=False)
        return
    for fault in done.faults[:3]:
        out.print(f"Damaged: {fault}", markup=False)
    changed = "" if done.version == done.store else f" as data version {done.version[:12]}: a package has changed since it was loaded"
    out.print(f"Rebuilt the store {done.store[:12]} from its packages{changed}.", markup=False)
    out.print("Start it with: alliance up", markup=False)


@db.command()
def adopt(
    store: Annotated[str | None, typer.Argument(help="Folder in DATA/stores, or the beginning of its name.")] = None,
    data: DataOption = None,
) -> None:
    """Make a store current whose `current` file was lost; nothing is removed. The explorer must be stopped.

    Example: alliance db adopt
    """
    from graph.storage.adoption import adopt as adopted  # noqa: PLC0415  # see doctor

    settings = _stopped(data)
    done = adopted(settings.data, store)
    packages = ", ".join(str(package) for package in done.record.packages)
    out.print(f"The store {done.store} is current: {packages}; {done.record.rows:,} rows.", markup=False)
    for package in done.missing:
        out.print(
            f"The copy of the package {package.name} is missing. Give its folder with the next load: alliance load DIR_OF_{package.name}",
            markup=False,
        )
    out.print("Start it with: alliance up", markup=False)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(doctor)
    app.add_typer(db)
