"""Measures of city A in the graph of two cities; the figures were worked out by hand."""

from __future__ import annotations

from graph.measures.catalogue.alignment import MEASURE as ALIGNMENT
from graph.measures.catalogue.gaps import MEASURE as GAPS
from graph.measures.catalogue.partners import MEASURE as PARTNERS
from graph.measures.definition import Measure
from graph.measures.registry import load_measures
from graph.queries.location.declaration import has_location
from graph.queries.location.place import Place
from graph.snapshot.place_mask import place_mask
from graph.snapshot.view import View
from tests.graph import two_cities
from tests.graph.measures.worlds import measure, recount, rows, snapshot_of

SNAPSHOT = snapshot_of(two_cities.THINGS, two_cities.LINKS)
CITY_A = place_mask(SNAPSHOT, Place("region:a", ("county:a1", "county:a2", "region:a")), simulated=True)


def view_of(wanted: Measure) -> View:
    return View(SNAPSHOT, None, None, CITY_A, wanted.masked)


def test_alignment_counts_only_programs_of_the_city() -> None:
    figure = measure(ALIGNMENT, view_of(ALIGNMENT))["declared|secondary"]
    assert rows(figure, "denominator") == two_cities.IN_A["Program"]
    assert rows(figure, "numerator") == ["program:one-a"], "county b1, which prioritises sector t, lies elsewhere"


def test_alignment_of_everything_counts_all_programs() -> None:
    """Sector t is prioritised by county b1 only, and no program there serves it: three programs serve sector s."""
    assert recount(measure(ALIGNMENT, View(SNAPSHOT))["declared|secondary"]) | {"path": 0} == {"denominator": 5, "numerator": 3, "path": 0}


def test_gaps_count_programs_and_enterprises_of_the_city() -> None:
    figures = measure(GAPS, view_of(GAPS))
    assert [key for key in figures if key.startswith("gap|")] == ["gap|sector:s"]
    assert (figures["gap|sector:s"].cells["programs"], figures["gap|sector:s"].cells["enterprises"]) == (1, 1)


def test_graduates_who_left_the_city_still_count_for_their_program() -> None:
    assert measure(GAPS, view_of(GAPS), weight="graduates")["gap|sector:s"].cells["graduates"] == 15


def test_partners_lists_only_candidates_of_the_city() -> None:
    everywhere = measure(PARTNERS, View(SNAPSHOT), **{"for": "school:b"})
    there = measure(PARTNERS, view_of(PARTNERS), **{"for": "school:b"})
    assert {"enterprise:lost", "enterprise:a"} <= everywhere.keys()
    assert "enterprise:lost" not in there
    assert there["enterprise:a"].cells["rank"] == everywhere["enterprise:a"].cells["rank"] == 2, "ranks are among all candidates"


def test_entities_without_a_location_are_counted_for_the_types_of_the_measure() -> None:
    assert view_of(GAPS).without_location(("Program", "Enterprise")) == 2
    assert View(SNAPSHOT).without_location(("Program",)) is None


def test_each_measure_names_types_that_can_lie_in_a_place() -> None:
    for wanted in load_measures().values():
        assert all(map(has_location, wanted.place)), wanted.name
    assert [name for name, wanted in load_measures().items() if not wanted.place] == ["alliance-liveness", "alliance-structure"]
