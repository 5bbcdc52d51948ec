"""All names of one data version in memory, and which of them may fit what is asked for.

A name is found by what it is (letters, parts, pinyin, code) and by what it looks like: its pairs of characters, its words and their groups
of three letters. The rarest of those are looked at first and no more than :data:`BUDGET` entries in all, so that a pair of characters that
tens of thousands have costs nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.reconciliation.inverted_index import Draft, Postings, weight
from graph.reconciliation.names import Name, take_apart
from graph.reconciliation.normalisation import sound, words
from graph.reconciliation.places import Gazetteer
from seed.model import label_of

NEAR = 30
"""Names that are compared because they look alike."""
KEYED = 100
"""Things at most that one exact key leads to; what more have in common names none of them."""
BUDGET = 200_000
_SHARES, _SORTED = (0.9, 0.7, 0.5, 0.3, 0.0), 1000
PLACES = frozenset({"province", "prefecture"})


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as far as matching needs it. ``names``: name, Chinese name, aliases; ``within``: ids of where it is or what it is part of."""

    id: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    code: str | None
    kind: str | None
    level: str | None
    origin: str
    within: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its type."""
        return label_of(self.id) or "Thing"

    @property
    def title(self) -> str:
        """The name that a person is shown: the Chinese one where it is known."""
        return self.names[-1]

    @property
    def is_place(self) -> bool:
        """Whether it is a county, or a region that others lie in."""
        return self.label == "County" or (self.label == "Region" and self.kind in PLACES)


def thing_of(row: dict[str, Any]) -> Thing:
    """A thing from a row of ``cypher/browse/names_to_match.cypher``."""
    names = (row["name"], row["name_zh"]) if row["name_zh"] else (row["name"],)
    aliases = tuple(row["aliases"] or ())
    return Thing(row["id"], names, aliases, row["code"], row["kind"], row["level"], row["origin"], tuple(row["within"]))


class Index:
    """The names of a data version. It does not change once it is built, so that many may read it at once."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = list(things)
        self.at = {thing.id: number for number, thing in enumerate(self.things)}
        self.gazetteer = Gazetteer(((t.id, t.names + t.aliases) for t in self.things if t.is_place), {t.id: t.within for t in self.things})
        self.words: set[str] = set()
        self._owners = array("I")
        self.apart = lru_cache(maxsize=10_000)(self._apart)
        keys, grams = Draft(), Draft()
        for number, thing in enumerate(self.things):
            self._add(number, thing, keys, grams)
        self._keys, self._grams = Postings(keys), Postings(grams)
        self._lengths = np.maximum(self._grams.sums(len(self._owners)), 1e-6)

    def __len__(self) -> int:
        return len(self.things)

    def _apart(self, text: str) -> Name:
        return take_apart(text, self.gazetteer)

    def _add(self, number: int, thing: Thing, keys: Draft, grams: Draft) -> None:
        found = {f"#{thing.code.lower()}"} if thing.code else set()
        for text in thing.names + thing.aliases:
            name = self._apart(text)
            found.update(_keys(name))
            if not name.han:
                self.words.update(word for word in words(name.text) if word.isalpha())
            grams.add(_grams(name), len(self._owners))
            self._owners.append(number)
        keys.add(found, number)

    def keyed(self, keys: Iterable[str]) -> list[int]:
        """Numbers of the things that one of the keys leads to."""
        return list(dict.fromkeys(int(number) for key in keys for number in self._keys.under(key)[:KEYED]))

    def coded(self, text: str) -> list[int]:
        """Numbers of the things with this code."""
        return self.keyed([f"#{text.strip().lower()}"])

    def near(self, name: Name, most: int = NEAR) -> list[int]:
        """Numbers of the things with a name that looks or sounds like this one, the likest first."""
        grams = sorted((owners for gram in set(_grams(name)) if len(owners := self._grams.under(gram))), key=len)
        total = len(self._owners)
        shared = np.zeros(total, dtype=np.float32)
        asked, left = 1e-6, BUDGET
        for owners in grams:
            left -= len(owners)
            if left < 0:
                break
            asked += weight(len(owners), total)
            shared[owners] += weight(len(owners), total)
        likeness = shared / (asked + self._lengths)
        return list(dict.fromkeys(self._owners[at] for at in _likest(likeness, most)))

    def candidates(self, name: Name) -> list[int]:
        """Numbers of the things that are worth comparing with a name, in no order."""
        return list(dict.fromkeys([*self.keyed(_keys(name)), *self.near(name)]))


def _likest(likeness: NDArray[np.floating[Any]], most: int) -> list[int]:
    """Where the greatest values stand, greatest first. Of very many nearly as great the first are taken: to order them all is slow."""
    found: list[int] = []
    greatest = float(likeness.max(initial=0.0))
    for share in _SHARES if greatest > 0 else ():
        among = np.flatnonzero(likeness > share * greatest)
        if len(among) > _SORTED:
            known = set(found)
            rest = (int(at) for at in among[: most + len(found)] if int(at) not in known)
            return [*found, *rest][:most]
        found = [int(at) for at in among[np.argsort(-likeness[among], kind="stable")]]
        if len(found) >= most:
            break
    return found[:most]


def _keys(name: Name) -> Iterator[str]:
    if name.text:
        yield name.text
        yield from name.keys()
        yield f"~{sound(name.text)}"


def _grams(name: Name) -> Iterator[str]:
    """What a name looks like. A Chinese name is also given as it sounds, for those who type it so."""
    for number in name.numbers:
        yield f"#{number}"
    for place in name.places:
        yield f"@{min(place.ids)}"
    if not name.han:
        for word in words(name.text):
            yield f" {word}"
            yield from _threes(f"^{word}$")
        yield from _threes(sound(name.text), "~")
        return
    text = name.text
    yield from (text[at : at + 2] for at in range(len(text) - 1) if not text[at : at + 2].isascii())
    yield from _threes(sound(text), "~")


def _threes(text: str, mark: str = "") -> Iterator[str]:
    return (mark + text[at : at + 3] for at in range(max(1, len(text) - 2)))
