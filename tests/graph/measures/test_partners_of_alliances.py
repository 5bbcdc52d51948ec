"""Test candidates for an alliance, by the number and share of members with ties to them; computed by hand."""

from __future__ import annotations

from math import log

import pytest

from graph.measures.catalogue.partners import MEASURE
from graph.measures.components.partner_scores import WEIGHTS
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.graph.measures.catalogue.test_partners import amounts, asked
from tests.graph.measures.worlds import outcome, recount, snapshot_of

THINGS = """
alliance:z d
school:a d kind=named
school:b d kind=named
school:c d kind=named
enterprise:k d kind=named
enterprise:l d kind=named
enterprise:mock s kind=named
enterprise:all d kind=named
enterprise:two d kind=named
enterprise:one d kind=named
enterprise:half d kind=named
enterprise:away d kind=named
school:x d kind=named
school:y d kind=named
school:v d kind=named
school:graduates d kind=named
school:people d kind=named
school:pair d kind=named
school:lab d kind=named
school:mocked s kind=named
school:both d kind=named
program:p d status=active
person:p d
person:q d
person:r d
person:t d
facility:f d
"""
MEMBERS = ("school:a", "school:b", "school:c", "enterprise:k", "enterprise:l")
PARTNERS = {
    "all": "abc",
    "two": "ab",
    "one": "axyv",
    "half": "ax",
    "away": "x",
    "k": "xa",
}
LINKS = "\n".join(
    [
        *(f"MEMBER_OF {member} alliance:z d" for member in MEMBERS),
        "MEMBER_OF enterprise:mock alliance:z s",
        *(f"PARTNERS_WITH school:{school} enterprise:{name} d form=internship" for name, some in PARTNERS.items() for school in some),
        "PARTNERS_WITH school:a enterprise:two d form=curriculum",
        "PARTNERS_WITH school:mocked enterprise:mock s form=internship",
        "PARTNERS_WITH school:both enterprise:mock s form=internship",
        "PARTNERS_WITH school:both enterprise:k d form=internship",
        "OFFERS school:graduates program:p d",
        "FEEDS program:p enterprise:k d year=2023 graduates=400",
        "FEEDS program:p enterprise:k d year=2024 graduates=500",
        "LECTURES_AT person:p school:people d",
        "LECTURES_AT person:q school:people d",
        "WORKS_FOR person:p enterprise:k d",
        "WORKS_FOR person:q enterprise:k d",
        "LECTURES_AT person:r school:pair d",
        "LECTURES_AT person:t school:pair d",
        "WORKS_FOR person:r enterprise:k d",
        "WORKS_FOR person:t enterprise:l d",
        "RUNS school:lab facility:f d",
        "SUPPORTS facility:f enterprise:l d",
    ]
)
# Three schools are members, and three enterprises, so every candidate is held against three: one of them gives ln 2 / ln 4 = 1/2, two
# ln 3 / ln 4, three 1. Two forms with one partner are one partner.
#   two         a and b are all that it works with
#   one         a of a, x, y and v: inside 1/4
#   half        a of a and x: inside 1/2, and exactly one, x, is no member
#   away        x alone, who is no member: no reason, no candidate
#   x           k of k, one, half and away: inside 1/4
#   graduates   900 graduates to one member; people: two persons, one member; pair: two persons, two members; lab: one
#   mocked      is simulated, as is its one partner, a member
#   both        is not: of its two partners the simulated one does not count
ONE, TWO = 1 / 2, log(3) / log(4)
Z: dict[str, dict[str, float]] = {
    "enterprise:all": {"members": 1, "inside": 1},
    "enterprise:two": {"members": TWO, "inside": 1},
    "enterprise:one": {"members": ONE, "inside": 1 / 4},
    "enterprise:half": {"members": ONE, "inside": 1 / 2, "exclusive": 1},
    "school:x": {"members": ONE, "inside": 1 / 4},
    "school:graduates": {"flows": ONE},
    "school:people": {"people": ONE},
    "school:pair": {"people": TWO},
    "school:lab": {"facility": ONE},
    "school:mocked": {"members": ONE, "inside": 1, "simulated": 1},
    "school:both": {"members": ONE, "inside": 1},
}


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS))


@pytest.fixture(scope="module")
def found(view: View) -> dict[str, Figure]:
    return asked(view, "alliance:z", top=50)


def parts(figure: Figure) -> dict[str, float]:
    """Return the points of each evidence row."""
    return {row.id: row.amount for row in figure.evidence()}


def partnership(pair: str) -> str:
    school, enterprise = pair.split("-")
    return f"PARTNERS_WITH~school:{school}~enterprise:{enterprise}~internship"


def test_amounts(found: dict[str, Figure]) -> None:
    assert set(amounts(found)) == set(Z)
    for name, expected in Z.items():
        assert amounts(found)[name] == pytest.approx(expected), name


def test_candidates_with_more_members_rank_first(found: dict[str, Figure]) -> None:
    ranks = {name: found[f"enterprise:{name}"].cells["rank"] for name in ("all", "two", "half", "one")}
    assert list(ranks.values()) == sorted(ranks.values())
    assert found["enterprise:two"].value == pytest.approx(WEIGHTS["members"] * TWO + WEIGHTS["inside"])


def test_members_column(view: View, found: dict[str, Figure]) -> None:
    members = {key: figure.cells["members"] for key, figure in found.items() if figure.cells["members"] is not None}
    two = {"enterprise:two|members": 2, "enterprise:two|inside": 2, "school:pair|people": 2, "school:people|people": 1}
    assert two.items() <= members.items()
    assert not {key for key in members if key.endswith(("|exclusive", "|simulated"))}
    assert all(figure.cells["members"] is None for figure in asked(view, "school:a").values())


def test_one_row_for_each_member(found: dict[str, Figure]) -> None:
    third = pytest.approx(WEIGHTS["members"] / 3)
    assert parts(found["enterprise:all|members"]) == {partnership(f"{school}-all"): third for school in "abc"}
    assert parts(found["school:x|members"]) == {partnership("x-k"): pytest.approx(WEIGHTS["members"] / 2)}


def test_evidence_of_inside_lists_other_partners_too(found: dict[str, Figure]) -> None:
    inside = {partnership("a-half"): pytest.approx(WEIGHTS["inside"] / 2), partnership("x-half"): 0}
    assert parts(found["enterprise:half|inside"]) == inside
    assert parts(found["enterprise:half|exclusive"]) == {partnership("x-half"): WEIGHTS["exclusive"]}
    assert set(parts(found["school:x|inside"])) == {partnership(f"x-{name}") for name in ("k", "one", "half", "away")}


def test_evidence_sums_to_the_points(found: dict[str, Figure]) -> None:
    for key, figure in found.items():
        if figure.refused is None:
            assert recount(figure).get("part", 0) == pytest.approx(figure.value), key


def test_simulated_tie_has_simulated_origin(found: dict[str, Figure]) -> None:
    assert found["school:mocked|members"].origin == "simulated"
    assert found["enterprise:all|members"].origin == "documented"


def test_note_lists_applicable_weights(view: View) -> None:
    def listed(known: str) -> str:
        return outcome(MEASURE, view, **{"for": known}).notes[0].text

    assert "members=20, inside=3" in listed("alliance:z")
    assert "alliance=" not in listed("alliance:z")
    assert "shared=" not in listed("alliance:z")
    for known in ("school:a", "enterprise:k"):
        assert "alliance=3, shared=0.1" in listed(known)
        assert "members=" not in listed(known)


def test_weights_of_member_partners_can_be_zero(view: View) -> None:
    """With zero weights, members that are partners do not affect the score."""
    found = asked(view, "alliance:z", weights="members=0,inside=0")
    assert found["enterprise:all"].value == 0
    assert found["school:pair"].cells["rank"] == 1
