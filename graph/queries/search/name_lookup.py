"""Resolve names to ids, and search. An ambiguous name raises an error with the candidates; no candidate is chosen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import AmbiguousNameError, Candidate, UnknownNameError
from graph.queries.codes import code_forms
from graph.queries.search.folding import fold
from graph.queries.search.full_text import exactness, fits, query_text
from seed.characters import visible
from seed.model import NODES, label_of

_REACH, _RANKED = 500, 100
"""Maximum number of hits of the index that are filtered, and minimum number that are sorted."""
_MATCHES = 20
"""Maximum number of candidates for an ambiguous name."""


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
    if matches:
        candidates = tuple(Candidate(node["id"], node["name"], node.get("name_zh")) for node in matches)
        raise AmbiguousNameError(
            f"'{text}' is ambiguous: {len(matches)} matches for {kind}. Give the id.", candidates=candidates, pointer=pointer
        )
    near = await search(store, text, labels=None if label == "Thing" else (label,), limit=3)
    names = tuple(f"{row['name_zh'] or row['name']} ({row['id']})" for row in near)
    raise UnknownNameError(f"No {kind} is called '{text}'.", nearest=names, pointer=pointer)


async def search(
    store: Store, text: str, *, labels: Iterable[str] | None = None, limit: int = 20, origin: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return the hits of a full-text search, best first, near misses last.

    Each item has ``score``, ``matched`` (the alias that matched, or None) and ``near`` (whether it matched only with a typing error).
    """
    query = query_text(text)
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
    ranked = [(_hit(row, text), exactness(text, _names(row["node"]))) for row in hits]
    return [hit for hit, _ in sorted(ranked, key=lambda pair: (pair[0]["near"], pair[1]))[:limit]]


def _names(node: dict[str, Any]) -> tuple[str | None, ...]:
    return (node["name"], node.get("name_zh"), *(node.get("aliases") or ()))


def _hit(row: dict[str, Any], text: str) -> dict[str, Any]:
    node, wanted = row["node"], fold(text)
    aliases = sorted(node.get("aliases") or (), key=lambda alias: fold(alias) != wanted)
    matched = next((alias for alias in aliases if wanted in fold(alias)), None)
    near = not fits(text, (*_names(node), node.get("search")))
    return {**node_item(node), "score": round(row["score"], 3), "matched": matched, "near": near}


async def _by_id(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    if label_of(text) is None or (label != "Thing" and label_of(text) != label):
        return []
    return [row["node"] for row in await store.rows("thing", {"id": text})]


async def _by_code(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    if label == "Thing" or "code" not in NODES[label].model_fields:
        return []
    for code in code_forms(text):
        if rows := await store.run(by_code_text(label), {"code": code}):
            return [row["node"] for row in rows]
    return []


async def _by_name(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    query = query_text(text)
    if not query:
        return []
    hits = await store.rows("named", {"query": query, "label": None if label == "Thing" else label})
    for rank in (0, 1):
        matches = [row["node"] for row in hits if exactness(text, _names(row["node"] | row)) == rank]
        if matches:
            return matches[:_MATCHES]
    return []


def by_code_text(label: str) -> str:
    """Return the Cypher that finds nodes of a type by code."""
    assert "code" in NODES[label].model_fields
    return f"CYPHER 5 MATCH (n:{label} {{code: $code}}) RETURN n {{.id, .name, .name_zh}} AS node ORDER BY node.id LIMIT 20"
