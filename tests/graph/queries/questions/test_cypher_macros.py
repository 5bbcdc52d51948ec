"""The condition that ``visible`` adds for the origins of a request."""

from __future__ import annotations

from graph.queries.questions.cypher_macros import expand, types_of
from seed.model import PLACING


def condition(text: str, variable: str = "r") -> str:
    return expand(f"{text} visible({variable})", origin=True, as_of=False).removeprefix(text).strip()


def test_inferred_location_counts_among_documented_rows() -> None:
    ends = "startNode(r).origin IN ['documented', 'reference'] AND endNode(r).origin IN ['documented', 'reference']"
    assert (
        condition("-[r:LOCATED_IN]-")
        == f"(CASE WHEN r.origin IN $origin THEN true ELSE r.origin = 'inferred' AND 'documented' IN $origin AND {ends} END)"
    )


def test_other_inferred_relationship_does_not_count() -> None:
    assert condition("-[r:SERVES]-") == "(r.origin IN $origin)"


def test_type_is_checked_when_a_pattern_allows_several() -> None:
    assert "type(r) IN ['LOCATED_IN', 'PART_OF', 'OF', 'OF_MAJOR'] AND r.origin = 'inferred'" in condition("-[r:PART_OF|MAPS_TO]-")


def test_type_is_checked_when_a_pattern_has_none() -> None:
    assert f"type(r) IN {list(PLACING)}" in condition("-[r]-")


def test_map_has_no_type() -> None:
    assert condition("WITH {origin: p.origin} AS life WHERE", "life") == "(life.origin IN $origin)"


def test_types_are_read_from_patterns_and_not_from_lists() -> None:
    text = "MATCH (a)-[o:OFFERS WHERE visible(o)]->(p) RETURN [o IN offers | o]"
    assert types_of(text, "o") == ("OFFERS",)
