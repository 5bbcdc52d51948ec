"""Schools and their programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seed.simulation.draws import Bools, Draws, Ints, Wheel, ranks, shares
from seed.simulation.places import Places
from seed.simulation.setting import Setting
from seed.simulation.sizes import COHORTS, Size

Targets = list[str]


@dataclass
class Schools:
    """Schools by number, secondary schools first. ``place`` is the number of a county."""

    place: Ints
    secondary: int

    def __len__(self) -> int:
        return len(self.place)


@dataclass
class Programs:
    """Programs by number, sorted by school. ``rank`` is the position in the school, from 0.

    ``field`` is -1 if there is no suitable field. ``major`` and ``industry`` are indexes into ``majors`` and ``industries``, or -1.
    ``opened`` and ``closed`` are years, or 0 if not stated or not closed.
    """

    school: Ints
    rank: Ints
    cohort: Ints
    opened: Ints
    closed: Ints
    field: Ints
    major: Ints
    industry: Ints
    majors: Targets
    industries: Targets

    def __len__(self) -> int:
        return len(self.school)


def make_schools(draws: Draws, places: Places, size: Size) -> Schools:
    """Place the schools: one secondary school in each county while there are enough, the others in proportion to the mass of counties."""
    mass = places.mass[: places.counties]
    first = np.arange(min(places.counties, size.secondary))
    rest = draws.weighted(mass, size.secondary - len(first))
    higher = draws.weighted(mass * mass, size.higher)
    return Schools(np.concatenate((first, np.sort(rest), np.sort(higher))), size.secondary)


def make_programs(draws: Draws, schools: Schools, setting: Setting, size: Size, table: Ints) -> Programs:
    """Scale the cohorts of Chenzhou to the number of programs, and give each program a school (few have many), a field and a major."""
    counts = shares(size.programs, np.array([cohort.count for cohort in COHORTS]))
    cohort = np.repeat(np.arange(len(COHORTS)), counts)
    aligned = _aligned(counts)
    school = _spread(draws, size, cohort)
    order = np.lexsort((draws.raw(len(school)), school))
    school, cohort, aligned = school[order], cohort[order], aligned[order]
    opened = _years(draws, cohort, [c.opened or (0, 0) for c in COHORTS])
    closed = _years(draws, cohort, [c.closed or (0, 0) for c in COHORTS])
    field = _fields(draws, setting, table[schools.place[school]], aligned)
    majors, major = _majors(draws, setting, cohort, field)
    industries, industry = _industries(draws, setting, field)
    return Programs(school, ranks(school), cohort, opened, closed, field, major, industry, majors, industries)


def _aligned(counts: Ints) -> Bools:
    flags = []
    for cohort, count in zip(COHORTS, counts.tolist(), strict=True):
        good = (cohort.aligned * count + cohort.count // 2) // cohort.count
        flags.append(np.arange(count) < good)
    return np.concatenate(flags)


def _spread(draws: Draws, size: Size, cohort: Ints) -> Ints:
    """Choose a school for each program: first one active program for each school, then the others by a heavy-tailed weight."""
    school = np.empty(len(cohort), dtype=np.int64)
    for level, first, count in (("secondary", 0, size.secondary), ("higher vocational", size.secondary, size.higher)):
        selected = np.flatnonzero(np.isin(cohort, [at for at, item in enumerate(COHORTS) if item.level == level]))
        selected = selected[draws.shuffle(len(selected))]
        running = np.isin(cohort[selected], [at for at, item in enumerate(COHORTS) if item.running])
        selected = np.concatenate((selected[running], selected[~running]))
        weights = draws.pareto(count, 10, 60)
        school[selected[:count]] = first + np.arange(count)
        school[selected[count:]] = first + draws.weighted(weights, len(selected) - count)
    return school


def _years(draws: Draws, cohort: Ints, spans: list[tuple[int, int]]) -> Ints:
    low, high = np.array([span[0] for span in spans])[cohort], np.array([span[1] for span in spans])[cohort]
    return np.asarray(low + draws.below(len(cohort), high - low + 1), dtype=np.int64)


def _fields(draws: Draws, setting: Setting, rows: Ints, aligned: Bools) -> Ints:
    """Choose a field for each program by the weights of its county, among the prioritised sectors or outside them."""
    kinds = [at.prioritised for at in setting.fields]
    fields = np.full(len(aligned), -1, dtype=np.int64)
    for flag in (True, False):
        selected, choices = np.flatnonzero(aligned == flag), np.array([at for at, kind in enumerate(kinds) if kind is flag], dtype=np.int64)
        if len(choices) and len(selected):
            fields[selected] = choices[Wheel(rows[np.ix_(selected, choices)]).spin(draws, np.arange(len(selected)))]
    return fields


def _majors(draws: Draws, setting: Setting, cohort: Ints, field: Ints) -> tuple[Targets, Ints]:
    lists: list[Targets] = []
    key = np.empty(len(cohort), dtype=np.int64)
    for number, item in enumerate(COHORTS):
        selected = cohort == number
        key[selected] = len(lists) + field[selected]
        lists += [setting.majors_for(item.level, at) for at in setting.fields] + [[]]
        key[selected & (field < 0)] = len(lists) - 1
    return _pick(draws, lists, key)


def _industries(draws: Draws, setting: Setting, field: Ints) -> tuple[Targets, Ints]:
    """Choose an additional industry of the sector for two in five of the programs in prioritised sectors."""
    lists = [list(at.industries) if at.prioritised else [] for at in setting.fields] + [[]]
    items, chosen = _pick(draws, lists, np.where(field < 0, len(lists) - 1, field))
    return items, np.where(draws.chance(len(field), 0.4), chosen, -1)


def _pick(draws: Draws, lists: list[Targets], key: Ints) -> tuple[Targets, Ints]:
    """Choose one item of list ``key`` for each key. Return all lists joined and the index of each choice, -1 if its list is empty."""
    lengths = np.array([len(items) for items in lists])
    offsets = np.cumsum(lengths) - lengths
    chosen = offsets[key] + draws.below(len(key), lengths[key])
    return [item for items in lists for item in items], np.where(lengths[key] > 0, chosen, -1)
