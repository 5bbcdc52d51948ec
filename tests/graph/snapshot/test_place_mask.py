"""The masks of a place on the graph of two cities."""

from __future__ import annotations

import numpy as np

from graph.queries.location.declaration import WAYS
from graph.queries.location.place import Place
from graph.snapshot.columns import Mask
from graph.snapshot.place_mask import place_mask
from graph.snapshot.view import View
from tests.graph import two_cities
from tests.graph.measures.worlds import snapshot_of

SNAPSHOT = snapshot_of(two_cities.THINGS, two_cities.LINKS)
CITY_A = Place("region:a", ("county:a1", "county:a2", "region:a"))
PROVINCE = Place("region:p", ("county:a1", "county:a2", "county:b1", "region:a", "region:b", "region:p"))


def ids(mask: Mask, label: str) -> list[str]:
    span = SNAPSHOT.nodes.span(label)
    return [SNAPSHOT.nodes.ids[at] for at in np.flatnonzero(mask) if at in span]


def test_entities_of_each_type_that_lie_in_the_city() -> None:
    mask = place_mask(SNAPSHOT, CITY_A, simulated=True)
    assert {label: ids(mask.inside, label) for label in two_cities.IN_A} == two_cities.IN_A


def test_entities_without_a_location_are_counted_by_type() -> None:
    assert place_mask(SNAPSHOT, CITY_A, simulated=True).without_location(SNAPSHOT) == two_cities.LOST


def test_the_province_has_both_cities_but_nothing_without_a_location() -> None:
    mask = place_mask(SNAPSHOT, PROVINCE, simulated=True)
    assert ids(mask.inside, "School") == ["school:a", "school:a.unit", "school:b", "school:c-a"]
    assert ids(mask.inside, "Claim") == ["claim:a", "claim:p"]


def test_without_simulated_data_a_simulated_location_does_not_count() -> None:
    mask = place_mask(SNAPSHOT, CITY_A, simulated=False)
    assert ids(mask.inside, "Enterprise") == ["enterprise:a"]
    assert ids(mask.nowhere, "Enterprise") == ["enterprise:lost", "enterprise:sim-a"]


def test_an_inferred_location_counts_when_only_documented_data_is_requested() -> None:
    view = View(SNAPSHOT, ("documented",), None, place_mask(SNAPSHOT, CITY_A, simulated=False), ("School",))
    assert [SNAPSHOT.nodes.ids[at] for at in view.places("School")] == two_cities.IN_A["School"]


def test_regions_above_the_place_stay_in_a_view() -> None:
    view = View(SNAPSHOT, None, None, place_mask(SNAPSHOT, CITY_A, simulated=True), ("County", "Region"))
    assert [SNAPSHOT.nodes.ids[at] for at in view.places("Region")] == ["region:a", "region:p"]
    assert [SNAPSHOT.nodes.ids[at] for at in view.places("County")] == ["county:a1", "county:a2"]


def test_a_view_at_another_date_keeps_the_place() -> None:
    view = View(SNAPSHOT, None, "2024", place_mask(SNAPSHOT, CITY_A, simulated=True), ("School",)).at(None)
    assert (view.as_of, [SNAPSHOT.nodes.ids[at] for at in view.places("School")]) == (None, two_cities.IN_A["School"])


def test_counts_have_the_relationships_of_the_place_by_origin() -> None:
    counts = place_mask(SNAPSHOT, CITY_A, simulated=True).counts(SNAPSHOT)
    assert counts["Enterprise"] == {"documented": 1, "simulated": 1}
    assert counts["FEEDS"] == {"documented": 2}, "those of one-a, also to city B"
    assert counts["LOCATED_IN"] == {"documented": 3, "inferred": 1, "simulated": 1}
    assert counts["SERVES"] == {"documented": 3}


def test_a_way_leads_to_types_above_it_in_the_table() -> None:
    above = {"County", "Region"}
    for label, ways in WAYS.items():
        above.add(label)
        assert all(set(way.targets) <= above for way in ways), label
