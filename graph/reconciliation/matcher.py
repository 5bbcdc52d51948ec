"""Answer a query: the candidates with points and reasons, and whether the best one is certain.

At most one candidate is certain. Its name must be certain (:mod:`graph.reconciliation.scoring`), no given property may contradict it, and
the next candidate must be well behind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from graph.reconciliation.index import Index, Thing
from graph.reconciliation.names import Name
from graph.reconciliation.normalisation import has_han, languages, plain
from graph.reconciliation.properties import Given, fits
from graph.reconciliation.scoring import ALIAS, SAFE, Context, compare
from graph.reconciliation.similarity import Similarity

Strict = Literal["any", "should", "all"]
LEAST = 30.0
"""Minimum number of points for a candidate to be returned."""
MARGIN = 5.0
_EXACT, _NEXT = 98.0, 95.0
_FITS, _CODE_FITS, _DIFFERS, _OTHER_TYPE = 3.0, 10.0, 20.0, 10.0
_SHORTEST_CODE, _MOST_CODES = 4, 8
_CODE = re.compile(r"[0-9A-Za-z]+(?:\.0+(?![0-9A-Za-z.]))?")


@dataclass(frozen=True, slots=True)
class Query:
    """A query: a name, an id or a code; types (all if empty); and properties."""

    text: str
    types: tuple[str, ...] = ()
    strict: Strict = "any"
    properties: tuple[Given, ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate entity. ``score`` ranges from 0 to 100; ``reasons`` are codes of :data:`graph.reconciliation.similarity.REASONS`."""

    thing: Thing
    score: float
    reasons: tuple[str, ...]
    match: bool = False


def answer(index: Index, query: Query) -> list[Candidate]:
    """Return up to ``query.limit`` candidates, best first. Only the first can have ``match``."""
    if query.strict == "all" and len(set(query.types)) > 1:
        return []  # an entity has one type
    compared = [(index.things[at], similarity) for at, similarity in _similarities(index, query)]
    adjusted = [(thing, _with_properties(index, thing, similarity, query)) for thing, similarity in compared]
    kept = sorted(((thing, like) for thing, like in adjusted if like.points >= LEAST), key=lambda pair: (-pair[1].points, pair[0].id))
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


def _similarities(index: Index, query: Query) -> Iterator[tuple[int, Similarity]]:
    text = query.text.strip()
    wanted = frozenset(query.types) if query.strict != "should" else frozenset()
    coded = _coded(index, text, query)
    asked = [index.apart(text), *map(index.apart, languages(index.apart(text).text))]
    pool = [*coded, *(at for name in asked for at in index.candidates(name, wanted))]
    pool += [at for given in query.properties if given.name == "code" for value in given.values for at in index.coded(value)]
    if text in index.at:
        pool.append(index.at[text])
    for at in dict.fromkeys(pool):
        thing = index.things[at]
        if wanted and thing.label not in wanted:
            continue
        if thing.id == text:
            yield at, Similarity(100.0, ("id",), True)
        elif at in coded:
            yield at, _by_code(index, thing, coded[at])
        else:
            yield at, _by_names(index, thing, asked)


def _coded(index: Index, text: str, query: Query) -> dict[int, str]:
    """Return the entities whose code is the text or a word in it, each with the remaining text."""
    text = unicodedata.normalize("NFKC", text)
    words = _CODE.findall(text)
    remainders: dict[int, str] = {}
    for word in words[:_MOST_CODES]:
        if len(word) >= _SHORTEST_CODE or (query.types and word == text):
            remainders |= dict.fromkeys(index.coded(word), plain(text.replace(word, " ")))
    return remainders


def _by_code(index: Index, thing: Thing, rest: str) -> Similarity:
    if not rest or _by_names(index, thing, [index.apart(rest)]).points >= SAFE:
        return Similarity(100.0, ("code",), True)
    return Similarity(75.0, ("code-name",))


def _by_names(index: Index, thing: Thing, asked: Sequence[Name]) -> Similarity:
    """Return the best similarity of any name of the entity to the whole text, or to both of its languages."""
    around = index.gazetteer.around((thing.id,) if thing.is_place else thing.within)
    names = thing.names + thing.aliases
    only_latin = not any(map(has_han, names))
    context = Context(index.gazetteer, index.words, index.pairs, thing.label, thing.kind or "", around, thing.is_place, only_latin)
    whole, *parts = (_best(index, thing, name, context) for name in asked)
    if not parts or whole.points >= SAFE:
        return whole
    if all(part.points >= SAFE and part.certain for part in parts):
        return max(parts, key=lambda part: part.points)
    best = max(parts, key=lambda part: part.points)
    return max(whole, Similarity(best.points * 0.8, (*best.reasons, "part")), key=lambda one: one.points)


def _best(index: Index, thing: Thing, asked: Name, context: Context) -> Similarity:
    results = [compare(asked, index.apart(text), context) for text in thing.names]
    results += [_as_alias(compare(asked, index.apart(text), context), asked, context) for text in thing.aliases]
    return max(results, key=lambda one: (one.points, one.certain))


def _as_alias(result: Similarity, asked: Name, context: Context) -> Similarity:
    """Reduce the points of an alias. A romanised place without its level, or a number alone, is never certain."""
    bare = context.place and not asked.han and not asked.kind
    if result.certain and (bare or asked.text.isdigit()):
        return Similarity(min(result.points, 82.0), (*result.reasons, "alias", *(("romanised",) if bare else ())))
    return replace(result, points=result.points - ALIAS, reasons=(*result.reasons, "alias")) if result.points > LEAST else result


def _with_properties(index: Index, thing: Thing, like: Similarity, query: Query) -> Similarity:
    """Adjust a similarity by the type and the given properties."""
    if query.strict == "should" and query.types and thing.label not in query.types:
        like = Similarity(like.points - _OTHER_TYPE, (*like.reasons, "type"))
    results = fits(index, thing, query.properties)
    for name, fit in results:
        if fit is False:
            like = Similarity(like.points - _DIFFERS, (*like.reasons, "property-differs"))
        elif fit and name == "code":
            like = _with_code(like)
        elif fit:
            like = _with_property(like, thing)
    return like


def _with_code(like: Similarity) -> Similarity:
    if like.certain or like.points >= 60:
        return Similarity(max(100.0, like.points) + _CODE_FITS, (*like.reasons, "code"), True)
    return Similarity(80.0, (*like.reasons, "code-name"))


def _with_property(like: Similarity, thing: Thing) -> Similarity:
    """Add a matching property. It makes a pinyin match certain, except for places."""
    certain = like.certain or (like.reasons == ("pinyin",) and not thing.is_place)
    return Similarity((max(like.points, 87.0) if certain else like.points) + _FITS, (*like.reasons, "property"), certain)


def best_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the certain candidate, or None."""
    return next((candidate for candidate in candidates if candidate.match), None)
