"""Test the measure on an alliance of seven members with different evidence."""

from __future__ import annotations

import pytest

from graph.measures.catalogue.alliance_liveness import MEASURE
from graph.measures.catalogue.alliance_structure import MEASURE as STRUCTURE
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
alliance:x d founded=2018
alliance:empty d
school:one d kind=named
school:one.unit d kind=unit
school:two d kind=named
school:sim s kind=named
enterprise:a d kind=named
enterprise:b d kind=named
enterprise:c d kind=named
enterprise:old d kind=named
enterprise:out d kind=named
enterprise:firms d kind='unnamed group'
program:p d status=active
facility:lab d kind='research centre'
person:p d
activity:council d kind='council meeting' date=2024-06 proof=minutes
activity:course d kind='joint course' date=2024-12-31
activity:founding d kind=founding date=2018
activity:undated d kind=fair
activity:later d kind=fair date=2026
activity:other d kind=fair date=2024
claim:m d metric=alliance_members value=107 unit=entities
claim:n d metric=founded_year value=2018 unit=year
coverage:c d scope=enterprise:c sought=TOOK_PART_IN status='checked, none'
coverage:x d scope=alliance:x sought=MEMBER_OF status='not collected'
"""
LINKS = """
ABOUT claim:m alliance:x d
ABOUT claim:n alliance:x d
PART_OF school:one.unit school:one d
MEMBER_OF school:one alliance:x d role=member
MEMBER_OF school:two alliance:x d
MEMBER_OF enterprise:a alliance:x d
MEMBER_OF enterprise:b alliance:x i
MEMBER_OF enterprise:c alliance:x d
MEMBER_OF enterprise:old alliance:x d
MEMBER_OF enterprise:firms alliance:x d
MEMBER_OF school:sim alliance:x s
MEMBER_OF enterprise:out alliance:x s
OF activity:council alliance:x d
OF activity:course alliance:x d
OF activity:founding alliance:x d
OF activity:undated alliance:x d
OF activity:later alliance:x d
TOOK_PART_IN school:one.unit activity:council d
TOOK_PART_IN school:one activity:course d
TOOK_PART_IN enterprise:a activity:course d
TOOK_PART_IN enterprise:old activity:founding d
TOOK_PART_IN enterprise:b activity:undated d
TOOK_PART_IN enterprise:b activity:other d
PARTNERS_WITH school:one enterprise:a d form=internship valid_from=2020
PARTNERS_WITH school:two enterprise:c d form=internship valid_from=2015 valid_to=2017
PARTNERS_WITH school:sim enterprise:b s form=internship valid_from=2023
PARTNERS_WITH school:two enterprise:out d form=internship valid_from=2023
OFFERS school:one.unit program:p d valid_from=2024
FEEDS program:p enterprise:old d year=2021 graduates=3
FEEDS program:p enterprise:a d year=2023
RUNS enterprise:a facility:lab d
SUPPORTS facility:lab enterprise:b d
SUPPORTS facility:lab enterprise:a d
LECTURES_AT person:p school:two d
WORKS_FOR person:p enterprise:old d
"""
# As of the end of 2024 the last three years begin on 1 January 2022. Seven members count: one, two, a, b, c, old, sim. The group does not,
# nor does enterprise:out: that it is a member is simulated, and the enterprise is not.
# Activities not after that day and dated: council, course, founding; "undated" has no date, "later" is of 2026.
# Active: one (course, council through its unit), a (course). Quiet: old (founding, 2018), c (somebody checked). Unknown: b (undated only),
# two, sim. Ties within the time: one-a (partnership since 2020, not ended; graduates 2023). Undated: a-b over the lab, two-old over p.
# Earlier: two-c (2015 to 2017), one-old (2021). sim-b is simulated and b is not: it ties nobody.


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS), as_of="2024")


@pytest.fixture(scope="module")
def found(view: View) -> dict[str, Figure]:
    return measure(MEASURE, view, alliance="alliance:x")


def test_reported_beside_known(view: View, found: dict[str, Figure]) -> None:
    assert found["reported|claim:m"].value == 107
    assert found["known"].value == 7
    assert found["known"].origin == "simulated"
    assert outcome(MEASURE, view, alliance="alliance:x").claims == ["claim:m"]
    cells = found["known"].cells
    assert [cells["rows_documented"], cells["rows_inferred"], cells["rows_simulated"]] == [5, 1, 1]


def test_activities(found: dict[str, Figure]) -> None:
    assert rows(found["activities"], "part") == ["activity:council", "activity:course", "activity:founding"]
    assert (found["last evidence"].cells["date"], found["last evidence"].value) == ("2024-12-31", 0)
    council = found["activity|activity:council"]
    # 1 June to 31 December 2024: 213 days
    assert (council.value, council.cells["date"], council.cells["proof"]) == (round(213 / 365.25, 2), "2024-06-01", "minutes")
    assert next(key for key in found if key.startswith("activity|")) == "activity|activity:course"


def test_states(view: View, found: dict[str, Figure]) -> None:
    assert rows(found["active"], "part") == ["enterprise:a", "school:one"]
    assert rows(found["quiet"], "part") == ["enterprise:c", "enterprise:old"]
    assert rows(found["unknown"], "part") == ["enterprise:b", "school:sim", "school:two"]
    assert outcome(MEASURE, view, alliance="alliance:x").excluded == {"unknown": 3, "not collected": 1}


def test_members(found: dict[str, Figure]) -> None:
    one = found["member|school:one"]
    assert (one.value, one.cells["state"], one.cells["tie"], one.origin) == (2, "active", "within", "documented")
    assert "PART_OF~school:one.unit~school:one" in rows(one, "path")
    assert found["member|enterprise:old"].cells["state"] == "quiet"
    assert found["member|enterprise:old"].value == 0
    assert found["member|enterprise:b"].origin == "inferred"
    assert "member|enterprise:firms" not in found


def test_ties(found: dict[str, Figure]) -> None:
    assert rows(found["tied"], "part") == ["enterprise:a", "school:one"]
    assert rows(found["tied|graduates"], "part") == ["enterprise:a", "school:one"]
    assert rows(found["tied, undated"], "part") == ["enterprise:b", "enterprise:old", "school:two"]
    assert rows(found["tied earlier"], "part") == ["enterprise:c"]
    assert "FEEDS~program:p~enterprise:a~2023" in rows(found["tied|graduates"], "path")
    assert rows(found["tied|facility"], "part") == rows(found["tied|people"], "part") == []


def test_members_with_ties_are_split_by_the_time_of_their_ties(found: dict[str, Figure]) -> None:
    with_ties = rows(found["with ties"], "part")
    assert with_ties == sorted(one for key in ("tied", "tied, undated", "tied earlier") for one in rows(found[key], "part"))


@pytest.mark.parametrize("as_of", [None, "2024", "2016"])
@pytest.mark.parametrize("alliance", ["alliance:x", "alliance:empty"])
def test_both_measures_of_an_alliance_agree_on_the_members_with_ties(as_of: str | None, alliance: str) -> None:
    view = View(snapshot_of(THINGS, LINKS), as_of=as_of)
    structure = measure(STRUCTURE, view, alliance=alliance)
    liveness = measure(MEASURE, view, alliance=alliance)
    assert rows(structure["with ties"], "part") == rows(liveness["with ties"], "part")
    tied = {figure.cells["member"] for figure in structure.values() if figure.key.startswith("loss") and figure.cells["ties"]}
    assert sorted(tied) == rows(structure["with ties"], "part")


def test_an_age_names_the_day_from_which_it_is_counted(view: View, found: dict[str, Figure]) -> None:
    assert found["last evidence"].cells["counted_to"] == "2024-12-31"
    undated = measure(MEASURE, View(view.snapshot), alliance="alliance:x")
    assert undated["last evidence"].cells["counted_to"] == "2026-12-31"


def test_a_count_of_nobody_has_no_origin(found: dict[str, Figure]) -> None:
    assert (found["tied|people"].value, found["tied|people"].origin) == (0, None)
    assert found["tied"].origin == "documented"


def test_a_longer_period_includes_older_evidence(view: View) -> None:
    # Ten years: the ties of 2015 to 2017 and of 2021, and the founding in 2018
    found = measure(MEASURE, view, alliance="alliance:x", years=10)
    assert rows(found["tied"], "part") == [f"enterprise:{name}" for name in ("a", "c", "old")] + [
        f"school:{name}" for name in ("one", "two")
    ]
    assert rows(found["active"], "part") == ["enterprise:a", "enterprise:old", "school:one"]


def test_documented_only() -> None:
    found = measure(MEASURE, View(snapshot_of(THINGS, LINKS), ("documented",), "2024"), alliance="alliance:x")
    assert rows(found["known"], "part") == ["enterprise:a", "enterprise:c", "enterprise:old", "school:one", "school:two"]
    assert rows(found["tied"], "part") == ["enterprise:a", "school:one"]


def test_without_a_date_the_latest_year_counts() -> None:
    view = View(snapshot_of(THINGS, LINKS))
    found = measure(MEASURE, view, alliance="alliance:x")
    assert found["last evidence"].cells["thing"] == "activity:later"
    notes = [note.text for note in outcome(MEASURE, view, alliance="alliance:x").notes]
    assert notes == [
        "As of 2026-12-31, the end of the latest year in the data.",
        "Members that stand for unnamed groups, not counted: 1.",
        "Activities without a date, not counted: 1.",
    ]


def test_alliance_without_data(view: View) -> None:
    found = measure(MEASURE, view, alliance="alliance:empty")
    assert found["known"].value == found["activities"].value == 0
    assert {key for key, one in found.items() if one.refused} == {"last evidence", "active", "quiet", "unknown", "with ties"} | {
        key for key in found if key.startswith("tied")
    }


def test_a_graph_without_dates() -> None:
    found = measure(MEASURE, View(snapshot_of("alliance:x d\nschool:a d", "MEMBER_OF school:a alliance:x d")), alliance="alliance:x")
    assert (found["unknown"].value, found["last evidence"].value) == (1, None)


def test_evidence_sums_to_the_figures(found: dict[str, Figure]) -> None:
    for figure in found.values():
        if figure.refused is None:
            assert recount(figure).get("part", 0) == pytest.approx(figure.value), figure.key
