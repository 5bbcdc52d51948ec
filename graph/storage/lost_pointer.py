"""Error messages for a data folder that contains stores or packages while ``current`` names no store."""

from __future__ import annotations

import itertools
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import LocalServerError
from graph.server.home_directory import SHOWN
from graph.settings import data_option
from seed.plurals import counted

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
    return f"{name}  loaded {record.loaded_at or 'at an unknown time'}  {packages}  {counted(record.rows, 'row')}"


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
    aside = _unused(stores.data.with_name(stores.data.name + ".old"))
    lines = [f"No store in {stores.folder} is intact." if stores.names() else f"There is no store in {stores.folder}."]
    lines.append(f"Move the folder away: mv {shlex.quote(str(stores.data))} {shlex.quote(str(aside))}")
    newest = stores.copies.newest()
    if not newest:
        return "\n".join([*lines, "Then load your data packages again: alliance load DIR."])
    command = " ".join(shlex.quote(str(aside / place)) for place in newest)
    lines.append(f"Then load the packages from their newest copies: alliance load {command}{data_option(stores.data)}")
    older = [str(aside / place) for place in stores.copies.places() if place not in newest]
    return "\n".join([*lines, *(["Older copies:", *(f"  {path}" for path in older)] if older else [])])


def _unused(path: Path) -> Path:
    """Return ``path``, or ``path.2``, ``path.3`` and so on if it exists."""
    names = itertools.chain([path], (path.with_name(f"{path.name}.{number}") for number in itertools.count(2)))
    return next(name for name in names if not name.exists())
