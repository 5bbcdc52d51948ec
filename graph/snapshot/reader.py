"""Read a snapshot from a store in chunks packed as columns. Memory use of the database does not grow with the graph."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.database.cypher_files import text_of
from graph.database.reader import Store
from graph.snapshot.columns import UNKNOWN, Claimed, Coverage, Edges, Nodes, Snapshot, Words, days, numbers, origins, spans_of, sparse
from seed.progress import Progress

NODES_AT_ONCE = 20_000
STARTS_AT_ONCE = 5_000
Columns = dict[str, list[Any]]


async def read_snapshot(store: Store, progress: Progress | None = None) -> Snapshot:
    """Read the graph of the current data version.

    :param progress: called with the number of relationships read so far, without a total.
    :raises DatabaseUnavailableError: there is no data, or the data version changed during reading.
    """
    async with store.reading() as version:
        pass
    columns = await _nodes(store, version)
    ids, number = columns["id"], np.asarray(columns.pop("number"), dtype=np.int64)
    place = np.full(int(number.max(initial=-1)) + 1, -1, dtype=np.int32)
    place[number] = np.arange(len(ids), dtype=np.int32)
    edges = await _edges(store, version, ids, place, progress)
    statements = await _record(store, "snapshot_statements", {}, version)
    return await asyncio.to_thread(_snapshot, version, columns, edges, statements)


def _snapshot(version: str, columns: Columns, edges: dict[str, Columns], statements: dict[str, Any]) -> Snapshot:
    claims = tuple(Claimed(**{**row, "about": tuple(sorted(row["about"]))}) for row in sorted(statements["claims"], key=_by_id))
    coverage = tuple(Coverage(**row) for row in sorted(statements["coverage"], key=_by_id))
    tables = {kind: Edges.of(kind, edges[kind]) for kind in sorted(edges)}
    return Snapshot(version, nodes_of(columns), tables, coverage, claims)


def _by_id(row: dict[str, Any]) -> str:
    return str(row["id"])


def nodes_of(columns: Columns) -> Nodes:
    """Build nodes from columns of plain values, sorted by id."""
    return Nodes(
        ids=columns["id"],
        spans=spans_of(columns["id"]),
        origin=origins(columns["origin"]),
        kind=Words.of(columns["kind"]),
        level=Words.of(columns["level"]),
        status=Words.of(columns["status"]),
        group=Words.of(columns["group"]),
        major_class=Words.of(columns["major_class"]),
        begun=days(columns["begun"]),
        ended=days(columns["ended"]),
        enrolment=numbers(columns["enrolment"], UNKNOWN, np.int64),
        employees=numbers(columns["employees"], UNKNOWN, np.int64),
        code=sparse(columns["code"]),
        name=sparse(columns["name"]),
        name_zh=sparse(columns["name_zh"]),
        proof=sparse(columns["proof"]),
        recruited=sparse([None if years is None else tuple(years) for years in columns["recruited"]]),
        seat=sparse([None if seat is None else (float(seat[0]), float(seat[1])) for seat in columns["seat"]]),
    )


async def _record(store: Store, name: str, params: dict[str, Any], version: str) -> dict[str, Any]:
    records = [record async for record in store.stream(text_of("browse", name), params, version=version)]
    return records[0]


async def _nodes(store: Store, version: str) -> Columns:
    columns: Columns = defaultdict(list)
    after = ""
    while True:
        chunk = await _record(store, "snapshot_nodes", {"after": after, "most": NODES_AT_ONCE}, version)
        for name, values in chunk.items():
            columns[name] += values
        if len(chunk["id"]) < NODES_AT_ONCE:
            return columns
        after = chunk["id"][-1]


async def _edges(store: Store, version: str, ids: list[str], place: NDArray[np.int32], progress: Progress | None) -> dict[str, Columns]:
    edges: dict[str, Columns] = defaultdict(lambda: defaultdict(list))
    limits = ["", *ids[STARTS_AT_ONCE - 1 :: STARTS_AT_ONCE], *ids[-1:]]
    read = 0
    for after, last in pairwise(dict.fromkeys(limits)):
        text = text_of("browse", "snapshot_relationships")
        async for row in store.stream(text, {"after": after, "last": last}, version=version):
            columns = edges[row.pop("type")]
            for name, values in row.items():
                columns[name] += place[np.asarray(values)].tolist() if name in {"start", "end"} else values
            read += len(row["start"])
        if progress is not None:
            progress("relationships", read, None)
    return edges
