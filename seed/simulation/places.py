"""Places: the real counties, simulated counties around them, and how strongly each attracts graduates of the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seed.simulation.draws import Draws, Ints, Wheel
from seed.simulation.setting import Setting
from seed.simulation.sizes import Size

_UNIT = 1_000_000
_CORE = 150.0
"""Factor of the squared distance in degrees: the pull halves at 0.08 degrees (about 9 km), then falls with the squared distance."""


@dataclass
class Places:
    """Places by number: the real counties, then simulated counties, then at most one region that represents the rest of the province.

    ``mass`` is the weight of the economy of a place, drawn, not reported. ``region`` is an index into ``regions``. Only counties have
    schools.
    """

    ids: list[str]
    region: Ints
    regions: list[str]
    mass: Ints
    counties: int
    nearby: Wheel
    anywhere: Wheel
    region_rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    county_rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def reach(self, draws: Draws, homes: Ints, far: float) -> Ints:
        """Choose a place for each home: by gravity, or with probability ``far`` by the mass of places alone."""
        near = self.nearby.spin(draws, homes)
        away = self.anywhere.spin(draws, np.zeros_like(homes))
        return np.where(draws.chance(len(homes), far), away, near)


def make_places(draws: Draws, setting: Setting, size: Size) -> Places:
    """Generate the places of one scale. The coordinates of simulated places are only used here and never written."""
    real = setting.counties
    regions = sorted({county.region for county in real})
    ids, region = [county.id for county in real], [regions.index(county.region) for county in real]
    seats = [county.seat or (113.0, 25.7) for county in real]
    region_rows, county_rows = _simulated(size)
    home = draws.uniform(2 * max(size.provinces, 1)).reshape(-1, 2) * 4 + np.array([108.0, 26.0])
    centres = draws.uniform(2 * max(size.prefectures, 1)).reshape(-1, 2) * 5 - 2.5
    spots = draws.uniform(2 * max(size.counties, 1)).reshape(-1, 2) * 1.4 - 0.7
    for number, row in enumerate(county_rows):
        prefecture = number % size.prefectures
        province = prefecture % size.provinces
        shift = np.array([6.0 * (province % 6), 6.0 * (province // 6)])
        at = home[province] + shift + centres[prefecture] + spots[number]
        ids.append(row[0])
        region.append(len(regions) + prefecture)
        seats.append((float(at[0]), float(at[1])))
    regions += [row[0] for row in region_rows if row[3] == "prefecture"]
    counties, mass = len(ids), draws.pareto(len(ids), 100, 2_000)
    if not size.counties and setting.provinces:
        ids.append(setting.provinces[0])
        region.append(len(regions))
        regions.append(setting.provinces[0])
        seats.append((113.0, 27.0))
        mass = np.append(mass, mass.sum() // 2)
    nearby = Wheel(_pull(np.array(seats), mass))
    return Places(ids, np.array(region), regions, mass, counties, nearby, Wheel(mass[np.newaxis, :]), region_rows, county_rows)


def _simulated(size: Size) -> tuple[list[tuple[str, str, str, str, str]], list[tuple[str, str, str, str]]]:
    """Return rows (id, name, name_zh, kind, whole) of regions and (id, name, name_zh, whole) of counties; ``whole`` contains them."""
    provinces = [f"region:sim-p{number:02d}" for number in range(1, size.provinces + 1)]
    region_rows = [(name, f"Simulated province {name[-2:]}", f"模拟省 {name[-2:]}", "province", "") for name in provinces]
    prefectures = [f"region:sim-{number:04d}" for number in range(1, size.prefectures + 1)]
    for number, name in enumerate(prefectures):
        whole = provinces[number % size.provinces]
        region_rows.append((name, f"Simulated prefecture {name[-4:]}", f"模拟市 {name[-4:]}", "prefecture", whole))
    county_rows = []
    for number in range(size.counties):
        tag = f"{number + 1:04d}"
        county_rows.append((f"county:sim-{tag}", f"Simulated county {tag}", f"模拟县 {tag}", prefectures[number % size.prefectures]))
    return region_rows, county_rows


def _pull(seats: np.ndarray[tuple[int, int], np.dtype[np.float64]], mass: Ints) -> Ints:
    """Return mass / (1 + scaled squared distance) in whole numbers, with shape (home, place). Computed by row to save memory."""
    pull = np.empty((len(seats), len(seats)), dtype=np.int64)
    for number, seat in enumerate(seats):
        apart = seats - seat
        squared = apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1]
        pull[number] = np.floor(mass * float(_UNIT) / (1.0 + _CORE * squared))
    return pull
