"""Test the reasons for missing data, by coverage rows of an entity, of its county and of its regions."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from graph.measures.components.coverage import absences, unnamed
from graph.measures.registry import load_measures
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.catalogue import test_partners
from tests.graph.measures.worlds import outcome, snapshot_of

THINGS = """
region:p r
region:z r
county:a r
county:b r
school:a1 d kind=named
school:a2 d kind=named
school:b1 d kind=named
school:z1 d kind=named
school:nowhere d kind=named
alliance:x d
coverage:1 d scope=county:a sought=FEEDS status='not collected'
coverage:2 d scope=region:p sought=PARTNERS_WITH status=collected
coverage:3 d scope=school:a2 sought=FEEDS status='checked, none'
coverage:4 d scope=county:b sought=FEEDS status=collected
coverage:5 d scope=region:z sought=FEEDS status='partly collected'
coverage:6 d scope='the whole world' sought=FEEDS status='not collected'
coverage:7 d scope=alliance:x sought=TOOK_PART_IN status='not collected'
"""
LINKS = """
PART_OF county:a region:z r
PART_OF county:b region:z r
PART_OF region:z region:p r
LOCATED_IN school:a1 county:a d
LOCATED_IN school:a2 county:a d
LOCATED_IN school:b1 county:b d
LOCATED_IN school:z1 region:z d
"""
VIEW = View(snapshot_of(THINGS, LINKS))


def why(name: str, *kinds: tuple[str, ...], **more: Any) -> str:
    [(answer, count)] = absences(VIEW, np.array([VIEW.snapshot.at(name)], dtype=np.int32), *kinds, **more).items()
    assert count == 1
    return answer


@each(
    ("school", "flows", "partners"),
    [
        ("school:a1", "not collected", "checked, none"),  # of its county nobody looked for flows; of the province all partners are there
        ("school:a2", "checked, none", "checked, none"),  # what is said of itself comes first
        ("school:b1", "unknown", "checked, none"),  # collected in its county, but in the region of that only in part
        ("school:z1", "unknown", "checked, none"),
        ("school:nowhere", "unknown", "unknown"),
    ],
)
def test_by_hand(school: str, flows: str, partners: str) -> None:
    assert why(school, ("FEEDS",)) == flows
    assert why(school, ("PARTNERS_WITH",)) == partners
    together = {flows, partners}
    weakest = "not collected" if "not collected" in together else "unknown" if "unknown" in together else "checked, none"
    assert why(school, ("FEEDS",), ("PARTNERS_WITH",)) == weakest


def test_type_without_coverage_rows_is_unknown() -> None:
    assert absences(VIEW, VIEW.places("School"), ("SUPPORTS",)) == {"unknown": 5}
    assert absences(VIEW, VIEW.places("School"), ("FEEDS",)) == {"unknown": 3, "not collected": 1, "checked, none": 1}
    assert why("school:b1", ("TOOK_PART_IN",), scopes=("alliance:x",)) == "not collected"


def test_unnamed_members() -> None:
    assert unnamed(VIEW, "alliance:x", 2) == Counter(unknown=2)
    said = View(snapshot_of(f"{THINGS}coverage:8 d scope=alliance:x sought=MEMBER_OF status='not collected'", LINKS))
    assert unnamed(said, "alliance:x", 2) == {"not collected": 2}
    assert unnamed(said, "alliance:x", 0) == {"not collected": 1}, "the row itself stands for those that are not named"


def rows(*given: tuple[str, str, str]) -> str:
    return "".join(f"coverage:{n} d scope={scope} sought={sought} status='{status}'\n" for n, (scope, sought, status) in enumerate(given))


TOLD = rows(
    ("enterprise:none", "FEEDS", "not collected"),
    ("school:u", "PARTNERS_WITH", "checked, none"),
    ("enterprise:lab", "PARTNERS_WITH", "checked, none"),
    ("alliance:x", "MEMBER_OF", "not collected"),
    ("sector:gold", "Program", "checked, none"),
    ("county:c", "Enterprise", "not collected"),
)
WORLD = View(snapshot_of(f"{test_partners.THINGS}sector:gold r\nsector:tea r\n{TOLD}", test_partners.LINKS))


@each(
    ("name", "given", "expected"),
    [
        # Without a reason: none alone, of which nobody collected flows
        ("partners", {"for": "school:s"}, {"not collected": 1}),
        # For near: t and u; that somebody looked for partners of u does not say that there is no other reason
        ("partners", {"for": "enterprise:near"}, {"unknown": 2}),
        # s and next have no tie; the members of x are not named
        ("alliance-structure", {"alliance": "alliance:x"}, {"unknown": 2, "not collected": 1}),
        # Not tied: the unit and u, near, next, graduates, person, lab, none and sim; somebody looked for partners of u and of lab
        ("centrality", {}, {"unknown": 7, "checked, none": 2}),
        # Somebody looked for programs for gold; for tea nobody did, and in c nobody looked for enterprises
        ("smallest-partner-set", {"fields": "sector:gold,sector:tea"}, {"not collected": 1, "checked, none": 1}),
        (
            "smallest-partner-set",
            {"fields": "sector:tea", "counties": "county:c", "kind": "enterprise", "cover": "pairs"},
            {"not collected": 1},
        ),
    ],
)
def test_measures_report_left_out_reasons(name: str, given: dict[str, Any], expected: dict[str, int]) -> None:
    assert dict(outcome(load_measures()[name], WORLD, **given).excluded) == expected
