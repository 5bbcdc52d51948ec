"""Alliances: their members and their activities."""

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
    """One activity: its kind, its month (YYYY-MM), and the participants (numbers)."""

    kind: str
    date: str
    schools: Ints
    firms: Ints
    people: Ints


@dataclass
class Alliance:
    """One alliance. ``region`` and ``sectors`` are empty for the real alliance, for which only sources state them.

    Members (numbers of schools and of enterprises) are sorted from active to idle.
    """

    id: str
    region: str = ""
    sectors: list[str] = field(default_factory=list)
    schools: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    firms: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    activities: list[Activity] = field(default_factory=list)

    @property
    def members(self) -> int:
        """Number of members."""
        return len(self.schools) + len(self.firms)


@dataclass
class _Input:
    """The input for the generation of alliances."""

    draws: Draws
    world: World
    partners: Partners
    people: People


def make_alliances(draws: Draws, world: World, partners: Partners, people: People) -> list[Alliance]:
    """Return the real alliance at the scale ``chenzhou``, else simulated alliances, at most one per region."""
    inputs, places = _Input(draws, world, partners, people), world.places
    if not world.size.alliances:
        if CHENZHOU not in world.setting.alliances:
            raise ValueError(f"The packages do not contain {CHENZHOU}, which the overlay needs for its members.")
        return [_make(inputs, Alliance(CHENZHOU), places.region >= 0)]
    sectors = [at.target for at in world.setting.fields if at.prioritised]
    alliances = []
    for number, region in enumerate(draws.shuffle(len(places.regions))[: world.size.alliances].tolist(), start=1):
        focus = sorted({sectors[at] for at in draws.below(2, len(sectors)).tolist()})
        alliances.append(_make(inputs, Alliance(f"alliance:sim-{number:03d}", places.regions[region], focus), places.region == region))
    return alliances


def _make(inputs: _Input, alliance: Alliance, inside: Bools) -> Alliance:
    """Add members and activities to an alliance. ``inside`` marks the places in its region."""
    draws, world = inputs.draws, inputs.world
    low, high = world.size.members
    count = int(draws.pareto(1, low, high)[0])
    local = np.flatnonzero(inside[world.schools.place])
    alliance.schools = local[draws.shuffle(len(local))][: max(count // 7, 1)]
    alliance.firms = _firms(inputs, alliance.schools, np.flatnonzero(inside), count - len(alliance.schools))
    low, high = world.size.activities
    many = int(draws.pareto(1, low, high)[0])
    lecturers = np.flatnonzero(np.isin(inputs.people.lecture_school, alliance.schools))
    alliance.activities = [_activity(draws, alliance, lecturers) for _ in range(many)]
    return alliance


def _firms(inputs: _Input, schools: Ints, spots: Ints, count: int) -> Ints:
    """Choose enterprises: half from the partners of the member schools, if there are enough, the others by size, a few from anywhere."""
    draws, world = inputs.draws, inputs.world
    close = np.unique(inputs.partners.firm[np.isin(inputs.partners.school, schools)])
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
    """Draw an activity. The square of a uniform draw picks the members, so that the first usually take part and the last never."""
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
    """Return the members from active to idle, a school after every third enterprise: -1, -2 ... are schools, 0, 1 ... are enterprises."""
    schools, firms = np.arange(len(alliance.schools)), np.arange(len(alliance.firms))
    rank = np.concatenate((schools * 4, firms * 4 // 3 + 1))
    return np.asarray(np.concatenate((-schools - 1, firms))[np.argsort(rank, kind="stable")], dtype=np.int64)
