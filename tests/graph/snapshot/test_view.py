"""Test filters by origin and date, and the hierarchies of schools, programs and industries."""

from __future__ import annotations

from graph.measures.components.crosswalks import make_crosswalk
from graph.snapshot.columns import BY_STRENGTH
from graph.snapshot.paths import Links
from graph.snapshot.view import View
from tests.graph import small_graph
from tests.graph.measures.worlds import snapshot_of

SNAPSHOT = snapshot_of(small_graph.THINGS, small_graph.LINKS)


def pairs(view: View, links: Links) -> set[tuple[str, str]]:
    ids = view.nodes.ids
    return {(ids[start], ids[end]) for start, end in zip(links.start, links.end, strict=True)}


def test_documented_includes_reference_data() -> None:
    view = View(SNAPSHOT, ("documented",))
    assert set(view.edges("FEEDS").ids(view.nodes)) == {
        "FEEDS~program:metal~enterprise:smelter~2022",
        "FEEDS~program:metal~enterprise:smelter~2023",
        "FEEDS~program:metal~enterprise:jd~",
        "FEEDS~program:shop~enterprise:smelter~2021",
    }
    assert len(view.edges("PRIORITISES")) == 3
    assert [view.nodes.ids[at] for at in view.places("County")] == ["county:a", "county:b"]


def test_as_of_keeps_undated_and_valid_relationships() -> None:
    view = View(SNAPSHOT, None, "2022")
    assert set(view.edges("FEEDS").ids(view.nodes)) == {
        "FEEDS~program:metal~enterprise:smelter~2022",
        "FEEDS~program:metal~enterprise:jd~",
        "FEEDS~program:shop~enterprise:smelter~2021",
    }
    assert len(View(SNAPSHOT, None, "2019").edges("PARTNERS_WITH")) == 2, "that of 2020 to 2023 is not there yet"
    assert len(View(SNAPSHOT, None, "2025").edges("OFFERS")) == 4, "what ended in 2024 is gone"


def test_program_inherits_the_location_of_its_school() -> None:
    view = View(SNAPSHOT)
    assert ("program:metal", "county:a") in pairs(view, view.located("Program"))
    assert ("school:one.unit", "county:a") in pairs(view, view.located("School"))
    assert pairs(view, view.programs_of_schools()) >= {("program:metal", "school:one"), ("program:metal", "school:one.unit")}


def test_industries_map_to_sectors_through_parent_classes() -> None:
    view = View(SNAPSHOT)
    links = view.to_sectors(trail=True)
    assert {pair for pair in pairs(view, links) if pair[0].startswith("industry:")} == {
        ("industry:c32", "sector:silver"),
        ("industry:c322", "sector:silver"),
    }
    at = [known for known in range(len(links)) if view.nodes.ids[links.start[known]] == "industry:c322"]
    assert set(links.where(at).relationships(view.nodes)) == {
        "PART_OF~industry:c322~industry:c32",
        "MAPS_TO~industry:c32~sector:silver~hand-made",
    }


def test_named_excludes_unnamed_groups() -> None:
    view = View(SNAPSHOT)
    assert "school:some" not in [view.nodes.ids[at] for at in view.named("School")]
    assert "school:some" in [view.nodes.ids[at] for at in view.places("School")]


PLACED = snapshot_of(
    "county:a r\nschool:one d kind=named\nprogram:p d\nprogram:q i\nmajor:m r\nsector:s d",
    """
    LOCATED_IN school:one county:a i
    OFFERS school:one program:p d
    OFFERS school:one program:q i
    OF_MAJOR program:p major:m i
    SERVES program:p sector:s i crosswalk=stated
    """,
)


def test_documented_school_stays_in_its_county_when_the_location_is_inferred() -> None:
    view = View(PLACED, ("documented",))
    links = view.located("Program")
    assert pairs(view, links) == {("program:p", "county:a")}
    assert [BY_STRENGTH[origin] for origin in links.origin] == ["inferred"], "the result is marked as inferred"


def test_other_inferred_rows_are_not_documented() -> None:
    view = View(PLACED, ("documented",))
    assert [view.nodes.ids[at] for at in view.places("Program")] == ["program:p"]
    assert (len(view.edges("OF_MAJOR")), len(view.edges("SERVES")), len(view.edges("OFFERS"))) == (1, 0, 1)


def test_inferred_school_is_not_placed_among_documented_ones() -> None:
    snapshot = snapshot_of("county:a r\nschool:one i kind=named", "LOCATED_IN school:one county:a i")
    assert len(View(snapshot, ("documented",)).edges("LOCATED_IN")) == 0


def test_reference_alone_does_not_place_by_inference() -> None:
    assert len(View(PLACED, ("reference",)).edges("LOCATED_IN")) == 0


def test_chain_with_an_inferred_location_is_kept_as_evidence() -> None:
    view = View(PLACED, ("documented",))
    assert len(view.drop_simulated_evidence(view.located("Program"))) == 1


def test_crosswalks_that_are_inferred_as_such_know_nothing_about_documented_rows() -> None:
    view = View(PLACED, ("documented",))
    assert not any(make_crosswalk(view, name).known.any() for name in ("catalogue", "names"))
