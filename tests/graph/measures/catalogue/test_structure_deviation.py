"""Test structure deviation and similarity on shares of 40, 10 and 50 % of programs, and 20, 20 and 60 % of enterprises."""

from __future__ import annotations

import pytest

from graph.measures.catalogue import structure_similarity
from graph.measures.catalogue.structure_deviation import MEASURE
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

SIMILARITY = structure_similarity.MEASURE
PROGRAMS = {"a": 4, "b": 1, "c": 5}
FIRMS = {"a": 2, "b": 2, "c": 6}
THINGS = """
county:here r
county:there r
framework:f r
sector:a r
sector:b r
sector:c r
sector:empty r
school:one d kind=named
enterprise:group d kind='unnamed group' employees=900
program:unknown d level=secondary status=active
"""
LINKS = """
PRIORITISES framework:f sector:a r
PRIORITISES framework:f sector:b r
PRIORITISES framework:f sector:c r
LOCATED_IN school:one county:here d
OPERATES_IN enterprise:group sector:a d
OFFERS school:one program:unknown d
"""


def numbered(sizes: dict[str, int]) -> list[tuple[int, str]]:
    return list(enumerate(sector for sector, count in sizes.items() for _ in range(count)))


def world(programs: dict[str, int], firms: dict[str, int], things: str = "", links: str = "") -> View:
    things, links = THINGS + things, LINKS + links
    for number, sector in numbered(programs):
        things += f"program:{number} d level=secondary status=active\n"
        links += f"SERVES program:{number} sector:{sector} d crosswalk=stated\nOFFERS school:one program:{number} d\n"
    for number, sector in numbered(firms):
        things += f"enterprise:{number} d kind=named employees={10 if sector == 'a' else 1}\n"
        links += f"OPERATES_IN enterprise:{number} sector:{sector} d\nLOCATED_IN enterprise:{number} county:there d\n"
    return View(snapshot_of(things, links))


WORLD = world(PROGRAMS, FIRMS)


def declared(view: View, **given: object) -> dict[str, Figure]:
    return {key.rpartition(":")[2]: figure for key, figure in measure(MEASURE, view, crosswalk="declared", **given).items()}


@each(
    ("column", "a", "b", "c"),
    [
        ("value", 20, -10, -10),
        ("programs_over_industry", 1, -0.5, -1 / 6),
        ("industry_over_programs", -0.5, 1, 0.2),
        ("matching", 1, 0.5, 5 / 6),
        ("programs", 4, 1, 5),
        ("industry", 2, 2, 6),
    ],
)
def test_forms_by_hand(column: str, a: float, b: float, c: float) -> None:
    found = declared(WORLD)
    values = {sector: figure.value if column == "value" else figure.cells[column] for sector, figure in found.items()}
    assert values == pytest.approx({"a": a, "b": b, "c": c})


def test_sector_without_programs_and_industry_has_no_row() -> None:
    assert sorted(declared(WORLD)) == ["a", "b", "c"]


def test_a_program_of_two_sectors_counts_half_in_each() -> None:
    # p0 and p1 serve both a and c: a 9 + 1, c 1.
    view = world({"a": 11}, FIRMS, links="SERVES program:0 sector:c d crosswalk=stated\nSERVES program:1 sector:c d crosswalk=stated\n")
    assert {sector: figure.cells["programs"] for sector, figure in declared(view).items()} == {"a": 10, "b": 0, "c": 1}


def test_no_ratio_where_it_would_divide_by_zero() -> None:
    found = declared(world({"a": 10}, {"b": 10}))
    ratios = {sector: (one.cells["programs_over_industry"], one.cells["industry_over_programs"]) for sector, one in found.items()}
    assert ratios == {"a": (None, -1), "b": (-1, None)}


def test_employees_weigh_the_enterprises() -> None:
    # a: 2 x 10, b: 2, c: 6, of 28; the unnamed group is not counted.
    assert declared(WORLD, weight="employees")["a"].cells["industry_share"] == pytest.approx(100 * 20 / 28)


def test_evidence_sums_to_the_difference() -> None:
    for figure in declared(WORLD).values():
        assert recount(figure)["part"] == pytest.approx(figure.value)
        assert rows(figure, "unknown") == ["program:unknown"]


def test_bounds_of_unknown_programs() -> None:
    # 4 and 5 of 11 programs, less 20 % of industry
    cells = declared(WORLD)["a"].cells
    assert (cells["if_unknown_not"], cells["if_unknown_all"]) == (pytest.approx(400 / 11 - 20), pytest.approx(500 / 11 - 20))


def test_interval_contains_the_difference() -> None:
    for figure in declared(WORLD).values():
        assert figure.cells["low"] <= figure.value <= figure.cells["high"]


def test_interval_repeats_with_the_same_seed() -> None:
    assert declared(WORLD, random_seed=7)["a"].cells == declared(WORLD, random_seed=7)["a"].cells


def test_industry_of_a_county_or_of_everywhere() -> None:
    # All enterprises lie in the other county.
    assert declared(WORLD, county="county:here")["a"].refused is not None
    assert declared(WORLD, county="county:here", against="everywhere")["a"].value == pytest.approx(20)


@each(
    ("programs", "firms", "unknown", "reason"),
    [
        ({"a": 9}, {"a": 10}, 0, "9 programs of a known sector"),
        ({"a": 10}, {"a": 9}, 0, "9 enterprises of a known sector"),
        ({"a": 10}, {"a": 10}, 10, "The sector of most programs is unknown: 11 of 21."),
    ],
)
def test_refused_with_too_little_data(programs: dict[str, int], firms: dict[str, int], unknown: int, reason: str) -> None:
    things = "".join(f"program:u{n} d level=secondary status=active\n" for n in range(unknown))
    figure = declared(world(programs, firms, things))["a"]
    assert figure.value is None
    assert figure.refused is not None
    assert reason in figure.refused.text
    assert (figure.cells["programs_share"], figure.cells["matching"]) == (None, None)


def test_simulated_enterprise_makes_every_figure_simulated() -> None:
    view = world(PROGRAMS, FIRMS, "enterprise:sim s kind=named\n", "OPERATES_IN enterprise:sim sector:a s\n")
    assert {figure.origin for figure in declared(view).values()} == {"simulated"}


@each(
    ("column", "value"),
    [
        ("value", 20),
        ("total_deviation", 40),
        ("overlap", 80),
        ("cosine", 4000 / (4200 * 4400) ** 0.5),
        ("mean_ratio", (1 + 0.5 + 1 / 6) / 3),
    ],
)
def test_similarity_by_hand(column: str, value: float) -> None:
    figure = measure(SIMILARITY, WORLD, crosswalk="declared")["declared"]
    assert (figure.value if column == "value" else figure.cells[column]) == pytest.approx(value)


def test_evidence_of_the_dissimilarity_is_the_sectors() -> None:
    figure = measure(SIMILARITY, WORLD, crosswalk="declared")["declared"]
    assert recount(figure)["part"] == pytest.approx(figure.value)
    assert rows(figure, "part") == ["sector:a", "sector:b", "sector:c"]


def test_unknown_programs_are_left_out() -> None:
    assert outcome(SIMILARITY, WORLD, crosswalk="declared").excluded == {"unknown": 1}


def test_no_cosine_with_two_sectors() -> None:
    figure = measure(SIMILARITY, world({"a": 10, "b": 10}, {"a": 10, "b": 10}), crosswalk="declared")["declared"]
    assert (figure.value, figure.cells["cosine"]) == (0, None)


def test_nothing_is_compared_when_refused() -> None:
    figure = measure(SIMILARITY, world({"a": 1, "b": 1, "c": 1}, FIRMS), crosswalk="declared")["declared"]
    assert {figure.cells[name] for name in structure_similarity.COMPARED_COLUMNS} == {None}
