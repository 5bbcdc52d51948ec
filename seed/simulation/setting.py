"""The real entities that simulated rows can refer to. They are read from the bundled packages, not defined here."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from seed.model import VocationalLevel

DATA = Path(__file__).resolve().parents[1] / "data"
REQUIRES = ("reference", "chenzhou")
Cells = dict[str, str]


@dataclass(frozen=True)
class Real:
    """A real county: its region, its seat in degrees (None if unknown), and the sectors it is known for or prioritises."""

    id: str
    region: str
    seat: tuple[float, float] | None
    sectors: frozenset[str]


@dataclass(frozen=True)
class Field:
    """A field of programs and enterprises: a sector with its industries, or an industry that belongs to no sector.

    ``prioritised`` is true if a framework prioritises it. It is None if only a region or a county does; the alignment of a program would
    then depend on the query, so no programs are created in it. ``taught`` is true if a major of the catalogue serves it.
    """

    target: str
    industries: tuple[str, ...]
    prioritised: bool | None
    taught: bool = False


@dataclass
class Setting:
    """The real entities. Lists are sorted by id, so that the order of rows in the packages does not matter.

    ``majors`` contains by level each major that serves something, with the targets of fields that it serves.
    """

    counties: list[Real] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    majors: dict[VocationalLevel, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    alliances: list[str] = field(default_factory=list)

    def majors_for(self, level: VocationalLevel, at: Field) -> list[str]:
        """Return the majors of a level that serve a field.

        For a field without priority, majors that also serve a prioritised sector are left out.
        """
        majors = self.majors.get(level, [])
        return [major for major, targets in majors if at.target in targets and (at.prioritised or not self.aligned(targets))]

    def aligned(self, targets: frozenset[str]) -> bool:
        """Return whether the targets include a prioritised sector."""
        return any(at.prioritised is not False and at.target in targets for at in self.fields)


def read_setting(data: Path = DATA) -> Setting:
    """Read the packages that the overlay requires from the folder ``data``.

    :raises FileNotFoundError: a package is missing.
    :raises ValueError: the packages contain no county, or no sector that a framework prioritises.
    """
    for name in REQUIRES:
        if not (data / name / "datapackage.json").is_file():
            raise FileNotFoundError(f"The package {name!r} is missing: {data / name / 'datapackage.json'}")
    tables = _Tables(data)
    setting = Setting(
        counties=_counties(tables),
        provinces=sorted(row["id"] for row in tables("nodes/region") if row.get("kind") == "province"),
        fields=_fields(tables),
        alliances=sorted(row["id"] for row in tables("nodes/alliance")),
    )
    setting.majors = _majors(tables)
    if not setting.counties or not any(at.prioritised for at in setting.fields):
        raise ValueError(f"{data}: the packages {' and '.join(REQUIRES)} contain no county, or no sector that a framework prioritises.")
    return setting


class _Tables:
    """Reads all rows of a type from all packages."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def __call__(self, stem: str) -> list[Cells]:
        rows: list[Cells] = []
        for name in REQUIRES:
            path = self._data / name / f"{stem}.csv"
            if path.is_file():
                with path.open(encoding="utf-8-sig", newline="") as stream:
                    rows.extend(csv.DictReader(stream))
        return rows

    def links(self, stem: str) -> dict[str, set[str]]:
        """Return the ends by start."""
        ends: dict[str, set[str]] = defaultdict(set)
        for row in self(f"relationships/{stem}"):
            ends[row["start"]].add(row["end"])
        return ends


def _counties(tables: _Tables) -> list[Real]:
    part_of, known_for, prioritises = tables.links("part_of"), tables.links("known_for"), tables.links("prioritises")
    counties = []
    for row in tables("nodes/county"):
        county, lon, lat = row["id"], row.get("seat_lon"), row.get("seat_lat")
        region = min(part_of.get(county, {""}))
        sectors = frozenset(known_for.get(county, set()) | prioritises.get(county, set()))
        counties.append(Real(county, region, (float(lon), float(lat)) if lon and lat else None, sectors))
    return sorted(counties, key=lambda real: real.id)


def _fields(tables: _Tables) -> list[Field]:
    sectors = sorted(row["id"] for row in tables("nodes/sector"))
    prioritised = _prioritised(tables)
    maps_to = tables.links("maps_to")
    taught = {end for start, ends in tables.links("serves").items() if start.startswith("major:") for end in ends}
    industries = sorted(row["id"] for row in tables("nodes/industry"))
    fields = []
    for sector in sectors:
        inside = tuple(industry for industry in industries if sector in maps_to.get(industry, ()))
        fields.append(Field(sector, inside, prioritised.get(sector, False), sector in taught))
    mapped = _with_relatives({industry for industry, ends in maps_to.items() if ends}, tables.links("part_of"))
    return fields + [Field(industry, (industry,), False) for industry in industries if industry not in mapped]


def _prioritised(tables: _Tables) -> dict[str, bool | None]:
    by_sector: dict[str, bool | None] = {}
    for start, ends in sorted(tables.links("prioritises").items()):
        for end in ends:
            by_sector[end] = by_sector.get(end) or (True if start.startswith("framework:") else None)
    return by_sector


def _with_relatives(industries: set[str], part_of: dict[str, set[str]]) -> set[str]:
    """Return the industries with all their ancestors and descendants."""
    inside: dict[str, set[str]] = defaultdict(set)
    for part, wholes in part_of.items():
        for whole in wholes:
            inside[whole].add(part)
    return _reach(industries, part_of) | _reach(industries, inside)


def _reach(start: Iterable[str], links: dict[str, set[str]]) -> set[str]:
    reached, queue = set(start), list(start)
    while queue:
        for other in links.get(queue.pop(), ()):
            if other not in reached:
                reached.add(other)
                queue.append(other)
    return reached


def _majors(tables: _Tables) -> dict[VocationalLevel, list[tuple[str, frozenset[str]]]]:
    serves, maps_to, part_of = tables.links("serves"), tables.links("maps_to"), tables.links("part_of")
    by_level: dict[VocationalLevel, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in sorted(tables("nodes/major"), key=lambda cells: cells["id"]):
        targets = set(serves.get(row["id"], ()))
        for industry in _reach(targets, part_of):
            targets |= maps_to.get(industry, set())
        if row.get("level") and targets:
            by_level[row["level"]].append((row["id"], frozenset(targets)))  # type: ignore[index]
    return dict(by_level)
