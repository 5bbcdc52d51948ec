"""Compare two names: points from 0 to 100, the reasons, and whether the match is certain enough to need no review.

==========================================  ======  =========================================================
finding                                     points  certain?
==========================================  ======  =========================================================
identical name                              100     yes
same name except for width, case, script,   98      yes
punctuation or blanks
same name except for synonyms of the kind,  95      yes
or the level of a place
administrative prefix added or missing      93      yes, if the innermost place is the same
own county added or missing                 90      yes, if the rest is distinctive
other place added or missing                80      no
legal form added or missing                 - 2     yes, from three characters
spelling error                              86      yes, as defined in :mod:`graph.reconciliation.typos`
pinyin of the name                          82      only for terms, not for names of schools, firms and places
different level of the same place           65      no
different kind, unknown or different place  35-80   no
partial or similar name                     0-78    no
==========================================  ======  =========================================================

An alias scores three points less. Places are never matched by pronunciation. In Latin letters a place needs its level (Guiyang County).
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
from graph.reconciliation.similarity import NOTHING, Similarity
from graph.reconciliation.vocabulary import LEVEL_WORDS

SAFE = 85.0
"""Minimum number of points for a certain match."""
ALIAS = 3.0
TERM_TYPES = frozenset({"Major", "Industry", "Sector"})
UNIT = "unit"
_LEVELS = {"province": frozenset({"province"}), "prefecture": frozenset({"city", "prefecture"})}
_LOCATED_TYPES = frozenset({"School", "Enterprise"})
_SHORTEST_PLACE = 5
_LIKE, _LEVEL, _CONFLICT, _NUMBER = 78.0, 65.0, 40.0, 50.0


@dataclass(frozen=True, slots=True)
class Context:
    """Information about the entity other than its name.

    ``around``: the places of the entity and all places that contain them. ``place``: whether the entity is a county or region. ``words``:
    all Latin words in any name. ``pairs``: all pairs of Chinese characters in any name. ``only_latin``: whether the entity has no Chinese
    name. ``level``: the kind of a place or school, ``unit`` for a part of a school.
    """

    gazetteer: Gazetteer
    words: Container[str]
    pairs: Container[str] = frozenset()
    label: str = ""
    level: str = ""
    around: frozenset[str] = frozenset()
    place: bool = False
    only_latin: bool = False


def compare(query: Name, name: Name, context: Context) -> Similarity:
    """Compare a query with one name of an entity."""
    if not query.text or not name.text:
        return NOTHING
    if query.text == name.text:
        return Similarity(100.0, ("name",), True) if query.raw.strip() == name.raw.strip() else Similarity(98.0, ("written",), True)
    if query.han == name.han:
        return _one_script(query, name, context)
    if name.han:
        return _by_sound(query, name, context)
    return _only_place(query, name, context)


def _one_script(query: Name, name: Name, context: Context) -> Similarity:
    relation = _places(query, name, context)
    if query.numbers != name.numbers:
        return _capped(_alike(query, name), _NUMBER, "number")
    if relation == "elsewhere" or _another_place(query, name):
        return _elsewhere(query, name)
    if context.place and query.last is None:
        return _like_a_place(query, name)
    if _same(query.core, name.core):
        return _same_core(query, name, relation, context)
    if relation in {"same", "prefix"} and query.national == name.national and _typed(query, name, context):
        return Similarity(86.0, ("typo",), True)
    return _alike(query, name)


def _same(one: str, other: str) -> bool:
    return one == other or (" " in one and sorted(one.split()) == sorted(other.split()))


def _typed(query: Name, name: Name, context: Context) -> bool:
    return typos.chinese(query, name, context.pairs) if query.han else typos.latin(query, name, context.words)


def _like_a_place(query: Name, name: Name) -> Similarity:
    """Compare a query that does not contain the place: different in Chinese, possibly misspelt in Latin letters."""
    return NOTHING if query.han else _capped(_alike(query, name), 70.0, "romanised")


def _same_core(query: Name, name: Name, relation: str, context: Context) -> Similarity:
    if query.kind != name.kind and (query.han or sorted(query.kind) != sorted(name.kind)):
        return _another_kind(query, name, relation, context)
    result = _by_place(query, name, relation)
    if _is_another_institution(query, name, relation, context):
        result = Similarity(min(result.points, 80.0), result.reasons if "prefix" in result.reasons else (*result.reasons, "prefix"))
    if query.legal != name.legal:
        short = context.label != "Enterprise" or (not name.places and len(name.core) <= (2 if query.han else 3))
        result = Similarity(result.points - 2 - (8 if short else 0), (*result.reasons, "legal"), result.certain and not short)
    return result


def _is_another_institution(query: Name, name: Name, relation: str, context: Context) -> bool:
    """Return whether the places in the names may distinguish two institutions: 电子科技大学, 杭州电子科技大学.

    中国 always distinguishes: 中国药科大学, 广东药科大学. The entity's own county does not distinguish: 育才学校 and 嘉禾县育才学校.
    """
    if query.national != name.national:
        return True
    if relation not in {"added", "dropped"}:
        return False
    return not _has_proper_name(name, context) or not _is_own_county(query.last if relation == "added" else name.last, context)


def _is_own_county(place: Place | None, context: Context) -> bool:
    return place is not None and all(one.startswith("county:") for one in place.ids) and bool(place.ids & context.around)


def _has_proper_name(name: Name, context: Context) -> bool:
    """Return whether the core identifies the entity without its place: 思科 does, the 高新区 of a town does not."""
    if context.label not in _LOCATED_TYPES or context.level == UNIT:
        return False
    return name.han or " " in name.core or like_pinyin(name.core)


def _another_kind(query: Name, name: Name, relation: str, context: Context) -> Similarity:
    """Score the same core with a different kind: a different entity, or a place whose level is missing."""
    if context.place:
        same = relation in {"same", "prefix"}
        return _another_level(query, name, context) if same else _capped(_alike(query, name), _CONFLICT, "place")
    least = 0.0 if relation in {"unknown", "coarser"} else 60.0 if name.core else 50.0
    result = _alike(query, name)
    return replace(result, points=max(least, min(result.points * 0.9, 68.0)), reasons=(*result.reasons, "kind"))


def _another_level(query: Name, name: Name, context: Context) -> Similarity:
    if not name.kind and query.kind and set(query.kind) <= _LEVELS.get(context.level, frozenset()):
        return Similarity(93.0, ("kind-word",), True)
    if not query.han and set(name.kind) <= LEVEL_WORDS and set(query.kind) <= LEVEL_WORDS:
        return Similarity(_LEVEL, ("romanised", "kind")) if query.kind else Similarity(82.0, ("romanised",))
    return _capped(_alike(query, name), _CONFLICT, "kind")


def _by_place(query: Name, name: Name, relation: str) -> Similarity:
    """Score names with the same core, kind and numbers by their places."""
    if relation == "same" and not query.han and query.text.replace(" ", "") == name.text.replace(" ", ""):
        return Similarity(98.0, ("written",), True)
    if relation == "same":
        return Similarity(95.0, ("kind-word",) if query.han else ("order",), True)
    if relation == "prefix":
        return Similarity(93.0, ("prefix",), True)
    if not name.core:
        return Similarity(55.0, ("part",))
    distinct = len(name.core) >= 3 or bool(name.kind) or bool(name.numbers)
    if relation in {"added", "dropped"}:
        return Similarity(90.0, ("prefix",), True) if distinct else Similarity(70.0, ("prefix", "part"))
    return Similarity(80.0 if distinct else 65.0, ("place-unknown",))


def _places(query: Name, name: Name, context: Context) -> str:
    """Return the relation between the places of two names: same, prefix, added, dropped, coarser, unknown or elsewhere."""
    inner = {place_id for place in name.places for place_id in place.ids}
    around = context.gazetteer.around(inner | context.around)
    if not query.places:
        return "dropped" if name.places else "same"
    outside = [place for place in query.places if not place.ids & around]
    if outside:
        return "elsewhere" if around and not all(_within(place, name, context) for place in outside) else "unknown"
    if not name.places:
        return "added"
    assert query.last is not None
    assert name.last is not None
    if not query.last.ids & name.last.ids:
        return "added" if _within(query.last, name, context) else "coarser"
    return "same" if len(query.places) == len(name.places) else "prefix"


def _within(place: Place, name: Name, context: Context) -> bool:
    return name.last is not None and bool(context.gazetteer.around(place.ids) & name.last.ids)


def _elsewhere(query: Name, name: Name) -> Similarity:
    if query.han:
        return NOTHING if _sounds_like_its_place(query, name) else _capped(_alike(query, name), _CONFLICT, "place")
    wanted = name.last.word if name.last else ""
    mistyped = any(len(wanted) >= _SHORTEST_PLACE and OSA.distance(word, wanted) == 1 for word in query.core.split())
    return _capped(_alike(query, name), 70.0, "romanised") if mistyped else _capped(_alike(query, name), _CONFLICT, "place")


def _another_place(query: Name, name: Name) -> bool:
    """Return whether the query has other text instead of the place in the name. It may be a place that is not in the graph."""
    if name.last is None or any(place.ids & name.last.ids for place in query.places):
        return False
    return bool(query.core) and not _same(query.core, name.core) and not (name.core and name.core in query.core[1:])


def _sounds_like_its_place(query: Name, name: Name) -> bool:
    if not query.han or name.last is None:
        return False
    return "".join(syllables(stem(name.last.word))) in "".join(syllables(query.text)) and stem(name.last.word) not in query.text


def _alike(query: Name, name: Name) -> Similarity:
    one, other = query.text, name.text
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        share = min(len(one), len(other)) / max(len(one), len(other))
        return Similarity(round(40 + 38 * share, 1), ("part",))
    like = (
        Levenshtein.normalized_similarity(one, other) if query.han else max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100
    )
    return Similarity(round(_LIKE * like, 1), ("like",))


def _capped(result: Similarity, most: float, reason: str) -> Similarity:
    return replace(result, points=min(result.points * 0.9, most), reasons=(*result.reasons, reason), certain=False)


def _by_sound(query: Name, name: Name, context: Context) -> Similarity:
    """Compare a Latin query with a Chinese name by pinyin."""
    if query.numbers != name.numbers:
        return NOTHING
    pinyin = sound(query.text)
    if pinyin == sound(name.text):
        is_term = context.label in TERM_TYPES and len(name.text) >= 4 and not name.places
        return Similarity(86.0 if is_term else 82.0, ("pinyin",), is_term)
    if context.place and name.last is not None and pinyin == sound(stem(name.last.word)):
        return Similarity(78.0, ("pinyin", "romanised"))
    like = fuzz.ratio(pinyin, sound(name.text)) / 100
    return Similarity(round(75 * like, 1), ("pinyin", "like")) if like >= 0.75 else NOTHING


def _only_place(query: Name, name: Name, context: Context) -> Similarity:
    """Compare a Chinese query with an entity without a Chinese name: only the place can be compared."""
    if (
        not context.only_latin
        or context.label not in _LOCATED_TYPES
        or query.last is None
        or name.last is None
        or not query.last.ids & name.last.ids
    ):
        return NOTHING
    return Similarity(45.0, ("place-only",))
