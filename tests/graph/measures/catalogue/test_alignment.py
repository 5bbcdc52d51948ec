"""Test the aligned share on a graph computed by hand, and its interval against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from graph.measures.catalogue.alignment import BY, MEASURE
from graph.measures.components.crosswalks import CROSSWALKS
from graph.measures.components.statistics import wilson
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
region:z r kind=prefecture
county:a r
county:b r
framework:f r
framework:g r
sector:silver r
sector:fluorite r
sector:tea r
sector:art r
industry:c1 r
industry:c2 r
industry:x r
major:m1 r group=66 major_class=6601
major:m2 r group=66 major_class=6601
major:m3 r group=66 major_class=6602
school:one d kind=named
school:one.unit d kind=unit
school:two d kind=named
school:some d kind='unnamed group'
school:sim s kind=named
program:p1 d level=secondary status=active opened=2020 name='silver smelting'
program:p2 d level=secondary status=active opened=2021
program:p3 d level=secondary status=downsized
program:p4 d level=secondary status=active
program:p5 d level='higher vocational' status=active
program:p6 d level='higher vocational' status=active
program:p7 d level='higher vocational' status=active
program:p8 d level=secondary status=unknown
program:p9 d level=secondary status=closed opened=2019 closed=2023
program:p10 d level=secondary status=active
program:p11 s level=secondary status=active
program:p12 d level=secondary status=active
enterprise:smelter d kind=named
enterprise:gallery d kind=named
enterprise:nobody d kind=named
claim:share d metric=aligned_share value=83.6 unit=% scope='city, secondary'
claim:other d metric=graduates value=5 unit=people scope=city
"""

LINKS = """
OF framework:f region:z r
PRIORITISES framework:f sector:silver r tier=x
PRIORITISES framework:f sector:fluorite r tier=y
PRIORITISES framework:g sector:tea r
MAPS_TO industry:c1 sector:silver i crosswalk=hand-made
PART_OF industry:c2 industry:c1 r
PART_OF school:one.unit school:one d
LOCATED_IN school:one county:a d
LOCATED_IN school:two county:b d
LOCATED_IN school:some county:b d
LOCATED_IN school:sim county:b s
OFFERS school:one.unit program:p1 d
OFFERS school:one program:p2 d
OFFERS school:one program:p3 d
OFFERS school:two program:p4 d
OFFERS school:two program:p5 d
OFFERS school:two program:p6 d
OFFERS school:two program:p7 d
OFFERS school:one program:p8 d
OFFERS school:one program:p9 d
OFFERS school:some program:p10 d
OFFERS school:some program:p3 d
OFFERS school:sim program:p11 s
OFFERS school:two program:p12 d
SERVES program:p1 sector:silver d crosswalk=stated
SERVES program:p2 industry:c2 d crosswalk=stated
SERVES program:p3 sector:art d crosswalk=stated
SERVES program:p9 sector:silver d crosswalk=stated
SERVES program:p10 sector:silver d crosswalk=stated
SERVES program:p11 sector:silver s crosswalk=simulated
SERVES program:p12 sector:silver s crosswalk=simulated
SERVES major:m1 industry:c2 i crosswalk=catalogue
SERVES major:m3 sector:art i crosswalk=name
OF_MAJOR program:p4 major:m1 d
OF_MAJOR program:p5 major:m2 d
OF_MAJOR program:p6 major:m3 d
FEEDS program:p7 enterprise:smelter d year=2023 graduates=6
FEEDS program:p7 enterprise:gallery d year=2023 graduates=5
FEEDS program:p1 enterprise:smelter d
FEEDS program:p1 enterprise:gallery d year=2022
FEEDS program:p2 enterprise:nobody d year=2022 graduates=9
OPERATES_IN enterprise:smelter industry:c2 d
OPERATES_IN enterprise:gallery sector:art d
ABOUT claim:share region:z d
"""

WORLD = snapshot_of(THINGS, LINKS)
ALL = View(WORLD)
BY_COUNTIES = View(snapshot_of(THINGS, f"{LINKS}PRIORITISES county:a sector:art d\n"))
"""County a prioritises art. p3 of school:one in county a serves art; so does p6 by its major, of school:two in county b."""
Counts = tuple[int, int, int]


def counts(crosswalk: str, view: View = ALL, **given: object) -> dict[str, Counts]:
    """By group: aligned, known, unknown."""
    found = measure(MEASURE, view, crosswalk=crosswalk, **given)
    names = ("numerator", "denominator", "unknown")
    return {key.partition("|")[2]: tuple(one.cells[name] for name in names) for key, one in found.items()}  # type: ignore[misc]


@each(
    ("crosswalk", "secondary", "higher"),
    [
        # Active: p1 p2 p3 p4 p11 p12 (secondary), p5 p6 p7 (higher). p8 is of unknown status, p9 closed, p10 of a group alone.
        # p1 silver, p2 c2 -> c1 -> silver, p11 silver (simulated, of a simulated program); p3 art. p4 says nothing, nor does a
        # simulated statement about the real p12. Of the higher ones none says anything.
        ("declared", (3, 4, 2), (0, 0, 3)),
        # p4 by m1 -> c2 -> silver; p5 by m2, which serves nothing, so by its class's m1; p6 by m3 -> art.
        ("catalogue", (1, 1, 5), (1, 2, 1)),
        # p7: 6 of 11 went to silver, more than half. p1: 1 of 2, not more than half. p2: to an enterprise of no known industry.
        ("flows", (0, 1, 5), (1, 1, 2)),
        # 'silver smelting' is called like silver; the other names are known and like nothing. p11 is simulated: its name is a number.
        ("names", (1, 5, 1), (0, 3, 0)),
    ],
)
def test_counts_by_crosswalk(crosswalk: str, secondary: Counts, higher: Counts) -> None:
    assert counts(crosswalk) == {"secondary": secondary, "higher vocational": higher}


@each(
    ("by", "expected"),
    [
        ("all", {"all": (3, 4, 5)}),
        ("level", {"secondary": (3, 4, 2), "higher vocational": (0, 0, 3)}),
        # a: p1 p2 p3; b: p4 p5 p6 p7 p12, p11, and p3, which the group of schools there runs too.
        ("county", {"county:a": (2, 3, 0), "county:b": (1, 2, 5)}),
        # What the unit offers, its school offers; a group of schools is no school.
        (
            "school",
            {"school:one": (2, 3, 0), "school:one.unit": (1, 1, 0), "school:sim": (1, 1, 0), "school:two": (0, 0, 5)},
        ),
        ("sector", {"sector:silver": (3, 4, 5), "sector:fluorite": (0, 4, 5), "sector:tea": (0, 4, 5)}),
        ("framework", {"framework:f": (3, 4, 5), "framework:g": (0, 4, 5)}),
        # 2020: p1; 2021: p2; of the others p3 and p11 are known.
        ("year", {"2020": (1, 1, 0), "2021": (1, 1, 0), "not stated": (1, 2, 5)}),
    ],
)
def test_groups(by: str, expected: dict[str, Counts]) -> None:
    assert counts("declared", by=by) == expected


def test_parameters_filter_programs() -> None:
    one, two = WORLD.nodes.ids[WORLD.at("school:one") or 0], "school:two"
    assert counts("declared", by="all", school=one) == {"all": (2, 3, 0)}
    assert counts("catalogue", by="all", school=two) == {"all": (2, 3, 2)}
    assert counts("declared", by="all", county="county:a", level="secondary") == {"all": (2, 3, 0)}
    assert counts("declared", by="all", framework="framework:g") == {"all": (0, 4, 5)}
    assert counts("declared", by="framework", framework="framework:g") == {"framework:g": (0, 4, 5)}
    assert counts("flows", by="all", flow_share=49.0) == {"all": (2, 2, 7)}  # p1 sent 1 of 2


def test_programs_without_a_level_form_their_own_row() -> None:
    world = snapshot_of("sector:a r\nframework:f r\nprogram:x d status=active", "PRIORITISES framework:f sector:a r")
    assert counts("declared", View(world)) == {"not stated": (0, 0, 1)}


def test_level_of_which_no_program_can_be_counted_has_a_refused_row() -> None:
    world = snapshot_of("sector:a r\nframework:f r\nprogram:x d level=secondary status=unknown", "PRIORITISES framework:f sector:a r")
    found = measure(MEASURE, View(world), crosswalk="declared", by="level")
    assert [(key, row.value, row.refused is not None) for key, row in found.items()] == [("declared|secondary", None, True)]


def test_as_of_includes_programs_that_closed_later() -> None:
    # In mid-2020 p9 (2019 to 2023) was run, p2 (2021) was not.
    assert counts("declared", View(WORLD, as_of="2020-06-30"), by="all") == {"all": (3, 4, 5)}
    assert rows(measure(MEASURE, View(WORLD, as_of="2020-06-30"), by="all", crosswalk="declared")["declared|all"], "numerator") == [
        "program:p1",
        "program:p11",
        "program:p9",
    ]


def test_documented_origin_only() -> None:
    # The map from c1 to silver is inferred, p11 simulated: p1 is left, of p1, p2 and p3; p4 to p7 and p12 are unknown.
    figure = measure(MEASURE, View(WORLD, origin=("documented",)), by="all", crosswalk="declared")["declared|all"]
    assert (figure.cells["numerator"], figure.cells["denominator"], figure.cells["unknown"]) == (1, 3, 5)
    assert figure.origin == "documented"


def test_figure_has_the_weakest_origin() -> None:
    real = View(WORLD, origin=("documented", "inferred"))
    found = measure(MEASURE, real, by="all")
    origins = {key.partition("|")[0]: figure.origin for key, figure in found.items()}
    assert origins == {"declared": "inferred", "catalogue": "inferred", "flows": "inferred", "names": "inferred"}
    # Only p6 is known there, through an inferred link of its major, and is not aligned: that is inferred too.
    figure = measure(MEASURE, real, by="all", crosswalk="catalogue", framework="framework:g")["catalogue|all"]
    assert (figure.cells["numerator"], figure.origin) == (0, "inferred")


def test_simulated_priority_of_a_real_framework_is_ignored() -> None:
    links = "PRIORITISES framework:f sector:a s\nSERVES program:x sector:a d crosswalk=stated"
    world = snapshot_of("sector:a r\nframework:f r\nprogram:x d level=secondary status=active", links)
    assert counts("declared", View(world)) == {"secondary": (0, 1, 0)}
    assert "no prioritised sectors" in outcome(MEASURE, View(world)).notes[0].text


def test_figure_has_the_origin_of_its_weakest_priority() -> None:
    links = "PRIORITISES framework:f sector:a i\nSERVES program:x sector:a d crosswalk=stated"
    world = snapshot_of("sector:a r\nframework:f r\nprogram:x d level=secondary status=active", links)
    assert measure(MEASURE, View(world), crosswalk="declared")["declared|secondary"].origin == "inferred"


def test_refusal_left_out_notes_and_claims() -> None:
    found = outcome(MEASURE, ALL)
    assert found.excluded == {"unknown": 1}  # p8
    assert found.claims == ["claim:share"]
    assert outcome(MEASURE, View(WORLD, origin=("simulated",))).claims == []
    assert found.notes[0].text.startswith("Programs offered only by unnamed groups of schools, not counted: 1")
    for figure in found.figures:
        assert figure.value is None
        assert figure.refused is not None
        assert "at least 10" in figure.refused.text


def test_value_interval_and_bounds_of_enough_programs() -> None:
    # 8 more that serve silver, at school two: 11 of 12 known are aligned, 5 unknown.
    more = "".join(f"program:q{n} d level=secondary status=active\n" for n in range(8))
    served = "".join(f"OFFERS school:two program:q{n} d\nSERVES program:q{n} sector:silver d crosswalk=stated\n" for n in range(8))
    figure = measure(MEASURE, View(snapshot_of(THINGS + more, LINKS + served)), by="all", crosswalk="declared")["declared|all"]
    assert figure.value == pytest.approx(100 * 11 / 12)
    assert figure.cells["if_unknown_not"] == pytest.approx(100 * 11 / 17)
    assert figure.cells["if_unknown_all"] == pytest.approx(100 * 16 / 17)
    low, high = proportion_confint(11, 12, method="wilson")
    assert (figure.cells["low"], figure.cells["high"]) == pytest.approx((100 * low, 100 * high), abs=1e-10)
    # Documented p1 and the eight; inferred p2; simulated p11.
    assert [figure.cells[f"aligned_{origin}"] for origin in ("documented", "inferred", "simulated")] == [9, 1, 1]
    assert [figure.cells[f"programs_{origin}"] for origin in ("documented", "inferred", "simulated")] == [11, 0, 1]


@each("by", BY)
@each("view", [ALL, View(WORLD, origin=("documented", "inferred")), View(WORLD, as_of="2020")])
def test_evidence_gives_the_counts(by: str, view: View) -> None:
    found = measure(MEASURE, view, by=by)
    assert {key.partition("|")[0] for key in found} == set(CROSSWALKS)
    for figure in found.values():
        counted = recount(figure)
        assert [counted.get(role, 0) for role in ("numerator", "denominator", "unknown")] == [
            figure.cells["numerator"],
            figure.cells["denominator"],
            figure.cells["unknown"],
        ]
        assert set(rows(figure, "numerator")) <= set(rows(figure, "denominator"))


def test_paths_lead_from_programs_to_priorities() -> None:
    figure = measure(MEASURE, ALL, by="all", crosswalk="declared", school="school:one")["declared|all"]
    assert rows(figure, "path") == [
        "MAPS_TO~industry:c1~sector:silver~hand-made",
        "PART_OF~industry:c2~industry:c1",
        "PRIORITISES~framework:f~sector:silver",
        "SERVES~program:p1~sector:silver~stated",
        "SERVES~program:p2~industry:c2~stated",
    ]


def largest_difference() -> float:
    """Return the largest difference from the Wilson interval of statsmodels, for all shares up to 60 and some of 20,010."""
    pairs = [(part, whole) for whole in range(1, 61) for part in range(whole + 1)] + [(part, 20010) for part in range(0, 20011, 667)]
    ours = np.array([wilson(part, whole) for part, whole in pairs])
    theirs = np.array([proportion_confint(part, whole, alpha=0.05, method="wilson") for part, whole in pairs])
    return float(np.abs(ours - theirs).max())


def test_wilson_interval_is_that_of_statsmodels() -> None:
    assert largest_difference() < 1e-14  # 3.4e-16 when this was written


def test_the_priority_of_a_county_counts_for_its_own_programs() -> None:
    assert counts("declared", by="all")["all"][0] == 3
    assert counts("declared", BY_COUNTIES, by="all")["all"][0] == 4


def test_the_priority_of_a_county_does_not_count_elsewhere() -> None:
    assert counts("catalogue", BY_COUNTIES, by="county")["county:b"] == counts("catalogue", by="county")["county:b"]


def test_the_row_of_a_county_that_prioritises_has_only_its_programs() -> None:
    assert counts("declared", BY_COUNTIES, by="framework")["county:a"] == (1, 3, 0)


def test_the_evidence_includes_the_priority_of_the_county() -> None:
    figure = measure(MEASURE, BY_COUNTIES, crosswalk="declared", by="all")["declared|all"]
    assert "PRIORITISES~county:a~sector:art" in rows(figure, "path")


def test_a_prioritised_occupation_is_no_prioritised_sector() -> None:
    world = View(snapshot_of(f"{THINGS}occupation:smelter r\n", f"{LINKS}PRIORITISES framework:f occupation:smelter r\n"))
    assert set(counts("declared", world, by="sector")) == set(counts("declared", by="sector"))


RECRUITING = """
sector:a r
framework:f r
program:x d level=secondary status=unknown recruited=2024|2025
program:y d level=secondary status=unknown
program:z d level=secondary status=closed closed=2022 recruited=2022
"""
SERVING = "PRIORITISES framework:f sector:a r\n" + "".join(f"SERVES program:{name} sector:a d crosswalk=stated\n" for name in "xyz")


def test_a_program_seen_recruiting_counts_and_a_note_says_so() -> None:
    found = outcome(MEASURE, View(snapshot_of(RECRUITING, SERVING)), crosswalk="declared")
    assert [figure.cells["denominator"] for figure in found.figures] == [1]
    assert found.excluded == {"unknown": 1}
    assert found.notes[0].text.startswith("Programs counted because a school was seen recruiting for them: 1.")


@each(("as_of", "counted"), [("2025", 1), ("2024-06", 1), ("2023-12", 0), ("2026", 0)])
def test_with_a_date_a_program_counts_in_the_years_in_which_it_was_seen(as_of: str, counted: int) -> None:
    found = outcome(MEASURE, View(snapshot_of(RECRUITING, SERVING), as_of=as_of), crosswalk="declared")
    assert sum(figure.cells["denominator"] for figure in found.figures) == counted
    assert found.excluded == {"unknown": 2 - counted}


def test_what_was_read_from_the_name_of_a_major_says_nothing_about_its_class() -> None:
    things = "sector:a r\nframework:f r\nmajor:m r major_class=6601\nmajor:n r major_class=6601\nprogram:x d level=secondary status=active"
    links = "PRIORITISES framework:f sector:a r\nOF_MAJOR program:x major:n d\nSERVES major:m sector:a i crosswalk="
    assert counts("catalogue", View(snapshot_of(things, links + "name"))) == {"secondary": (0, 0, 1)}
    assert counts("catalogue", View(snapshot_of(things, links + "catalogue"))) == {"secondary": (1, 1, 0)}
