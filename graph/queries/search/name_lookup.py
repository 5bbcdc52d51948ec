"""Resolve names to ids, and search. An ambiguous name raises an error with the candidates; no candidate is chosen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import AmbiguousNameError, Candidate, UnknownNameError
from graph.queries.codes import code_forms
from graph.queries.includes.cypher import entities_text
from graph.queries.includes.items import member_item
from graph.queries.includes.request import Shown
from graph.queries.search.full_text import NOT_EXACT, coverage, exactness, fits, query_text, without_level
from seed.bilingual import Bilingual
from seed.characters import visible
from seed.folding import fold
from seed.model import KEY_BYTES, LABEL_BY_PREFIX, NODES, label_of, with_reference
from seed.suggestions import nearest

_REACH, _RANKED = 500, 100
"""Maximum number of hits of the index that are filtered, and minimum number that are sorted."""
CODE_SCORE = 100.0
"""Score of a hit by code, for which the index has none. Such hits come first, whatever the scores of names are."""
_MATCHES = 20
"""Maximum number of candidates for an ambiguous name."""
_SECONDARY = frozenset({"Activity", "Claim", "Coverage", "Observation", "Source"})
"""Types that are about other entities. Among equally good hits they come last, and so do unnamed groups."""


async def resolve(store: Store, label: str, text: str, *, pointer: str | None = None) -> str:
    """Return the id of the node of type ``label`` (``Thing``: any) whose id, code, name in either language or alias is ``text``.

    Names are compared in their folded form; if no folded name is equal, without blanks and punctuation.

    Codes are also found as decimals and in full-width characters (:mod:`graph.queries.codes`).

    :raises UnknownNameError: no node has that name; carries the nearest names.
    :raises AmbiguousNameError: several nodes have that name; carries the candidates.
    """
    text = unicodedata.normalize("NFKC", visible(text)).strip()
    async with store.reading() as version:
        cache = store.memory(version)
        if (label, text) in cache:
            return str(cache[label, text])
        matches = await _by_id(store, label, text) or await _by_code(store, label, text) or await _by_name(store, label, text)
    if len(matches) == 1:
        cache[label, text] = matches[0]["id"]
        return str(matches[0]["id"])
    kind = "entity" if label == "Thing" else NODES[label].title.lower()
    kind_zh = "实体" if label == "Thing" else NODES[label].title_zh
    if matches:
        candidates = await _candidates(store, matches)
        raise AmbiguousNameError(
            Bilingual(
                f"'{text}' is ambiguous: {len(matches)} matches for {kind}. Give the id.",
                f"“{text}”不唯一：有 {len(matches)} 个{kind_zh}与之相符。请给出 ID。",
            ),
            candidates=candidates,
            pointer=pointer,
        )
    other = label_of(text)
    detail = Bilingual(f"No {kind} is called '{text}'.", f"没有名为“{text}”的{kind_zh}。")
    if other is not None and label not in {other, "Thing"}:
        detail = Bilingual(
            f"'{text}' is an id of the type {NODES[other].title.lower()}, not {kind}.",
            f"“{text}”是{NODES[other].title_zh}的 ID，不是{kind_zh}的。",
        )
    raise UnknownNameError(detail, nearest=await near_names(store, label, text), pointer=pointer)


async def _candidates(store: Store, matches: Sequence[dict[str, Any]]) -> tuple[Candidate, ...]:
    """Return the matches with the first school of each program."""
    programs = [node["id"] for node in matches if label_of(node["id"]) == "Program"]
    schools: dict[str, dict[str, Any]] = {}
    if programs:
        async with store.reading():
            schools = {row["id"]: row["school"] for row in await store.rows("offered_by", {"ids": programs})}
    return tuple(
        Candidate(node["id"], node["name"], node.get("name_zh"), school.get("name"), school.get("name_zh"))
        for node in matches
        for school in (schools.get(node["id"], {}),)
    )


async def near_names(store: Store, label: str, text: str) -> tuple[str, ...]:
    """Return entities that an unknown id or name may mean, with their ids, best first."""
    kind, (start, colon, rest) = label_of(text), text.partition(":")
    if colon and kind is None and (known := nearest(start, LABEL_BY_PREFIX)):
        return await near_names(store, label, f"{known[0]}:{rest}")
    if kind is not None and label in {kind, "Thing"}:
        async with store.reading():
            rows = await store.rows("near_ids", {"start": f"{start}:{rest[:1]}"})
        by_rest = {row["node"]["id"].partition(":")[2]: row["node"] for row in rows}
        if found := [by_rest[part] for part in nearest(rest, by_rest)]:
            return tuple(f"{shown_name(node)} ({node['id']})" for node in found)
        text = rest.replace("-", " ")
    near = await search(store, text, labels=None if label == "Thing" else (label,), limit=3)
    return tuple(f"{shown_name(row)} ({row['id']})" for row in near)


async def search(
    store: Store,
    text: str,
    *,
    labels: Iterable[str] | None = None,
    limit: int = 20,
    origin: Iterable[str] | None = None,
    names_only: bool = False,
) -> list[dict[str, Any]]:
    """Return the hits of a full-text search, best first, near misses last.

    Entities whose name is the text come first, then those whose working translation or search word is the text, then those with the name of
    which the text covers the largest part. ``names_only``: working translations and search words are not searched.

    A text that is a code finds the entities with that code first (:mod:`graph.queries.codes`).

    Each item has ``score``, ``matched`` (the alias or the code that matched, or None) and ``near`` (whether it matched only with a typing
    error, or with another word for the level of a place: ``Zixing County`` finds Zixing City).
    """
    chosen = (None if labels is None else tuple(labels), limit, None if origin is None else tuple(origin))
    coded = await _coded(store, text, *chosen)
    found = {hit["id"] for hit in coded}
    named = await _named(store, text, *chosen, names_only=names_only)
    return [*coded, *(hit for hit in named if hit["id"] not in found)][:limit]


async def _coded(
    store: Store, text: str, labels: tuple[str, ...] | None, limit: int, origin: tuple[str, ...] | None
) -> list[dict[str, Any]]:
    """Return the entities whose code is the text, as hits."""
    wanted = [label for label, cls in NODES.items() if "code" in cls.model_fields and (labels is None or label in labels)]
    if not wanted or len(text) > KEY_BYTES or not any(character.isdigit() for character in text):
        return []
    values = {"codes": list(code_forms(visible(text))), "origin": None if origin is None else sorted(origin)}
    async with store.reading():
        rows = await store.run(coded_text(tuple(wanted)), values)
    extra = {"score": CODE_SCORE, "near": False}
    hits = {row["node"]["id"]: {**node_item(row["node"]), **extra, "matched": row["code"]} for row in rows}  # a county is a region, too
    return list(hits.values())[:limit]


async def _named(
    store: Store, text: str, labels: tuple[str, ...] | None, limit: int, origin: tuple[str, ...] | None, *, names_only: bool
) -> list[dict[str, Any]]:
    """Return the hits by name."""
    chosen = (labels, limit, origin)
    hits = await _hits(store, text, *chosen, names_only=names_only)
    bare = without_level(text)
    if not all(hit["near"] for hit in hits) or bare == fold(text):
        return hits
    other_levels = [hit | {"near": True} for hit in await _hits(store, bare, *chosen, names_only=names_only) if not hit["near"]]
    ids = {hit["id"] for hit in other_levels}
    return [*other_levels, *(hit for hit in hits if hit["id"] not in ids)][:limit]


async def with_shown(
    store: Store, hits: Sequence[dict[str, Any]], shown: Shown, *, origin: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return the hits of :func:`search` with what ``shown`` adds to their entities, read in one query."""
    if shown.is_short or not hits:
        return list(hits)
    origins = {} if origin is None else {"origin": sorted(with_reference(origin))}
    async with store.reading():
        text = entities_text(shown, origin=origin is not None)
        records = (await store.run(text, {"ids": [hit["id"] for hit in hits], **origins}))[0]["rows"]
    items = {record["id"]: member_item(record, shown, dated=False) for record in records}
    return [{**hit, **items[hit["id"]]} for hit in hits]


async def _hits(
    store: Store, text: str, labels: tuple[str, ...] | None, limit: int, origin: tuple[str, ...] | None, *, names_only: bool
) -> list[dict[str, Any]]:
    query = query_text(text, names_only=names_only)
    if not query:
        return []
    values = {
        "query": query,
        "labels": sorted(labels) if labels is not None else None,
        "origin": sorted(origin) if origin is not None else None,
        "limit": max(limit, _RANKED),
        "reach": _REACH if labels is not None or origin is not None else max(limit, _RANKED),
    }
    async with store.reading():
        hits = await store.rows("search", values)
    ranked = [(_hit(row, text), _rank(row["node"], text)) for row in hits]
    return [hit for hit, _ in sorted(ranked, key=lambda pair: (pair[0]["near"], pair[1]))[:limit]]


def shown_name(node: dict[str, Any]) -> str:
    """Return the name of an entity for a Chinese text: the Chinese name, else the working translation, marked, else the name."""
    gloss = node.get("gloss_zh")
    return str(node.get("name_zh") or (f"{gloss}（暂译）" if gloss else node["name"]))


def _rank(node: dict[str, Any], text: str) -> tuple[int, bool, float]:
    """Return the order of a hit: its exactness, whether its type is secondary, and the share of its name that is not in the text.

    The exactness is 0 or 1 if the text is a name, 2 if it is the working translation, 3 if it is a search word, and else 4.
    """
    words = node.get("search_words") or ()
    kinds = (_names(node), (node.get("gloss_zh"),), words)
    exact = [exactness(text, names) for names in kinds]
    rank = exact[0] if exact[0] < NOT_EXACT else next((place + 1 for place in (1, 2) if exact[place] < NOT_EXACT), len(kinds) + 1)
    secondary = label_of(node["id"]) in _SECONDARY or node.get("kind") == "unnamed group"
    return rank, secondary, 1 - coverage(text, [name for names in kinds for name in names if name])


def _unnamed(node: dict[str, Any]) -> tuple[str | None, ...]:
    return (node.get("gloss_zh"), *(node.get("search_words") or ()))


def _names(node: dict[str, Any]) -> tuple[str | None, ...]:
    return (node["name"], node.get("name_zh"), *(node.get("aliases") or ()))


def _hit(row: dict[str, Any], text: str) -> dict[str, Any]:
    node, wanted = row["node"], fold(text)
    aliases = sorted(node.get("aliases") or (), key=lambda alias: fold(alias) != wanted)
    matched = next((alias for alias in aliases if wanted in fold(alias)), None)
    near = not fits(text, (*_names(node), node.get("search"), *_unnamed(node), node.get("search_gloss")))
    return {**node_item(node), "score": round(row["score"], 3), "matched": matched, "near": near}


async def _by_id(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    if label_of(text) is None or (label != "Thing" and label_of(text) != label):
        return []
    return [row["node"] for row in await store.rows("thing", {"id": text})]


async def _by_code(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    if label == "Thing" or "code" not in NODES[label].model_fields:
        return []
    forms = code_forms(text)
    rows = await store.run(coded_text((label,)), {"codes": list(forms), "origin": None})
    return next(filter(None, ([row["node"] for row in rows if row["code"] == form] for form in forms)), [])


async def _by_name(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    query = query_text(text, names_only=True)
    if not query:
        return []
    hits = await store.rows("named", {"query": query, "label": None if label == "Thing" else label})
    for rank in (0, 1):
        matches = [row["node"] for row in hits if exactness(text, _names(row["node"] | row)) == rank]
        if matches:
            return matches[:_MATCHES]
    return []


@cache
def coded_text(labels: tuple[str, ...]) -> str:
    """Return the Cypher that finds nodes of some types by code."""
    parts = (
        f"MATCH (n:{label}) WHERE n.code IN $codes AND ($origin IS NULL OR n.origin IN $origin) "
        "RETURN n {.id, .name, .name_zh, .gloss_zh, .kind, .origin} AS node, n.code AS code ORDER BY node.id LIMIT 20"
        for label in labels
    )
    return f"CYPHER 5 {' UNION ALL '.join(parts)}"
