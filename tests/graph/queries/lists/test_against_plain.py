"""Compare the results of the database with the reference implementation of filters on the same rows.

``ALLIANCE_FILTERS=6000 pytest tests/graph/queries/lists/test_against_plain.py`` runs more cases of each kind than the default.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.database.reader import Store
from graph.errors import BadValueError
from graph.queries.filters import parser
from graph.queries.filters.literals import SORTABLE
from graph.queries.filters.name_resolution import fields
from graph.queries.lists import entities, relationships
from graph.queries.lists.entities import ListRequest, Sample, SortKey
from graph.queries.lists.groups import group_keys, groups
from graph.queries.lists.relationships import EdgeRequest
from seed.columns import columns
from seed.model import EDGES, NODES, bounds, edge_id
from tests.conftest import FAST, GraphDB, Loop
from tests.each import each
from tests.graph.queries.lists import plain, world

FILTERS = int(os.environ.get("ALLIANCE_FILTERS", "100"))
CHUNK = 50
LABELS = list(NODES)


@pytest.fixture(scope="module")
def made() -> world.World:
    return world.make(5)


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, made: world.World, run: Loop) -> Iterator[Store]:
    """A store with ``fixed``: no data is loaded during the tests, so late polls are harmless."""
    world.write(graph_db, made)
    opened = run(Store.open(graph_db.uri, *graph_db.auth, database=graph_db.database, settings=FAST, fixed=True))
    yield opened
    run(opened.close())


def expected(made: world.World, label: str, tree: Any, rules: plain.Rules) -> list[str]:
    ids = [node for node in made.of(label) if rules.origin is None or made.nodes[node]["origin"] in rules.origin]
    return sorted(node for node in ids if tree is None or plain.holds(made, tree, node, None, rules))


def in_order(made: world.World, ids: list[str], label: str, sort: tuple[SortKey, ...]) -> list[str]:
    """Sort the ids with a stable sort, last key first; unknown values come last in both directions."""
    kinds = {column.name: column.kind for column in columns(NODES[label])}
    made_ids = sorted(ids)
    for key in reversed(sort):
        known = [node for node in made_ids if made.nodes[node][key.name] is not None]
        unknown = [node for node in made_ids if made.nodes[node][key.name] is None]

        def value(node: str, name: str = key.name) -> Any:
            found = made.nodes[node][name]
            found = bounds(found)[0] if kinds[name] == "date" else found
            return found.encode("utf-16-be") if isinstance(found, str) else found

        groups: dict[Any, list[str]] = {}
        for node in known:
            groups.setdefault(value(node), []).append(node)
        made_ids = [node for found in sorted(groups, reverse=key.descending) for node in groups[found]] + unknown
    return made_ids


def random_sort(draw: random.Random, label: str) -> tuple[SortKey, ...]:
    names = [column.name for column in columns(NODES[label]) if column.kind in SORTABLE]
    return tuple(SortKey(name, draw.random() < 0.5) for name in draw.sample(names, draw.randint(0, 3)))


@each("chunk", range(FILTERS // CHUNK))
def test_filters_match_the_reference(store: Store, made: world.World, run: Loop, chunk: int) -> None:
    draw, maker = random.Random(chunk), plain.Maker(made, chunk)
    tried = refused = found = 0

    async def compare() -> None:
        nonlocal tried, refused, found
        while tried < CHUNK:
            label = draw.choice(LABELS)
            text, tree = maker.filter(label)
            origin, as_of = plain.origins(draw), draw.choice([None, None, "2021", "2022-06", "2023-01-01"])
            sort = random_sort(draw, label)
            try:
                conditions = parser.parse(text, label)
            except BadValueError as problem:  # an ambiguous path, which is an error for a client too
                if "is ambiguous" not in str(problem):
                    raise
                refused += 1
                continue
            tried += 1
            request = ListRequest(label, conditions, origin=origin, as_of=as_of, sort=sort)
            page = await entities.page(store, request, limit=200)
            rules = plain.Rules(origin, as_of)
            ids = in_order(made, expected(made, label, tree, rules), label, sort)
            assert [row["id"] for row in page.rows] == ids, text
            assert page.total == len(ids)
            found += len(ids)
            if as_of is not None:
                dated = set(expected(made, label, tree, plain.Rules(origin, as_of, dated_only=True)))
                assert {row["id"] for row in page.rows if row["undated"]} == set(ids) - dated, text

    run(compare(), timeout=280)
    assert found, "at least one filter must match rows"
    assert refused < tried


def test_a_filter_and_its_negation_match_the_whole_list(store: Store, made: world.World, run: Loop) -> None:
    maker, draw = plain.Maker(made, 99), random.Random(99)

    async def compare() -> None:
        for _ in range(FILTERS * 3 // 10):
            label = draw.choice(LABELS)
            text, _ = maker.filter(label)
            try:
                both = [parser.parse(part, label) for part in (f"({text})", f"!({text})")]
            except BadValueError:
                continue
            ids = [row["id"] for one in both for row in (await entities.page(store, ListRequest(label, one), limit=200)).rows]
            assert sorted(ids) == sorted(made.of(label)), text

    run(compare())


def values_of(made: world.World, node: str, path: str) -> set[Any]:
    """Return the values of a row for a group key; dates as years."""
    *steps, last = path.split(".")
    places: list[tuple[Any, str]] = [(None, node)]
    for name in steps:
        places = [pair for _, place in places for pair in plain.follow(made, place, name, plain.Rules())]
    found: set[Any] = set()
    for edge, place in places:
        cls = NODES[made.labels[place]]
        column = fields(made.labels[place]).get(last)
        if column is None and (edge is None or last not in edge.row):
            found |= {end for _, end in plain.follow(made, place, last, plain.Rules())}
            continue
        value = made.nodes[place].get(last) if column is not None else edge.row[last]
        assert cls is not None
        if value is not None and value != []:
            words = value if isinstance(value, list) else [value[:4] if column is not None and column.kind == "date" else value]
            found |= set(words)
    return found


KEYS = {
    "School": ["level", "kind", "county", "offers", "offers.major", "offers.opened", "member_of.role", "aliases", "sources", "origin"],
    "Program": ["opened", "status", "enrolment", "feeds.year", "major.group", "school.county", "serves", "level"],
    "Claim": ["value", "unit", "about", "period"],
    "Enterprise": ["employees", "located_in", "partners_with.form", "program", "kind"],
}


def test_groups_match_the_reference_and_add_up(store: Store, made: world.World, run: Loop) -> None:
    draw, maker, compared = random.Random(3), plain.Maker(made, 3), 0

    async def compare() -> None:
        nonlocal compared
        while compared < 120:
            label = draw.choice(list(KEYS))
            names = draw.sample(KEYS[label], draw.choice([1, 2]))
            text, tree = maker.filter(label) if draw.random() < 0.5 else ("", None)
            try:
                request = ListRequest(label, parser.parse(text, label) if text else ())
            except BadValueError:
                continue
            compared += 1
            keys = group_keys(",".join(names), label)
            walked, skip = [], 0
            while True:
                page = await groups(store, request, keys, skip=skip, limit=draw.randint(1, 9))
                walked += page.groups
                skip += len(page.groups)
                if skip >= page.groups_total:
                    break
            ids = expected(made, label, tree, plain.Rules())
            counts: Counter[tuple[Any, ...]] = Counter()
            for node in ids:
                found = [values_of(made, node, name) for name in names]
                counts[tuple(("known", *one) if len(one) == 1 else ("several" if one else "unknown", None) for one in found)] += 1
            got = {tuple((key["state"], key["value"]) for key in group["keys"]): group["count"] for group in walked}
            assert got == dict(counts), (names, text)
            assert sum(got.values()) == page.rows == len(ids)
            assert len(got) == len(walked) == page.groups_total
            assert [group["count"] for group in walked] == sorted(got.values(), reverse=True)
            for group in walked:
                assert sum(group["origins"].values()) == group["count"]
                for key in group["keys"]:
                    assert key["thing"] is None or key["thing"]["id"] == key["value"]

    run(compare(), timeout=280)


def test_paging_returns_each_row_once(store: Store, made: world.World, run: Loop) -> None:
    draw, maker, walks = random.Random(8), plain.Maker(made, 8), 0

    async def compare() -> None:
        nonlocal walks
        while walks < FILTERS * 3 // 5:
            label, sort = (name := draw.choice(LABELS)), random_sort(draw, name)
            text, tree = maker.filter(label) if draw.random() < 0.3 else ("", None)
            try:
                conditions = parser.parse(text, label) if text else ()
            except BadValueError:
                continue
            walks += 1
            sample = Sample(draw.randint(1, 12), draw.randint(-9, 9)) if draw.random() < 0.2 else None
            select = tuple(draw.sample(sorted(fields(label)), 3)) if draw.random() < 0.5 else None
            request = ListRequest(label, conditions, sort=sort, sample=sample, select=select)
            seen, after = [], None
            while True:
                page = await entities.page(store, request, limit=draw.randint(1, 5), after=after)
                seen += page.rows
                after = page.after
                if after is None:
                    break
                assert page.rows
            ids = [row["id"] for row in seen]
            whole = expected(made, label, tree, plain.Rules())
            if sample is None:
                assert ids == in_order(made, whole, label, sort), (text, sort)
            else:
                assert ids == in_order(made, ids, label, sort)
                assert set(ids) <= set(whole)
                assert len(set(ids)) == len(ids) == min(sample.size, len(whole))
            assert [row["id"] async for row in entities.stream(store, request)] == ids
            if select is not None:
                assert all(set(row) == {"id", "type", "origin", "href", *select} for row in seen)
            for row in seen:
                for name, column in fields(label).items():
                    stated = made.nodes[row["id"]][name]
                    assert name not in row or row[name] == ((stated or []) if column.kind == "words" else stated)

    run(compare(), timeout=280)


def edge_filter(maker: plain.Maker, kind: str) -> tuple[str, Callable[[world.Edge, plain.Rules], bool]]:
    """Return a random condition on a relationship or on one of its ends, and the same as a Python predicate."""
    made, place = maker.world, maker.draw.choice([None, 0, 1])
    if place is None:
        text, tree = maker.property([], set(), kind)
        return text, lambda edge, rules: plain.holds(made, tree, edge.start, edge, rules)
    scope, name = {pair[place] for pair in EDGES[kind].pairs}, ("start", "end")[place]
    if maker.draw.random() < 0.3:
        text, tree = maker.reference([name], scope)
        return (
            text,
            lambda edge, _: (edge.start, edge.end)[place] in tree[2] or made.nodes[(edge.start, edge.end)[place]].get("code") in tree[2],
        )
    text, tree = maker.either(scope, kind, 1)
    return f"{name}({text})", lambda edge, rules: plain.holds(made, tree, (edge.start, edge.end)[place], edge, rules)


def test_relationship_lists_match_the_reference(store: Store, made: world.World, run: Loop) -> None:
    draw, maker, walks = random.Random(21), plain.Maker(made, 21), 0

    async def compare() -> None:
        nonlocal walks
        while walks < FILTERS // 2:
            kind = draw.choice(list(EDGES))
            parts = [edge_filter(maker, kind) for _ in range(draw.randint(0, 2))]
            text, origin, as_of = ",".join(part for part, _ in parts), plain.origins(draw), draw.choice([None, None, "2022"])
            try:
                request = EdgeRequest((kind,), parser.parse_edge(text, (kind,)) if text else (), origin, as_of)
            except BadValueError as problem:
                if "is ambiguous" not in str(problem):
                    raise
                continue
            walks += 1
            rules, alone = plain.Rules(origin, as_of), plain.Rules(None, as_of)
            wanted = [
                edge
                for edge in made.edges
                if edge.kind == kind
                and rules.allows(made, edge, own=True)
                and alone.count(made, edge)
                and all(test(edge, rules) for _, test in parts)
            ]
            names = EDGES[kind].discriminators
            wanted.sort(key=lambda edge: (edge.start, edge.end, *((edge.row[name] is None, edge.row[name] or 0) for name in names)))
            ids, seen, after = [edge_id(kind, edge.start, edge.end, edge.row) for edge in wanted], [], None
            while True:
                page = await relationships.page(store, request, limit=draw.choice([2, 3, 7, 50]), after=after, total=True)
                assert page.total == len(ids), text
                seen += [row["id"] for row in page.rows]
                after = page.after
                if after is None:
                    break
            assert seen == ids, (kind, text)
            assert [row["id"] async for row in relationships.stream(store, request)] == ids

    run(compare(), timeout=280)
