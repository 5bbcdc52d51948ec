"""What to say when a data folder holds stores or packages, and ``current`` names no store."""

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
    """The refusal: why, what is there, and how to go on."""
    whole = stores.whole_stores()
    head = f"{reason}, so it is not known which data is current. Nothing was changed."
    if not whole:
        return LocalServerError(f"{head}\n{_damaged(stores)}")
    lines = [f"Whole stores in {stores.folder}:", *(f"  {describe(stores, store)}" for store in whole)]
    lines.append(f"Make one current: {adopt_command(stores.data, whole)}")
    return LocalServerError("\n".join([head, *lines]))


def describe(stores: Stores, store: str) -> str:
    """One line about a store: name, data version, time, packages and rows."""
    record = stores.record(store)
    if record is None:
        return f"{store}  (its loaded.json cannot be read)"
    name = store[:SHOWN] if store == record.data_version else f"{store} (data version {record.data_version[:SHOWN]})"
    packages = ", ".join(f"{package.name} {package.version}".rstrip() for package in record.packages) or "no packages"
    return f"{name}  loaded {record.loaded_at or 'at an unknown time'}  {packages}  {record.rows:,} rows"


def adopt_command(data: Path, whole: list[str]) -> str:
    """The command that makes a store current; it needs a name when several are whole."""
    return "alliance db adopt" + (f" {shlex.quote(whole[0][:SHOWN])}" if len(whole) > 1 else "") + data_option(data)


def _damaged(stores: Stores) -> str:
    """No store is whole: rebuild one whose packages are known; else load their copies into a new folder, and keep this one."""
    known = [store for store in stores.names() if stores.record(store) is not None and not stores.missing_copies(store)]
    if known:
        lines = [f"No store in {stores.folder} is whole. Rebuild one from its packages, then make it current:"]
        for store in known:
            name = shlex.quote(store[:SHOWN]) + data_option(stores.data)
            lines.append(f"  {describe(stores, store)}: alliance db rebuild {name}, then alliance db adopt {name}")
        return "\n".join(lines)
    aside = stores.data.with_name(stores.data.name + ".old")
    lines = [f"No store in {stores.folder} is whole." if stores.names() else f"There is no store in {stores.folder}."]
    lines.append(f"Move the folder away: mv {shlex.quote(str(stores.data))} {shlex.quote(str(aside))}")
    places = stores.copies.places()
    if places:
        lines.append("Then load the packages that you need again from their copies:")
        lines += [f"  alliance load {shlex.quote(str(aside / place))}{data_option(stores.data)}" for place in places]
    else:
        lines.append("Then load your data packages again: alliance load DIR.")
    return "\n".join(lines)
