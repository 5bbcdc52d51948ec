"""Two names compared: points from 0 to 100, the reasons, and whether the two may be called the same without a person looking.

==========================================  ======  =========================================================
what was found                              points  certain?
==========================================  ======  =========================================================
the name, letter by letter                  100     yes
the same but for width, case, script,       98      yes
marks or blanks
the same but for other words for its kind,  95      yes
or the level of a place
an administrative prefix more or less       93      yes, when the innermost place is the same
a place more or less, within which it lies  90      yes, when the rest distinguishes it
a legal form more or less                   - 2     yes, from three characters
a typing error                              86      yes, as :mod:`graph.reconciliation.typos` has it
the pinyin of the name                      82      only for words, not for names of schools, firms and places
another kind, a place unknown or unlike     35-80   no
a part, or a likeness                       0-78    no
==========================================  ======  =========================================================

An alias has three points less. A place is never taken for another by its sound, and in Latin letters it needs its level (Guiyang County).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from graph.reconciliation import typos
from graph.reconciliation.names import Name
from graph.reconciliation.normalisation import like_pinyin, sound, syllables
from graph.reconciliation.places import Gazetteer, Place, stem
from graph.reconciliation.similarity import NOTHING, Likeness
from graph.reconciliation.vocabulary import LEVEL_WORDS

SAFE = 85.0
"""Points from which a match can be certain."""
ALIAS = 3.0
WORDS_NOT_NAMES = frozenset({"Major", "Industry", "Sector"})
UNIT = "unit"
_LEVELS = {"province": frozenset({"province"}), "prefecture": frozenset({"city", "prefecture"})}
_STAND_SOMEWHERE = frozenset({"School", "Enterprise"})
_SHORTEST_PLACE = 5
_LIKE, _CONFLICT, _NUMBER = 78.0, 40.0, 50.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known besides the two names.

    ``around``: where the thing is, with all that lies around; ``place``: it is itself a county or a region; ``words``: every Latin word of
    any name; ``only_latin``: it has no Chinese name; ``level``: what a place or a school is of, ``unit`` for a part of a school.
    """

    known: Gazetteer
    words: Container[str]
    label: str = ""
    level: str = ""
    around: frozenset[str] = frozenset()
    place: bool = False
    only_latin: bool = False


def compare(query: Name, name: Name, about: Setting) -> Likeness:
    """Compare what was asked for with one name of a thing."""
    if not query.text or not name.text:
        return NOTHING
    if query.text == name.text:
        return Likeness(100.0, ("name",), True) if query.raw.strip() == name.raw.strip() else Likeness(98.0, ("written",), True)
    if query.han == name.han:
        return _one_script(query, name, about)
    if name.han:
        return _by_sound(query, name, about)
    return _only_place(query, name, about)


def _one_script(query: Name, name: Name, about: Setting) -> Likeness:
    relation = _places(query, name, about)
    if query.numbers != name.numbers:
        return _capped(_alike(query, name), _NUMBER, "number")
    if relation == "elsewhere" or _another_place(query, name):
        return _elsewhere(query, name)
    if about.place and query.last is None:
        return _like_a_place(query, name)
    if _same(query.core, name.core):
        return _same_core(query, name, relation, about)
    if relation in {"same", "prefix"} and _typed(query, name, about):
        return Likeness(86.0, ("typo",), True)
    return _alike(query, name)


def _same(one: str, other: str) -> bool:
    return one == other or (" " in one and sorted(one.split()) == sorted(other.split()))


def _typed(query: Name, name: Name, about: Setting) -> bool:
    return typos.chinese(query, name) if query.han else typos.latin(query, name, about.words)


def _like_a_place(query: Name, name: Name) -> Likeness:
    """A place that the query does not name by its own letters: in Chinese another place, in Latin letters perhaps an error."""
    return NOTHING if query.han else _capped(_alike(query, name), 70.0, "romanised")


def _same_core(query: Name, name: Name, relation: str, about: Setting) -> Likeness:
    if sorted(query.kind) != sorted(name.kind):
        return _another_kind(query, name, relation, about)
    found = _by_place(query, name, relation)
    if relation in {"added", "dropped"} and not _has_proper_name(name, about):
        found = Likeness(min(found.points, 80.0), found.reasons)
    if query.legal != name.legal:
        short = about.label != "Enterprise" or (not name.places and len(name.core) <= (2 if query.han else 3))
        found = Likeness(found.points - 2 - (8 if short else 0), (*found.reasons, "legal"), found.certain and not short)
    return found


def _has_proper_name(name: Name, about: Setting) -> bool:
    """Whether the core of a name is its own, so that it is known without its place: 思科, but not the 高新区 of a town."""
    if about.label not in _STAND_SOMEWHERE or about.level == UNIT:
        return False
    return name.han or " " in name.core or like_pinyin(name.core)


def _another_kind(query: Name, name: Name, relation: str, about: Setting) -> Likeness:
    """The same core, but another kind: another thing of the same name, or a place whose level is missing."""
    if about.place:
        same = relation in {"same", "prefix"}
        return _another_level(query, name, about) if same else _capped(_alike(query, name), _CONFLICT, "place")
    least = 0.0 if relation in {"unknown", "coarser"} else 60.0 if name.core else 50.0
    found = _alike(query, name)
    return replace(found, points=max(least, min(found.points * 0.9, 68.0)), reasons=(*found.reasons, "kind"))


def _another_level(query: Name, name: Name, about: Setting) -> Likeness:
    if not name.kind and query.kind and set(query.kind) <= _LEVELS.get(about.level, frozenset()):
        return Likeness(93.0, ("kind-word",), True)
    bare = not query.han and not query.kind and set(name.kind) <= LEVEL_WORDS
    return Likeness(82.0, ("romanised",)) if bare else _capped(_alike(query, name), _CONFLICT, "kind")


def _by_place(query: Name, name: Name, relation: str) -> Likeness:
    """The same core, kind and numbers: then the places decide."""
    if relation == "same":
        return Likeness(95.0, ("kind-word",) if query.han else ("order",), True)
    if relation == "prefix":
        return Likeness(93.0, ("prefix",), True)
    if not name.core:
        return Likeness(55.0, ("part",))
    distinct = len(name.core) >= 3 or bool(name.kind) or bool(name.numbers)
    if relation in {"added", "dropped"}:
        return Likeness(90.0, ("prefix",), True) if distinct else Likeness(70.0, ("prefix", "part"))
    return Likeness(80.0 if distinct else 65.0, ("place-unknown",))


def _places(query: Name, name: Name, about: Setting) -> str:
    """How the places of two names stand to each other: same, prefix, added, dropped, coarser, unknown, elsewhere."""
    inner = {place for found in name.places for place in found.ids}
    around = about.known.around(inner | about.around)
    if not query.places:
        return "dropped" if name.places else "same"
    outside = [place for place in query.places if not place.ids & around]
    if outside:
        return "elsewhere" if around and not all(_within(place, name, about) for place in outside) else "unknown"
    if not name.places:
        return "added"
    assert query.last is not None
    assert name.last is not None
    if not query.last.ids & name.last.ids:
        return "added" if _within(query.last, name, about) else "coarser"
    return "same" if len(query.places) == len(name.places) else "prefix"


def _within(place: Place, name: Name, about: Setting) -> bool:
    return name.last is not None and bool(about.known.around(place.ids) & name.last.ids)


def _elsewhere(query: Name, name: Name) -> Likeness:
    if query.han:
        return NOTHING if _sounds_like_its_place(query, name) else _capped(_alike(query, name), _CONFLICT, "place")
    wanted = name.last.word if name.last else ""
    mistyped = any(len(wanted) >= _SHORTEST_PLACE and OSA.distance(word, wanted) == 1 for word in query.core.split())
    return _capped(_alike(query, name), 70.0, "romanised") if mistyped else _capped(_alike(query, name), _CONFLICT, "place")


def _another_place(query: Name, name: Name) -> bool:
    """The name gives a place that the query lacks, and the query has something in its stead: it may be a place that the graph lacks."""
    if name.last is None or any(place.ids & name.last.ids for place in query.places):
        return False
    return bool(query.core) and not _same(query.core, name.core) and not (name.core and name.core in query.core[1:])


def _sounds_like_its_place(query: Name, name: Name) -> bool:
    if not query.han or name.last is None:
        return False
    return "".join(syllables(stem(name.last.word))) in "".join(syllables(query.text)) and stem(name.last.word) not in query.text


def _alike(query: Name, name: Name) -> Likeness:
    one, other = query.text, name.text
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        share = min(len(one), len(other)) / max(len(one), len(other))
        return Likeness(round(40 + 38 * share, 1), ("part",))
    like = (
        Levenshtein.normalized_similarity(one, other) if query.han else max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100
    )
    return Likeness(round(_LIKE * like, 1), ("like",))


def _capped(found: Likeness, most: float, reason: str) -> Likeness:
    return replace(found, points=min(found.points * 0.9, most), reasons=(*found.reasons, reason), certain=False)


def _by_sound(query: Name, name: Name, about: Setting) -> Likeness:
    """Latin letters asked for a Chinese name: as pinyin."""
    if query.numbers != name.numbers:
        return NOTHING
    asked = sound(query.text)
    if asked == sound(name.text):
        words = about.label in WORDS_NOT_NAMES and len(name.text) >= 4 and not name.places
        return Likeness(86.0 if words else 82.0, ("pinyin",), words)
    if about.place and name.last is not None and asked == sound(stem(name.last.word)):
        return Likeness(78.0, ("pinyin", "romanised"))
    like = fuzz.ratio(asked, sound(name.text)) / 100
    return Likeness(round(75 * like, 1), ("pinyin", "like")) if like >= 0.75 else NOTHING


def _only_place(query: Name, name: Name, about: Setting) -> Likeness:
    """Chinese asked, and the thing has no Chinese name: all that can be said is that it stands in the same place."""
    if (
        not about.only_latin
        or about.label not in _STAND_SOMEWHERE
        or query.last is None
        or name.last is None
        or not query.last.ids & name.last.ids
    ):
        return NOTHING
    return Likeness(45.0, ("place-only",))
