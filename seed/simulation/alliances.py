"""Alliances: their members, and what those do together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seed.simulation.draws import Bools, Draws, Ints
from seed.simulation.ties import Partners, People
from seed.simulation.world import World

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
    """One alliance. ``region`` and ``sectors`` are empty for the real one, of which only sources may speak.

    Members (numbers of schools and of enterprises) stand from active to idle.
    """

    id: str
    region: str = ""
    sectors: list[str] = field(default_factory=list)
    schools: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    firms: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    activities: list[Activity] = field(default_factory=list)

    @property
    def members(self) -> int:
        """How many."""
        return len(self.schools) + len(self.firms)


@dataclass
class _Ground:
    """What alliances are made from."""

    draws: Draws
    world: World
    partners: Partners
    people: People


def make_alliances(draws: Draws, world: World, partners: Partners, people: People) -> list[Alliance]:
    """The real alliance at the scale of Chenzhou, else simulated ones, one for a region at most."""
    ground, places = _Ground(draws, world, partners, people), world.places
    if not world.size.alliances:
        if CHENZHOU not in world.setting.alliances:
            raise ValueError(f"The packages hold no {CHENZHOU}, which the members of the overlay belong to.")
        return [_make(ground, Alliance(CHENZHOU), places.region >= 0)]
    sectors = [at.target for at in world.setting.fields if at.prioritised]
    found = []
    for number, region in enumerate(draws.shuffle(len(places.regions))[: world.size.alliances].tolist(), start=1):
        focus = sorted({sectors[at] for at in draws.below(2, len(sectors)).tolist()})
        found.append(_make(ground, Alliance(f"alliance:sim-{number:03d}", places.regions[region], focus), places.region == region))
    return found


def _make(ground: _Ground, alliance: Alliance, inside: Bools) -> Alliance:
    """Fill an alliance; ``inside`` says which places are of its region."""
    draws, world = ground.draws, ground.world
    low, high = world.size.members
    count = int(draws.pareto(1, low, high)[0])
    local = np.flatnonzero(inside[world.schools.place])
    alliance.schools = local[draws.shuffle(len(local))][: max(count // 7, 1)]
    alliance.firms = _firms(ground, alliance.schools, np.flatnonzero(inside), count - len(alliance.schools))
    low, high = world.size.activities
    many = int(draws.pareto(1, low, high)[0])
    lecturers = np.flatnonzero(np.isin(ground.people.lecture_school, alliance.schools))
    alliance.activities = [_activity(draws, alliance, lecturers) for _ in range(many)]
    return alliance


def _firms(ground: _Ground, schools: Ints, spots: Ints, count: int) -> Ints:
    """Half of them partners of the member schools, as far as there are any, the others by size; a few from anywhere."""
    draws, world = ground.draws, ground.world
    close = np.unique(ground.partners.firm[np.isin(ground.partners.school, schools)])
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
    date = f"{2024 + month // 12}-{month % 12 + 1:02d}"
    return Activity(KINDS[kind], date, alliance.schools[-schools - 1], alliance.firms[firms], people)


def _order(alliance: Alliance) -> Ints:
    """Members from active to idle, a school after every third enterprise: -1, -2 ... are schools, 0, 1 ... are enterprises."""
    schools, firms = np.arange(len(alliance.schools)), np.arange(len(alliance.firms))
    rank = np.concatenate((schools * 4, firms * 4 // 3 + 1))
    return np.asarray(np.concatenate((-schools - 1, firms))[np.argsort(rank, kind="stable")], dtype=np.int64)
