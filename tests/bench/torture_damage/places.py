"""What a data folder, and a database of ``NEO4J_URI``, hold; and what a command may have changed there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import neo4j

from graph.loading.load_plan import stated
from graph.server.local_server import LocalServer
from graph.server.store_check import file_faults
from graph.storage.data_directory import Current, Loaded, Stores
from graph.storage.package_copies import Copies


def digests(folder: Path) -> dict[str, str]:
    """Each copy of a package in a data folder, with a digest of its content; those of a database of ``NEO4J_URI`` by its folder."""
    every = [Copies(folder), *(Copies(place) for place in sorted(folder.glob("remote/*")) if place.is_dir())]
    return {place: _digest(copies.folder / place) for copies in every for place in copies.places()}


def _digest(path: Path) -> str:
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    every = hashlib.sha256()
    for file in files:
        every.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    return every.hexdigest()


def undamaged(copies: Mapping[str, str], made: Mapping[str, str]) -> dict[str, str]:
    """Copies that are as they were made."""
    return {place: digest for place, digest in copies.items() if made.get(place, digest) == digest}


@dataclass(frozen=True)
class Local:
    """A data folder: stores that are whole, the copies that each names, all copies, and what ``current`` names."""

    whole: Mapping[str, frozenset[str]]
    copies: Mapping[str, str]
    current: Current | None

    @classmethod
    def of(cls, data: Path, made: Mapping[str, str]) -> Local:
        """Read it, with all rights. ``made`` are digests of copies before they were damaged."""
        stores = Stores(data)
        whole: dict[str, frozenset[str]] = {}
        for store in stores.names():
            record = stores.record(store)
            if record is not None and not file_faults(stores.home(store)):
                whole[store] = frozenset(package.copy for package in record.packages if package.copy)
        return cls(whole, undamaged(digests(data), made), stores.pointer())

    def faults_after(self, after: Local, name: str, code: int | None) -> list[str]:
        """What a command lost, when this was before it. Of what is whole, only a load that succeeded removes something."""
        loaded = name in {"load", "load --replace", "db load"} and code != 1 and code != 2
        now = after.current
        kept = set(self.whole)
        if loaded and now is not None and now != self.current:
            kept &= {now.store, now.previous or ""}
        wrong = [f"the store {store[:12]} is gone" for store in self.whole if store in kept and store not in after.whole]
        if (
            loaded
            and now is not None
            and self.current is not None
            and self.current.store in self.whole
            and self.current.store not in {now.store, now.previous}
        ):
            wrong.append(f"the store {self.current.store[:12]}, which was served, is not kept as the previous one")
        needed = set(self.copies) if kept == set(self.whole) else {copy for store in kept for copy in self.whole[store]}
        lost = {place for place in needed & self.copies.keys() if after.copies.get(place) != self.copies[place]}
        wrong += [f"the copy {place} is gone" for place in sorted(lost)]
        if name == "up":
            wrong += self._replaced_by_start(after)
        return wrong

    def _replaced_by_start(self, after: Local) -> list[str]:
        held = bool(self.whole or self.copies or self.current)
        if held and after.current != self.current:
            return [f"a start changed current from {self.current} to {after.current}"]
        return []


@dataclass(frozen=True)
class Remote:
    """A database of ``NEO4J_URI`` with the copies on this machine. Packages are names with versions."""

    meta: Mapping[str, object]
    rows: Mapping[str, int]
    copies: Mapping[str, str]

    @classmethod
    def of(cls, server: LocalServer, folder: Path, made: Mapping[str, str]) -> Remote:
        """Read it. ``made`` are digests of copies before they were damaged."""
        with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
            found = driver.execute_query("MATCH (meta:Meta) RETURN properties(meta) AS meta").records
            rows = driver.execute_query(
                "MATCH (n) WHERE NOT n:Meta AND n.package IS NOT NULL RETURN n.package AS package, count(*) AS rows"
            ).records
        return cls(found[0]["meta"] if found else {}, {row["package"]: row["rows"] for row in rows}, undamaged(digests(folder), made))

    def packages(self, name: str) -> set[tuple[str, str]]:
        """Packages that a property of ``Meta`` names."""
        return {(package.name, package.version) for package in self._stated(name)}

    def _stated(self, name: str) -> tuple[Loaded, ...]:
        return stated(self.meta.get(name))  # type: ignore[arg-type]

    def named(self, *names: str) -> set[str]:
        """Places of the copies that ``Meta`` names."""
        return {package.copy for name in names for package in self._stated(name) if package.copy}

    def faults_after(self, after: Remote, name: str, code: int | None) -> list[str]:
        """What a command lost, when this was before it."""
        loaded = name in {"load", "load --replace", "load --back"} and code not in (1, 2)
        needed = after.named("packages", "previous", "pending") if loaded or name == "up" else set(self.copies)
        lost = {place for place in needed & self.copies.keys() if after.copies.get(place) != self.copies[place]}
        wrong = [f"the copy {place} is gone" for place in sorted(lost)]
        if name == "up":
            wrong += self._replaced_by_start(after)
        elif not loaded and self.meta.get("state") == "ready" and after.meta.get("data_version") != self.meta.get("data_version"):
            wrong.append("a command that refused changed the data version")
        return wrong

    def _replaced_by_start(self, after: Remote) -> list[str]:
        if not self.rows:
            return []
        wanted = self.packages("pending") or self.packages("packages")
        held = after.packages("pending") or after.packages("packages")
        return [f"a start changed the packages from {wanted} to {held}"] if wanted != held or not after.rows else []
