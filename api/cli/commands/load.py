"""``load``: load data packages into the database. Readers see either the old data or the new data, never a mixture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands.packages import show_report
from api.cli.options import DataOption, settings_with
from api.cli.terminal import Steps, out
from graph.errors import BadValueError, PackageError
from graph.settings import DatabaseSettings, Settings
from graph.system.data_paths import DataDirectory

if TYPE_CHECKING:
    from graph.loading.local_loader import Summary

PathsArgument = Annotated[list[Path] | None, typer.Argument(help="Folders or zip files of data packages.")]


def load(
    paths: PathsArgument = None,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Replace all data with these packages and their dependencies.")] = False,
    merge: Annotated[bool, typer.Option("--merge", help="Add these packages to the loaded ones (default).")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the packages and show what would change; load nothing.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Restore the data from before the last load.")] = False,
    message: Annotated[str, typer.Option("--message", "-m", help="Message for the ledger (alliance log).")] = "",
    data: DataOption = None,
) -> None:
    """Load data packages and their dependencies. Loading unchanged packages has no effect.

    A running server switches to the new data automatically. --replace lists the packages it removes; --back restores them.

    Example: alliance load my-package --merge
    """
    _check_options(paths, replace=replace, merge=merge, dry_run=dry_run, back=back)
    settings, database = settings_with(data), DatabaseSettings()
    with Steps() as steps:
        if back:
            summary = _back(settings, database, steps, message)
        else:
            summary = _load(list(paths or ()), settings, database, steps, merge=not replace, message=None if dry_run else message)
    report(summary, settings, database, dry_run=dry_run)


def _next_step(settings: Settings) -> str:
    if DataDirectory(settings.data).holder() is not None:
        return "The running server switches to the new data automatically."
    if DataDirectory(settings.of_demo().data).holder() is not None:
        return "Start the server with: alliance up. The demo server that is running keeps its own data."
    return "Start the server with: alliance up"


def _check_options(paths: list[Path] | None, *, replace: bool, merge: bool, dry_run: bool, back: bool) -> None:
    if replace and merge:
        raise BadValueError("--replace and --merge exclude each other.", hint="Use only one of them.")
    if back and (paths or replace or merge or dry_run):
        raise BadValueError("--back cannot be combined with packages or other options.", hint="Use it alone.")
    if not back and not paths:
        raise BadValueError("No data package given.", hint="Give the folder of a data package: alliance load my-package.")


def _back(settings: Settings, database: DatabaseSettings, steps: Steps, message: str) -> Summary:
    from graph.loading import local_loader  # noqa: PLC0415  # see _load
    from graph.storage.ledger import Note  # noqa: PLC0415  # see _load

    note = Note("back", settings.editor_name(), message)
    with steps.step("Loading") as progress:
        if database.uri is None:
            return local_loader.load_back(settings.data, settings, progress=progress, note=note)
        return local_loader.back_remote(database, settings, progress=progress, note=note)


def _announce_removed(paths: list[Path], settings: Settings, database: DatabaseSettings, steps: Steps, *, dry_run: bool) -> None:
    """List the packages that a replacement will remove."""
    from graph.loading import local_loader  # noqa: PLC0415  # see _load

    here = database.uri is None
    removed = local_loader.removed_local(settings.data, paths) if here else local_loader.removed_remote(database, settings, paths)
    for package in removed:
        steps.say(f"{'Would remove' if dry_run else 'Removing'} the package {package}.")
    if removed and not dry_run:
        steps.say("Restore with: alliance load --back")


def _load(paths: list[Path], settings: Settings, database: DatabaseSettings, steps: Steps, *, merge: bool, message: str | None) -> Summary:
    """Load packages. Without a message, nothing is loaded: the result is what would change."""
    from graph.loading import local_loader  # noqa: PLC0415  # imports the driver and numpy, which other commands do not need
    from graph.storage.ledger import Note  # noqa: PLC0415  # see above

    dry_run = message is None
    note = Note("load", settings.editor_name(), message or "")
    try:
        if not merge:
            _announce_removed(paths, settings, database, steps, dry_run=dry_run)
        with steps.step("Checking" if dry_run else "Loading") as progress:
            if database.uri is not None and dry_run:
                return local_loader.plan_remote(database, settings, paths, merge=merge, progress=progress)
            if database.uri is not None:
                return local_loader.load_remote(database, settings, paths, merge=merge, progress=progress, note=note)
            if dry_run:
                return local_loader.plan_local(settings.data, paths, merge=merge, progress=progress)
            return local_loader.load_local(
                settings.data, settings.cache, paths, merge=merge, progress=progress, settings=settings, note=note
            )
    except local_loader.PackageProblems as problem:
        show_report(problem.report)
        raise PackageError(f"{problem.report.total} found; nothing was loaded.", hint="Fix them, then load again.") from problem


def report(summary: Summary, settings: Settings, database: DatabaseSettings, *, dry_run: bool = False) -> None:
    """Print the result of a load, and what to do next."""
    prefix = "Dry run: " if dry_run else ""
    out.print(
        f"{prefix}{summary.created:,} created, {summary.changed:,} changed, {summary.unchanged:,} unchanged, {summary.removed:,} removed; "
        f"data version {summary.data_version[:12]}; {summary.seconds:.1f} s.",
        markup=False,
    )
    if database.uri is None and not dry_run:
        out.print(_next_step(settings), markup=False)


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(load)
