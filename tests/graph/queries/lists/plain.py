"""A reference implementation of filters: random filters as text and as a tree, evaluated row by row without the parser and the compiler."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from seed.columns import columns
from seed.model import EDGES, NODES, ORIGINS, PLACING, bounds
from tests.graph.queries.lists.world import CODES, DATES, TEXTS, Edge, World

ORDERED = {"int", "float", "date"}
ODD = set(',|()"')


@dataclass(frozen=True)
class Rules:
    """The relationships to include, by origin and date."""

    origin: tuple[str, ...] | None = None
    as_of: str | None = None
    dated_only: bool = False

    def allows(self, world: World, edge: Edge, *, own: bool = False) -> bool:
        """Whether the origin of a relationship is included. ``own``: as a row of its own, where documented does not include reference."""
        if self.origin is None:
            return True
        documented = "documented" in self.origin
        if edge.row["origin"] in {*self.origin, *(["reference"] if documented and not own else [])}:
            return True
        ends = {world.nodes[end]["origin"] for end in (edge.start, edge.end)}
        return documented and edge.row["origin"] == "inferred" and edge.kind in PLACING and ends <= {"documented", "reference"}

    def count(self, world: World, edge: Edge) -> bool:
        row = edge.row
        if not self.allows(world, edge):
            return False
        if self.as_of is not None:
            day = bounds(self.as_of)[1]
            if row.get("valid_from") and bounds(row["valid_from"])[0] > day:
                return False
            if row.get("valid_to") and bounds(row["valid_to"])[1] < day:
                return False
            if row.get("year") and row["year"] > int(self.as_of[:4]):
                return False
        if self.dated_only:
            names = EDGES[edge.kind].model_fields
            if "year" in names:
                return row["year"] is not None
            if "valid_from" in names:
                return row["valid_from"] is not None or row["valid_to"] is not None
        return True


def ways(label: str, name: str) -> list[tuple[str, bool]]:
    """Return the relationship types and directions of a name from a type. More than one: the name is ambiguous and invalid."""
    found = []
    for kind, cls in EDGES.items():
        out, back = any(a == label for a, _ in cls.pairs), any(b == label for _, b in cls.pairs)
        if name == kind.lower():
            return [(kind, out)] if out or back else []
        if name == f"inverse_{kind.lower()}":
            return [(kind, False)] if out and back else []
        for target in NODES.values():
            if target.prefix == name:
                found += [(kind, True)] if (label, target.__name__) in cls.pairs else []
                found += [(kind, False)] if (target.__name__, label) in cls.pairs else []
    return found


def targets(label: str, name: str) -> set[str]:
    found = ways(label, name)
    if len(found) != 1:
        return set()
    kind, forward = found[0]
    ends = {b if forward else a for a, b in EDGES[kind].pairs if (a if forward else b) == label}
    prefixes = {cls.prefix: target for target, cls in NODES.items()}
    return {prefixes[name]} if name in prefixes else ends


def follow(world: World, node: str, name: str, rules: Rules) -> Iterator[tuple[Edge, str]]:
    label = world.labels[node]
    found = ways(label, name)
    if len(found) == 1:
        kind, forward = found[0]
        for edge in world.out[node] if forward else world.back[node]:
            end = edge.end if forward else edge.start
            if edge.kind == kind and world.labels[end] in targets(label, name) and rules.count(world, edge):
                yield edge, end


def fits(kind: str, value: Any, sign: str, wanted: Any) -> bool:
    if value is None:
        return False
    if kind == "words":
        return wanted in value
    if kind == "date":
        low, high = bounds(value)
        first, last = bounds(wanted)
        return {":": low >= first and high <= last, ">": low > last, ">=": low >= first, "<": high < first, "<=": high <= last}[sign]
    return (
        {":": value == wanted, ">": value > wanted, ">=": value >= wanted, "<": value < wanted, "<=": value <= wanted}[sign]
        if (sign == ":" or kind in ORDERED)
        else False
    )


def holds(world: World, tree: Any, node: str, edge: Edge | None, rules: Rules) -> bool:
    what, *rest = tree
    if what == "and":
        return all(holds(world, part, node, edge, rules) for part in rest[0])
    if what == "or":
        return any(holds(world, part, node, edge, rules) for part in rest[0])
    if what == "not":
        return not holds(world, rest[0], node, edge, rules)
    path, *rest = rest
    if path:
        return any(holds(world, (what, path[1:], *rest), end, along, rules) for along, end in follow(world, node, path[0], rules))
    if what == "inner":
        return holds(world, rest[0], node, edge, rules)
    if what == "reach":
        return True
    if what == "ref":
        return any(node == wanted or (":" not in wanted and world.nodes[node].get("code") == wanted) for wanted in rest[0])
    name, kind, on_edge, *rest = rest
    value = (edge.row if on_edge and edge is not None else world.nodes[node]).get(name)
    if what == "known":
        return value is not None and value != []
    return any(fits(kind, value, sign, wanted) for sign, wanted in rest[0])


class Maker:
    """Generates random filters: ``text`` is the request of a client, ``tree`` its meaning."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.draw = world, random.Random(seed)

    def filter(self, label: str) -> tuple[str, Any]:
        texts, trees = zip(*[self.either({label}, None, 2) for _ in range(self.draw.randint(1, 3))], strict=True)
        return ",".join(texts), ("and", trees)

    def either(self, scope: set[str], edge: str | None, depth: int) -> tuple[str, Any]:
        texts, trees = zip(*[self.one(scope, edge, depth) for _ in range(self.draw.choice([1, 1, 1, 2, 3]))], strict=True)
        return "|".join(texts), ("or", trees)

    def one(self, scope: set[str], edge: str | None, depth: int) -> tuple[str, Any]:
        roll = self.draw.random()
        if roll < 0.2:
            text, tree = self.one(scope, edge, depth)
            return f"!{text}", ("not", tree)
        if roll < 0.3 and depth:
            parts = [self.either(scope, edge, depth - 1) for _ in range(self.draw.randint(1, 3))]
            return f"({','.join(text for text, _ in parts)})", ("and", [tree for _, tree in parts])
        return self.term(scope, edge, depth)

    def term(self, scope: set[str], edge: str | None, depth: int) -> tuple[str, Any]:
        path, scope, edge = self.path(scope, edge)
        roll = self.draw.random()
        if path and roll < 0.15:
            return f"has:{'.'.join(path)}", ("reach", path)
        if path and roll < 0.35 and depth:
            text, tree = self.either(scope, edge, depth - 1)
            return f"{'.'.join(path)}({text})", ("inner", path, tree)
        if path and roll < 0.6:
            return self.reference(path, scope)
        return self.property(path, scope, edge)

    def path(self, scope: set[str], edge: str | None) -> tuple[list[str], set[str], str | None]:
        path: list[str] = []
        while self.draw.random() < 0.45 and len(path) < 3:
            label = self.draw.choice(sorted(scope))
            names = (
                [kind.lower() for kind in EDGES] + [f"inverse_{kind.lower()}" for kind in EDGES] + [cls.prefix for cls in NODES.values()]
            )
            names = [name for name in names if len(ways(label, name)) == 1]
            if not names:
                break
            name = self.draw.choice(names)
            path.append(name)
            edge = ways(label, name)[0][0]
            scope = set().union(*(targets(label, name) for label in scope))
        return path, scope, edge

    def reference(self, path: list[str], scope: set[str]) -> tuple[str, Any]:
        coded = any("code" in NODES[label].model_fields for label in scope)
        nodes = [node for label in scope for node in self.world.of(label)]
        values = [
            self.draw.choice(CODES) if coded and self.draw.random() < 0.4 else self.draw.choice(nodes)
            for _ in range(self.draw.choice([1, 1, 2, 3]))
        ]
        return f"{'.'.join(path)}:{'|'.join(values)}", ("ref", path, values)

    def property(self, path: list[str], scope: set[str], edge: str | None) -> tuple[str, Any]:
        own = {column.name: column for label in scope for column in columns(NODES[label])}
        along = {column.name: column for column in columns(EDGES[edge]) if column.name not in {"start", "end", *own}} if edge else {}
        name = self.draw.choice([*own, *(list(along) * 4)])
        on_edge = name not in own
        column = along[name] if on_edge else own[name]
        full = ".".join([*path, name])
        if self.draw.random() < 0.2:
            return f"has:{full}", ("known", path, name, column.kind, on_edge)
        if name == "id":
            nodes = [node for label in scope for node in self.world.of(label)]
            values = [self.draw.choice(nodes) for _ in range(self.draw.choice([1, 2]))]
            return f"{full}:{'|'.join(values)}", ("ref", path, values)
        signs = [":", ">", ">=", "<", "<="] if column.kind in ORDERED else [":"]
        wanted = [(self.draw.choice(signs), self.wanted(column, scope, name)) for _ in range(self.draw.choice([1, 1, 2, 3]))]
        text = "|".join(
            ("" if sign == ":" else sign) + self.quoted(str(value).lower() if isinstance(value, bool) else value) for sign, value in wanted
        )
        return f"{full}:{text}", ("test", path, name, column.kind, on_edge, wanted)

    def wanted(self, column: Any, scope: set[str], name: str) -> Any:
        if column.choices:
            every = [own for label in scope for own in columns(NODES[label]) if own.name == name] or [column]
            return self.draw.choice(sorted({choice for own in every for choice in own.choices}))
        if column.name == "code":
            return self.draw.choice(CODES)
        pools: dict[str, list[Any]] = {
            "date": [*DATES, "2018", "2021-07", "2022-02"],
            "int": [0, 7, 42, 2022, 2024, -3],
            "float": [83.6, 0.0, -1.5, 5.25],
            "words": TEXTS[:12],
            "bool": [True, False],
        }
        return self.draw.choice(pools.get(column.kind, TEXTS))

    def quoted(self, value: Any) -> str:
        text = str(value)
        plain = not ODD & set(text) and text == text.strip() and text[0] not in "!<>" and ":" not in text
        return text if plain and self.draw.random() < 0.8 else '"' + text.replace('"', '""') + '"'


def origins(draw: random.Random) -> tuple[str, ...] | None:
    return tuple(draw.sample(ORIGINS, draw.randint(1, 3))) if draw.random() < 0.3 else None
