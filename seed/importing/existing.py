"""The entities of the packages that an import requires, found by code, by name and by spelling, and the ids of their relationships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seed.columns import SEPARATOR, names, path_of
from seed.importing.names import cluster_key, spelling
from seed.model import EDGES, NODES, Row, edge_id
from seed.packages.csv_reader import Table
from seed.packages.package import Package, bundled, resolve
from seed.packages.package_files import DESCRIPTOR
from seed.problems import Problems

_REFERENCE, _MOST = "reference", "hunan"
"""The bundled package that every import requires, and the one that requires all others."""


@dataclass(frozen=True)
class Entity:
    """An entity of a required package."""

    id: str
    name: str
    origin: str
    package: str


@dataclass
class Existing:
    """The entities of some types, by id, by type and code, and by type and spelling."""

    by_id: dict[str, Entity] = field(default_factory=dict)
    by_code: dict[tuple[str, str], str] = field(default_factory=dict)
    exact: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Ids by type and spelling of a name."""
    clustered: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Ids by type, then by cluster key of a name or an alias."""
    relationships: dict[str, str] = field(default_factory=dict)
    """Packages of the relationships, by id."""

    def add(self, kind: str, row: dict[str, str], package: str) -> None:
        """Add a row. Unnamed groups and simulated entities are never candidates."""
        entity = Entity(row["id"], row.get("name_zh") or row.get("name") or row["id"], row.get("origin") or "documented", package)
        self.by_id[entity.id] = entity
        if row.get("kind") == "unnamed group" or entity.origin == "simulated":
            return
        if row.get("code"):
            self.by_code.setdefault((kind, row["code"]), entity.id)
        for text in (row.get("name"), row.get("name_zh")):
            if text:
                self.exact.setdefault((kind, spelling(text)), set()).add(entity.id)
        for text in (row.get("name"), row.get("name_zh"), *(row.get("aliases") or "").split(SEPARATOR)):
            if text:
                self.clustered.setdefault(kind, {}).setdefault(cluster_key(text), set()).add(entity.id)

    def described(self, id: str) -> str:
        """Return an id with its name and package."""
        entity = self.by_id[id]
        return f"{id} ({entity.name}, {entity.package})"


def find_packages(requires: Iterable[str], folder: Path, known: Mapping[str, Path] | None = None) -> tuple[list[Package], list[str]]:
    """Return the required packages in order, and the names that were not found.

    They are searched in ``known`` (by name), then in ``folder``, then among the bundled packages.
    """
    paths, missing = [], []
    for name in requires:
        if known is not None and name in known:
            paths.append(known[name])
            continue
        places = (folder / name, bundled(name))
        path = next((place for place in places if place is not None and (place / DESCRIPTOR).is_file()), None)
        if path is None:
            missing.append(name)
        else:
            paths.append(path)
    return resolve(paths), missing


def read_existing(packages: Iterable[Package], kinds: Iterable[str], relationships: Iterable[str] = ()) -> Existing:
    """Read the entities and the relationships of some types from packages."""
    found = Existing()
    wanted, types = sorted(set(kinds)), sorted(set(relationships))
    for package in packages:
        for kind in wanted:
            for row in _rows(package, NODES[kind]):
                if row.get("id"):
                    found.add(kind, row, package.name)
        for name in types:
            for row in _rows(package, EDGES[name]):
                key = edge_id(name, row.get("start", ""), row.get("end", ""), {name: text or None for name, text in row.items()})
                found.relationships.setdefault(key, package.name)
    return found


def _rows(package: Package, cls: type[Row]) -> Iterator[dict[str, str]]:
    """Yield the rows of a type in a package, with the columns of the model."""
    path = path_of(cls)
    if path not in package.paths:
        return
    table = Table(lambda: package.files.open(path), cls, Problems(0).at(package.name, path))
    known = set(names(cls))
    for batch in table.batches():
        for cells in batch.rows:
            yield {name: cell for name, cell in zip(table.header, cells, strict=True) if name in known}


def packages_with_names(names: Mapping[str, set[str]], folder: Path, known: Mapping[str, Path] | None = None) -> tuple[list[str], str]:
    """Return which packages an import requires, and why: those that hold a name of the file, else the reference data.

    :param names: the names of the file by type.
    :param known: the packages to search, by name. Default: the bundled ones.
    """
    packages = find_packages([_MOST], folder)[0] if known is None else resolve(known.values())
    existing = read_existing(packages, names)
    hits: dict[str, str] = {}
    for kind, texts in names.items():
        for text in sorted(texts):
            for id in existing.exact.get((kind, spelling(text)), ()):
                hits.setdefault(existing.by_id[id].package, text)
    if any(name != _REFERENCE for name in hits):
        found = ", ".join(f"{text} in {name}" for name, text in sorted(hits.items()))
        return [_MOST] if known is None else sorted(hits), f"names of the file are in the package: {found}"
    return [_REFERENCE], f"no name of the file is in another {'bundled' if known is None else 'loaded'} package"
