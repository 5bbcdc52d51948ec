"""Alliances: their members, and what those do together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seed.simulation.draws import Draws, Ints
from seed.simulation.firms import Firms
from seed.simulation.places import Places
from seed.simulation.schools import Schools
from seed.simulation.setting import Setting
from seed.simulation.sizes import Size
from seed.simulation.ties import Partners, People

CHENZHOU = "alliance:chenzhou-ftz-new-materials-it"
KINDS = ("council meeting", "joint course", "donation", "fair", "lectures")
_KIND_WEIGHTS = np.array([5, 8, 4, 3, 5])
_LECTURES = KINDS.index("lectures")
_OUTSIDE = 0.08


@dataclass
class Activity:
    """One activity: its kind, its month as stated, and who took part (numbers)."""

    kind: str
    date: str
    schools: Ints
    firms: Ints
    people: Ints


@dataclass
class Alliance:
    """One alliance. ``region`` and ``sectors`` are empty for the real one, of which only sources may speak. Members stand from active to idle."""

    id: str
    region: str
    sectors: list[str]
    schools: Ints
    firms: Ints
    activities: list[Activity] = field(default_factory=list)

    @property
    def members(self) -> int:
        """How many."""
        return len(self.schools) + len(self.firms)


@dataclass
class World:
    """What alliances are made from."""

    places: Places
    schools: Schools
    firms: Firms
    partners: Partners
    people: People


def make_alliances(draws: Draws, world: World, setting: Setting, size: Size) -> list[Alliance]:
    """The real alliance at the scale of Chenzhou, else simulated ones, one for a region at most."""
    if not size.alliances:
        if CHENZHOU not in setting.alliances:
            raise ValueError(f"The packages hold no {CHENZHOU}, which the members of the overlay belong to.")
        return [_make(draws, world, (CHENZHOU, "", []), world.places.region >= 0, size)]
    sectors = [at.target for at in setting.fields if at.prioritised]
    found = []
    for number, region in enumerate(draws.shuffle(len(world.places.regions))[: size.alliances].tolist(), start=1):
        focus = sorted({sectors[at] for at in draws.below(2, len(sectors)).tolist()})
        label = (f"alliance:sim-{number:03d}", world.places.regions[region], focus)
        found.append(_make(draws, world, label, world.places.region == region, size))
    return found


def _make(draws: Draws, world: World, label: tuple[str, str, list[str]], inside: np.ndarray[tuple[int], np.dtype[np.bool_]], size: Size) -> Alliance:
    low, high = size.members
    count = min(int(draws.pareto(1, low, high)[0]), high)
    local = np.flatnonzero(inside[world.schools.place])
    schools = local[draws.shuffle(len(local))][: max(count // 7, 1)]
    firms = _firms(draws, world, schools, np.flatnonzero(inside), count - len(schools))
    alliance = Alliance(*label, schools, firms)
    low, high = size.activities
    many = min(int(draws.pareto(1, low, high)[0]), high)
    teachers = np.flatnonzero(np.isin(world.people.lecture_school, schools))
    alliance.activities = [_activity(draws, alliance, teachers) for _ in range(many)]
    return alliance


def _firms(draws: Draws, world: World, schools: Ints, spots: Ints, count: int) -> Ints:
    """Half of them partners of the member schools, as far as there are any, the others by size; a few from anywhere."""
    close = np.unique(world.partners.firm[np.isin(world.partners.school, schools)])
    taken = close[draws.shuffle(len(close))][: count // 2]
    while len(taken) < count:
        missing = count - len(taken)
        place = spots[draws.weighted(world.places.mass[spots], missing)]
        place = np.where(draws.chance(missing, _OUTSIDE), world.places.anywhere.spin(draws, np.zeros(missing, dtype=np.int64)), place)
        more = world.firms.choose(draws, place, np.full(missing, -1, dtype=np.int64), 0.0)
        joined = np.concatenate((taken, more))
        _, first = np.unique(joined, return_index=True)
        taken = joined[np.sort(first)]
    return np.asarray(taken, dtype=np.int64)


def _activity(draws: Draws, alliance: Alliance, lecturers: Ints) -> Activity:
    """Taking part is skewed: the square of a uniform draw picks the member, so that the first are always there and the last never."""
    kind = int(draws.weighted(_KIND_WEIGHTS, 1)[0])
    month = int(draws.below(1, 24)[0])
    many = int(draws.pareto(1, 3, 40)[0])
    drawn = draws.uniform(many)
    present = np.unique(np.floor(drawn * drawn * alliance.members * 0.8).astype(np.int64))
    order = _order(alliance)[present]
    people = np.zeros(0, dtype=np.int64)
    if kind == _LECTURES and len(lecturers):
        people = np.unique(lecturers[draws.below(2, len(lecturers))])
    schools, firms = np.sort(order[order < 0]), np.sort(order[order >= 0])
    return Activity(KINDS[kind], f"{2024 + month // 12}-{month % 12 + 1:02d}", alliance.schools[-schools - 1], alliance.firms[firms], people)


def _order(alliance: Alliance) -> Ints:
    """Members from active to idle, a school after every third enterprise: -1, -2 ... are schools, 0, 1 ... are enterprises."""
    schools, firms = np.arange(len(alliance.schools)), np.arange(len(alliance.firms))
    rank = np.concatenate((schools * 4, firms * 4 // 3 + 1))
    return np.asarray(np.concatenate((-schools - 1, firms))[np.argsort(rank, kind="stable")], dtype=np.int64)
