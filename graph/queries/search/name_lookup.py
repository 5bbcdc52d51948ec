"""Names to ids, and search. A name that fits several things is refused with the candidates; it is never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import AmbiguousNameError, Candidate, UnknownNameError
from graph.queries.search.full_text import fits, query_text, simplified
from seed.model import NODES, label_of

_REACH = 500


async def resolve(store: Store, label: str, text: str, *, pointer: str | None = None) -> str:
    """The id of the node of type ``label`` (``Thing``: any) that ``text`` names: by id, code, exact name in either language, or alias.

    :raises UnknownNameError: nothing has that name; carries the nearest.
    :raises AmbiguousNameError: several things have it; carries them.
    """
    text = text.strip()
    async with store.reading() as version:
        memory = store.memory(version)
        if (label, text) in memory:
            return str(memory[label, text])
        found = await _by_id(store, label, text) or await _by_code(store, label, text) or await _by_name(store, label, text)
    if len(found) == 1:
        memory[label, text] = found[0]["id"]
        return str(found[0]["id"])
    kind = "thing" if label == "Thing" else NODES[label].title.lower()
    if found:
        candidates = tuple(Candidate(node["id"], node["name"], node.get("name_zh")) for node in found)
        raise AmbiguousNameError(f"'{text}' names {len(found)} of type {kind}; give the id.", candidates=candidates, pointer=pointer)
    near = await search(store, text, labels=None if label == "Thing" else (label,), limit=3)
    names = tuple(f"{row['name_zh'] or row['name']} ({row['id']})" for row in near)
    raise UnknownNameError(f"No {kind} is called '{text}'.", nearest=names, pointer=pointer)


async def search(
    store: Store, text: str, *, labels: Iterable[str] | None = None, limit: int = 20, origin: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Hits of a full-text search, best first, near misses last.

    Items with ``score``, ``matched`` where an alias matched, and ``near`` where a typing error was forgiven.
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
        found = await store.rows("search", values)
    wanted = text.strip().casefold()
    rows = []
    for row in found:
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
    return [row["node"] for row in await store.run(by_code_text(label), {"code": text})]


async def _by_name(store: Store, label: str, text: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for form in dict.fromkeys((text.lower(), simplified(text).lower())):
        query = query_text(form)
        if query:
            values = {"query": query, "label": None if label == "Thing" else label, "text": form}
            found |= {row["node"]["id"]: row["node"] for row in await store.rows("named", values)}
    return list(found.values())


def by_code_text(label: str) -> str:
    """Nodes of a type by code."""
    assert "code" in NODES[label].model_fields
    return f"CYPHER 5 MATCH (n:{label} {{code: $code}}) RETURN n {{.id, .name, .name_zh}} AS node ORDER BY node.id LIMIT 20"
