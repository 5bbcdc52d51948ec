"""Enterprises: size, place and field, and the choice of one for a program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seed.simulation.draws import Draws, Ints, Wheel
from seed.simulation.places import Places
from seed.simulation.setting import Setting
from seed.simulation.sizes import Size

_SPECIALITY_FACTOR = 12
_LARGEST = 60_000


@dataclass
class Firms:
    """Enterprises by number, sorted by place and field, so that those of a place, or of a field in a place, are contiguous."""

    place: Ints
    field: Ints
    employees: Ints
    target: list[str]
    target_of: Ints
    fields: int
    _sums: Ints
    _starts: Ints

    def choose(self, draws: Draws, places: Ints, fields: Ints, loyalty: float) -> Ints:
        """Choose one enterprise for each place, weighted by employees, with probability ``loyalty`` from the field if possible."""
        count = len(places)
        keys = places * self.fields
        own = draws.chance(count, loyalty) & (fields >= 0)
        first, last = self._sums[self._starts[keys]], self._sums[self._starts[keys + self.fields]]
        at = keys + np.maximum(fields, 0)
        low, high = self._sums[self._starts[at]], self._sums[self._starts[at + 1]]
        use = own & (high > low)
        first, last = np.where(use, low, first), np.where(use, high, last)
        return np.asarray(np.searchsorted(self._sums, first + draws.below(count, last - first), side="right") - 1, dtype=np.int64)


def affinity(draws: Draws, places: Places, setting: Setting) -> Ints:
    """Return the weight of each field in each place, with shape (place, field). Some fields are common everywhere.

    A field that a major of the catalogue serves counts three times, because only its programs can have a major. Each place has
    specialities: for a real county the sectors it is known for or prioritises, for other places two fields that are drawn.
    """
    count, fields = len(places.ids), len(setting.fields)
    common = draws.pareto(fields, 10, 120) * np.array([3 if field.taught else 1 for field in setting.fields])
    table = np.repeat(common[np.newaxis, :], count, axis=0)
    drawn = draws.below(2 * count, fields).reshape(-1, 2)
    for number in range(count):
        specialities = setting.counties[number].sectors if number < len(setting.counties) else frozenset()
        special = [at for at, field in enumerate(setting.fields) if field.target in specialities] or list(drawn[number])
        table[number, special] = np.maximum(table[number, special], 20) * _SPECIALITY_FACTOR
    return np.asarray(table, dtype=np.int64)


def make_firms(draws: Draws, places: Places, setting: Setting, size: Size, table: Ints) -> Firms:
    """Generate the enterprises of one scale: at least one in each place, the others in proportion to the mass of places."""
    count, spots = size.enterprises, len(places.ids)
    place = np.concatenate((np.arange(spots), draws.weighted(places.mass, count - spots)))
    field = Wheel(table).spin(draws, place)
    order = np.lexsort((field, place))
    place, field = place[order], field[order]
    employees = draws.wild(count, 8, _LARGEST)
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(employees)))
    fields = len(setting.fields)
    starts = np.searchsorted(place * fields + field, np.arange(spots * fields + 1), side="left")
    targets, target_of = _targets(draws, setting, field)
    return Firms(place, field, employees, targets, target_of, fields, sums, np.asarray(starts, dtype=np.int64))


def _targets(draws: Draws, setting: Setting, field: Ints) -> tuple[list[str], Ints]:
    """Choose what each enterprise operates in: an industry of its field, or the sector if no industry is mapped to it."""
    lists = [at.industries or (at.target,) for at in setting.fields]
    lengths = np.array([len(items) for items in lists])
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)[:-1]))
    chosen = offsets[field] + draws.below(len(field), lengths[field])
    return [item for items in lists for item in items], np.asarray(chosen, dtype=np.int64)
