"""Test gaps and surplus on a graph computed by hand."""

from __future__ import annotations

from graph.measures.catalogue.gaps import MEASURE, WEIGHTS
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

# Ten programs of which something is known: p0 to p3 serve silver, p4 tea, p5 and p6 art, p7 art and music, p8 an industry of no sector,
# p9 silver and art. p10 says nothing. Nothing serves gems or fluorite. Art and music are not prioritised.
SERVED = {
    0: ("silver",),
    1: ("silver",),
    2: ("silver",),
    3: ("silver",),
    4: ("tea",),
    5: ("art",),
    6: ("art",),
    7: ("art", "music"),
    9: ("silver", "art"),
}
THINGS = (
    """
region:z r kind=prefecture
county:a r
framework:f r
sector:silver r
sector:tea r
sector:gems r
sector:fluorite r
sector:art r
sector:music r
industry:x r
industry:c r
school:one d kind=named
enterprise:smelter d kind=named employees=100
enterprise:mine d kind=named
enterprise:teahouse d kind=named employees=7
enterprise:jeweller d kind=named employees=40
enterprise:firms d kind='unnamed group' employees=900
enterprise:gallery d kind=named employees=3
coverage:gems d scope=sector:gems sought=Program status='checked, none'
coverage:fluorite d scope=county:a sought=OFFERS status='not collected'
coverage:firms d scope=sector:fluorite sought=Enterprise status='not collected'
"""
    + "".join(f"program:p{n} d level=secondary status=active\n" for n in range(11))
    + "program:odd d level=secondary status=unknown"
)
LINKS = (
    """
PRIORITISES framework:f sector:silver r
PRIORITISES framework:f sector:tea r
PRIORITISES framework:f sector:gems r
PRIORITISES framework:f sector:fluorite r
PART_OF county:a region:z r
LOCATED_IN school:one county:a d
LOCATED_IN enterprise:smelter county:a d
MAPS_TO industry:c sector:silver i crosswalk=hand-made
SERVES program:p8 industry:x d crosswalk=stated
OPERATES_IN enterprise:smelter sector:silver d
OPERATES_IN enterprise:mine industry:c d
OPERATES_IN enterprise:teahouse sector:tea d
OPERATES_IN enterprise:jeweller sector:gems d
OPERATES_IN enterprise:jeweller sector:silver d
OPERATES_IN enterprise:firms sector:tea d
OPERATES_IN enterprise:gallery sector:art d
FEEDS program:p0 enterprise:smelter d year=2023 graduates=5
FEEDS program:p0 enterprise:smelter d year=2024 graduates=4
FEEDS program:p0 enterprise:mine d
FEEDS program:p9 enterprise:gallery d year=2024 graduates=2
FEEDS program:p7 enterprise:gallery d year=2024 graduates=30
"""
    + "".join(f"OFFERS school:one program:p{n} d\n" for n in range(11))
    + "".join(f"SERVES program:p{n} sector:{one} d crosswalk=stated\n" for n, served in SERVED.items() for one in served)
)
WORLD = snapshot_of(THINGS, LINKS)
VIEW = View(WORLD)


def test_programs_by_hand() -> None:
    # Order: fewest programs, then most employment: gems 40, fluorite 0 employees; then surplus, the most programs first.
    found = measure(MEASURE, VIEW)
    assert [(key, figure.value, figure.cells["state"]) for key, figure in found.items()] == [
        ("gap|sector:gems", 0, "none"),
        ("gap|sector:fluorite", 0, "none"),
        ("gap|sector:tea", 1, "few"),
        ("gap|sector:silver", 5, "enough"),
        ("surplus", 4, "surplus"),  # p5 p6 p7 p8; p9 serves silver too
        ("surplus|sector:art", 3, "surplus"),
        ("surplus|no sector", 1, "surplus"),
        ("surplus|sector:music", 1, "surplus"),
    ]
    assert found["gap|sector:silver"].cells["share"] == 50  # of the ten that are known
    assert rows(found["surplus"], "part") == ["program:p5", "program:p6", "program:p7", "program:p8"]


@each(
    ("weight", "whole", "silver", "surplus"),
    [
        ("programs", 10, 5, 4),
        # p0 sent 5 and 4 (and one flow without a number), p9 two; p7 sent 30.
        ("graduates", 41, 11, 30),
        # smelter, mine, jeweller; of sectors that are not prioritised: gallery. All: 5, the group is none.
        ("enterprises", 5, 3, 1),
        # smelter 100, jeweller 40, of the mine it is not known; gallery 3; all 150.
        ("employees", 150, 140, 3),
    ],
)
def test_weights_by_hand(weight: str, whole: int, silver: int, surplus: int) -> None:
    found = measure(MEASURE, VIEW, weight=weight)
    assert (found["gap|sector:silver"].value, found["surplus"].value) == (silver, surplus)
    for figure in found.values():
        assert figure.cells["whole"] == whole
        assert figure.value == figure.cells[weight]
        assert recount(figure).get("part", 0) == figure.value
    unknown = {"graduates": 1, "employees": 1}.get(weight, 0)
    assert recount(found["gap|sector:silver"]).get("unknown", 0) == unknown


def test_reasons_for_absence() -> None:
    found = measure(MEASURE, VIEW)
    answers = {key: (one.cells["absent"], one.cells["absent_enterprises"]) for key, one in found.items() if one.cells["kind"] == "gap"}
    assert answers == {
        "gap|sector:gems": ("checked, none", None),
        # Programs of a county were not collected; of enterprises the sector's own row says it.
        "gap|sector:fluorite": ("not collected", "not collected"),
        "gap|sector:tea": (None, None),
        "gap|sector:silver": (None, None),
    }
    assert outcome(MEASURE, VIEW).excluded == {"unknown": 2, "not collected": 1, "checked, none": 1}  # p10 and the odd one


@each(
    ("status", "known", "answer"),
    [
        ("collected", True, "checked, none"),
        ("collected", False, "unknown"),  # p10 says nothing: it might serve fluorite
        ("partly collected", True, "unknown"),
        ("not collected", True, "not collected"),
    ],
)
def test_absence_in_a_county_by_coverage_status(status: str, known: bool, answer: str) -> None:
    things = THINGS.replace("scope=county:a sought=OFFERS status='not collected'", f"scope=region:z sought=Program status='{status}'")
    links = LINKS + ("SERVES program:p10 sector:tea d crosswalk=stated\n" if known else "")
    world = View(snapshot_of(things, links))
    assert measure(MEASURE, world, county="county:a")["gap|sector:fluorite"].cells["absent"] == answer
    # Of everything it does not say that all was collected.
    whole = "not collected" if status == "not collected" else "unknown"
    assert measure(MEASURE, world)["gap|sector:fluorite"].cells["absent"] == whole


def test_county_filters_enterprises_too() -> None:
    found = measure(MEASURE, VIEW, county="county:a", weight="enterprises")
    assert rows(found["gap|sector:silver"], "part") == ["enterprise:smelter"]


def test_few_is_a_parameter() -> None:
    states = {key: one.cells["state"] for key, one in measure(MEASURE, VIEW, few=6).items()}
    assert states["gap|sector:silver"] == "few"


def test_too_few_programs_are_refused() -> None:
    for figure in measure(MEASURE, VIEW, crosswalk="flows").values():
        assert figure.value is None
        assert figure.refused is not None


@each("weight", WEIGHTS)
def test_origins(weight: str) -> None:
    # The mine is in silver by an inferred map only; its employment is not known, so it does not weaken that sum.
    figure = measure(MEASURE, VIEW, weight=weight)["gap|sector:silver"]
    assert figure.origin == ("inferred" if weight == "enterprises" else "documented")


def test_note_without_priorities() -> None:
    found = outcome(MEASURE, View(snapshot_of("sector:a r\nprogram:x d status=active")))
    assert "no prioritised sectors" in found.notes[0].text
    assert found.figures == []


def test_a_sector_that_only_a_county_prioritises_counts_the_programs_and_enterprises_there() -> None:
    # Art is served by p5, p6, p7, p9 of county a, and by the program of county b; the gallery is in county b.
    things = f"{THINGS}\ncounty:b r\nschool:two d kind=named\nprogram:q d level=secondary status=active\n"
    links = (
        f"{LINKS}PRIORITISES county:b sector:art d\nLOCATED_IN school:two county:b d\nLOCATED_IN enterprise:gallery county:b d\n"
        "OFFERS school:two program:q d\nSERVES program:q sector:art d crosswalk=stated\n"
    )
    found = measure(MEASURE, View(snapshot_of(things, links)))
    assert rows(found["gap|sector:art"], "part") == ["program:q"]
    assert found["gap|sector:art"].cells["enterprises"] == 1
    assert rows(found["surplus|sector:art"], "part") == ["program:p5", "program:p6", "program:p7"]


def test_the_priority_of_another_county_is_no_gap_of_a_county() -> None:
    world = View(snapshot_of(f"{THINGS}\ncounty:b r\n", f"{LINKS}PRIORITISES county:b sector:music d\n"))
    assert "gap|sector:music" in measure(MEASURE, world)
    assert "gap|sector:music" not in measure(MEASURE, world, county="county:a")
