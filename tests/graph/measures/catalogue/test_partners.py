"""Test candidates for a school, an enterprise and an alliance in a graph in which each reason occurs once."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import BadValueError
from graph.measures.catalogue.partners import MEASURE, read_weights
from graph.measures.components.partner_scores import WEIGHTS, score
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
alliance:x d
alliance:y d
region:z r kind=prefecture
county:a r
county:b r
county:c r
sector:silver r
sector:gems r
school:s d kind=named
school:s.unit d kind=unit
school:t d kind=named
school:u d kind=named
enterprise:mine d kind=named
enterprise:near d kind=named employees=1000
enterprise:next d kind=named
enterprise:theirs d kind=named
enterprise:graduates d kind=named
enterprise:person d kind=named
enterprise:lab d kind=named
enterprise:none d kind=named employees=50
enterprise:sim s kind=named
enterprise:some d kind='unnamed group'
program:p d status=active enrolment=1000
program:q d status=active
program:old d status=closed
facility:lab d
person:p d
"""
LINKS = """
PART_OF county:a region:z r
PART_OF county:b region:z r
PART_OF school:s.unit school:s d
LOCATED_IN school:s county:a d
LOCATED_IN school:t county:c d
LOCATED_IN enterprise:near county:a d
LOCATED_IN enterprise:next county:b d
LOCATED_IN enterprise:some county:a d
OFFERS school:s.unit program:p d
OFFERS school:s program:q d
OFFERS school:s program:old d
SERVES program:p sector:silver d crosswalk=stated
SERVES program:q sector:silver d crosswalk=stated
SERVES program:old sector:gems d crosswalk=stated
OPERATES_IN enterprise:near sector:silver d
OPERATES_IN enterprise:sim sector:silver s
OPERATES_IN enterprise:next sector:gems d
FEEDS program:q enterprise:graduates d year=2023 graduates=2
FEEDS program:q enterprise:graduates d year=2024
LECTURES_AT person:p school:s d
WORKS_FOR person:p enterprise:person d
RUNS school:s facility:lab d
SUPPORTS facility:lab enterprise:lab d
PARTNERS_WITH school:s enterprise:mine d form=internship
PARTNERS_WITH school:t enterprise:mine d form=internship
PARTNERS_WITH school:t enterprise:theirs d form=internship
MEMBER_OF school:s alliance:x d
MEMBER_OF enterprise:next alliance:x d
FOCUSES_ON alliance:x sector:gems d
MEMBER_OF school:t alliance:y d
"""
# Enterprises that are no group: nine. For school:s:
#   mine        is a partner, and no candidate
#   near        industry: two programs (p of the unit, q) serve silver, 2/3, and 7 of 9 enterprises are not in it: 14/27;
#               county 1, region 1; capacity 1000 / 2000
#   next        region 1; alliance 1; nothing in gems, for that program is closed
#   theirs      shared: s - mine - t - theirs, one way: 1/2; its one partner is t: exclusive 1
#   graduates   2 + 1 graduates: 3/6
#   person, lab one each: 1/2
#   sim         industry 14/27; simulated 1
#   none        capacity only: no candidate
S: dict[str, dict[str, float]] = {
    "near": {"industry": 14 / 27, "county": 1, "region": 1, "capacity": 0.5},
    "next": {"region": 1, "alliance": 1},
    "theirs": {"shared": 0.5, "exclusive": 1},
    "graduates": {"flows": 0.5},
    "person": {"people": 0.5},
    "lab": {"facility": 0.5},
    "sim": {"industry": 14 / 27, "simulated": 1},
}


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS))


def asked(view: View, known: str, **given: Any) -> dict[str, Figure]:
    return measure(MEASURE, view, **{"for": known}, **given)


def amounts(found: dict[str, Figure]) -> dict[str, dict[str, float]]:
    by: dict[str, dict[str, float]] = {}
    for figure in found.values():
        if figure.cells["reason"]:
            by.setdefault(figure.cells["candidate"], {})[figure.cells["reason"]] = figure.cells["amount"]
    return by


def test_reasons_of_a_school(view: View) -> None:
    found = amounts(asked(view, "school:s"))
    assert set(found) == {f"enterprise:{name}" for name in S}
    for name, expected in S.items():
        assert found[f"enterprise:{name}"] == pytest.approx(expected), name


def test_points_are_weight_times_amount(view: View) -> None:
    found = asked(view, "school:s", weights="industry=3, county=10")
    near = 3 * 14 / 27 + 10 + WEIGHTS["region"] + WEIGHTS["capacity"] / 2
    assert found["enterprise:near"].value == pytest.approx(near)
    assert found["enterprise:near"].cells["rank"] == 1
    assert found["enterprise:near|county"].value == 10
    assert found["enterprise:near|county"].cells["what"] == "reason"
    assert found["enterprise:theirs|exclusive"].value == WEIGHTS["exclusive"]
    assert found["enterprise:theirs|exclusive"].cells["what"] == "counter-reason"


def test_filtered_candidates_keep_their_rank(view: View) -> None:
    def ranks(**given: Any) -> dict[str, int]:
        found = asked(view, "school:s", **given).values()
        return {figure.cells["candidate"]: figure.cells["rank"] for figure in found if figure.cells["what"] == "candidate"}

    every, here = ranks(), ranks(in_county="county:b")
    assert here == {"enterprise:next": every["enterprise:next"]}
    assert ranks(in_county="county:b", top=1) == here
    assert ranks(kind="enterprise") == every
    assert ranks(kind="school") == ranks(in_county="county:c") == {}
    assert {known.partition(":")[0] for known in ranks(kind="enterprise")} == {"enterprise"}
    listed = outcome(MEASURE, view, **{"for": "school:s"}, in_county="county:c")
    assert "No candidate in the selection has a documented reason." in [note.text for note in listed.notes]
    assert listed.figures[0].value == outcome(MEASURE, view, **{"for": "school:s"}).figures[0].value


def test_evidence_sums_to_the_points(seated: View) -> None:
    for known in ("school:s", "school:t", "school:s.unit", "enterprise:near", "enterprise:theirs", "alliance:x", "alliance:y"):
        for key, figure in asked(seated, known).items():
            if figure.refused is None:
                assert recount(figure).get("part", 0) == pytest.approx(figure.value), key


def test_each_reason_has_its_evidence(view: View) -> None:
    found = asked(view, "school:s")
    path = {
        "enterprise:near|industry": {"OPERATES_IN~enterprise:near~sector:silver", "SERVES~program:q~sector:silver~stated"},
        "enterprise:near|county": {"LOCATED_IN~enterprise:near~county:a", "LOCATED_IN~school:s~county:a"},
        "enterprise:near|capacity": {"enterprise:near"},
        "enterprise:next|region": {"PART_OF~county:a~region:z", "PART_OF~county:b~region:z"},
        "enterprise:next|alliance": {"MEMBER_OF~school:s~alliance:x", "MEMBER_OF~enterprise:next~alliance:x"},
        "enterprise:theirs|exclusive": {"PARTNERS_WITH~school:t~enterprise:theirs~internship"},
        "enterprise:graduates|flows": {"OFFERS~school:s~program:q", "FEEDS~program:q~enterprise:graduates~2023"},
        "enterprise:person|people": {"LECTURES_AT~person:p~school:s", "WORKS_FOR~person:p~enterprise:person"},
        "enterprise:lab|facility": {"RUNS~school:s~facility:lab", "SUPPORTS~facility:lab~enterprise:lab"},
        "enterprise:sim|simulated": {"enterprise:sim"},
    }
    for key, expected in path.items():
        assert expected <= set(rows(found[key], "part")), key
    shared = [f"PARTNERS_WITH~{pair}~internship" for pair in ("school:s~enterprise:mine", "school:t~enterprise:mine")]
    assert rows(found["enterprise:theirs|shared"], "part") == sorted([*shared, "PARTNERS_WITH~school:t~enterprise:theirs~internship"])
    assert found["enterprise:sim"].origin == "simulated"
    assert found["enterprise:near|industry"].origin == "documented"


SEATS = {"county:a r": "113 25", "county:b r": "113 25.45", "county:c r": "113 27"}


@pytest.fixture(scope="module")
def seated() -> View:
    """Return the graph with county seats: b is 0.45 degrees north of a, 50.04 km; c is 222 km away; school:u is in b."""
    things = THINGS
    for line, seat in SEATS.items():
        longitude, latitude = seat.split()
        things = things.replace(line, f"{line} seat_lon={longitude} seat_lat={latitude}")
    return View(snapshot_of(things, f"{LINKS}LOCATED_IN school:u county:b d"))


NEAR_B = 1 - 0.45 * 111.1951 / 100


def test_distance_is_between_county_seats(seated: View) -> None:
    found = asked(seated, "school:s")
    assert amounts(found)["enterprise:near"]["distance"] == pytest.approx(1)
    assert amounts(found)["enterprise:next"]["distance"] == pytest.approx(NEAR_B, abs=1e-5)
    assert not {"enterprise:theirs", "enterprise:sim"} & {known for known, some in amounts(found).items() if "distance" in some}
    assert rows(found["enterprise:next|distance"], "part") == ["LOCATED_IN~enterprise:next~county:b", "LOCATED_IN~school:s~county:a"]
    assert "school:t" not in amounts(asked(seated, "enterprise:next")), "222 km are far"


def test_an_alliance_is_as_near_as_its_nearest_member(seated: View) -> None:
    # The member next is in b, as u is; the unit of s is in a, 50 km from it
    found = asked(seated, "alliance:x")
    assert amounts(found)["school:u"]["distance"] == pytest.approx(1)
    assert amounts(found)["school:s.unit"]["distance"] == pytest.approx(NEAR_B, abs=1e-5)
    assert rows(found["school:u|distance"], "part") == ["LOCATED_IN~enterprise:next~county:b", "LOCATED_IN~school:u~county:b"]


def test_stated_region_matches_the_region_of_a_county() -> None:
    lines = f"{LINKS}LOCATED_IN school:u region:z d\nLOCATED_IN enterprise:none region:z d"
    view = View(snapshot_of(THINGS, lines))
    found = asked(view, "school:u")
    assert amounts(found)["enterprise:near"] == pytest.approx({"region": 1, "capacity": 0.5})
    assert amounts(found)["enterprise:none"] == pytest.approx({"region": 1, "capacity": 50 / 1050})
    path = ["LOCATED_IN~enterprise:near~county:a", "LOCATED_IN~school:u~region:z", "PART_OF~county:a~region:z"]
    assert rows(found["enterprise:near|region"], "part") == path


def test_reasons_are_the_same_from_both_sides(view: View) -> None:
    # enterprise:near and school:s: as above, but for capacity (1000 students of p, none known of q); the unit has p alone: 1/2 x 7/9
    found = amounts(asked(view, "enterprise:near"))
    assert found["school:s"] == pytest.approx({"industry": 14 / 27, "county": 1, "region": 1, "exclusive": 1})
    assert found["school:s.unit"] == pytest.approx({"industry": 7 / 18, "county": 1, "region": 1, "capacity": 0.5})
    assert amounts(asked(view, "enterprise:theirs"))["school:s"] == pytest.approx({"shared": 0.5, "exclusive": 1})


def test_an_alliance(view: View) -> None:
    # Members s and next; focus gems. For s, the only school: mine (a partner of s, and of t alone besides), near (county, region,
    # capacity), and what s has with others but industry and alliance; one of one member is all. For next: the unit of s (region).
    found = amounts(asked(view, "alliance:x"))
    assert found["enterprise:mine"] == pytest.approx({"members": 1, "inside": 0.5, "exclusive": 1})
    assert found["enterprise:near"] == pytest.approx({"county": 1, "region": 1, "capacity": 0.5})
    assert found["enterprise:person"] == pytest.approx({"people": 1})
    assert found["school:s.unit"] == pytest.approx({"region": 1, "capacity": 0.5})
    assert "school:s" not in found
    assert "enterprise:next" not in found
    found_rows = {name: rows(asked(view, "alliance:x")[f"enterprise:mine|{name}"], "part") for name in ("members", "exclusive")}
    assert found_rows["members"] == ["PARTNERS_WITH~school:s~enterprise:mine~internship"]
    assert found_rows["exclusive"] == ["PARTNERS_WITH~school:t~enterprise:mine~internship"]


def test_notes_left_out_and_refusal(view: View) -> None:
    found = outcome(MEASURE, view, **{"for": "school:s"}, top=2)
    assert found.notes[0].text.startswith("Weights: industry=1, flows=0.5, county=1")
    assert found.notes[1].text == "Already partners or members, not candidates: 1."
    # enterprise:none
    assert found.excluded == {"unknown": 1}
    assert found.figures[0].refused
    assert found.figures[0].refused.text.startswith("Too little data: 7 candidates")
    assert max(figure.cells["rank"] or 0 for figure in found.figures) == 2


def test_note_without_candidates(view: View) -> None:
    assert outcome(MEASURE, view, **{"for": "enterprise:none"}).notes[2].text == "No candidate has a documented reason."


@each("text", ["industry", "industry=", "industry=much", "length=2", "county=nan"])
def test_invalid_weights_are_rejected(text: str) -> None:
    with pytest.raises(BadValueError, match="is not a valid weight"):
        read_weights(text)


@pytest.mark.parametrize("known", ["county:a", "enterprise:some", "school:nowhere"])
def test_invalid_requester_is_rejected(view: View, known: str) -> None:
    with pytest.raises(BadValueError, match="is not a named school, enterprise or alliance"):
        asked(view, known)


def many(count: int) -> View:
    """Return one school and ``count`` enterprises: enterprise n has n graduates, and every third is in the county."""
    things = [
        "school:s s kind=named",
        "program:p s status=active",
        "county:a r",
        *(f"enterprise:{n:02} s kind=named" for n in range(count)),
    ]
    links = ["OFFERS school:s program:p s", "LOCATED_IN school:s county:a s"]
    links += [f"FEEDS program:p enterprise:{n:02} s year=2024 graduates={n}" for n in range(1, count)]
    links += [f"LOCATED_IN enterprise:{n:02} county:a s" for n in range(0, count, 3)]
    return View(snapshot_of("\n".join(things), "\n".join(links)))


def test_stability_with_one_decisive_reason() -> None:
    # With flows alone no other weight changes the order
    found = asked(many(30), "school:s", weights="county=0")
    assert found["stability"].value == pytest.approx(100)
    assert all(figure.cells["stays"] == 1 for figure in found.values() if figure.cells["what"] == "candidate")


def test_stability_with_two_reasons() -> None:
    first, again, other = (asked(many(60), "school:s", weights="flows=1,county=0.02", random_seed=seed)["stability"] for seed in (1, 1, 2))
    assert first.value == again.value
    assert first.value is not None
    assert other.value is not None
    assert 40 < first.value < 100
    assert abs(first.value - other.value) < 15
    assert recount(first)["part"] == pytest.approx(first.value)


def test_order_is_by_points_then_id() -> None:
    view = many(30)
    scored = score(view, view.snapshot.at("school:s") or 0)
    points = scored.scores(WEIGHTS)
    best = scored.best(WEIGHTS, 30)
    assert [(-points[at], at) for at in best] == sorted((-points[at], at) for at in best)
