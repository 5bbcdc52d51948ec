"""Where the console of this run gets its database from: a copy of the local store, of the packages, or one that the settings name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.console.execution.data_copy import Packages, StoreFiles
from graph.console.execution.engine import Address, LocalPlace, Place
from graph.console.validation.limits import Limits
from graph.errors import ConsoleOffError
from graph.server.jars import Progress
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Stores
from graph.storage.package_copies import Copies
from seed.packages.package import bundled


class NamedPlace:
    """A server that is not ours (``ALLIANCE_CONSOLE_URI``). It cannot be ended by us: its keeper must do that."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self, progress: Progress | None) -> Address:
        """Nothing to start."""
        if progress is not None:
            progress(0, None, "connecting to the console's database")
        secret = self._settings.console_password
        return {
            "uri": self._settings.console_uri or "",
            "user": self._settings.console_username,
            "password": secret.get_secret_value() if secret else "",
            "database": "neo4j",
        }

    def pid(self) -> int | None:
        """It is not our process."""
        return None

    def alive(self) -> bool:
        """It is not for us to say."""
        return True

    def kill(self) -> None:
        """Only what asks it can be ended here."""

    def stop(self) -> None:
        """It goes on without us."""


def place_for(settings: Settings, database: DatabaseSettings, version: str, packages: Iterable[Mapping[str, Any]], limits: Limits) -> Place:
    """The server for a data version. ``packages`` are those that ``Meta`` names.

    :raises ConsoleOffError: there can be none; says why.
    """
    if not settings.console:
        raise ConsoleOffError("The query console is switched off (ALLIANCE_CONSOLE).")
    if settings.console_uri is not None:
        if database.uri is not None and _same(settings.console_uri, database.uri):
            raise ConsoleOffError("ALLIANCE_CONSOLE_URI is the database that serves everyone.", hint="Give a disposable copy of it.")
        return NamedPlace(settings)
    stores = Stores(settings.data)
    if database.uri is None and version and stores.intact(version):
        return LocalPlace(StoreFiles(stores.home(version)), settings, limits)
    paths = _paths(stores.copies.folder if database.uri is None else _remote(settings, database), packages)
    if paths is None:
        raise ConsoleOffError(
            "There is nothing here to make the console's copy of the data from.",
            hint="Load the packages on this machine, or name a disposable Neo4j with the same data: ALLIANCE_CONSOLE_URI.",
        )
    return LocalPlace(Packages(paths, version, settings), settings, limits)


def _remote(settings: Settings, database: DatabaseSettings) -> Path:
    """Where a load into a remote database keeps the packages on this machine."""
    place = hashlib.sha256(f"{database.uri}/{database.database}".encode()).hexdigest()[:12]
    return Copies(settings.data / "remote" / place).folder


def _paths(folder: Path, packages: Iterable[Mapping[str, Any]]) -> list[Path] | None:
    """Where the packages are: those that come with the explorer, and copies below ``folder``; None when one is not there."""
    found = [bundled(str(package["name"])) if package.get("copy") is None else folder / str(package["copy"]) for package in packages]
    if not found or any(path is None or not path.exists() for path in found):
        return None
    return [path for path in found if path is not None]


def _same(one: str, other: str) -> bool:
    return one.partition("://")[2].rstrip("/").lower() == other.partition("://")[2].rstrip("/").lower()
