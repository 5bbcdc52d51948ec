"""Test a small graph in which two partners cover everything, and random instances against an exhaustive search."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from graph.measures.catalogue import smallest_partner_set
from graph.measures.catalogue.smallest_partner_set import MEASURE, smallest_cover
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
alliance:x d
framework:f r
county:a r
county:b r
sector:silver r
sector:gems r
sector:tea r
sector:art r
industry:c r
industry:c1 r
school:s d kind=named
school:s.unit d kind=unit
enterprise:1 d kind=named
enterprise:2 d kind=named
enterprise:3 d kind=named
enterprise:4 s kind=named
enterprise:some d kind='unnamed group'
program:p d status=active
program:q d status=closed
"""
LINKS = """
PART_OF school:s.unit school:s d
PART_OF industry:c1 industry:c r
MAPS_TO industry:c sector:silver r crosswalk=hand-made
PRIORITISES framework:f sector:silver r
PRIORITISES framework:f sector:tea r
MEMBER_OF enterprise:1 alliance:x d
OFFERS school:s.unit program:p d
OFFERS school:s program:q d
SERVES program:p sector:gems d crosswalk=stated
SERVES program:q sector:art d crosswalk=stated
OPERATES_IN enterprise:1 industry:c1 d
OPERATES_IN enterprise:2 sector:gems d
OPERATES_IN enterprise:3 sector:silver i
OPERATES_IN enterprise:3 sector:gems d
OPERATES_IN enterprise:4 sector:silver s
OPERATES_IN enterprise:4 sector:gems s
OPERATES_IN enterprise:some sector:tea d
LOCATED_IN school:s county:b d
LOCATED_IN enterprise:1 county:a d
LOCATED_IN enterprise:2 county:a d
LOCATED_IN enterprise:3 county:a d
LOCATED_IN enterprise:4 county:a s
"""
# Wanted silver, gems, county a, county b. enterprise:1 covers silver (c1 is part of c, which maps to it) and a; 2 covers gems and a; 3 and
# 4 silver, gems and a; the school gems (its unit's program) and b. Only the school covers b: two are needed, the school and 1, 3 or 4.
# Its unit covers the same and is the same to the solver. Nobody covers art: program q is closed. Nobody who is named covers tea.
WANTED = {"fields": "sector:silver, sector:gems", "counties": "county:a,county:b"}


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS))


def chosen(found: dict[str, Figure]) -> set[str]:
    return {key.partition("|")[2] for key in found if key.startswith("partner|")}


def test_two_cover_all(view: View) -> None:
    found = measure(MEASURE, view, **WANTED)
    size = found["size"]
    assert (size.value, size.cells["bound"], size.cells["gap"], size.cells["proven"]) == (2, 2, 0, True)
    assert "school:s" in chosen(found)
    assert len(chosen(found) & {"enterprise:1", "enterprise:3"}) == 1
    school = found["partner|school:s"]
    assert (school.value, school.cells["covers"], school.cells["same"]) == (2, ["sector:gems", "county:b"], 2)
    assert {"PART_OF~school:s.unit~school:s", "SERVES~program:p~sector:gems~stated"} <= set(rows(school, "path"))
    for figure in found.values():
        assert recount(figure).get("part", 0) == pytest.approx(figure.value)


def test_equivalent_partners_are_named_by_strongest_evidence(view: View) -> None:
    # 3 and 4 both cover silver and gems; 3 is inferred, 4 simulated
    found = measure(MEASURE, view, fields=WANTED["fields"])
    assert chosen(found) == {"enterprise:3"}
    assert found["partner|enterprise:3"].origin == "inferred"
    assert found["partner|enterprise:3"].cells["same"] == 2


def test_an_industry_is_covered_by_its_classes(view: View) -> None:
    assert chosen(measure(MEASURE, view, fields="industry:c")) == {"enterprise:1"}


def test_each_field_in_each_county(view: View) -> None:
    # silver in b: nobody. The others: silver and gems in a (3), gems in b (the school)
    found = measure(MEASURE, view, **WANTED, cover="pairs")
    assert chosen(found) == {"enterprise:3", "school:s"}
    assert recount(found["uncovered"]) == {"part": 1}
    assert rows(found["uncovered"], "part") == ["county:b", "sector:silver"]


def test_uncovered_and_unknown_requirements_are_reported(view: View) -> None:
    found = outcome(MEASURE, view, fields="sector:art,sector:tea,sector:gems,sector:nowhere,school:s")
    assert found.excluded == {"unknown": 2}
    assert [note.text for note in found.notes] == ["Not in the data and left out: sector:nowhere, school:s."]
    assert {figure.key: figure.value for figure in found.figures}["uncovered"] == 2


def test_kind_and_alliance_restrict_partners(view: View) -> None:
    assert chosen(measure(MEASURE, view, fields="sector:gems", kind="school")) <= {"school:s", "school:s.unit"}
    assert chosen(measure(MEASURE, view, framework="framework:f", alliance="alliance:x", counties="all")) == {"enterprise:1"}


def test_prioritised_fields_when_none_are_given(view: View) -> None:
    found = measure(MEASURE, view)
    assert found["size"].value == 1
    assert rows(found["uncovered"], "part") == ["sector:tea"]


def test_nothing_can_be_covered(view: View) -> None:
    assert measure(MEASURE, view, fields="sector:tea")["size"].refused.text == "Nobody covers any of the requirements."  # type: ignore[union-attr]
    assert measure(MEASURE, view, fields="sector:none")["size"].refused.text == "There are no requirements."  # type: ignore[union-attr]


def instances() -> list[np.ndarray]:
    random = np.random.default_rng(2)
    found: list[np.ndarray] = []
    while len(found) < 50:
        covers = random.random((int(random.integers(3, 13)), int(random.integers(2, 11)))) < random.uniform(0.15, 0.5)
        if covers.any(axis=0).all():
            found.append(covers)
    return found


def brute(covers: np.ndarray) -> int:
    for size in range(1, len(covers) + 1):
        if any(covers[list(some)].any(axis=0).all() for some in combinations(range(len(covers)), size)):
            return size
    raise AssertionError


@each("covers", instances())
def test_against_exhaustive_search(covers: np.ndarray) -> None:
    found = smallest_cover(csr_array(covers), 10)
    assert covers[found.chosen].any(axis=0).all()
    assert len(found.chosen) == found.bound == brute(covers)


def test_time_limit_leaves_a_gap() -> None:
    # Steiner triples, a family that is hard for branch and bound: 27 triples cover at least 18 of 27 points
    covers = steiner(27).T
    found = smallest_cover(csr_array(covers), 1e-3)
    assert covers[found.chosen].any(axis=0).all()
    assert found.bound <= 18 <= len(found.chosen)


def steiner(size: int) -> np.ndarray:
    """Triples of the points of the affine space over three elements that lie on a line, by rows."""
    points = [(a, b, c) for a in range(3) for b in range(3) for c in range(3)][:size]
    place = {point: at for at, point in enumerate(points)}
    lines = {frozenset({p, q, tuple((-x - y) % 3 for x, y in zip(p, q, strict=True))}) for p, q in combinations(points, 2)}
    table = np.zeros((len(lines), size), dtype=bool)
    for row, line in enumerate(sorted(map(sorted, lines))):
        table[row, [place[point] for point in line]] = True
    return table


def test_the_gap_is_reported(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallest_partner_set, "smallest_cover", lambda *_: smallest_partner_set.Cover([0, 1], 1))
    found = outcome(MEASURE, view, **WANTED)
    assert found.figures[0].cells | {"gap": 0.5, "proven": False, "bound": 1} == found.figures[0].cells
    assert found.notes[0].text == "The search reached its time limit: a smaller set may exist."
