"""``log``, ``diff``, ``packages`` and ``unload``: the data versions of a data folder and what changed between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands.edits import FormOption, MessageOption, editing_of, shown, write_rows
from api.cli.commands.load import report
from api.cli.options import DataOption
from api.cli.output import Form, chosen
from api.cli.terminal import Steps, err, out
from graph.errors import BadValueError

if TYPE_CHECKING:
    from graph.storage.ledger import Entry
    from seed.packages.differences import Difference, Group

_LOG = ("number", "data_version", "at", "action", "who", "message", "created", "changed", "removed", "packages")
_DIFF = ("change", "type", "row", "property", "old", "new")
EXAMPLES = 5
"""Number of differences that are shown of each group."""
VersionArgument = Annotated[
    str | None, typer.Argument(help="Number or data version of alliance log, or draft (the edits that are not published).")
]


def show_log(*, form: FormOption = None, data: DataOption = None) -> None:
    """List the data versions of the data folder, newest first: when, by whom, with which packages, and how many rows changed.

    Example: alliance log
    """
    editing = editing_of(data)
    entries = editing.ledger.entries()
    write_rows([_row(entry) for entry in reversed(entries)], _LOG, chosen(form))
    if not entries or entries[-1].data_version != editing.version:
        err.print(
            f"The current data version {str(editing.version)[:12]} is added to the list by the next load or publication.", markup=False
        )


def diff(
    old: VersionArgument = None,
    new: VersionArgument = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="Output format: table (groups with examples), csv or json (all rows).")
    ] = Form.table,
    output: Annotated[
        Path | None, typer.Option("--out", help="Workbook to write (.xlsx): all rows, and the groups with their counts. .csv: the rows.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Show what changed between two data versions, row by row. Without versions: what the next publication changes.

    Example: alliance diff 1 2 --out changes.xlsx
    """
    from seed.packages.differences import differences, grouped  # noqa: PLC0415  # imports numpy, which other commands do not need

    editing = editing_of(data)
    found = list(differences(editing.packages_of(old), editing.packages_of(new or "draft")) if old else editing.pending_differences())
    if output is not None:
        _write_file(output, found)
        return
    if form is not Form.table:
        write_rows([asdict(item) for item in found], _DIFF, form)
        return
    groups = grouped(found)
    if not groups:
        out.print("No row differs.", markup=False)
    for group in groups:
        show_group(group)


def _write_file(path: Path, found: Sequence[Difference]) -> None:
    """Write all differences, and a sheet of the groups.

    :raises BadValueError: the file has another ending.
    """
    from api.cli.spreadsheets import Sheet, write  # noqa: PLC0415  # imports XlsxWriter, which other commands do not need
    from seed.packages.differences import grouped  # noqa: PLC0415

    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise BadValueError(f"'{path.name}' is neither .xlsx nor .csv.", hint="For example: --out changes.xlsx")
    counts = [
        {"change": group.change, "type": group.type, "property": group.property, "rows": len(group.differences)} for group in grouped(found)
    ]
    write(path, [Sheet("differences", _DIFF, map(asdict, found), {}), Sheet("groups", ("change", "type", "property", "rows"), counts, {})])
    out.print(f"Wrote {len(found):,} differences in {len(counts):,} groups to {path}.", markup=False)


def unload(
    name: Annotated[str, typer.Argument(help="Name of a loaded package.")], *, message: MessageOption = "", data: DataOption = None
) -> None:
    """Remove a package from the data. Its files are kept, and `alliance load --back` restores it.

    Example: alliance unload my-region
    """
    editing = editing_of(data)
    with Steps() as steps, steps.step("Unloading") as progress:
        summary = editing.unload(name, message, progress)
    report(summary, editing.settings, editing.database)


def show_packages(*, form: FormOption = None, data: DataOption = None) -> None:
    """List the loaded packages.

    Example: alliance packages
    """
    rows = [
        {
            "name": package.name,
            "version": package.version,
            "title": package.title,
            "rows": "" if package.rows is None else str(package.rows),
        }
        for package in editing_of(data).loaded
    ]
    write_rows(rows, ("name", "version", "title", "rows"), chosen(form))


def show_group(group: Group) -> None:
    """Print a group of differences with examples."""
    out.print(str(group), markup=False)
    for item in group.differences[:EXAMPLES]:
        values = f": {shown(item.old)} -> {shown(item.new)}" if item.property else ""
        out.print(f"  {item.row}{values}", markup=False)
    if len(group.differences) > EXAMPLES:
        out.print(f"  ... and {len(group.differences) - EXAMPLES:,} more; --format csv lists all", markup=False)


def _row(entry: Entry) -> dict[str, str]:
    cells = {name: "" if (value := getattr(entry, name)) is None else str(value) for name in _LOG}
    packages = ", ".join(f"{package.name} {package.version}".rstrip() for package in entry.packages)
    return {**cells, "data_version": entry.data_version[:12], "packages": packages}


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("log")(show_log)
    app.command()(diff)
    app.command("packages")(show_packages)
    app.command()(unload)
