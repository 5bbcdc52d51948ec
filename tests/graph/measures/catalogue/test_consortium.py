"""Test a small call in a graph with near and far organisations, and random calls against an exhaustive search."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from graph.errors import BadValueError
from graph.measures.catalogue import consortium
from graph.measures.catalogue.consortium import MEASURE, Ground, choose, thinned
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
county:a r
county:b r
county:c r
sector:silver r
school:s d kind=named
school:s.unit d kind=unit
school:t d kind=named
school:far d kind=named
enterprise:1 d kind=named
enterprise:2 d kind=named
enterprise:3 d kind=named
enterprise:4 d kind=named
enterprise:alone d kind=named
enterprise:some d kind='unnamed group'
program:p d status=active
facility:lab d kind='research centre'
facility:base d kind='training base'
"""
LINKS = """
PART_OF school:s.unit school:s d
PARTNERS_WITH school:s enterprise:1 d form=internship
PARTNERS_WITH school:s enterprise:2 d form=internship
PARTNERS_WITH school:s enterprise:some d form=internship
PARTNERS_WITH school:s.unit enterprise:1 d form=internship
PARTNERS_WITH school:t enterprise:2 d form=internship
PARTNERS_WITH school:t enterprise:3 d form=internship
PARTNERS_WITH school:far enterprise:3 d form=internship
OFFERS school:far program:p d
FEEDS program:p enterprise:4 d year=2024
LOCATED_IN school:s county:a d
LOCATED_IN school:t county:a d
LOCATED_IN enterprise:1 county:a d
LOCATED_IN enterprise:2 county:a d
LOCATED_IN enterprise:3 county:b d
OPERATES_IN enterprise:1 sector:silver d
RUNS school:t facility:lab d
RUNS school:s facility:base d
"""
# Steps from s: 1 and 2 one; t two; 3 three; far, 4 and alone are out of reach. t runs the one research centre.


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS))


def lists(view: View, **given: Any) -> dict[str, Figure]:
    return measure(MEASURE, view, **{"lead": "school:s", **given})


def chosen(found: dict[str, Figure], lead: str = "school:s") -> list[str]:
    return sorted(key.split("|")[2] for key in found if key.startswith(f"member|{lead}|"))


def test_call_that_can_be_met(view: View) -> None:
    # Two schools: s and t. Two enterprises: 1 and 2, which are nearest. One county: a. One centre: that of t.
    found = lists(view, schools=2, enterprises=2, counties=1, centres=1)
    assert chosen(found) == ["enterprise:1", "enterprise:2", "school:s", "school:t"]
    assert found["list|school:s"].value == 0
    assert [found[f"member|school:s|{known}"].value for known in ("school:s", "enterprise:1", "school:t")] == [0, 1, 2]
    assert rows(found["has|school:s|centres"], "part") == ["facility:lab"]
    assert rows(found["has|school:s|centres"], "path") == ["RUNS~school:t~facility:lab"]


def test_second_county_requires_a_farther_enterprise(view: View) -> None:
    found = lists(view, schools=1, enterprises=2, counties=2, centres=0)
    assert "enterprise:3" in chosen(found)
    assert len(chosen(found)) == 3
    assert rows(found["has|school:s|counties"], "part") == ["county:a", "county:b"]


def test_missing_requirements(view: View) -> None:
    # Three schools: far is four steps away; three enterprises are within reach, two counties and one centre
    found = lists(view, schools=3, enterprises=10, counties=3, centres=2)
    short = {name: found[f"has|school:s|{name}"].cells["missing"] for name in ("schools", "enterprises", "counties", "centres")}
    assert short == {"schools": 1, "enterprises": 7, "counties": 1, "centres": 1}
    assert found["list|school:s"].value == 10
    assert not {"school:s.unit", "enterprise:some", "school:far", "enterprise:alone"} & set(chosen(found))


def test_fields_restrict_the_members(view: View) -> None:
    found = lists(view, schools=1, enterprises=2, counties=0, centres=0, fields="sector:silver")
    assert chosen(found) == ["enterprise:1", "school:s"]
    assert found["has|school:s|enterprises"].cells["missing"] == 1
    with pytest.raises(BadValueError, match="not an industry"):
        lists(view, fields="county:a")


def test_default_leads_are_schools_with_most_ties(view: View) -> None:
    # far is tied to 3 and 4, s to 1 and 2, t to 2 and 3: two each, and of equals the first by id
    found = measure(MEASURE, view, lists=2)
    assert [key for key in found if key.startswith("list|")] == ["list|school:far", "list|school:s"]
    assert outcome(MEASURE, View(snapshot_of("school:s d"))).notes[0].text == "No school has a tie to an enterprise."


@pytest.mark.parametrize("lead", ["county:a", "enterprise:some", "school:none"])
def test_invalid_lead_is_rejected(view: View, lead: str) -> None:
    with pytest.raises(BadValueError, match="cannot lead"):
        lists(view, lead=lead)


def test_members_without_a_county_are_counted(view: View) -> None:
    assert outcome(MEASURE, view, lead="school:far", schools=1, enterprises=2, counties=0, centres=0).excluded == {"unknown": 2}


def test_time_limit_is_reported(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consortium, "milp", lambda *_, **__: OptimizeResult(x=None, status=1))
    found = outcome(MEASURE, view, lead="school:s", schools=1, enterprises=1, counties=0, centres=0)
    assert found.notes[0].text == "A search reached its time limit: a better list may exist."
    assert {figure.key: figure.value for figure in found.figures}["list|school:s"] == 1


def test_evidence_sums_to_the_figures(view: View) -> None:
    for key, figure in lists(view).items():
        assert recount(figure).get("part", 0) == figure.value, key


def world(seed: int) -> View:
    random = np.random.default_rng(seed)
    things = [f"county:{n} r" for n in range(4)] + [f"school:{n} d kind=named" for n in range(4)]
    things += [f"enterprise:{n} d kind=named" for n in range(7)] + [f"facility:{n} d kind='research centre'" for n in range(3)]
    links = [f"LOCATED_IN school:{n} county:{random.integers(4)} d" for n in range(4)]
    links += [f"LOCATED_IN enterprise:{n} county:{random.integers(4)} d" for n in range(7)]
    links += [f"RUNS school:{random.integers(4)} facility:{n} d" for n in range(3)]
    ties = np.argwhere(random.random((4, 7)) < 0.3)
    links += [f"PARTNERS_WITH school:{a} enterprise:{b} d form=internship" for a, b in ties]
    return View(snapshot_of("\n".join(things), "\n".join(links)))


@each("seed", range(30))
def test_against_exhaustive_search(seed: int) -> None:
    view = world(seed)
    random = np.random.default_rng(seed + 100)
    limits = {"schools": 4, "enterprises": 5, "counties": 4, "centres": 3}
    asked = {name: int(random.integers(0, high)) for name, high in limits.items()}
    whole = Ground.of(view, None).pool(view.snapshot.at("school:0") or 0)
    listed = choose(view, thinned(view, whole, asked), asked)
    near = dict(zip(whole.places.tolist(), np.array([1, 1, 0.5, 0.25])[whole.steps].tolist(), strict=True))

    def cost(members: set[int]) -> tuple[int, int, float]:
        there = view.mask(np.array(sorted(members)))
        has = [sum(view.nodes.ids[at].startswith(kind) for at in members) for kind in ("school", "enterprise")]
        has += [len(np.unique(links.end[there[links.start]])) for links in (whole.where, whole.runs)]
        missing = sum(max(want - got, 0) for want, got in zip(asked.values(), has, strict=True))
        return missing, len(members), -sum(near[at] for at in members)

    others = [at for at in whole.places.tolist() if at != whole.lead]
    every = (cost({whole.lead, *some}) for size in range(len(others) + 1) for some in combinations(others, size))
    assert cost(set(listed.pool.places[listed.chosen].tolist())) == pytest.approx(min(every))
