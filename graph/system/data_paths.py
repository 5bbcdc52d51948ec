"""The paths inside the data folder. No other module composes them.

::

    <data>/lock, owner.json     the lock of the running server, and who holds it
    <data>/current              the name of the current store (graph.storage.data_directory)
    <data>/stores/<name>/       a store
    <data>/packages/            copies of packages that are not bundled (graph.storage.package_copies)
    <data>/loading/             the lock of the running load
    <data>/workspace/           edits, drafts and imports that are made here, and their lock (graph.storage.workspace)
    <data>/history/             the ledger of data versions and their packages (graph.storage.ledger)
    <data>/remote/<target>/     packages, workspace and history of a remote database
    <data>/console/             copies of the data for the query console, and its lock
    <data>/exports/             finished export files, for range requests (api.middleware.kept_files)
    <data>/export-operations/   the exports that were asked for (api.routers.exports.records)
    <data>/keys.json            API keys
    <data>/cursor.key           the secret that signs cursors
    <data>/demo/                the data folder of the demo
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.settings import DEMO, DatabaseSettings
from graph.system.folder_lock import FolderLock, owner

CURSOR_KEY = "cursor.key"


@dataclass(frozen=True)
class DataDirectory:
    """A data folder: where each part of it is, and its lock. Nothing is created."""

    root: Path

    @property
    def current(self) -> Path:
        """The file that names the current store."""
        return self.root / "current"

    @property
    def stores(self) -> Path:
        """The folder of the stores."""
        return self.root / "stores"

    def store(self, name: str) -> Path:
        """Return the home folder of a store."""
        return self.stores / name

    @property
    def packages(self) -> Path:
        """The folder of the copies of packages."""
        return self.root / "packages"

    @property
    def loading(self) -> Path:
        """The folder with the lock of the running load."""
        return self.root / "loading"

    @property
    def workspace(self) -> Path:
        """The folder of the edits."""
        return self.root / "workspace"

    @property
    def history(self) -> Path:
        """The folder of the ledger of data versions."""
        return self.root / "history"

    def kept_package(self, name: str, content: str) -> Path:
        """Return the folder with the files of a package in the history. ``content`` is the hash of its content."""
        return self.history / "packages" / name / content[:16]

    @property
    def console(self) -> Path:
        """The folder of the query console's copies of the data."""
        return self.root / "console"

    @property
    def console_host(self) -> Path:
        """The folder with the lock of the process that runs the query console."""
        return self.console / "keeper"

    @property
    def exports(self) -> Path:
        """The folder of finished export files."""
        return self.root / "exports"

    @property
    def export_operations(self) -> Path:
        """The folder of the exports that were asked for."""
        return self.root / "export-operations"

    @property
    def keys(self) -> Path:
        """The file with the API keys."""
        return self.root / "keys.json"

    @property
    def cursor_key(self) -> Path:
        """The file with the secret that signs cursors."""
        return self.root / CURSOR_KEY

    @property
    def demo(self) -> DataDirectory:
        """The data folder of the demo."""
        return DataDirectory(self.root / DEMO)

    def remote(self, database: DatabaseSettings) -> DataDirectory:
        """Return the folder with the copies of packages, the workspace and the history of a remote database."""
        target = hashlib.sha256(f"{database.uri}/{database.database}".encode()).hexdigest()[:12]
        return DataDirectory(self.root / "remote" / target)

    def lock(self) -> FolderLock:
        """Return the lock of the running server, not yet taken."""
        return FolderLock(self.root)

    def holder(self) -> dict[str, Any] | None:
        """Return who holds the lock, or None when no server runs."""
        return owner(self.root)


def is_store(home: Path) -> bool:
    """Return whether ``home`` is a complete store of a data folder. Stores that are being built have hidden names."""
    return home.parent.name == "stores" and not home.name.startswith(".")
