"""Resolve names to ids, and search. An ambiguous name raises an error with the candidates; no candidate is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import AmbiguousNameError, Candidate, UnknownNameError
from graph.queries.codes import code_forms
from graph.queries.search.full_text import fits, query_text, simplified
from seed.model import NODES, label_of

_REACH = 500


async def resolve(store: Store, label: str, text: str, *, pointer: str | None = None) -> str:
    """Return the id of the node of type ``label`` (``Thing``: any) whose id, code, exact name in either language or alias is ``text``.

    Codes are also found as decimals and in full-width characters (:mod:`graph.queries.codes`).

    :raises UnknownNameError: no node has that name; carries the nearest names.
    :raises AmbiguousNameError: several nodes have that name; carries the candidates.
    """
    text = text.strip()
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
        "limit": limit,
        "reach": _REACH if labels is not None or origin is not None else limit,
    }
    async with store.reading():
        hits = await store.rows("search", values)
    wanted = text.strip().casefold()
    rows = []
    for row in hits:
        node = row["node"]
        aliases = node.get("aliases") or []
        matched = next((alias for alias in aliases if wanted in alias.casefold()), None)
        near = not fits(text, (node["name"], node.get("name_zh"), *aliases, node.get("search")))
        rows.append({**node_item(node), "score": round(row["score"], 3), "matched": matched, "near": near})
    exact = {wanted, simplified(wanted)}
    return sorted(rows, key=lambda row: (row["near"], not ({row["name"].casefold(), row["name_zh"], row["matched"]} & exact)))


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
    matches: dict[str, dict[str, Any]] = {}
    for form in dict.fromkeys((text.lower(), simplified(text).lower())):
        query = query_text(form)
        if query:
            values = {"query": query, "label": None if label == "Thing" else label, "text": form}
            matches |= {row["node"]["id"]: row["node"] for row in await store.rows("named", values)}
    return list(matches.values())


def by_code_text(label: str) -> str:
    """Return the Cypher that finds nodes of a type by code."""
    assert "code" in NODES[label].model_fields
    return f"CYPHER 5 MATCH (n:{label} {{code: $code}}) RETURN n {{.id, .name, .name_zh}} AS node ORDER BY node.id LIMIT 20"
