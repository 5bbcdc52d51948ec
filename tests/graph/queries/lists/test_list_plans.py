"""The plans of lists: they only read, keys use an index seek, and pages in the order of ids need no full sort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from graph.database.reader import Store
from graph.queries.filters import parser
from graph.queries.includes.parser import Root, parse
from graph.queries.lists import entities, relationships
from graph.queries.lists.entities import ListRequest, SortKey
from graph.queries.lists.groups import group_keys, groups_text, source_of
from graph.queries.lists.relationships import EdgeRequest
from graph.queries.location.place import Place
from seed.model import EDGES, NODES
from tests.conftest import GraphDB, Loop
from tests.each import each
from tests.graph.queries.lists import world
from tests.graph.queries.plan_checks import SCANS, operators

KEYED = [
    ("School", "offers.major.code:660108"),
    ("School", "member_of:alliance:x"),
    ("School", "id:school:a|school:b"),
    ("School", "code:31"),
    ("Enterprise", "county:431024"),
    ("Enterprise", "feeds.offers.located_in:county:1,!has:about"),
    ("Program", "level:secondary,school:school:a"),
]


STARTS = SCANS | {"NodeIndexSeek", "NodeIndexSeekByRange"}
"""Operators that begin at nodes other than those of given ids."""
MANY = 3000
"""Additional nodes per type: with only the fourteen of the small graph, a scan is the best plan."""
FILL = """
UNWIND range(1, $many) AS i
CREATE (s:Thing:School {id: 'school:more' + i, code: 'm' + i, origin: 'simulated'})-[:OFFERS {origin: 'simulated'}]->
       (p:Thing:Program {id: 'program:more' + i, origin: 'simulated'})-[:FEEDS {origin: 'simulated'}]->
       (e:Thing:Enterprise {id: 'enterprise:more' + i, code: 'm' + i, origin: 'simulated'})-[:LOCATED_IN {origin: 'simulated'}]->
       (c:Thing:County {id: 'county:more' + i, code: 'm' + i, origin: 'simulated'}),
       (p)-[:OF_MAJOR {origin: 'simulated'}]->(:Thing:Major {id: 'major:more' + i, code: 'm' + i, origin: 'simulated'}),
       (s)-[:PARTNERS_WITH {origin: 'simulated'}]->(e), (s)-[:MEMBER_OF {origin: 'simulated'}]->(:Thing:Alliance {id: 'alliance:more' + i})
"""


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    world.write(graph_db, world.make(1))
    graph_db.run(FILL, many=MANY)
    graph_db.run("CALL db.resampleOutdatedIndexes()")
    graph_db.run("CALL db.awaitIndexes(60)")
    return open_store(graph_db)


def plan(store: Store, run: Loop, text: str) -> list[str]:
    kind, found = run(store.explain(text), timeout=120)
    assert kind == "r"
    return list(operators(found))


@each(("label", "text"), KEYED, ids=[text for _, text in KEYED])
def test_a_list_with_a_key_scans_no_label(store: Store, run: Loop, label: str, text: str) -> None:
    request = ListRequest(label, parser.parse(text, label))
    for made, _ in (
        entities.page_text(request),
        entities.count_text(request),
        entities.page_text(request, after=[f"{NODES[label].prefix}:x"]),
    ):
        assert not SCANS & set(plan(store, run, made)), made


@pytest.mark.parametrize("after", [None, ["school:x"]])
def test_a_page_by_id_uses_the_order_of_the_index(store: Store, run: Loop, after: list[str] | None) -> None:
    found = plan(store, run, entities.page_text(ListRequest("School", parser.parse("!has:offers", "School")), after=after)[0])
    assert "NodeIndexSeekByRange" in found
    assert not {"Top", "Sort"} & set(found)


@each(
    ("label", "names"),
    [
        ("Program", "school.county,enterprise.county"),
        ("School", "located_in.prioritises,member_of,sources"),
        ("Region", "county.enterprise,school.offers"),
        ("Industry", "program.school,enterprise.sources"),
    ],
    ids=["Program", "School", "Region", "Industry"],
)
def test_included_entities_are_reached_from_the_row(store: Store, run: Loop, label: str, names: str) -> None:
    includes = parse(names, None, Root(label, (), (label,))).includes
    place = Place("region:x", ("region:x",))
    for request in (
        ListRequest(label, includes=includes),
        ListRequest(label, includes=includes, origin=("documented",), as_of="2024", place=place),
    ):
        alone = plan(store, run, entities.page_text(replace(request, includes=()), among=["x"])[0])
        found = plan(store, run, entities.page_text(request, among=["x"])[0])
        assert [name for name in found if name in STARTS] == [name for name in alone if name in STARTS], names


def test_the_count_of_a_type_comes_from_the_count_store(store: Store, run: Loop) -> None:
    assert "NodeCountFromCountStore" in plan(store, run, entities.count_text(ListRequest("School"))[0])
    assert "RelationshipCountFromCountStore" in plan(store, run, relationships.count_text(EdgeRequest(("FEEDS",)))[0])


@pytest.mark.parametrize("kind", ["FEEDS", "PARTNERS_WITH", "LOCATED_IN"])
def test_relationships_are_sorted_per_start_node(store: Store, run: Loop, kind: str) -> None:
    request = EdgeRequest((kind,))
    for after in (None, ["program:x", "enterprise:x", *([None] if EDGES[kind].discriminators else [])]):
        found = plan(store, run, relationships.page_text(request, after)[0])
        assert "PartialTop" in found
        assert not {"Top", "Sort", "Union", *SCANS} & set(found), after
    assert not {"Top", "Sort"} & set(plan(store, run, relationships.stream_text(request)[0]))


@each("text", ["end:enterprise:x", "start:program:x", "end.county:431024", "start.school.code:1"])
def test_relationships_of_a_given_node_start_at_that_node(store: Store, run: Loop, text: str) -> None:
    request = EdgeRequest(("FEEDS",), parser.parse_edge(text, ("FEEDS",)))
    assert not {"NodeIndexSeekByRange", *SCANS} & set(plan(store, run, relationships.page_text(request)[0]))


def test_sorted_and_grouped_lists_only_read(store: Store, run: Loop) -> None:
    plan(store, run, entities.page_text(ListRequest("Program", sort=(SortKey("opened", True),), q="a", as_of="2024"))[0])
    plan(store, run, groups_text(source_of(ListRequest("School")), group_keys("offers.major.group,aliases", "School"))[0])
