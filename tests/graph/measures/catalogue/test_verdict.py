"""Test the verdicts on an alliance, two schools and a county whose counts are worked out by hand."""

from __future__ import annotations

import pytest

from graph.measures.catalogue.verdict import MEASURE
from graph.snapshot.view import View
from tests.graph.measures.worlds import outcome, rows, snapshot_of

REAL = ("documented", "reference", "inferred")
THINGS = """
region:r r
county:a r
county:b r
alliance:x d founded=2024
school:one d kind=named
school:one.unit d kind=unit
school:bare d kind=named
school:sim s kind=named
enterprise:a d kind=named
enterprise:firms d kind='unnamed group'
program:p d level=secondary status=active
program:q s level=secondary status=active
activity:founding d kind=founding date=2024
claim:m d metric=alliance_members value=107 unit=entities
claim:share d metric=aligned_share value=83.6 unit=%
coverage:activities d scope=alliance:x sought=Activity status='partly collected'
coverage:members d scope=alliance:x sought=MEMBER_OF status='not collected'
coverage:name d scope=alliance:x sought=Alliance status='not collected'
coverage:full d scope=school:one sought=OFFERS status=collected
coverage:totals d scope=region:r sought=Program status='not collected'
sector:s r
"""
LINKS = """
ABOUT claim:m alliance:x d
ABOUT claim:share region:r d
PART_OF school:one.unit school:one d
PART_OF county:a region:r r
LOCATED_IN school:one county:a d
LOCATED_IN enterprise:a county:a d
MEMBER_OF enterprise:firms alliance:x d
MEMBER_OF school:sim alliance:x s
MEMBER_OF school:one alliance:x s
OF activity:founding alliance:x d
OFFERS school:one.unit program:p d
OFFERS school:one program:q s
FEEDS program:p enterprise:a d year=2023
PRIORITISES region:r sector:s d
SERVES program:p sector:s d crosswalk=stated
"""


def texts(
    about: str | None, part: str, *, things: str = THINGS, links: str = LINKS, origin: tuple[str, ...] = REAL
) -> list[tuple[str, str]]:
    """Return the sentences of a part in both languages."""
    view = View(snapshot_of(things, links), origin)
    found = MEASURE.compute(view, {} if about is None else {"about": about})
    return [(figure.cells["text"], figure.cells["text_zh"]) for figure in found.figures if figure.cells["part"] == part]


def status(about: str | None, *, things: str = THINGS, links: str = LINKS) -> str:
    view = View(snapshot_of(things, links), REAL)
    return str(MEASURE.compute(view, {} if about is None else {"about": about}).figures[0].cells["status"])


def test_an_alliance_without_named_members_and_later_activities_is_a_gap() -> None:
    assert status("alliance:x") == "gap"
    assert texts("alliance:x", "headline") == [("Its founding is on record; its operation is not.", "只能证明它成立了，还不能证明它在运行")]


def test_reported_members_stand_beside_counted_ones() -> None:
    assert texts("alliance:x", "claimed") == [("A source reports 107 (entities).", "来源报道的数字：107")]
    assert [text for text, _ in texts("alliance:x", "verified")] == [
        "Members known by name: 0",
        "Activities with a date: 1",
        "of which after its founding: 0",
    ]


def test_what_was_not_collected_comes_first_and_decides_the_next_step() -> None:
    assert [text for text, _ in texts("alliance:x", "missing")] == [
        "names of the members: not collected",
        "official Chinese name: not collected",
        "activities: partly collected",
    ]
    assert texts("alliance:x", "next") == [("Ask the alliance for its list of members, then import it.", "向联合体索取成员名单并导入。")]


def test_a_later_activity_changes_the_headline() -> None:
    things = THINGS + "activity:meeting d kind='council meeting' date=2025\n"
    links = LINKS + "OF activity:meeting alliance:x d\n"
    assert texts("alliance:x", "headline", things=things, links=links)[0][0] == "Activities are on record; no member is named."


def test_named_members_are_partly_and_all_of_them_verified() -> None:
    links = LINKS + "MEMBER_OF enterprise:a alliance:x d\n"
    assert status("alliance:x", links=links) == "partly"
    assert texts("alliance:x", "headline", links=links)[0][1] == "报道 107 家成员，已知名称 1 家"
    assert status("alliance:x", things=THINGS.replace("value=107", "value=1"), links=links) == "verified"


def test_a_school_counts_what_its_units_do_and_no_simulated_program() -> None:
    assert [text for text, _ in texts("school:one", "verified")] == ["Programs on record: 1", "Enterprises with a tie on record: 1"]
    assert texts("school:one", "headline") == [("Programs and ties to 1 enterprise are on record.", "专业点有记载，与 1 家企业有往来记载")]


def test_what_was_collected_is_not_missing() -> None:
    assert texts("school:one", "missing") == []
    assert texts("school:one", "next") == []


def test_a_school_without_records_is_a_gap_and_says_what_that_does_not_mean() -> None:
    assert status("school:bare") == "gap"
    assert texts("school:bare", "caution")[0][1].startswith("没有记载不等于没有")


def test_a_county_counts_what_lies_there() -> None:
    assert [text for text, _ in texts("county:a", "verified")] == ["Named schools: 1", "Programs on record: 1", "Named enterprises: 1"]
    assert status("county:b") == "gap"


def test_a_share_of_one_program_is_refused() -> None:
    assert status(None) == "refused"
    assert texts(None, "headline") == [("Too few programs are on record to give a share.", "专业点记载太少，不足以给出比例")]
    assert all("Too little data: 1 program " in text for text, _ in texts(None, "verified"))
    assert texts(None, "claimed") == [("A source reports 83.6 (%).", "来源报道的数字：83.6")]


def test_a_share_of_ten_programs_is_given() -> None:
    things = THINGS + "".join(f"program:n{number} d level=secondary status=active\n" for number in range(9))
    links = LINKS + "".join(f"SERVES program:n{number} sector:s d crosswalk=stated\n" for number in range(9))
    assert status(None, things=things, links=links) == "gap"
    assert texts(None, "headline", things=things, links=links)[0][1] == "报道的比例无法核对：来源没有给出总数"
    said = "secondary, by what sources state: 10 of 10 programs are aligned", "中职，按来源说法：10 个专业点中有 10 个契合"
    assert said in texts(None, "verified", things=things, links=links)


def test_the_evidence_of_a_count_is_what_was_counted() -> None:
    found = outcome(MEASURE, View(snapshot_of(THINGS, LINKS), REAL), about="school:one")
    tied = next(figure for figure in found.figures if figure.key == "enterprises")
    assert rows(tied, "part") == ["enterprise:a"]


@pytest.mark.parametrize("about", ["program:p", "claim:m"])
def test_other_entities_have_no_verdict_and_the_note_says_for_which_there_is_one(about: str) -> None:
    found = outcome(MEASURE, View(snapshot_of(THINGS, LINKS), REAL), about=about)
    assert list(found.figures) == []
    assert found.notes[0].text == f"Verdicts are given for alliances, schools and counties, not for {about}."


def test_headlines_are_short_enough_to_quote() -> None:
    for about in ("alliance:x", "school:one", "school:bare", "county:a", "county:b", None):
        ((english, chinese),) = texts(about, "headline")
        assert len(english.split()) <= 12
        assert len(chinese) <= 24
