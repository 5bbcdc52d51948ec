"""Walks over the pages of lists with ``include``, compared with the reference implementation on the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.database.reader import Store
from graph.queries.filters.literals import SORTABLE
from graph.queries.filters.name_resolution import end_labels, fields
from graph.queries.includes.parser import Root, parse
from graph.queries.includes.request import MOST_ITEMS, RowShown
from graph.queries.lists import entities, relationships
from graph.queries.lists.entities import ListRequest, SortKey
from graph.queries.lists.relationships import EdgeRequest
from graph.queries.traversal import neighbours
from graph.queries.traversal.neighbours import NeighbourShown, Wanted
from graph.queries.traversal.selection import Chosen
from seed.model import EDGES, NODES, edge_id
from tests.conftest import FAST, GraphDB, Loop
from tests.graph.queries.includes import plain as included_plain
from tests.graph.queries.lists import plain, world

WALKS = 40
"""Each walk plans several new queries, which takes longer than running them."""
HUB = MOST_ITEMS + 3
"""Number of counties in a region: more than a row includes."""


@pytest.fixture(scope="module")
def made() -> world.World:
    """The random world; rows have sources, and a region has more counties than a row includes."""
    draw, found = random.Random(17), world.make(17)
    sources = found.of("Source")
    for row in found.nodes.values():
        row["sources"] = draw.sample(sources, draw.randint(0, 3))
    region, counties = found.of("Region")[0], found.of("County")[:HUB]
    have = {edge.start for edge in found.back[region] if edge.kind == "PART_OF"}
    for county in counties:
        if county not in have:
            edge = world.Edge("PART_OF", county, region, {**dict.fromkeys(world_names("PART_OF")), "origin": "reference"})
            found.edges.append(edge)
            found.out[county].append(edge)
            found.back[region].append(edge)
    return found


def world_names(kind: str) -> list[str]:
    return [name for name in EDGES[kind].model_fields if name not in {"start", "end"}]


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, made: world.World, run: Loop) -> Iterator[Store]:
    world.write(graph_db, made)
    opened = run(Store.open(graph_db.uri, *graph_db.auth, database=graph_db.database, settings=FAST, fixed=True))
    yield opened
    run(opened.close())


def random_request(draw: random.Random, paths: list[str], label: str) -> ListRequest:
    root = Root(label, tuple(fields(label)), (label,))
    names = [name for name, column in fields(label).items() if column.kind in SORTABLE]
    sort = tuple(SortKey(name, draw.random() < 0.5) for name in draw.sample(names, draw.randint(0, 2)))
    request = ListRequest(label, origin=plain.origins(draw), as_of=draw.choice([None, None, "2022"]), sort=sort)
    return replace(request, includes=parse(",".join(paths), None, root).includes)


def test_a_walk_has_each_row_once_with_what_it_includes(store: Store, made: world.World, run: Loop) -> None:
    draw, items, cut = random.Random(4), 0, 0

    async def compare() -> None:
        nonlocal items, cut
        for _ in range(WALKS):
            label = draw.choice(list(NODES))
            paths = included_plain.random_paths(draw, label)
            request = random_request(draw, paths, label)
            rules, seen, after = plain.Rules(request.origin, request.as_of), [], None
            while True:
                page = await entities.page(store, request, limit=draw.randint(1, 6), after=after)
                seen += page.rows
                after = page.after
                if after is None:
                    break
            bare = replace(request, includes=())
            assert [row["id"] for row in seen] == [row["id"] async for row in entities.stream(store, bare)], paths
            for row in seen:
                expected = included_plain.included(made, row["id"], paths, rules)
                assert included_plain.bare(row["included"]) == expected, (label, paths, request.origin, request.as_of)
                items += sum(len(one["items"]) for one in expected.values())
                cut += sum(one["total"] > len(one["items"]) for one in expected.values())
            streamed = [row async for row in entities.stream(store, request)] if draw.random() < 0.3 else seen
            assert streamed == seen

    run(compare(), timeout=280)
    assert items > WALKS
    assert cut, "at least one row must include more entities than it has room for"


def test_a_single_entity_includes_the_same_as_its_row(store: Store, run: Loop) -> None:
    draw = random.Random(6)

    async def compare() -> None:
        for _ in range(15):
            label = draw.choice(list(NODES))
            request = random_request(draw, included_plain.random_paths(draw, label), label)
            for row in (await entities.page(store, request, limit=3)).rows:
                alone = await entities.chosen(store, request, row["id"])
                assert alone is not None
                assert alone["included"] == row["included"]

    run(compare(), timeout=120)


def test_the_other_ends_of_neighbours_include_the_same(store: Store, made: world.World, run: Loop) -> None:
    draw, items = random.Random(12), 0

    async def compare() -> None:
        nonlocal items
        for _ in range(15):
            edge = draw.choice(made.edges)
            wanted = Wanted((edge.kind,), "out", chosen=Chosen.of(plain.origins(draw), draw.choice([None, "2022"])))
            labels = tuple(end for start, end in EDGES[edge.kind].pairs if start == made.labels[edge.start])
            paths = included_plain.random_paths(draw, labels[0]) if len(labels) == 1 else ["sources"]
            selected = parse(",".join(f"other.{path}" for path in paths), None, Root("neighbours", (), members={"other": labels}))
            shown, rules = (
                NeighbourShown(row=RowShown(tuple(selected.members.items()))),
                plain.Rules(wanted.chosen.origin, wanted.chosen.as_of),
            )
            seen, after = [], None
            while True:
                page = await neighbours.neighbours(store, edge.start, wanted, after=after, limit=draw.randint(1, 3), shown=shown)
                seen += page.rows
                after = page.after
                if after is None:
                    break
            bare = await neighbours.neighbours(store, edge.start, wanted, after=None, limit=1000)
            assert [row["id"] for row in seen] == [row["id"] for row in bare.rows]
            for row in seen:
                expected = included_plain.included(made, row["other"]["id"], paths, rules)
                assert included_plain.bare(row["other"]["included"]) == expected, (edge.kind, paths, wanted.chosen)
                items += sum(len(one["items"]) for one in expected.values())

    run(compare(), timeout=280)
    assert items > 15


def test_the_ends_of_relationships_include_the_same(store: Store, made: world.World, run: Loop) -> None:
    draw = random.Random(9)

    async def compare() -> None:
        for _ in range(15):
            kind = draw.choice(list(EDGES))
            ends = {name: end_labels((kind,), forward=name == "end") for name in ("start", "end")}
            name, labels = draw.choice([(name, labels) for name, labels in ends.items() if len(labels) == 1] or [("end", ())])
            if not labels:
                continue
            paths = included_plain.random_paths(draw, labels[0])
            selected = parse(",".join(f"{name}.{path}" for path in paths), None, Root(kind, (), members=ends))
            origin, as_of = plain.origins(draw), draw.choice([None, "2022"])
            request = EdgeRequest((kind,), origin=origin, as_of=as_of, start=selected.members["start"], end=selected.members["end"])
            ids, after = [], None
            while True:
                page = await relationships.page(store, request, limit=4, after=after)
                for row in page.rows:
                    expected = included_plain.included(made, row[name]["id"], paths, plain.Rules(origin, as_of))
                    assert included_plain.bare(row[name]["included"]) == expected, (kind, paths)
                ids += [row["id"] for row in page.rows]
                after = page.after
                if after is None:
                    break
            rules = plain.Rules(origin, as_of)
            wanted = [edge for edge in made.edges if edge.kind == kind and rules.allows(made, edge, own=True)]
            wanted = [edge for edge in wanted if plain.Rules(None, as_of).count(made, edge)]
            assert sorted(ids) == sorted(edge_id(kind, edge.start, edge.end, edge.row) for edge in wanted)

    run(compare(), timeout=280)
