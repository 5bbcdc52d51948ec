"""Test specialisation on a graph computed by hand, and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest

from graph.measures.catalogue.specialisation import MEASURE
from graph.measures.components.contingency_tables import DETAIL, OF, bootstrap, rca, specialised, table
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from tests.graph.measures import rival
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

# Enterprises by county and industry; the divisions are C32 (C322 and C323 together) and C13.
#          C322  C323  C13 | C32
# a           4     2    4 |   6    10
# b           3     0    7 |   3    10
#                       11     9    20
BY_HAND = {("a", "c322"): 4, ("a", "c323"): 2, ("a", "c13"): 4, ("b", "c322"): 3, ("b", "c13"): 7}
THINGS = """
county:a r
county:b r
county:empty r
region:z r
industry:C322 r
industry:C323 r
industry:C13 r
industry:C r
sector:s r
enterprise:group d kind='unnamed group'
enterprise:nowhere d kind=named employees=5
enterprise:sector d kind=named employees=5
enterprise:section d kind=named
enterprise:real d kind=named employees=5
major:m r level=secondary group=66 code=660108
major:n r level=secondary
school:one d kind=named
school:two d kind=named
"""
LINKS = """
LOCATED_IN enterprise:group county:a d
OPERATES_IN enterprise:group industry:C322 d
OPERATES_IN enterprise:nowhere industry:C322 d
LOCATED_IN enterprise:nowhere region:z d
LOCATED_IN enterprise:sector county:a d
OPERATES_IN enterprise:sector sector:s d
LOCATED_IN enterprise:section county:a d
OPERATES_IN enterprise:section industry:C d
LOCATED_IN enterprise:real county:a d
OPERATES_IN enterprise:real industry:C322 s
LOCATED_IN school:one county:a d
LOCATED_IN school:two county:b d
"""


def world() -> Snapshot:
    things, links = [THINGS], [LINKS]
    for (county, industry), count in BY_HAND.items():
        for number in range(count):
            known = f"enterprise:{county}-{industry}-{number}"
            things.append(f"{known} d kind=named" + (" employees=10" if number else ""))  # the first of each says nothing
            links.append(f"LOCATED_IN {known} county:{county} d\nOPERATES_IN {known} industry:{industry.upper()} {'i' if number else 'd'}")
    return snapshot_of("\n".join(things), "\n".join(links))


@pytest.fixture(scope="module")
def view() -> View:
    return View(world())


def test_by_division(view: View) -> None:
    found = measure(MEASURE, view)
    # a, C32: (6 / 10) / (9 / 20) = 4/3; a, C13: (4 / 10) / (11 / 20) = 8/11; b, C32: (3 / 10) / (9 / 20) = 2/3; b, C13: 14/11.
    # The division C32 has 9 enterprises only, one too few.
    assert {key: figure.value for key, figure in found.items()} == {
        "county:b|C13": pytest.approx(14 / 11, abs=1e-15),
        "county:a|C13": pytest.approx(8 / 11, abs=1e-15),
        "county:a|C32": None,
        "county:b|C32": None,
    }
    assert found["county:a|C32"].refused is not None
    assert found["county:a|C32"].refused.text == "Too little data: 9 enterprises; at least 10 are needed."
    assert list(found) == ["county:b|C13", "county:a|C13", "county:a|C32", "county:b|C32"]  # the greatest first, those refused last
    cells = found["county:b|C13"].cells
    assert (cells["count"], cells["county_total"], cells["column_total"], cells["total"]) == (7, 10, 11, 20)
    assert (cells["thing"], found["county:a|C32"].cells["thing"]) == ("industry:C13", None)  # the division C32 is no thing of this graph
    assert found["county:b|C13"].origin == "inferred"


def test_left_out(view: View) -> None:
    # nowhere (no county), sector (no industry), section (no division), real (simulated industry): four; the group is never counted.
    assert outcome(MEASURE, view).excluded == {"unknown": 4}
    assert "Counties without countable data, not in the table: 1" in outcome(MEASURE, view).notes[0].text


def test_the_audit_gives_the_quotient(view: View) -> None:
    for of in OF:
        for detail in DETAIL:
            for figure in measure(MEASURE, view, of=of, detail=detail).values():
                sums = recount(figure)
                if figure.value is not None:
                    assert sums["numerator"] / sums["denominator"] == pytest.approx(figure.value, rel=1e-12)
                assert sums.get("numerator", 0) == figure.cells["count"]


def test_rows_and_paths(view: View) -> None:
    figure = measure(MEASURE, view)["county:a|C32"]
    assert rows(figure, "numerator") == [*(f"enterprise:a-c322-{n}" for n in range(4)), *(f"enterprise:a-c323-{n}" for n in range(2))]
    assert len(rows(figure, "denominator")) == 9
    assert set(rows(figure, "numerator")) < set(rows(figure, "denominator"))
    paths = rows(figure, "path")
    assert len(paths) == 12  # 6 x LOCATED_IN, 6 x OPERATES_IN
    assert "OPERATES_IN~enterprise:a-c323-1~industry:C323" in paths


def test_employment_counts_known_employees(view: View) -> None:
    found = measure(MEASURE, view, of="employment", detail="fine")
    # a: C322 30, C323 10, C13 30 = 70; b: C322 20, C13 60 = 80; known of 7 and 8 enterprises, which is too few.
    assert {key: figure.cells["count"] for key, figure in found.items() if figure.cells["count"]} == {
        "county:a|industry:C322": 30,
        "county:a|industry:C323": 10,
        "county:a|industry:C13": 30,
        "county:b|industry:C322": 20,
        "county:b|industry:C13": 60,
    }
    assert all(figure.value is None for figure in found.values())
    assert outcome(MEASURE, view, of="employment").excluded == {"unknown": 4 + 5}


PROGRAMS = "\n".join(
    f"program:{school}{number} d level=secondary status={'active' if number < 12 else 'unknown'}"
    for school in ("one", "two")
    for number in range(13)
)
OFFERED = "\n".join(
    f"OFFERS school:{school} program:{school}{number} d\nOF_MAJOR program:{school}{number} major:{'m' if number < most else 'n'} d"
    for school, most in (("one", 9), ("two", 3))
    for number in range(13)
)


def test_programs_by_major() -> None:
    view = View(snapshot_of(THINGS + PROGRAMS, LINKS + OFFERED))
    # Majors m and n; one: 9 and 3, two: 3 and 9 of 12 each. m in a: (9 / 12) / (12 / 24) = 1.5; n in a: 0.5.
    found = measure(MEASURE, view, of="programs", detail="fine")
    assert {key: figure.value for key, figure in found.items()} == {
        "county:a|major:m": 1.5,
        "county:b|major:n": 1.5,
        "county:a|major:n": 0.5,
        "county:b|major:m": 0.5,
    }
    assert outcome(MEASURE, view, of="programs").excluded == {"unknown": 2 + 12}  # n has no code and so no group; two are not known to run
    broad = measure(MEASURE, view, of="programs")
    assert set(broad) == {"county:a|66", "county:b|66"}
    assert all(figure.refused is not None and "Nothing to compare" in figure.refused.text for figure in broad.values())
    paths = rows(found["county:a|major:n"], "path")
    assert len(paths) == 3 + 3 + 1  # OFFERS and OF_MAJOR of three programs, LOCATED_IN of the school


def test_one_county_is_still_compared_with_all(view: View) -> None:
    of_all = measure(MEASURE, view)
    assert measure(MEASURE, view, county="county:b")["county:b|C13"].value == of_all["county:b|C13"].value
    assert set(measure(MEASURE, view, county="county:b")) == {"county:b|C13", "county:b|C32"}


def test_empty_table_is_refused() -> None:
    found = outcome(MEASURE, View(snapshot_of("county:a r")))
    assert (list(found.figures), found.notes[0].text) == ([], "Too little data: 0 enterprises; at least 10 are needed.")


def test_interval_matches_a_plain_bootstrap(view: View) -> None:
    figure = measure(MEASURE, view, draws=2000, random_seed=3)["county:b|C13"]
    again, other = measure(MEASURE, view, draws=2000, random_seed=3), measure(MEASURE, view, draws=2000, random_seed=4)
    assert figure.cells == again["county:b|C13"].cells
    assert figure.cells["low"] != other["county:b|C13"].cells["low"] or figure.cells["high"] != other["county:b|C13"].cells["high"]
    # The same by a loop over the enterprises themselves.
    chance = np.random.default_rng(11)
    places = [(county, "c13" if industry == "c13" else "c32") for (county, industry), count in BY_HAND.items() for _ in range(count)]
    quotients = []
    for _ in range(2000):
        sample = [places[at] for at in chance.integers(0, 20, 20)]
        cell, row = sample.count(("b", "c13")), sum(county == "b" for county, _ in sample)
        column = sum(industry == "c13" for _, industry in sample)
        quotients.append(cell * 20 / (row * column) if row * column else 0.0)
    low, high = np.quantile(quotients, [0.025, 0.975])
    assert figure.cells["low"] == pytest.approx(low, abs=0.08)
    assert figure.cells["high"] == pytest.approx(high, abs=0.08)
    assert figure.cells["low"] < figure.value < figure.cells["high"]


def test_employment_bootstrap_resamples_enterprises(view: View) -> None:
    found = table(view, "employment", "fine")
    sums = bootstrap(found, 500, 1)
    assert set(np.unique(sums % 10)) == {0.0}
    assert np.all(sums.sum(axis=(1, 2)) == 10 * len(found.places))  # all have the same size, and as many are drawn as there are
    assert sums.mean(axis=0) == pytest.approx(found.sums, abs=3)


def test_against_ecomplexity() -> None:
    worst, same = 0.0, True
    for sums in rival.tables():
        theirs = rival.computed(sums)
        worst = max(worst, float(np.abs(rca(sums) - theirs["rca"]).max()))
        same &= bool(np.array_equal(specialised(sums), theirs["mcp"]))
    print(f"largest difference from ecomplexity: RCA {worst:.1e}")
    assert worst < 1e-9
    assert same


def test_quotient_of_exactly_one_is_specialised() -> None:
    sums = np.array([[1.0, 2.0, 6.0], [3.0, 6.0, 18.0], [7.0, 14.0, 42.0]])  # rows in proportion: every quotient is 1
    assert specialised(sums).all()
