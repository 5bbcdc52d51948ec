"""Partnerships, people who link schools and enterprises, and facilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from seed.model import Form
from seed.simulation.draws import Draws, Ints
from seed.simulation.sizes import Size
from seed.simulation.world import World

FORMS: tuple[str, ...] = get_args(Form)
_FORM_WEIGHTS = np.array([5, 3, 3, 8, 7, 12, 4, 5])
_LOYALTY = 0.7
_SECOND_FORM = 0.1


@dataclass
class Partners:
    """Partnerships by number: each pair of school and enterprise once. ``other`` is a second form, or -1."""

    school: Ints
    firm: Ints
    form: Ints
    other: Ints
    since: Ints


@dataclass
class People:
    """People by number: lecturers of enterprises, then teachers, then one researcher for each facility.

    ``lecture_school`` and ``lecture_firm`` are of the lecturers, ``teach_school`` of the teachers; ``consults`` is (person, enterprise).
    """

    lecture_school: Ints
    lecture_firm: Ints
    teach_school: Ints
    consults: tuple[Ints, Ints]

    @property
    def count(self) -> int:
        """Number of lecturers and teachers."""
        return len(self.lecture_school) + len(self.teach_school)


@dataclass
class Facilities:
    """Facilities by number: the school that runs each, the enterprise that also runs it (-1: none), supported (facility, enterprise)."""

    school: Ints
    firm: Ints
    base: Ints
    supports: tuple[Ints, Ints]


def make_partners(draws: Draws, world: World) -> Partners:
    """Generate exactly ``size.partnerships`` pairs. Few schools have many; nearby enterprises in a program's field are more likely."""
    size, places, schools, programs, firms = world.size, world.places, world.schools, world.programs, world.firms
    first = np.searchsorted(programs.school, np.arange(len(schools)), side="left")
    offered = np.bincount(programs.school, minlength=len(schools))
    weights = draws.wild(len(schools), 20, 400)
    keys = np.zeros(0, dtype=np.int64)
    while len(keys) < size.partnerships:
        school = draws.weighted(weights, size.partnerships)
        field = programs.field[first[school] + draws.below(len(school), offered[school])]
        firm = firms.choose(draws, places.reach(draws, schools.place[school], 0.1), field, _LOYALTY)
        keys = _unique_in_order(np.concatenate((keys, school * len(firms.place) + firm)))
    keys = np.sort(keys[: size.partnerships])
    count = len(keys)
    form, second = draws.weighted(_FORM_WEIGHTS, count), draws.weighted(_FORM_WEIGHTS, count)
    other = np.where(draws.chance(count, _SECOND_FORM) & (second != form), second, -1)
    return Partners(keys // len(firms.place), keys % len(firms.place), form, other, 2025 - draws.below(count, 8))


def make_people(draws: Draws, partners: Partners, size: Size) -> People:
    """Generate lecturers and teachers from partnerships. Three teachers in four advise an enterprise, some of them two."""
    lecture, teach = draws.below(size.lecturers, len(partners.school)), draws.below(size.teachers, len(partners.school))
    advises = np.flatnonzero(draws.chance(size.teachers, 0.75))
    twice = advises[draws.chance(len(advises), 0.15)]
    more = partners.firm[draws.below(len(twice), len(partners.firm))]
    fresh = more != partners.firm[teach[twice]]
    person = np.concatenate((advises, twice[fresh])) + size.lecturers
    firm = np.concatenate((partners.firm[teach[advises]], more[fresh]))
    return People(partners.school[lecture], partners.firm[lecture], partners.school[teach], (person, firm))


def make_facilities(draws: Draws, world: World, partners: Partners) -> Facilities:
    """Generate facilities of schools with partners. Two in five are run jointly with an enterprise; most support few, some many."""
    places, schools, firms = world.places, world.schools, world.firms
    pair = draws.below(world.size.facilities, len(partners.school))
    school = partners.school[pair]
    firm = np.where(draws.chance(len(pair), 0.4), partners.firm[pair], -1)
    served = np.repeat(np.arange(len(pair)), draws.wild(len(pair), 2, 60))
    place = places.reach(draws, schools.place[school[served]], 0.02)
    supported = firms.choose(draws, place, firms.field[partners.firm[pair[served]]], 0.85)
    keys = np.unique(served * len(firms.place) + supported)
    supports = (keys // len(firms.place), keys % len(firms.place))
    return Facilities(school, firm, np.asarray(draws.chance(len(pair), 0.7), dtype=np.int64), supports)


def _unique_in_order(keys: Ints) -> Ints:
    """Remove duplicate keys, in the order of the first draw."""
    _, first = np.unique(keys, return_index=True)
    return np.asarray(keys[np.sort(first)], dtype=np.int64)
