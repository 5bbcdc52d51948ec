"""Test proximity and density on a table computed by hand, and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest

from graph.measures.catalogue.relatedness import MEASURE
from graph.measures.components.contingency_tables import density, proximity, specialised
from graph.snapshot.view import View
from tests.graph.measures import rival
from tests.graph.measures.counted import counted
from tests.graph.measures.worlds import measure, outcome, recount, rows

# Who has what: four counties A, two A and B, one B, three C. Sums 52, 31, 31 of 114; a cell counts when cell x 114 >= row x column:
# A alone 8 x 114 = 912 >= 10 x 52; A beside B 912 >= 17 x 52 = 884; B there 912 >= 17 x 31; nowhere does a 1 count: 114 < 10 x 31.
BY_HAND = [*[[8, 1, 1]] * 4, *[[8, 8, 1]] * 2, [1, 8, 1], *[[1, 1, 8]] * 3]


@pytest.fixture(scope="module")
def view() -> View:
    return View(counted(BY_HAND))


def test_proximity(view: View) -> None:
    found = measure(MEASURE, view, show="proximity")
    # A has six counties, B three, C three. A and B: two have both, of six. C goes with none.
    assert {key: figure.value for key, figure in found.items()} == {"C10|C11": 2 / 6, "C10|C12": 0.0, "C11|C12": 0.0}
    figure = found["C10|C11"]
    assert (figure.cells["both"], figure.cells["most"]) == (2, 6)
    assert rows(figure, "numerator") == ["county:04", "county:05"]
    assert rows(figure, "denominator") == [f"county:0{n}" for n in range(6)]
    assert (figure.cells["thing"], figure.cells["other_thing"]) == ("industry:C10", "industry:C11")


def test_density(view: View) -> None:
    found = measure(MEASURE, view)
    # B around county 0, which has A: 1/3 of the proximities of B, 1 (itself) + 1/3 (A) + 0 (C), is 1/4; so is A around county 6 (B).
    assert found["county:00|C11"].value == pytest.approx(1 / 4, abs=1e-15)
    assert found["county:06|C10"].value == pytest.approx(1 / 4, abs=1e-15)
    assert {figure.value for key, figure in found.items() if key.endswith("C12")} == {0.0}
    assert found["county:09|C10"].value == 0.0  # it has C alone
    assert "county:00|C10" not in found  # it has A already
    assert "county:04|C10" not in found
    assert len(found) == 30 - 12
    # of what is there already: A around county 0 is 1 of 1 + 1/3
    assert measure(MEASURE, view, include="all")["county:00|C10"].value == pytest.approx(3 / 4, abs=1e-15)
    assert set(measure(MEASURE, view, county="county:06")) == {"county:06|C10", "county:06|C12"}


def test_the_audit_gives_the_figure(view: View) -> None:
    for asked in ({"include": "all"}, {"show": "proximity"}):
        for figure in measure(MEASURE, view, **asked).values():
            sums = recount(figure)
            assert sums.get("numerator", 0.0) / sums["denominator"] == pytest.approx(figure.value, rel=1e-12)
    assert rows(measure(MEASURE, view)["county:00|C11"], "numerator") == ["industry:C10"]


def test_small_counties_and_classes_are_refused() -> None:
    # an eleventh county with three enterprises, and a class of two that only it has
    found = outcome(MEASURE, View(counted([*[[*row, 0] for row in BY_HAND], [1, 0, 0, 2]])), include="all")
    refused = {figure.key: figure.refused.text for figure in found.figures if figure.refused}
    assert refused["county:10|C10"] == "Too little data: 3 enterprises; at least 10 are needed."
    assert refused["county:00|C13"] == "Too little data: 2 enterprises; at least 10 are needed."
    assert len(refused) == 4 + 10
    assert len(found.figures) == 44
    assert found.notes[0].text == "Left out with fewer than 10 items: counties 1, classes 1."


def test_a_small_table_is_refused() -> None:
    found = outcome(MEASURE, View(counted(BY_HAND[1:])))
    assert all(figure.refused is not None for figure in found.figures)
    assert found.notes[0].text.startswith("Too little data: 9 counties and 3 classes")
    assert not measure(MEASURE, View(counted([[5, 6], [7, 8]])), show="proximity")["C10|C11"].value


def test_class_found_only_in_small_counties_is_refused() -> None:
    # The ten enterprises of the fourth class are all in small counties.
    sums = [*[[*row, 0] for row in BY_HAND], *[[0, 0, 0, 5]] * 2]
    figure = measure(MEASURE, View(counted(sums)))["county:00|C13"]
    assert figure.value is None
    assert figure.refused is not None
    assert figure.refused.text.startswith("No county in the comparison")


def test_against_ecomplexity() -> None:
    worst = {"proximity": 0.0, "density": 0.0}
    for sums in rival.tables():
        has = specialised(sums)
        near = proximity(has)
        worst["proximity"] = max(worst["proximity"], float(np.abs(near - rival.near(sums)).max()))
        worst["density"] = max(worst["density"], float(np.abs(density(has, near) - rival.computed(sums)["density"]).max()))
    print("largest difference from ecomplexity: " + ", ".join(f"{name} {value:.1e}" for name, value in worst.items()))
    assert max(worst.values()) < 1e-9
