"""Rows that are named or drawn: ``ids`` in their order with the missing ones, and samples that are the same wherever they are drawn."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from graph.database.reader import Store
from graph.errors import AmbiguousNameError, BadValueError, Candidate
from graph.queries.filters.compiler import label
from graph.queries.filters.name_resolution import fields, label_of_prefix
from graph.queries.lists.cypher import rows_of
from graph.queries.lists.request import ListRequest, Sample

POINTER = "/query/ids"
MOST_IDS = 200
LARGEST_SAMPLE = 10_000


def check_ids(text: str, label_name: str) -> tuple[str, ...]:
    """The ids and bare codes that a list with commas names, each once, in its order.

    :raises BadValueError: too many, an empty one, or one of another type.
    """
    given = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if len(given) > MOST_IDS:
        raise BadValueError(f"There are {len(given)} ids.", pointer=POINTER, hint=f"At most {MOST_IDS} at a time.")
    for part in given:
        kind = label_of_prefix(part)
        if not part or (":" in part and kind != label_name) or (":" not in part and "code" not in fields(label_name)):
            raise BadValueError(f"'{part}' is no id of type {label_name}.", pointer=POINTER, hint="Give ids or codes by commas.")
    return given


async def named(store: Store, request: ListRequest) -> tuple[dict[str, str], tuple[str, ...]]:
    """The ids that the given ones and codes mean, each with what was given, in order; and what was given and means nothing.

    :raises AmbiguousNameError: a code that several have.
    """
    coded = "code" in fields(request.label)
    ids = [given for given in request.ids if ":" in given]
    codes = [given for given in request.ids if ":" not in given]
    found = (await store.run(named_text(request.label, codes=bool(codes)), {"ids": ids, "codes": codes}))[0]["rows"]
    by: dict[str, list[dict[str, Any]]] = {}
    for node in found:
        by.setdefault(node["id"], []).append(node)
        if coded and node["code"] in codes:
            by.setdefault(node["code"], []).append(node)
    known: dict[str, str] = {}
    for given in request.ids:
        nodes = by.get(given, [])
        if len(nodes) > 1:
            candidates = tuple(Candidate(node["id"], node["name"], node.get("name_zh")) for node in nodes)
            raise AmbiguousNameError(f"'{given}' is the code of {len(nodes)}; give the id.", candidates=candidates, pointer=POINTER)
        if nodes:
            known.setdefault(nodes[0]["id"], given)
    return known, tuple(given for given in request.ids if given not in by)


def named_text(label_name: str, *, codes: bool) -> str:
    """Nodes of a type by id or code."""
    where = "n.id IN $ids OR n.code IN $codes" if codes else "n.id IN $ids"
    shape = "{.id, .name, .name_zh, .code}" if codes else "{.id, .name, .name_zh, code: null}"
    return f"CYPHER 5 MATCH (n:{label(label_name)}) WHERE {where} RETURN collect(n {shape}) AS rows"


async def drawn(store: Store, request: ListRequest, sample: Sample) -> list[str]:
    """The ids of a sample of a list. Each id draws a lot from itself and the seed, and the lowest lots win.

    So the sample is the same for the same rows on any server, and where rows are added, those that stay in it stay.
    """
    rows = rows_of(replace(request, sample=None, sort=()))
    text = f"CYPHER 5 {rows.text} RETURN collect(n.id) AS ids"
    ids: list[str] = (await store.run(text, rows.compiler.parameters))[0]["ids"]
    return draw(ids, sample)


def draw(ids: Sequence[str], sample: Sample) -> list[str]:
    """The ids with the lowest lots."""
    key = sample.seed.to_bytes(8, "big", signed=True)

    def lot(one: str) -> tuple[bytes, str]:
        return blake2b(one.encode(), digest_size=8, key=key).digest(), one

    return heapq.nsmallest(sample.size, ids, key=lot)
