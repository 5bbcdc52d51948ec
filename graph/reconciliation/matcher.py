"""A query answered: the candidates with points and reasons, and whether the best is certain.

Certain is only one clear candidate: it must be certain by its name (:mod:`graph.reconciliation.scoring`), nothing given may speak against
it,
and the next best must be well behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from graph.reconciliation.index import Index, Thing
from graph.reconciliation.names import Name
from graph.reconciliation.normalisation import has_han, languages, plain
from graph.reconciliation.properties import Given, fits
from graph.reconciliation.scoring import ALIAS, SAFE, Setting, compare
from graph.reconciliation.similarity import Likeness

Strict = Literal["any", "should", "all"]
LEAST = 30.0
"""Points below which a candidate is not shown."""
MARGIN = 5.0
_EXACT, _NEXT = 98.0, 95.0
_FITS, _CODE_FITS, _DIFFERS, _OTHER_TYPE = 3.0, 10.0, 20.0, 10.0
_SHORTEST_CODE, _MOST_CODES = 4, 8
_CODE = re.compile("[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: a name, an id or a code; of these types (all when empty); with these properties."""

    text: str
    types: tuple[str, ...] = ()
    strict: Strict = "any"
    properties: tuple[Given, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant. ``score`` is 0 to 100, ``reasons`` are codes of :data:`graph.reconciliation.similarity.REASONS`."""

    thing: Thing
    score: float
    reasons: tuple[str, ...]
    match: bool = False


def answer(index: Index, query: Query) -> list[Candidate]:
    """The candidates, best first, at most ``query.limit``; at most the first has ``match``."""
    if query.strict == "all" and len(set(query.types)) > 1:
        return []  # a thing has one type
    found = [(index.things[at], likeness) for at, likeness in _likenesses(index, query)]
    judged = [(thing, _judged(index, thing, likeness, query)) for thing, likeness in found]
    kept = sorted(((thing, like) for thing, like in judged if like.points >= LEAST), key=lambda pair: (-pair[1].points, pair[0].id))
    candidates = [Candidate(thing, round(min(like.points, 100.0), 1), like.reasons) for thing, like in kept[: max(query.limit, 2)]]
    if kept and kept[0][1].certain and kept[0][1].points >= SAFE:
        rest = kept[1][1].points if len(kept) > 1 else 0.0
        if _clear(kept[0][1].points, rest):
            candidates[0] = replace(candidates[0], match=True)
        else:
            candidates[0] = replace(candidates[0], reasons=(*candidates[0].reasons, "several"))
    return candidates[: query.limit]


def _clear(best: float, rest: float) -> bool:
    return rest <= best - MARGIN or (_EXACT <= best <= 100 and rest <= _NEXT)


def _likenesses(index: Index, query: Query) -> Iterator[tuple[int, Likeness]]:
    text = query.text.strip()
    wanted = frozenset(query.types) if query.strict != "should" else frozenset()
    coded = _coded(index, text, query)
    asked = [index.apart(text), *map(index.apart, languages(index.apart(text).text))]
    pool = [*coded, *(at for name in asked for at in index.candidates(name))]
    pool += [at for given in query.properties if given.name == "code" for value in given.values for at in index.coded(value)]
    if text in index.at:
        pool.append(index.at[text])
    for at in dict.fromkeys(pool):
        thing = index.things[at]
        if wanted and thing.label not in wanted:
            continue
        if thing.id == text:
            yield at, Likeness(100.0, ("id",), True)
        elif at in coded:
            yield at, _by_code(index, thing, coded[at])
        else:
            yield at, _by_names(index, thing, asked)


def _coded(index: Index, text: str, query: Query) -> dict[int, str]:
    """Things whose code is the text or a word of it, each with the text that is left."""
    words = _CODE.findall(text)
    found: dict[int, str] = {}
    for word in words[:_MOST_CODES]:
        if len(word) >= _SHORTEST_CODE or (query.types and word == text):
            found |= dict.fromkeys(index.coded(word), plain(text.replace(word, " ")))
    return found


def _by_code(index: Index, thing: Thing, rest: str) -> Likeness:
    if not rest or _by_names(index, thing, [index.apart(rest)]).points >= SAFE:
        return Likeness(100.0, ("code",), True)
    return Likeness(75.0, ("code-name",))


def _by_names(index: Index, thing: Thing, asked: Sequence[Name]) -> Likeness:
    """The best likeness of any name of the thing to the whole text, or to both of its languages."""
    around = index.gazetteer.around((thing.id,) if thing.is_place else thing.within)
    names = thing.names + thing.aliases
    only_latin = not any(map(has_han, names))
    about = Setting(index.gazetteer, index.words, thing.label, thing.kind or "", around, thing.is_place, only_latin)
    whole, *parts = (_best(index, thing, name, about) for name in asked)
    if not parts or whole.points >= SAFE:
        return whole
    if all(part.points >= SAFE and part.certain for part in parts):
        return max(parts, key=lambda part: part.points)
    best = max(parts, key=lambda part: part.points)
    return max(whole, Likeness(best.points * 0.8, (*best.reasons, "part")), key=lambda one: one.points)


def _best(index: Index, thing: Thing, asked: Name, about: Setting) -> Likeness:
    found = [compare(asked, index.apart(text), about) for text in thing.names]
    found += [_as_alias(compare(asked, index.apart(text), about), asked, about) for text in thing.aliases]
    return max(found, key=lambda one: (one.points, one.certain))


def _as_alias(found: Likeness, asked: Name, about: Setting) -> Likeness:
    """An alias is worth a little less; a romanised place without its level, or a mere number, proves nothing."""
    bare = about.place and not asked.han and not asked.kind
    if found.certain and (bare or asked.text.isdigit()):
        return Likeness(min(found.points, 82.0), (*found.reasons, "alias", *(("romanised",) if bare else ())))
    return replace(found, points=found.points - ALIAS, reasons=(*found.reasons, "alias")) if found.points > LEAST else found


def _judged(index: Index, thing: Thing, like: Likeness, query: Query) -> Likeness:
    """A likeness after what else was given has been heard."""
    if query.strict == "should" and query.types and thing.label not in query.types:
        like = Likeness(like.points - _OTHER_TYPE, (*like.reasons, "type"))
    results = fits(index, thing, query.properties)
    for name, fit in results:
        if fit is False:
            like = Likeness(like.points - _DIFFERS, (*like.reasons, "property-differs"))
        elif fit and name == "code":
            like = _with_code(like)
        elif fit:
            like = _with_property(like, thing)
    return like


def _with_code(like: Likeness) -> Likeness:
    if like.certain or like.points >= 60:
        return Likeness(max(100.0, like.points) + _CODE_FITS, (*like.reasons, "code"), True)
    return Likeness(80.0, (*like.reasons, "code-name"))


def _with_property(like: Likeness, thing: Thing) -> Likeness:
    """A place that fits makes certain what was pinyin; a place by itself stays uncertain."""
    sure = like.certain or (like.reasons == ("pinyin",) and not thing.is_place)
    return Likeness((max(like.points, 87.0) if sure else like.points) + _FITS, (*like.reasons, "property"), sure)


def best_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """The certain one, if there is one."""
    return next((candidate for candidate in candidates if candidate.match), None)
