"""Test complexity on a table computed by hand, its refusals, and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest

from graph.measures.catalogue.complexity import MEASURE, Indices, indices
from graph.measures.components.contingency_tables import specialised
from graph.measures.definition import Note
from graph.snapshot.view import View
from tests.graph.measures import rival
from tests.graph.measures.counted import counted
from tests.graph.measures.worlds import measure, outcome, recount, rows

# Five counties have A and B, five have B, C and D (a cell counts when 10 x cell >= its column: A 60, B 70, C and D 35 of 200).
BY_HAND = [*[[11, 7, 1, 1]] * 5, *[[1, 7, 6, 6]] * 5]


@pytest.fixture(scope="module")
def view() -> View:
    return View(counted(BY_HAND))


def test_counties_and_classes(view: View) -> None:
    # With k1, k2 for the two kinds of counties: A is k1, B is (k1 + k2) / 2, C and D are k2. Then k1 becomes (A + B) / 2 = 3/4 k1 + 1/4 k2
    # and k2 becomes (B + C + D) / 3 = 1/6 k1 + 5/6 k2. The eigenvalues are 1 and 3/4 + 5/6 - 1 = 7/12; to 7/12 belongs k1 = -3/2, k2 = 1.
    # Mean -1/4, deviation 5/4: the counties are -1 and 1. A = 12/7 k1 = -18/7 is (-18/7 + 1/4) / (5/4) = -13/7; B = -3/7 is -1/7;
    # C = D = 12/7 are 11/7.
    counties = measure(MEASURE, view)
    assert [figure.value for figure in counties.values()] == pytest.approx([1] * 5 + [-1] * 5, abs=1e-12)
    assert (counties["county:00"].value, counties["county:00"].cells["has"]) == (pytest.approx(-1, abs=1e-12), 2)
    classes = measure(MEASURE, view, show="classes")
    assert {key: figure.value for key, figure in classes.items()} == {
        "C10": pytest.approx(-13 / 7, abs=1e-12),
        "C11": pytest.approx(-1 / 7, abs=1e-12),
        "C12": pytest.approx(11 / 7, abs=1e-12),
        "C13": pytest.approx(11 / 7, abs=1e-12),
    }
    found = indices(specialised(np.array(BY_HAND, dtype=np.float64)))
    assert isinstance(found, Indices)
    assert found.value == pytest.approx(7 / 12, abs=1e-12)


def test_the_audit_gives_the_index(view: View) -> None:
    for show in ("counties", "classes"):
        for figure in measure(MEASURE, view, show=show).values():
            sums = recount(figure)
            assert sums["numerator"] / sums["denominator"] == pytest.approx(figure.value, abs=1e-12)
    assert rows(measure(MEASURE, view)["county:00"], "denominator") == ["industry:C10", "industry:C11"]
    assert rows(measure(MEASURE, view, show="classes")["C12"], "numerator") == [f"county:0{n}" for n in range(5, 10)]


def why(has: list[list[int]]) -> str:
    found = indices(np.array(has, dtype=np.float64))
    assert isinstance(found, Note)
    return found.text


def test_undefined_indices_are_refused() -> None:
    assert why([*[[1, 0, 0]] * 5, *[[0, 1, 1]] * 5]).startswith("The table falls into 2 parts")
    assert why([[1, 1, 0], [0, 1, 1], [1, 0, 1]] * 4).startswith("No unique second eigenvector")  # a turn of the classes changes nothing
    assert why([[1, 1, 1]] * 10).startswith("No unique second eigenvector")
    # The pattern is A against C: counties AB are 1/2, BC -1/2, B 0; AB and BC have two classes each.
    assert why([*[[1, 1, 0]] * 4, *[[0, 1, 1]] * 4, *[[0, 1, 0]] * 2]).startswith("The index is not correlated")


def test_refusals_are_figures() -> None:
    parted = outcome(MEASURE, View(counted([*[[18, 1, 1]] * 5, *[[2, 9, 9]] * 5])))
    assert len(parted.figures) == 10
    assert {figure.value for figure in parted.figures} == {None}
    assert parted.figures[0].refused is parted.notes[0]
    assert parted.notes[0].text.startswith("The table falls into 2 parts")
    small = outcome(MEASURE, View(counted(BY_HAND[1:])), show="classes")
    assert small.figures[0].refused is not None
    assert small.figures[0].refused.text.startswith("Too little data: 9 counties")
    assert [note.text for note in small.notes] == [small.figures[0].refused.text]
    assert not outcome(MEASURE, View(counted([[0, 0]]))).figures


def test_county_without_specialisation_is_left_out() -> None:
    # All but one of its enterprises are of a class that is too small to count; without the county nine are left, too few.
    sums = [[*row, 0] for row in BY_HAND]
    sums[0] = [1, 0, 0, 0, 9]
    small = outcome(MEASURE, View(counted(sums)))
    assert small.notes[0].text == "Too little data: 9 counties and 4 classes with a specialisation; at least 10 and 3 are needed."
    assert len(small.figures) == 9


def test_against_ecomplexity() -> None:
    worst, compared = {"eci": 0.0, "pci": 0.0}, 0
    for sums in rival.tables():
        found = indices(specialised(sums))
        if isinstance(found, Indices):
            theirs = rival.computed(sums)
            for name, ours in (("eci", found.rows), ("pci", found.columns)):
                worst[name] = max(worst[name], float(np.abs(ours - theirs[name]).max()))
            compared += 1
    print(f"largest difference from ecomplexity, {compared} tables: " + ", ".join(f"{name} {value:.1e}" for name, value in worst.items()))
    assert compared > 15
    assert max(worst.values()) < 1e-9
