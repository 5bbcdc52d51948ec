"""The conditions of a place against the masks of a snapshot, on a random graph with every relationship that says where something lies."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from graph.queries.location.conditions import Mode, condition
from graph.queries.location.declaration import PLACES, WAYS
from graph.queries.location.place import Place
from graph.snapshot.place_mask import place_mask
from seed.model import EDGES, NODES
from tests.conftest import GraphDB
from tests.graph import small_graph
from tests.graph.measures.worlds import snapshot_of

SEED = 5
MANY = 12
"""Entities of each type."""
PREFIX = {label: node.prefix for label, node in NODES.items()}
HERE = Place("region:a", ("county:a1", "county:a2", "region:a"))
DIVISIONS = """
region:p r kind=province
region:a r kind=prefecture
region:b r kind=prefecture
county:a1 r
county:a2 r
county:b1 r
framework:f r
"""
PARTS = """
PART_OF county:a1 region:a r
PART_OF county:a2 region:a r
PART_OF county:b1 region:b r
PART_OF region:a region:p r
PART_OF region:b region:p r
OF framework:f region:a r
"""


def steps() -> Iterator[tuple[str, str, str]]:
    """Yield type, start and end of each relationship of the model that says where something lies."""
    kinds = sorted({kind for ways in WAYS.values() for way in ways for kind in way.kinds})
    yield from ((kind, start, end) for kind in kinds for start, end in EDGES[kind].pairs if start in WAYS or end in WAYS)


def drawn() -> tuple[str, str]:
    """Return the entities and relationships of a random graph: about one way for each entity and type of relationship in three."""
    chance = random.Random(SEED)
    ids = {label: [f"{PREFIX[label]}:{number}" for number in range(MANY)] for label in WAYS}
    ids |= {"County": ["county:a1", "county:a2", "county:b1"], "Region": ["region:a", "region:b", "region:p"], "Framework": ["framework:f"]}
    links = {}
    for kind, start, end in steps():
        if start not in ids or end not in ids:
            continue
        for _ in range(MANY // 3):
            one, other = chance.choice(ids[start]), chance.choice(ids[end])
            if start != end or one < other:  # no cycles of units
                links[kind, one, other] = chance.choice("ddis")
    values = dict.fromkeys(("Claim", "Observation"), " metric=graduates value=1 qualifier=exact unit=people scope=s period=2024")
    things = DIVISIONS + "\n".join(f"{known} d{values.get(label, '')}" for label in WAYS for known in ids[label])
    return things, PARTS + "\n".join(f"{kind} {one} {other} {origin}" for (kind, one, other), origin in links.items())


THINGS, LINKS = drawn()
SNAPSHOT = snapshot_of(THINGS, LINKS)


@pytest.fixture(scope="module")
def db(graph_server: GraphDB) -> GraphDB:
    return graph_server.hold("random places", lambda db: small_graph.write(db, THINGS, LINKS))


@pytest.mark.parametrize("mode", ["inside", "nowhere"])
@pytest.mark.parametrize("simulated", [True, False])
@pytest.mark.parametrize("label", sorted(WAYS))
def test_a_query_finds_the_entities_of_the_mask(db: GraphDB, label: str, simulated: bool, mode: Mode) -> None:
    mask = place_mask(SNAPSHOT, HERE, simulated=simulated)
    masked = {"inside": mask.inside, "nowhere": mask.nowhere}[mode]
    expected = sorted(SNAPSHOT.nodes.ids[at] for at in SNAPSHOT.nodes.span(label) if masked[at])
    text = f"CYPHER 5 MATCH (n:{label}) WHERE {condition([('n', (label,))], mode, origin=True)} RETURN n.id AS id"
    origins = ["documented", "inferred", *(["simulated"] if simulated else [])]
    assert sorted(row["id"] for row in db.run(text, place=list(HERE.ids), origin=origins)) == expected


def test_every_type_has_entities_inside_outside_and_without_a_location() -> None:
    mask = place_mask(SNAPSHOT, HERE, simulated=True)
    for label in WAYS:
        span = SNAPSHOT.nodes.span(label)
        inside, nowhere = mask.inside[span.start : span.stop], mask.nowhere[span.start : span.stop]
        counts = inside.sum(), nowhere.sum(), (~inside & ~nowhere).sum()
        assert all(counts), (label, counts)


def test_a_relationship_of_a_way_is_a_way_of_every_type_that_has_it() -> None:
    """Paths to a place name their relationships but not the types between; only the ends of ``ABOUT`` need theirs."""

    directions = {kind: way.forward for ways in WAYS.values() for way in ways for kind in way.kinds}
    for kind, start, end in steps():
        if kind == "ABOUT":
            continue
        near, far = (start, end) if directions[kind] else (end, start)
        declared = any(way.forward == directions[kind] and kind in way.kinds and far in way.targets for way in WAYS.get(near, ()))
        assert declared or near in PLACES or far not in (*WAYS, *PLACES), (kind, near, far)
