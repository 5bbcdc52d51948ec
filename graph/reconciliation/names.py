"""Parse a name into its places, its distinguishing core, the kind of entity and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from graph.reconciliation.normalisation import has_han, numbers, plain, words
from graph.reconciliation.places import COUNTRY, Gazetteer, Place
from graph.reconciliation.vocabulary import ENGLISH_KINDS, ENGLISH_LEGAL, LEGAL, STOP_WORDS, kinds, longest_kind, one_spelling


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name.

    ``raw``: the original text. ``text``: the normalised text. ``han``: whether it contains Chinese characters. ``places``: from the
    outermost to the innermost. ``national``: whether it contains 中国. ``core``: the rest without places, kinds and numbers (思科 in
    郴州思科职业学院; empty if the name consists of a place and a kind). ``kind``: the words for the kind, with synonyms unified and legal
    forms removed. ``legal``: whether there is a legal form. ``rest``: the name without places and numbers. For Latin names ``core``,
    ``kind`` and ``rest`` contain words.
    """

    raw: str
    text: str
    han: bool
    places: tuple[Place, ...]
    national: bool
    core: str
    kind: tuple[str, ...]
    legal: bool
    numbers: tuple[str, ...]
    rest: str

    @property
    def last(self) -> Place | None:
        """Return the innermost place in the name."""
        return self.places[-1] if self.places else None

    def keys(self) -> list[str]:
        """Return lookup keys. Names with a common key differ only in outer places or synonyms. Empty if the name is only a kind."""
        what = "|".join((" ".join(sorted(self.core.split())), "/".join(sorted(self.kind)), "/".join(self.numbers)))
        if self.core:
            return [f"={what}"]
        return [f"{place}{what}" for place in sorted(self.last.ids)] if self.last else []


def parse_name(raw: str, gazetteer: Gazetteer) -> Name:
    """Parse a name."""
    text = plain(raw)
    return _chinese(raw, text, gazetteer) if has_han(text) else _latin(raw, text, gazetteer)


def _chinese(raw: str, text: str, gazetteer: Gazetteer) -> Name:
    digits, rest = numbers(text)
    places, rest = gazetteer.find(rest)
    marks, kind, legal = split(rest)
    core = "".join(letter for letter, own in zip(rest, marks, strict=True) if own)
    national = any(place is COUNTRY for place in places)
    inwards = gazetteer.inwards(place for place in places if place is not COUNTRY)
    return Name(raw, text, True, inwards, national, core, kind, legal, digits, rest)


def split(text: str) -> tuple[list[bool], tuple[str, ...], bool]:
    """Return which characters are distinguishing, the kinds in order, and whether there is a legal form."""
    marks = [True] * len(text)
    kind: list[str] = []
    legal = False
    table, longest, at = kinds(), longest_kind(), 0
    while at < len(text):
        size = next((n for n in range(min(longest, len(text) - at), 1, -1) if text[at : at + n] in table), 0)
        if size:
            word = table[text[at : at + size]]
            legal = legal or word == LEGAL
            kind += [word] if word != LEGAL else []
            marks[at : at + size] = [False] * size
        at += size or 1
    return marks, tuple(kind), legal


def _latin(raw: str, text: str, gazetteer: Gazetteer) -> Name:
    digits, rest = numbers(text)
    places: list[Place] = []
    core: list[str] = []
    kind: list[str] = []
    legal = False
    left = list(map(one_spelling, words(rest)))
    while left:
        word, (place, size) = left[0], gazetteer.latin(left)
        del left[:size]
        if word in ENGLISH_LEGAL:
            legal = True
        elif place is not None:
            places.append(place)
        elif word in ENGLISH_KINDS:
            kind.append(word)
        elif word not in STOP_WORDS:
            core.append(word)
    return Name(raw, text, False, gazetteer.inwards(places), False, " ".join(core), tuple(kind), legal, digits, " ".join([*core, *kind]))
