"""Test duplication, concentration and points on ten programs: e-commerce 4, welding 3, nursing 2, robots 1."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from graph.measures.catalogue import major_points
from graph.measures.catalogue.offer_structure import MEASURE, expected_duplication
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

POINTS = major_points.MEASURE
MAJORS = {"530701": 4, "460101": 3, "520201": 2, "460305": 1}
THINGS = """
county:a r
county:b r
school:group d kind='unnamed group'
school:unit d kind=unit
program:unknown d level=secondary status=active
program:of-group d level=secondary status=active
program:closed d level=secondary status=closed closed=2020
"""
LINKS = """
PART_OF school:unit school:s0 d
OFFERS school:s0 program:unknown d
OFFERS school:group program:of-group d
OF_MAJOR program:of-group major:530701 d
OFFERS school:s0 program:closed d
OF_MAJOR program:closed major:530701 d
"""


def world(majors: dict[str, int], schools: int = 6, things: str = "", links: str = "") -> View:
    """Each program of a major is at a school of its own; school 0 lies in county a, the others in b."""
    things, links = THINGS + things, LINKS + links
    for number in range(schools):
        things += f"school:s{number} d kind=named\n"
        links += f"LOCATED_IN school:s{number} county:{'a' if number == 0 else 'b'} d\n"
    for code, count in majors.items():
        things += f"major:{code} r code={code}\n"
        for number in range(count):
            things += f"program:{code}.{number} d level='higher vocational' status=active\n"
            links += f"OFFERS school:s{number} program:{code}.{number} d\nOF_MAJOR program:{code}.{number} major:{code} d\n"
    return View(snapshot_of(things, links))


WORLD = world(MAJORS)


@each(
    ("column", "value"),
    [
        ("value", 60),
        ("programs", 10),
        ("kinds", 4),
        ("largest", 4),
        ("mean_points", 2.5),
        ("herfindahl", 0.3),
        ("effective_kinds", 10 / 3),
        ("herfindahl_normalised", 0.2 / 3),
        ("shannon", 1.279854),
        ("evenness", 0.923220),
        ("gini", 0.25),
    ],
)
def test_offer_by_hand(column: str, value: float) -> None:
    figure = measure(MEASURE, WORLD)["all"]
    assert (figure.value if column == "value" else figure.cells[column]) == pytest.approx(value, abs=1e-6)


def test_groups_of_majors() -> None:
    # 46: welding and robots
    cells = measure(MEASURE, WORLD, kind="group")["all"].cells
    assert (cells["programs"], cells["kinds"], cells["largest"]) == (10, 3, 4)


def test_expected_duplication_of_the_whole_is_its_duplication() -> None:
    assert measure(MEASURE, WORLD)["all"].cells["expected"] == pytest.approx(60)


def test_expected_duplication_of_a_sample_by_hand() -> None:
    # Two of ten programs: 1 - sum over kinds of the chance that a kind is missing
    missing = sum(comb(10 - count, 2) / comb(10, 2) for count in MAJORS.values())
    assert expected_duplication(np.array([4, 3, 2, 1]), 2) == pytest.approx(100 * (1 - (4 - missing) / 2))


def test_too_few_programs_in_a_county_are_refused_with_their_counts() -> None:
    figure = measure(MEASURE, WORLD, by="county")["county:a"]
    assert (figure.value, figure.cells["programs"], figure.cells["gini"]) == (None, 4, None)


def test_evidence_of_the_duplication() -> None:
    figure = measure(MEASURE, WORLD)["all"]
    assert recount(figure) == {"numerator": 6, "denominator": 10, "unknown": 1}


def test_programs_of_unknown_major_are_left_out() -> None:
    assert outcome(MEASURE, WORLD).excluded == {"unknown": 1}


@each(("code", "points", "share"), [("530701", 4, None), ("460101", 3, None), ("520201", 2, None), ("460305", 1, None)])
def test_points_of_a_major_are_always_counted(code: str, points: int, share: float | None) -> None:
    figure = measure(POINTS, WORLD)[f"major:{code}"]
    assert (figure.value, figure.cells["share"]) == (points, share)


def test_share_of_schools_needs_ten_of_them() -> None:
    view = world(MAJORS | {"410101": 12}, schools=12)
    found = measure(POINTS, view)
    assert (found["major:530701"].cells["share"], found["major:410101"].cells["share"]) == (pytest.approx(100 / 3), 100)


def test_majors_with_the_most_points_come_first() -> None:
    assert [key.removeprefix("major:") for key in measure(POINTS, WORLD)] == list(MAJORS)


def test_program_of_a_unit_is_a_point_of_its_school() -> None:
    things = "program:in-unit d level=secondary status=active\n"
    view = world(MAJORS, things=things, links="OFFERS school:unit program:in-unit d\nOF_MAJOR program:in-unit major:530701 d\n")
    figure = measure(POINTS, view)["major:530701"]
    assert (figure.value, figure.cells["programs"]) == (4, 5)
    assert "school:unit" not in rows(figure, "denominator")


def test_points_in_a_county() -> None:
    assert {key: figure.value for key, figure in measure(POINTS, WORLD, county="county:a").items()} == dict.fromkeys(
        [f"major:{code}" for code in ("460101", "460305", "520201", "530701")], 1.0
    )
