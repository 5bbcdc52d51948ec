"""A small random graph of all types with edge cases: nulls, partial dates, lists, special characters, parallel relationships."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph.database.schema import ensure
from graph.queries.search.full_text import search_text
from seed.columns import Column, columns
from seed.model import EDGES, NODES, ORIGINS, bounds
from tests.conftest import GraphDB

TEXTS = [
    "a", "A", "b", "B b", "a, b", "a|b", 'say "hi"', "(x)", "!no", ">5", "é", "z", "桂阳", "贵阳", "嘉禾县", "𠮷野", "\ufffd", "\U0001f600",
    "null", "n.id", "'", "\\", "`x`", "$p0", "{a}", "0", "10", "9", "true", "id:x", "has:y", "a b  c", "//", "/*",
]  # fmt: skip
DATES = ["2020", "2021", "2021-02", "2021-06", "2022", "2022-02-28", "2022-07-01", "2023-12", "2024", "2024-02-29", "2019-12-31"]
CODES = ["1", "2", "31", "431024", "C3841", "66"]
PER_TYPE = 14
PER_PAIR = 9


@dataclass(frozen=True)
class Edge:
    kind: str
    start: str
    end: str
    row: dict[str, Any]


@dataclass
class World:
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    out: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    back: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))

    def of(self, label: str) -> list[str]:
        return [node for node, kind in self.labels.items() if kind == label]


def value(draw: random.Random, column: Column) -> Any:
    if not column.required and draw.random() < 0.3:
        return None
    if column.choices:
        return draw.choice(column.choices)
    if column.name == "code":
        return draw.choice(CODES)
    if column.kind == "words":
        return draw.sample(TEXTS[:12], draw.randint(0, 3))
    if column.kind == "date":
        return draw.choice(DATES)
    if column.kind == "int":
        return draw.choice([2021, 2022, 2023, 2024] if column.minimum else [0, 1, 7, 7, 42, 1000])
    if column.kind == "float":
        return draw.choice([0.0, -1.5, 83.6, 83.6, 1e10, 0.1])
    return draw.choice([True, False]) if column.kind == "bool" else draw.choice(TEXTS)


def rows(draw: random.Random, cls: Any, fixed: dict[str, Any]) -> dict[str, Any]:
    made = {column.name: value(draw, column) for column in columns(cls) if column.name not in fixed}
    return {**made, **fixed}


def make(seed: int) -> World:
    draw, world = random.Random(seed), World()
    for label, cls in NODES.items():
        for number in range(PER_TYPE):
            node = f"{cls.prefix}:{draw.choice('abXY19')}{number}"
            world.nodes[node] = rows(draw, cls, {"id": node, "origin": draw.choice(ORIGINS)})
            world.nodes[node]["name"] = world.nodes[node]["name"] or world.nodes[node]["name_zh"] or node  # as a load fills it
            world.labels[node] = label
    for kind, cls in EDGES.items():
        seen = set()
        for start_label, end_label in cls.pairs:
            for _ in range(PER_PAIR):
                start, end = draw.choice(world.of(start_label)[:8]), draw.choice(world.of(end_label)[:8])
                row = rows(draw, cls, {"start": start, "end": end, "origin": draw.choice(ORIGINS)})
                key = (start, end, *(row[name] for name in cls.discriminators))
                if key not in seen:
                    seen.add(key)
                    del row["start"], row["end"]
                    edge = Edge(kind, start, end, row)
                    world.edges.append(edge)
                    world.out[start].append(edge)
                    world.back[end].append(edge)
    return world


def stored(cls: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row as a load writes it: empty values are absent, a date has its bounds."""
    made = {name: value for name, value in row.items() if value is not None and value != []}
    for column in columns(cls):
        if column.kind == "date" and column.name in made:
            made[f"{column.name}_lo"], made[f"{column.name}_hi"] = bounds(made[column.name])
    return made


def write(db: GraphDB, world: World, version: str = "made up") -> None:
    """Write the graph in one transaction."""
    with db.driver() as driver:
        ensure(driver, db.database)
        nodes = [{"label": kind, "row": _node(world, node)} for node, kind in world.labels.items()]
        edges = [{"kind": edge.kind, "a": edge.start, "b": edge.end, "row": stored(EDGES[edge.kind], edge.row)} for edge in world.edges]
        ends = "MATCH (a:Thing {id: one.a}) MATCH (b:Thing {id: one.b})"
        with driver.session(database=db.database) as session, session.begin_transaction(timeout=120) as work:
            work.run("UNWIND $rows AS one CREATE (n:Thing:$(one.label)) SET n = one.row", rows=nodes).consume()
            work.run(f"UNWIND $rows AS one {ends} CREATE (a)-[r:$(one.kind)]->(b) SET r = one.row", rows=edges).consume()
            text = "CREATE (:Meta {id: 'meta', state: 'ready', data_version: $version, packages: [], counts: '{}'})"
            work.run(text, version=version).consume()
        driver.execute_query("CALL db.awaitIndexes(60)", database_=db.database)


def _node(world: World, node: str) -> dict[str, Any]:
    row = stored(NODES[world.labels[node]], world.nodes[node])
    return {**row, "search": search_text(row["name"], row.get("name_zh"), row.get("aliases", []))}
