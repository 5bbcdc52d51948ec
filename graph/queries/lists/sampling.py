"""Rows selected by id or code, in the requested order, and reproducible random samples."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from graph.database.reader import Store
from graph.errors import AmbiguousNameError, BadValueError, Candidate
from graph.queries.codes import code_forms
from graph.queries.filters.compiler import label
from graph.queries.filters.name_resolution import fields, label_of_prefix
from graph.queries.lists.cypher import rows_of
from graph.queries.lists.request import ListRequest, Sample
from seed.bilingual import Bilingual

POINTER = "/query/ids"
MOST_IDS = 200
LARGEST_SAMPLE = 10_000


def check_ids(text: str, label_name: str) -> tuple[str, ...]:
    """Parse a comma-separated list of ids and codes; return each once, in its order.

    :raises BadValueError: too many ids, an empty id, or an id of another type.
    """
    ids = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if len(ids) > MOST_IDS:
        raise BadValueError(
            Bilingual(f"Too many ids: {len(ids)}.", f"ID 过多：{len(ids)} 个。"),
            pointer=POINTER,
            hint=Bilingual(f"The maximum is {MOST_IDS}.", f"最多 {MOST_IDS} 个。"),
        )
    for part in ids:
        kind = label_of_prefix(part)
        if not part or (":" in part and kind != label_name) or (":" not in part and "code" not in fields(label_name)):
            raise BadValueError(
                Bilingual(f"'{part}' is not a valid id of type {label_name}.", f"“{part}”不是类型 {label_name} 的有效 ID。"),
                pointer=POINTER,
                hint=Bilingual("Separate ids or codes with commas.", "ID 或代码之间用逗号分隔。"),
            )
    return ids


async def resolve_ids(store: Store, request: ListRequest) -> tuple[dict[str, str], tuple[str, ...]]:
    """Resolve the ids and codes of a request: a map from id to the requested id or code, in order, and those that do not exist.

    :raises AmbiguousNameError: several nodes have the code.
    """
    coded = "code" in fields(request.label)
    ids = [key for key in request.ids if ":" in key]
    codes = [form for key in request.ids if ":" not in key for form in code_forms(key)]
    rows = (await store.run(named_text(request.label, codes=bool(codes)), {"ids": ids, "codes": codes}))[0]["rows"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for node in rows:
        by_key.setdefault(node["id"], []).append(node)
        if coded and node["code"] in codes:
            by_key.setdefault(node["code"], []).append(node)
    resolved: dict[str, str] = {}
    missing: list[str] = []
    for key in request.ids:
        nodes = next((by_key[form] for form in code_forms(key) if form in by_key), [])
        if len(nodes) > 1:
            candidates = tuple(Candidate(node["id"], node["name"], node.get("name_zh")) for node in nodes)
            raise AmbiguousNameError(
                Bilingual(
                    f"'{key}' is the code of {len(nodes)} entities; give the id.", f"“{key}”是 {len(nodes)} 个实体的代码，请给出 ID。"
                ),
                candidates=candidates,
                pointer=POINTER,
            )
        if nodes:
            resolved.setdefault(nodes[0]["id"], key)
        else:
            missing.append(key)
    return resolved, tuple(missing)


def named_text(label_name: str, *, codes: bool) -> str:
    """Return the Cypher that finds nodes of a type by id or code."""
    where = "n.id IN $ids OR n.code IN $codes" if codes else "n.id IN $ids"
    shape = "{.id, .name, .name_zh, .code}" if codes else "{.id, .name, .name_zh, code: null}"
    return f"CYPHER 5 MATCH (n:{label(label_name)}) WHERE {where} RETURN collect(n {shape}) AS rows"


async def sample_ids(store: Store, request: ListRequest, sample: Sample) -> list[str]:
    """Return the ids of a sample of a list: those with the lowest hashes of seed and id.

    The sample is the same for the same rows on any server. Added rows can displace members of the sample but do not reshuffle it.
    """
    rows = rows_of(replace(request, sample=None, sort=()))
    text = f"CYPHER 5 {rows.text} RETURN collect(n.id) AS ids"
    ids: list[str] = (await store.run(text, rows.compiler.parameters))[0]["ids"]
    return draw(ids, sample)


def draw(ids: Sequence[str], sample: Sample) -> list[str]:
    """Return the ids with the lowest keyed hashes (BLAKE2b, 8 bytes)."""
    key = sample.seed.to_bytes(8, "big", signed=True)

    def rank(node_id: str) -> tuple[bytes, str]:
        return blake2b(node_id.encode(), digest_size=8, key=key).digest(), node_id

    return heapq.nsmallest(sample.size, ids, key=rank)
