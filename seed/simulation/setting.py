"""The real things that simulated rows may touch, read from the bundled packages: nothing about them is written down here."""

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
    """A real county: the region it is part of, its seat in degrees (None when unknown), and the sectors it is known for."""

    id: str
    region: str
    seat: tuple[float, float] | None
    sectors: frozenset[str]


@dataclass(frozen=True)
class Field:
    """What programs train for and enterprises work in: a sector with its industries, or an industry that belongs to none.

    ``prioritised``: a framework does. It is None where only a region or a county does: whether a program is aligned would then depend
    on how it is asked, so that no program is put there. ``taught`` says that a major of the catalogue serves it.
    """

    target: str
    industries: tuple[str, ...]
    prioritised: bool | None
    taught: bool = False


@dataclass
class Setting:
    """Real things, each list sorted by id, so that the order of rows in the packages does not matter.

    ``majors`` holds, by level, for each major the targets that it serves (fields' targets; empty when no row says).
    """

    counties: list[Real] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    majors: dict[VocationalLevel, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    alliances: list[str] = field(default_factory=list)

    def majors_for(self, level: VocationalLevel, at: Field) -> list[str]:
        """Majors of a level that fit a field: those that serve it, else those that serve nothing known.

        For a field without priority never one that serves a prioritised sector too.
        """
        known = self.majors.get(level, [])
        exact = [major for major, targets in known if at.target in targets and (at.prioritised or not self.aligned(targets))]
        return exact or [major for major, targets in known if not targets]

    def aligned(self, targets: frozenset[str]) -> bool:
        """Whether a prioritised sector is among them."""
        return any(at.prioritised is not False and at.target in targets for at in self.fields)


def read_setting(data: Path = DATA) -> Setting:
    """Read the packages that the overlay requires; ``data`` is the folder they stand in.

    ``FileNotFoundError`` when one is missing, ValueError when they hold no county or no sector that a framework prioritises.
    """
    for name in REQUIRES:
        if not (data / name / "datapackage.json").is_file():
            raise FileNotFoundError(f"The package {name!r} is missing: {data / name / 'datapackage.json'}")
    tables = _Tables(data)
    found = Setting(
        counties=_counties(tables),
        provinces=sorted(row["id"] for row in tables("nodes/region") if row.get("kind") == "province"),
        fields=_fields(tables),
        alliances=sorted(row["id"] for row in tables("nodes/alliance")),
    )
    found.majors = _majors(tables)
    if not found.counties or not any(at.prioritised for at in found.fields):
        raise ValueError(f"{data}: the packages {' and '.join(REQUIRES)} hold no county, or no sector that a framework prioritises.")
    return found


class _Tables:
    """All rows of a type, from all packages."""

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
        """Ends by start."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self(f"relationships/{stem}"):
            found[row["start"]].add(row["end"])
        return found


def _counties(tables: _Tables) -> list[Real]:
    part_of, known, wanted = tables.links("part_of"), tables.links("known_for"), tables.links("prioritises")
    found = []
    for row in tables("nodes/county"):
        county, lon, lat = row["id"], row.get("seat_lon"), row.get("seat_lat")
        region = min(part_of.get(county, {""}))
        sectors = frozenset(known.get(county, set()) | wanted.get(county, set()))
        found.append(Real(county, region, (float(lon), float(lat)) if lon and lat else None, sectors))
    return sorted(found, key=lambda real: real.id)


def _fields(tables: _Tables) -> list[Field]:
    sectors = sorted(row["id"] for row in tables("nodes/sector"))
    wanted = _prioritised(tables)
    maps_to = tables.links("maps_to")
    taught = {end for start, ends in tables.links("serves").items() if start.startswith("major:") for end in ends}
    industries = sorted(row["id"] for row in tables("nodes/industry"))
    found = []
    for sector in sectors:
        inside = tuple(industry for industry in industries if sector in maps_to.get(industry, ()))
        found.append(Field(sector, inside, wanted.get(sector, False), sector in taught))
    taken = _with_kin({industry for industry, ends in maps_to.items() if ends}, tables.links("part_of"))
    return found + [Field(industry, (industry,), False) for industry in industries if industry not in taken]


def _prioritised(tables: _Tables) -> dict[str, bool | None]:
    found: dict[str, bool | None] = {}
    for start, ends in sorted(tables.links("prioritises").items()):
        for end in ends:
            found[end] = found.get(end) or (True if start.startswith("framework:") else None)
    return found


def _with_kin(industries: set[str], part_of: dict[str, set[str]]) -> set[str]:
    """The industries with all that contain them and all that they contain."""
    inside: dict[str, set[str]] = defaultdict(set)
    for part, wholes in part_of.items():
        for whole in wholes:
            inside[whole].add(part)
    return _reach(industries, part_of) | _reach(industries, inside)


def _reach(start: Iterable[str], links: dict[str, set[str]]) -> set[str]:
    found, rest = set(start), list(start)
    while rest:
        for other in links.get(rest.pop(), ()):
            if other not in found:
                found.add(other)
                rest.append(other)
    return found


def _majors(tables: _Tables) -> dict[VocationalLevel, list[tuple[str, frozenset[str]]]]:
    serves, maps_to, part_of = tables.links("serves"), tables.links("maps_to"), tables.links("part_of")
    found: dict[VocationalLevel, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in sorted(tables("nodes/major"), key=lambda cells: cells["id"]):
        targets = set(serves.get(row["id"], ()))
        for industry in _reach(targets, part_of):
            targets |= maps_to.get(industry, set())
        if row.get("level"):
            found[row["level"]].append((row["id"], frozenset(targets)))  # type: ignore[index]
    return dict(found)
