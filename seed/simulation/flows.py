"""FEEDS: the enterprises that take graduates of a program, the years and the numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seed.simulation.draws import Draws, Ints, shares
from seed.simulation.schools import Programs
from seed.simulation.sizes import COHORTS, FIRST_YEAR, LAST_YEAR, NEW_YEAR, Size
from seed.simulation.world import World

_LENGTHS = np.array([1, 1, 1, 2, 2, 3, 4, 5])
_YEARS = LAST_YEAR - FIRST_YEAR + 1
_LEAD_YEARS = 4
"""Number of years before the first year in which links can start, so that the first year has as many links as the others."""
_CHUNK = 8_000
_FAR = {"secondary": 0.06, "higher vocational": 0.18}
_LOYALTY = 0.75
Flows = tuple[Ints, Ints, Ints, Ints]
"""Program, enterprise, year, graduates: one row for each year of a link."""


def make_flows(draws: Draws, world: World) -> Iterator[Flows]:
    """Yield the flows in chunks of some thousand programs, sorted by program, enterprise and year, without duplicates.

    A link between a program and an enterprise lasts one or more years, and each year is a row.
    """
    flows = _chunks(draws, world, _links(draws, world.programs, world.size))
    if world.size.graduates is None:
        yield from flows
        return
    program, firm, year, graduates = (np.concatenate(columns) for columns in zip(*flows, strict=True))
    yield _scale_totals(draws, (program, firm, year, graduates), world.size.graduates)


def _links(draws: Draws, programs: Programs, size: Size) -> Ints:
    """Return the number of links of each program: heavy-tailed, and 0 for programs too new to have graduates."""
    starts = np.arange(-_LEAD_YEARS, _YEARS)[:, np.newaxis]
    years = float((np.minimum(starts + _LENGTHS, _YEARS) - np.maximum(starts, 0)).clip(min=0).mean())
    weights = draws.pareto(len(programs), 100, 1_500)
    weights[programs.opened >= NEW_YEAR] = 0
    return shares(int(size.feeds / years * size.excess), weights)


def _chunks(draws: Draws, world: World, links: Ints) -> Iterator[Flows]:
    places, programs, firms = world.places, world.programs, world.firms
    far = np.array([_FAR[cohort.level] for cohort in COHORTS])
    for first in range(0, len(programs), _CHUNK):
        numbers = np.arange(first, min(first + _CHUNK, len(programs)))
        program = np.repeat(numbers, links[numbers])
        if not len(program):
            continue
        home = world.schools.place[programs.school[program]]
        away = draws.chance(len(program), far[programs.cohort[program]])
        place = np.where(away, places.reach(draws, home, 1.0), places.reach(draws, home, 0.0))
        firm = firms.choose(draws, place, programs.field[program], _LOYALTY)
        pairs = np.unique(program * len(firms.place) + firm)
        yield _years(draws, programs, pairs // len(firms.place), pairs % len(firms.place))


def _years(draws: Draws, programs: Programs, program: Ints, firm: Ints) -> Flows:
    """Return the years of each link, and the graduates by year: most links have one or two a year, few have many."""
    start = draws.below(len(program), _YEARS + _LEAD_YEARS) - _LEAD_YEARS
    end = start + _LENGTHS[draws.below(len(program), len(_LENGTHS))]
    last = np.where(programs.closed[program] > 0, programs.closed[program] - FIRST_YEAR, _YEARS - 1)
    start = np.maximum(start, 0)
    length = np.maximum(np.minimum(end, last + 1) - start, 0)
    row = np.repeat(np.arange(len(program)), length)
    step = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    graduates = draws.pareto(len(row), 1, 80)
    return program[row], firm[row], FIRST_YEAR + start[row] + step, graduates


def _scale_totals(draws: Draws, flows: Flows, least: int) -> Flows:
    """Scale the graduates of each year to a total between ``least`` and eight per cent more."""
    program, firm, year, graduates = flows
    for at in range(FIRST_YEAR, LAST_YEAR + 1):
        rows = np.flatnonzero(year == at)
        total = least + int(draws.below(1, least * 8 // 100)[0])
        graduates[rows] = 1 + shares(total - len(rows), graduates[rows])
    return program, firm, year, graduates
