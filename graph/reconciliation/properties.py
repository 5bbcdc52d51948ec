"""Compare additional properties of a spreadsheet row, such as code, county and level, with those of an entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.queries.codes import code_forms
from graph.reconciliation.index import Index, Thing
from graph.reconciliation.normalisation import plain

COMPARED = ("code", "county", "region", "level", "school")
"""Properties that affect a match; others are ignored."""
_LEVELS = {
    "secondary": ("中职", "中等职业教育", "中专", "职高"),
    "higher vocational": ("高职", "高职专科", "高等职业教育", "高职(专科)", "专科"),
    "vocational undergraduate": ("职业本科", "高职本科"),
    "undergraduate": ("本科", "普通本科"),
    "technician": ("技工", "技师"),
}
_LEVEL_OF = {plain(word): level for level, words in _LEVELS.items() for word in (level, *words)}


@dataclass(frozen=True, slots=True)
class Given:
    """A property and its values, which are texts or ids. One matching value is sufficient."""

    name: str
    values: tuple[str, ...]


def fits(index: Index, thing: Thing, given: Sequence[Given]) -> list[tuple[str, bool | None]]:
    """Return whether each property matches: True, False, or None if the graph has no value."""
    return [(one.name, _any([_fits(index, thing, one.name, value) for value in one.values if value.strip()])) for one in given]


def _any(results: list[bool | None]) -> bool | None:
    if True in results:
        return True
    return None if None in results or not results else False


def _fits(index: Index, thing: Thing, name: str, value: str) -> bool | None:
    if name == "code":
        return None if thing.code is None else plain(thing.code) in map(plain, code_forms(value))
    if name == "level":
        return None if thing.level is None else _LEVEL_OF.get(plain(value), plain(value)) == thing.level
    if name in {"county", "region"}:
        return _lies_in(index, thing, value)
    return _belongs_to_school(index, thing, value) if name == "school" else None


def _lies_in(index: Index, thing: Thing, value: str) -> bool | None:
    around = index.gazetteer.around((thing.id,) if thing.is_place else thing.within)
    places = {place for place in around if place.startswith(("county:", "region:"))}
    if not places:
        return None
    given = _places(index, value)
    if given & places:
        return True
    deeper = index.gazetteer.around(given) & places
    counties = any(place.startswith("county:") for place in places)
    return None if deeper and not counties else False


def _places(index: Index, value: str) -> frozenset[str]:
    """Return the places named by a value: an id, a code, or a name, of which the innermost place is used."""
    if value in index.at:
        return frozenset({value})
    coded = {index.things[at].id for at in index.coded(value) if index.things[at].is_place}
    if coded:
        return frozenset(coded)
    name = index.apart(value)
    whole = name.last is not None and not name.core
    return name.last.ids if whole and name.last is not None else frozenset()


def _belongs_to_school(index: Index, thing: Thing, value: str) -> bool | None:
    schools = [index.things[index.at[one]] for one in thing.within if one in index.at and one.startswith("school:")]
    if not schools:
        return None
    wanted = plain(value)
    return any(wanted == plain(text) or value == school.id for school in schools for text in (*school.names, *school.aliases))
