"""Lists of relationships of several types against a plain evaluation of the same rows: order, pages, fields, search and groups."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from graph.database.reader import Store
from graph.queries.filters.literals import SORTABLE
from graph.queries.filters.name_resolution import common_fields
from graph.queries.filters.parser import parse_edge
from graph.queries.lists import relationships
from graph.queries.lists.groups import edge_group_keys
from graph.queries.lists.relationship_request import ALWAYS, EdgeRequest, all_fields, identity_of, orders_of
from graph.queries.lists.request import SortKey
from seed.model import EDGES, bounds, edge_id
from tests.conftest import FAST, GraphDB, Loop
from tests.each import each
from tests.graph.queries.lists import plain, world

WALKS = 30


@pytest.fixture(scope="module")
def made() -> world.World:
    return world.make(11)


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, made: world.World, run: Loop) -> Iterator[Store]:
    world.write(graph_db, made)
    opened = run(Store.open(graph_db.uri, *graph_db.auth, database=graph_db.database, settings=FAST, fixed=True))
    yield opened
    run(opened.close())


def random_kinds(draw: random.Random) -> tuple[str, ...]:
    return tuple(sorted(draw.sample(list(EDGES), draw.randint(1, 4))))


def random_sort(draw: random.Random, kinds: tuple[str, ...]) -> tuple[SortKey, ...]:
    names = ["start", "end", *(name for name, column in common_fields(kinds).items() if column.kind in SORTABLE)]
    return tuple(SortKey(name, draw.random() < 0.5) for name in draw.sample(names, draw.randint(0, min(3, len(names)))))


def wanted(made: world.World, request: EdgeRequest) -> list[world.Edge]:
    rules, alone = plain.Rules(request.origin, request.as_of), plain.Rules(None, request.as_of)
    edges = [edge for edge in made.edges if edge.kind in request.kinds]
    return [edge for edge in edges if rules.allows(made, edge, own=True) and alone.count(made, edge)]


def in_order(edges: list[world.Edge], request: EdgeRequest) -> list[str]:
    """Return the ids in the order of the request: a stable sort, last key first; unknown values come last in both directions."""

    def sort_value(edge: world.Edge, name: str) -> Any:
        found = {"start": edge.start, "end": edge.end, "type": edge.kind, **edge.row}.get(name)
        column = all_fields(request.kinds).get(name)
        found = bounds(found)[0] if found is not None and column is not None and column.kind == "date" else found
        return found.encode("utf-16-be") if isinstance(found, str) else found

    keys = [*request.sort, *(SortKey(order.name) for order in identity_of(request.kinds))]
    for key in reversed(keys):
        known = [edge for edge in edges if sort_value(edge, key.name) is not None]
        unknown = [edge for edge in edges if sort_value(edge, key.name) is None]
        groups: dict[Any, list[world.Edge]] = {}
        for edge in known:
            groups.setdefault(sort_value(edge, key.name), []).append(edge)
        edges = [edge for found in sorted(groups, reverse=key.descending) for edge in groups[found]] + unknown
    return [edge_id(edge.kind, edge.start, edge.end, edge.row) for edge in edges]


def test_a_walk_in_any_order_has_each_relationship_once(store: Store, made: world.World, run: Loop) -> None:
    draw = random.Random(31)

    async def compare() -> None:
        for _ in range(WALKS):
            kinds = random_kinds(draw)
            request = EdgeRequest(kinds, (), plain.origins(draw), draw.choice([None, None, "2022"]), sort=random_sort(draw, kinds))
            expected = in_order(wanted(made, request), request)
            seen, after = [], None
            while True:
                page = await relationships.page(store, request, limit=draw.choice([1, 3, 7, 50]), after=after, total=True)
                assert page.total == len(expected)
                seen += [row["id"] for row in page.rows]
                after = page.after
                if after is None:
                    break
                assert all(order.fits(key) for order, key in zip(orders_of(request), after, strict=True))
            assert seen == expected, request
            assert [row["id"] async for row in relationships.stream(store, request)] == expected

    run(compare(), timeout=280)


def test_selected_fields_have_the_values_of_whole_rows(store: Store, run: Loop) -> None:
    draw = random.Random(32)

    async def compare() -> None:
        for _ in range(25):
            kinds = random_kinds(draw)
            fields = [*all_fields(kinds), "sentence", "sentence_zh"]
            select = tuple(draw.sample(fields, draw.randint(1, 4)))
            sort = random_sort(draw, kinds)
            whole = await relationships.page(store, EdgeRequest(kinds, sort=sort), limit=200)
            few = await relationships.page(store, EdgeRequest(kinds, sort=sort, select=select), limit=200)
            kept = [(*ALWAYS, *EDGES[row["type"]].discriminators, *select) for row in whole.rows]
            assert few.rows == [{name: row[name] for name in names if name in row} for row, names in zip(whole.rows, kept, strict=True)]

    run(compare(), timeout=200)


def test_groups_match_a_plain_count(store: Store, made: world.World, run: Loop) -> None:
    draw = random.Random(33)

    def state_of(edge: world.Edge, name: str) -> tuple[str, Any]:
        if name == "type":
            return "known", edge.kind
        if name in {"start", "end"}:
            return "known", getattr(edge, name)
        end, _, inner = name.partition(".")
        row = edge.row if not inner else made.nodes[getattr(edge, end)]
        found = row.get(inner or end)
        column = None if inner else common_fields(kinds)[end]
        if column is not None and column.kind == "words":
            return ("known", found[0]) if found and len(found) == 1 else ("several" if found else "unknown", None)
        if column is not None and column.kind == "date" and found is not None:
            found = found[:4]
        return ("unknown", None) if found is None else ("known", found)

    async def compare() -> None:
        nonlocal kinds
        for _ in range(30):
            kinds = random_kinds(draw)
            names = draw.sample(["type", "start", "end", "start.origin", "end.name", *common_fields(kinds)], draw.randint(1, 2))
            request = EdgeRequest(kinds, (), plain.origins(draw), draw.choice([None, "2022"]))
            keys = edge_group_keys(",".join(names), kinds)
            page = await relationships.grouped(store, request, keys, skip=0, limit=1000)
            edges = wanted(made, request)
            expected = Counter(tuple(state_of(edge, name) for name in names) for edge in edges)
            found = {tuple((key["state"], key["value"]) for key in group["keys"]): group["count"] for group in page.groups}
            assert found == dict(expected), names
            assert page.rows == len(edges)
            assert sum(page.origins.values()) == len(edges)
            if request.as_of is not None and names == ["type"]:
                undated = sum(not plain.Rules(dated_only=True).count(made, edge) for edge in edges)
                assert page.undated == undated

    kinds: tuple[str, ...] = ()
    run(compare(), timeout=200)


def test_a_search_finds_the_relationships_of_the_entities_that_a_list_finds(store: Store, made: world.World, run: Loop) -> None:
    kinds = ("FEEDS", "LOCATED_IN", "OFFERS")
    rows = run(relationships.page(store, EdgeRequest(kinds, q="桂阳"), limit=200)).rows
    hits = {node for node, row in made.nodes.items() if any("桂阳" in str(text) for text in (row["name"], row.get("name_zh")))}
    expected = {
        edge_id(edge.kind, edge.start, edge.end, edge.row) for edge in made.edges if edge.kind in kinds and {edge.start, edge.end} & hits
    }
    assert expected
    assert expected <= {row["id"] for row in rows}
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_filter_applies_to_all_types(store: Store, made: world.World, run: Loop) -> None:
    kinds = ("FEEDS", "OFFERS")
    node = next(edge.start for edge in made.edges if edge.kind == "FEEDS")
    request = EdgeRequest(kinds, parse_edge(f"start:{node}|{node},certainty:seen", kinds))
    expected = [edge for edge in made.edges if edge.kind in kinds and edge.start == node and edge.row["certainty"] == "seen"]
    assert [row["id"] for row in run(relationships.page(store, request, limit=200)).rows] == in_order(expected, request)


@each(("kinds", "common"), [(("FEEDS",), True), (("FEEDS", "OFFERS"), False)])
def test_only_properties_of_all_types_have_a_name(kinds: tuple[str, ...], common: bool) -> None:
    assert ("year" in common_fields(kinds)) == common
    assert "origin" in common_fields(kinds)


def test_several_types_are_sorted_by_type_after_the_ends() -> None:
    assert [order.name for order in identity_of(("FEEDS", "SERVES"))] == ["start", "end", "type", "year", "crosswalk"]
    assert [order.name for order in identity_of(("FEEDS",))] == ["start", "end", "year"]
