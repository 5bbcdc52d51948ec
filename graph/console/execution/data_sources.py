"""Select the console's database: a copy of the local store, a store built from the packages, or one configured in the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.console.execution.data_copy import Packages, StoreFiles
from graph.console.execution.engine import Address, Backend, LocalBackend
from graph.console.validation.limits import Limits
from graph.errors import ConsoleOffError
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Stores
from graph.system.data_paths import DataDirectory
from seed.bilingual import Bilingual
from seed.packages.package import bundled
from seed.progress import Progress


class ExternalBackend:
    """An external server (``ALLIANCE_CONSOLE_URI``). This process cannot stop it; its operator must."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self, progress: Progress | None) -> Address:
        """Return the configured connection; there is nothing to start."""
        if progress is not None:
            progress("connecting to the console's database", 0, None)
        secret = self._settings.console_password
        return {
            "uri": self._settings.console_uri or "",
            "user": self._settings.console_username,
            "password": secret.get_secret_value() if secret else "",
            "database": "neo4j",
        }

    def pid(self) -> int | None:
        """Return None: the server is not a local process."""
        return None

    def alive(self) -> bool:
        """Return True: the state of the server is unknown."""
        return True

    def kill(self) -> None:
        """Do nothing: only the runners can be stopped."""

    def stop(self) -> None:
        """Do nothing: the server keeps running."""


def backend_for(
    settings: Settings, database: DatabaseSettings, version: str, packages: Iterable[Mapping[str, Any]], limits: Limits
) -> Backend:
    """Return the backend for a data version. ``packages`` are the packages listed in ``Meta``.

    :raises ConsoleOffError: No backend is available; the message gives the reason.
    """
    if not settings.console:
        raise ConsoleOffError(Bilingual("The query console is disabled (ALLIANCE_CONSOLE).", "查询控制台已停用（ALLIANCE_CONSOLE）。"))
    if settings.console_uri is not None:
        if database.uri is not None and _same(settings.console_uri, database.uri):
            raise ConsoleOffError(
                Bilingual("ALLIANCE_CONSOLE_URI must not be the main database.", "ALLIANCE_CONSOLE_URI 不得指向主数据库。"),
                hint=Bilingual("Set it to a disposable copy.", "请设为一个可随时丢弃的副本。"),
            )
        return ExternalBackend(settings)
    stores = Stores(settings.data)
    if database.uri is None and version and stores.intact(version):
        return LocalBackend(StoreFiles(stores.home(version)), settings, limits)
    paths = _paths(stores.copies.folder if database.uri is None else _remote(settings, database), packages)
    if paths is None:
        raise ConsoleOffError(
            Bilingual("This machine has no data from which to create the console's copy.", "本机没有可供控制台建立副本的数据。"),
            hint=Bilingual(
                "Load the packages on this machine, or set ALLIANCE_CONSOLE_URI to a disposable Neo4j with the same data.",
                "请在本机载入数据包，或将 ALLIANCE_CONSOLE_URI 设为一个数据相同、可随时丢弃的 Neo4j。",
            ),
        )
    return LocalBackend(Packages(paths, version, settings), settings, limits)


def _remote(settings: Settings, database: DatabaseSettings) -> Path:
    """Return the local folder where a load into a remote database stores the packages."""
    return DataDirectory(settings.data).remote(database).root.absolute()


def _paths(folder: Path, packages: Iterable[Mapping[str, Any]]) -> list[Path] | None:
    """Return the paths of bundled packages and of package copies in ``folder``, or None if one is missing."""
    paths = [bundled(str(package["name"])) if package.get("copy") is None else folder / str(package["copy"]) for package in packages]
    if not paths or any(path is None or not path.exists() for path in paths):
        return None
    return [path for path in paths if path is not None]


def _same(one: str, other: str) -> bool:
    return one.partition("://")[2].rstrip("/").lower() == other.partition("://")[2].rstrip("/").lower()
