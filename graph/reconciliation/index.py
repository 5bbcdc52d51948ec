"""In-memory index of all names of one data version, and lookup of candidates.

Candidates are found by exact keys (normalised text, parts, pinyin, code) and by similarity: pairs of characters, words, and groups of three
letters. The rarest of these are read first, up to :data:`BUDGET` entries in total, so that pairs shared by tens of thousands of names add
no cost.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.queries.codes import code_forms
from graph.reconciliation.inverted_index import Draft, Postings, weight
from graph.reconciliation.names import Name, parse_name
from graph.reconciliation.normalisation import sound, words
from graph.reconciliation.places import Gazetteer
from seed.model import label_of

NEAR = 30
"""Maximum number of similar names to compare."""
KEYED = 100
"""Maximum number of entities per exact key. A key shared by more entities does not identify any of them."""
BUDGET = 200_000
"""Maximum number of index entries read per query."""
_SHARES, _SORTED = (0.9, 0.7, 0.5, 0.3, 0.0), 1000
PLACES = frozenset({"province", "prefecture"})


@dataclass(frozen=True, slots=True)
class Thing:
    """The fields of an entity used for matching. ``names``: name and Chinese name; ``within``: ids of its places and parents."""

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
        """Return the type of the entity."""
        return label_of(self.id) or "Thing"

    @property
    def title(self) -> str:
        """Return the display name: the Chinese name if there is one."""
        return self.names[-1]

    @property
    def is_place(self) -> bool:
        """Return whether the entity is a county, a province or a prefecture."""
        return self.label == "County" or (self.label == "Region" and self.kind in PLACES)


def thing_of(row: dict[str, Any]) -> Thing:
    """Build an entity from a row of ``cypher/browse/names_to_match.cypher``."""
    names = (row["name"], row["name_zh"]) if row["name_zh"] else (row["name"],)
    aliases = tuple(row["aliases"] or ())
    return Thing(row["id"], names, aliases, row["code"], row["kind"], row["level"], row["origin"], tuple(row["within"]))


class Index:
    """The names of a data version. Immutable after construction, so it can be read concurrently."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = list(things)
        self.at = {thing.id: number for number, thing in enumerate(self.things)}
        self.gazetteer = Gazetteer(((t.id, t.names + t.aliases) for t in self.things if t.is_place), {t.id: t.within for t in self.things})
        self.words: set[str] = set()
        self._owners = array("I")
        self._masks: dict[frozenset[str], NDArray[np.bool_]] = {}
        self.apart = lru_cache(maxsize=10_000)(self._apart)
        keys, grams = Draft(), Draft()
        for number, thing in enumerate(self.things):
            self._add(number, thing, keys, grams)
        self._keys, self._grams = Postings(keys), Postings(grams)
        self.pairs: Container[str] = self._grams
        self._lengths = np.maximum(self._grams.sums(len(self._owners)), 1e-6)

    def __len__(self) -> int:
        return len(self.things)

    def _apart(self, text: str) -> Name:
        return parse_name(text, self.gazetteer)

    def _add(self, number: int, thing: Thing, keys: Draft, grams: Draft) -> None:
        entity_keys = {f"#{thing.code.lower()}"} if thing.code else set()
        for text in thing.names + thing.aliases:
            name = self._apart(text)
            entity_keys.update(_keys(name))
            if not name.han:
                self.words.update(word for word in words(name.text) if word.isalpha())
            grams.add(_grams(name), len(self._owners))
            self._owners.append(number)
        keys.add(entity_keys, number)

    def keyed(self, keys: Iterable[str]) -> list[int]:
        """Return the numbers of the entities that have one of the keys."""
        return list(dict.fromkeys(int(number) for key in keys for number in self._keys.under(key)[:KEYED]))

    def coded(self, text: str) -> list[int]:
        """Return the numbers of the entities with this code, in any of its forms (:mod:`graph.queries.codes`)."""
        return next((numbers for form in code_forms(text) if (numbers := self.keyed([f"#{form.lower()}"]))), [])

    def near(self, name: Name, most: int = NEAR, labels: Collection[str] = ()) -> list[int]:
        """Return the numbers of the entities with similar spelling or pronunciation, most similar first. ``labels``: only these types."""
        grams = sorted((owners for gram in set(_grams(name)) if len(owners := self._grams.under(gram))), key=len)
        total = len(self._owners)
        shared = np.zeros(total, dtype=np.float32)
        query_weight, budget = 1e-6, BUDGET
        for owners in grams:
            budget -= len(owners)
            if budget < 0:
                break
            query_weight += weight(len(owners), total)
            shared[owners] += weight(len(owners), total)
        similarity = shared / (query_weight + self._lengths)
        if labels:
            similarity *= self._of_types(frozenset(labels))
        return list(dict.fromkeys(self._owners[at] for at in _most_similar(similarity, most)))

    def candidates(self, name: Name, labels: Collection[str] = ()) -> list[int]:
        """Return the numbers of the entities to compare with a name, in no particular order.

        ``labels``: the requested types. Similar names of other types do not take the places of theirs.
        """
        return list(dict.fromkeys([*self.keyed(_keys(name)), *self.near(name, labels=labels)]))

    def _of_types(self, labels: frozenset[str]) -> NDArray[np.bool_]:
        """Return for each name whether its entity has one of the types."""
        if labels not in self._masks:
            things = np.fromiter((thing.label in labels for thing in self.things), dtype=np.bool_, count=len(self.things))
            self._masks[labels] = things[np.asarray(self._owners, dtype=np.int64)]
        return self._masks[labels]


def _most_similar(similarity: NDArray[np.floating[Any]], most: int) -> list[int]:
    """Return the indices of the largest values, largest first. Among very many similar values the first are taken without sorting."""
    best: list[int] = []
    greatest = float(similarity.max(initial=0.0))
    for share in _SHARES if greatest > 0 else ():
        among = np.flatnonzero(similarity > share * greatest)
        if len(among) > _SORTED:
            selected = set(best)
            rest = (int(at) for at in among[: most + len(best)] if int(at) not in selected)
            return [*best, *rest][:most]
        best = [int(at) for at in among[np.argsort(-similarity[among], kind="stable")]]
        if len(best) >= most:
            break
    return best[:most]


def _keys(name: Name) -> Iterator[str]:
    if name.text:
        yield name.text
        yield from name.keys()
        yield f"~{sound(name.text)}"


def _grams(name: Name) -> Iterator[str]:
    """Yield the n-grams of a name. Chinese names also yield n-grams of their pinyin, for queries typed in pinyin."""
    for number in name.numbers:
        yield f"#{number}"
    for place in name.places:
        yield f"@{min(place.ids)}"
    if not name.han:
        for word in words(name.text):
            yield f" {word}"
            yield from _trigrams(f"^{word}$")
        yield from _trigrams(sound(name.text), "~")
        return
    text = name.text
    yield from (text[at : at + 2] for at in range(len(text) - 1) if not text[at : at + 2].isascii())
    yield from _trigrams(sound(text), "~")


def _trigrams(text: str, mark: str = "") -> Iterator[str]:
    return (mark + text[at : at + 3] for at in range(max(1, len(text) - 2)))
