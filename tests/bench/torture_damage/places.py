"""State of a data folder, or of a database at ``NEO4J_URI``, and the changes that a command may make to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import neo4j

from graph.loading.load_plan import packages_from_json
from graph.server.local_server import LocalServer
from graph.server.store_check import file_faults
from graph.storage.data_directory import Current, Loaded, Stores
from graph.storage.package_copies import Copies


def digests(folder: Path) -> dict[str, str]:
    """Return path and digest of each copy of a package in a data folder, including the copies for remote databases."""
    folders = [Copies(folder), *(Copies(place) for place in sorted(folder.glob("remote/*")) if place.is_dir())]
    return {place: _digest(copies.folder / place) for copies in folders for place in copies.places()}


def _digest(path: Path) -> str:
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def undamaged(copies: Mapping[str, str], original: Mapping[str, str]) -> dict[str, str]:
    """Return the copies that are equal to the original ones."""
    return {place: digest for place, digest in copies.items() if original.get(place, digest) == digest}


@dataclass(frozen=True)
class Local:
    """State of a data folder: intact stores with the copies that each names, all copies, and ``current``."""

    intact: Mapping[str, frozenset[str]]
    copies: Mapping[str, str]
    current: Current | None

    @classmethod
    def of(cls, data: Path, original: Mapping[str, str]) -> Local:
        """Read the state. ``original`` are the digests of the copies before they were damaged."""
        stores = Stores(data)
        intact: dict[str, frozenset[str]] = {}
        for store in stores.names():
            record = stores.record(store)
            if record is not None and not file_faults(stores.home(store)):
                intact[store] = frozenset(package.copy for package in record.packages if package.copy)
        return cls(intact, undamaged(digests(data), original), stores.pointer())

    def recoverable(self) -> bool:
        """Whether an intact store, or an intact copy of the package that the others need, is left."""
        return bool(self.intact) or any(place.startswith("packages/world/") for place in self.copies)

    def faults_after(self, after: Local, name: str, code: int | None) -> list[str]:
        """Return what a command lost, from this state before it. Only a successful load may remove intact data."""
        loaded = name in {"load", "load --replace", "db load"} and code != 1 and code != 2
        now = after.current
        kept, switched = set(self.intact), loaded and now is not None and now != self.current
        if switched and now is not None:
            kept &= {now.store, now.previous or ""}
        faults = [f"the store {store[:12]} is missing" for store in self.intact if store in kept and store not in after.intact]
        if (
            loaded
            and now is not None
            and self.current is not None
            and self.current.store in self.intact
            and self.current.store not in {now.store, now.previous}
        ):
            faults.append(f"the store {self.current.store[:12]}, which was current, was not kept as the previous one")
        needed = {copy for store in kept for copy in self.intact[store]} if switched else set(self.copies)
        lost = {place for place in needed & self.copies.keys() if after.copies.get(place) != self.copies[place]}
        faults += [f"the copy {place} is missing" for place in sorted(lost)]
        if name == "up":
            faults += self._replaced_by_start(after)
        return faults

    def _replaced_by_start(self, after: Local) -> list[str]:
        had_data = bool(self.intact or self.copies or self.current)
        if had_data and after.current != self.current:
            return [f"a start changed current from {self.current} to {after.current}"]
        return []


@dataclass(frozen=True)
class Remote:
    """State of a database at ``NEO4J_URI``, with the copies of packages on this machine."""

    meta: Mapping[str, object]
    rows: Mapping[str, int]
    copies: Mapping[str, str]

    @classmethod
    def of(cls, server: LocalServer, folder: Path, original: Mapping[str, str]) -> Remote:
        """Read the state. ``original`` are the digests of the copies before they were damaged."""
        with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
            metas = driver.execute_query("MATCH (meta:Meta) RETURN properties(meta) AS meta").records
            rows = driver.execute_query(
                "MATCH (n) WHERE NOT n:Meta AND n.package IS NOT NULL RETURN n.package AS package, count(*) AS rows"
            ).records
        return cls(metas[0]["meta"] if metas else {}, {row["package"]: row["rows"] for row in rows}, undamaged(digests(folder), original))

    def packages(self, name: str) -> set[tuple[str, str]]:
        """Return names and versions of the packages in a property of ``Meta``."""
        return {(package.name, package.version) for package in self._listed(name)}

    def _listed(self, name: str) -> tuple[Loaded, ...]:
        return packages_from_json(self.meta.get(name))  # type: ignore[arg-type]

    def named(self, *names: str) -> set[str]:
        """Return the paths of the copies that ``Meta`` names."""
        return {package.copy for name in names for package in self._listed(name) if package.copy}

    def recoverable(self) -> bool:
        """Whether a start can succeed: the folders of all packages are at hand."""
        return True

    def faults_after(self, after: Remote, name: str, code: int | None) -> list[str]:
        """Return what a command lost, from this state before it."""
        loaded = name in {"load", "load --replace", "load --back"} and code not in (1, 2)
        needed = after.named("packages", "previous", "pending") if loaded or name == "up" else set(self.copies)
        lost = {place for place in needed & self.copies.keys() if after.copies.get(place) != self.copies[place]}
        faults = [f"the copy {place} is missing" for place in sorted(lost)]
        if name == "up":
            faults += self._replaced_by_start(after)
        elif not loaded and self.meta.get("state") == "ready" and after.meta.get("data_version") != self.meta.get("data_version"):
            faults.append("a command that failed changed the data version")
        return faults

    def _replaced_by_start(self, after: Remote) -> list[str]:
        if not self.rows:
            return []
        before_start = self.packages("pending") or self.packages("packages")
        after_start = after.packages("pending") or after.packages("packages")
        changed = before_start != after_start or not after.rows
        return [f"a start changed the packages from {before_start} to {after_start}"] if changed else []
