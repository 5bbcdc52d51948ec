"""The places in the graph, by name, and their hierarchy. Places outside the graph are not recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.reconciliation.normalisation import has_han, plain, syllables, words
from graph.reconciliation.vocabulary import LEVEL_WORDS

_LEVELS = ("自治县", "自治州", "自治区", "特别行政区", "地区", "省", "市", "县", "区", "旗", "盟", "州")
_COUNTRY = "中国"
_MOST_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A county or region as written in a name. ``ids`` has several entries if the word is ambiguous (长沙: the city and the county)."""

    word: str
    ids: frozenset[str]


COUNTRY = Place(_COUNTRY, frozenset())


def stem(name: str) -> str:
    """Return a Chinese place name without its level: 嘉禾县 -> 嘉禾. Unchanged if fewer than two characters would remain."""
    for level in _LEVELS:
        if name.endswith(level) and len(name) - len(level) >= 2:
            return name[: -len(level)]
    return name


def _spaced(han: Mapping[str, set[str]], latin: Mapping[str, Place]) -> dict[tuple[str, ...], Place]:
    """Map the syllables of Chinese place names to the places whose Latin name they spell: ``("gui", "yang")`` to Guiyang County."""
    spaced: dict[tuple[str, ...], Place] = {}
    for name, ids in han.items():
        spelt = syllables(name)
        place = latin.get("".join(spelt))
        if place is not None and 1 < len(spelt) <= _MOST_SYLLABLES and place.ids <= ids:
            spaced[spelt] = place
    return spaced


class Gazetteer:
    """Looks up places by name.

    :param names: The id and the names of each county and region.
    :param inside: The id of each entity and the ids of its direct parents.
    """

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]], inside: Mapping[str, Iterable[str]]) -> None:
        self._inside = {place: tuple(outer) for place, outer in inside.items()}
        han: dict[str, set[str]] = {}
        latin: dict[str, set[str]] = {}
        for place, place_names in names:
            for name in map(plain, place_names):
                if any(map(str.isdigit, name)):
                    continue
                if has_han(name):
                    for word in {name, stem(name)}:
                        han.setdefault(word, set()).add(place)
                elif len(rest := [word for word in words(name) if word not in LEVEL_WORDS]) == 1:
                    latin.setdefault(rest[0], set()).add(place)
        self._words = {word: Place(word, frozenset(ids)) for word, ids in han.items()}
        self._words.setdefault(_COUNTRY, COUNTRY)
        self._latin = {word: Place(word, frozenset(ids)) for word, ids in latin.items()}
        self._spaced = _spaced(han, self._latin)
        self._lengths = sorted({len(word) for word in self._words if len(word) >= 2}, reverse=True)
        self._around = lru_cache(maxsize=10_000)(self._all_around)

    def find(self, text: str) -> tuple[tuple[Place, ...], str]:
        """Return the places in a normalised Chinese text, by longest match from the left, and the text without them.

        中国 is returned as :data:`COUNTRY`.
        """
        places: list[Place] = []
        rest: list[str] = []
        at = 0
        while at < len(text):
            place = next((self._words[text[at : at + n]] for n in self._lengths if text[at : at + n] in self._words), None)
            if place is None:
                rest.append(text[at])
                at += 1
            else:
                places.append(place)
                at += len(place.word)
        return tuple(places), "".join(rest)

    def latin(self, words: Sequence[str]) -> tuple[Place | None, int]:
        """Return the place that Latin words begin with, and its number of words; ``(None, 1)`` if they begin with no place.

        The syllables may be separate (``gui yang``) if they are those of the Chinese name: ``xi an`` is not ``xian``.
        """
        for size in range(min(_MOST_SYLLABLES, len(words)), 1, -1):
            if (place := self._spaced.get(tuple(words[:size]))) is not None:
                return place, size
        return self._latin.get(words[0]), 1

    def inwards(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Sort places from the outermost to the innermost: 桂阳县(湖南郴州) and 湖南郴州桂阳县 give the same order."""
        return tuple(sorted(places, key=lambda place: max((len(self._around(one)) for one in place.ids), default=0)))

    def around(self, ids: Iterable[str]) -> frozenset[str]:
        """Return these places and all places that contain them."""
        return frozenset().union(*map(self._around, ids))

    def _all_around(self, place: str) -> frozenset[str]:
        visited, pending = {place}, [place]
        while pending:
            for outer in self._inside.get(pending.pop(), ()):
                if outer not in visited:
                    visited.add(outer)
                    pending.append(outer)
        return frozenset(visited)
