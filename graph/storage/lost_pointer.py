"""Error messages for a data folder that contains stores or packages while ``current`` names no store."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import LocalServerError
from graph.server.home_directory import SHOWN
from graph.settings import data_option

if TYPE_CHECKING:
    from graph.storage.data_directory import Stores


def error(stores: Stores, reason: str) -> LocalServerError:
    """Return the error: the reason, the intact stores, and how to recover."""
    intact = stores.intact_stores()
    head = f"{reason}, so the current store is unknown. Nothing was changed."
    if not intact:
        return LocalServerError(f"{head}\n{_damaged(stores)}")
    lines = [f"Intact stores in {stores.folder}:", *(f"  {describe(stores, store)}" for store in intact)]
    lines.append(f"Make one current: {adopt_command(stores.data, intact)}")
    return LocalServerError("\n".join([head, *lines]))


def describe(stores: Stores, store: str) -> str:
    """Return one line about a store: name, data version, load time, packages and rows."""
    record = stores.record(store)
    if record is None:
        return f"{store}  (its loaded.json cannot be read)"
    name = store[:SHOWN] if store == record.data_version else f"{store} (data version {record.data_version[:SHOWN]})"
    packages = ", ".join(f"{package.name} {package.version}".rstrip() for package in record.packages) or "no packages"
    return f"{name}  loaded {record.loaded_at or 'at an unknown time'}  {packages}  {record.rows:,} rows"


def adopt_command(data: Path, intact: list[str]) -> str:
    """Return the command that makes a store current, with a name when several stores are intact."""
    return "alliance db adopt" + (f" {shlex.quote(intact[0][:SHOWN])}" if len(intact) > 1 else "") + data_option(data)


def _damaged(stores: Stores) -> str:
    """Return the hint when no store is intact: rebuild one with known packages, else load the copies into a new data folder."""
    rebuildable = [store for store in stores.names() if stores.record(store) is not None and not stores.missing_copies(store)]
    if rebuildable:
        lines = [f"No store in {stores.folder} is intact. Rebuild one from its packages, then make it current:"]
        for store in rebuildable:
            name = shlex.quote(store[:SHOWN]) + data_option(stores.data)
            lines.append(f"  {describe(stores, store)}: alliance db rebuild {name}, then alliance db adopt {name}")
        return "\n".join(lines)
    aside = stores.data.with_name(stores.data.name + ".old")
    lines = [f"No store in {stores.folder} is intact." if stores.names() else f"There is no store in {stores.folder}."]
    lines.append(f"Move the folder away: mv {shlex.quote(str(stores.data))} {shlex.quote(str(aside))}")
    places = stores.copies.places()
    if places:
        lines.append("Then load the packages you need from their copies:")
        lines += [f"  alliance load {shlex.quote(str(aside / place))}{data_option(stores.data)}" for place in places]
    else:
        lines.append("Then load your data packages again: alliance load DIR.")
    return "\n".join(lines)
