"""A name taken apart: the places in it, what distinguishes it, what kind of thing it says it is, its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from graph.reconciliation.normalisation import has_han, numbers, plain, words
from graph.reconciliation.places import Gazetteer, Place
from graph.reconciliation.vocabulary import ENGLISH_KINDS, ENGLISH_LEGAL, LEGAL, STOP_WORDS, kinds, longest_kind, one_spelling


@dataclass(frozen=True, slots=True)
class Name:
    """One name.

    ``raw`` as it was given; ``text`` in plain letters; ``places`` from the outermost in; ``core`` what is left when places, kinds and
    numbers are taken out (思科 of 郴州思科职业学院; empty where a place and a kind say all); ``kind`` the words for kinds, those that mean
    the same made one and legal forms left out; ``legal`` whether there was a legal form; ``rest`` the name without places and numbers. Of a
    Latin name ``core``, ``kind`` and ``rest`` hold words.
    """

    raw: str
    text: str
    han: bool
    places: tuple[Place, ...]
    core: str
    kind: tuple[str, ...]
    legal: bool
    numbers: tuple[str, ...]
    rest: str

    @property
    def last(self) -> Place | None:
        """The innermost place that the name itself gives."""
        return self.places[-1] if self.places else None

    def keys(self) -> list[str]:
        """Names that share a key name the same, outer places and other words for the same kind apart; none where only a kind is said."""
        what = "|".join((" ".join(sorted(self.core.split())), "/".join(sorted(self.kind)), "/".join(self.numbers)))
        if self.core:
            return [f"={what}"]
        return [f"{place}{what}" for place in sorted(self.last.ids)] if self.last else []


def take_apart(raw: str, known: Gazetteer) -> Name:
    """Take a name apart."""
    text = plain(raw)
    return _chinese(raw, text, known) if has_han(text) else _latin(raw, text, known)


def _chinese(raw: str, text: str, known: Gazetteer) -> Name:
    found, rest = numbers(text)
    places, rest = known.find(rest)
    marks, kind, legal = split(rest)
    core = "".join(letter for letter, own in zip(rest, marks, strict=True) if own)
    return Name(raw, text, True, known.inwards(places), core, kind, legal, found, rest)


def split(text: str) -> tuple[list[bool], tuple[str, ...], bool]:
    """Which characters distinguish, the kinds in their order, and whether there was a legal form."""
    marks = [True] * len(text)
    found: list[str] = []
    legal = False
    table, longest, at = kinds(), longest_kind(), 0
    while at < len(text):
        size = next((n for n in range(min(longest, len(text) - at), 1, -1) if text[at : at + n] in table), 0)
        if size:
            word = table[text[at : at + size]]
            legal = legal or word == LEGAL
            found += [word] if word != LEGAL else []
            marks[at : at + size] = [False] * size
        at += size or 1
    return marks, tuple(found), legal


def _latin(raw: str, text: str, known: Gazetteer) -> Name:
    found, rest = numbers(text)
    places: list[Place] = []
    core: list[str] = []
    kind: list[str] = []
    legal = False
    for word in map(one_spelling, words(rest)):
        place = known.latin(word)
        if word in ENGLISH_LEGAL:
            legal = True
        elif place is not None:
            places.append(place)
        elif word in ENGLISH_KINDS:
            kind.append(word)
        elif word not in STOP_WORDS:
            core.append(word)
    return Name(raw, text, False, known.inwards(places), " ".join(core), tuple(kind), legal, found, " ".join([*core, *kind]))
