"""Test partners of a described organisation on the graph of ``test_partners``, computed by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graph.errors import BadValueError, UnknownNameError
from graph.measures.catalogue.partners import MEASURE
from graph.measures.components.described_partner import EXAMPLE, Described, DescribedView, add_description
from graph.measures.components.partner_scores import WEIGHTS
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.graph.measures.catalogue.test_partners import LINKS, THINGS, amounts
from tests.graph.measures.worlds import measure, outcome, rows, snapshot_of

MAJOR = "\nmajor:m r", "\nSERVES major:m sector:silver r crosswalk=catalogue"
SNAPSHOT = snapshot_of(THINGS + MAJOR[0], LINKS + MAJOR[1])


def asked(origin: tuple[str, ...] | None = None, **fields: Any) -> tuple[DescribedView, dict[str, Figure]]:
    it = Described.model_validate(fields)
    found = add_description(SNAPSHOT, it, origin)
    return found, measure(MEASURE, found.view, **{"for": found.id}, **it.given)


def test_an_enterprise() -> None:
    # Ten enterprises with the described one; three are in silver. Of s two programs serve it: 2/3 x 7/10; of its unit one: 1/2 x 7/10.
    # 1000 students of the unit against 500 places; how many q of s has is not known. t and u have nothing with it.
    described, found = asked(type="enterprise", county="county:a", sectors=["sector:silver"], places=500)
    assert amounts(found) == {
        "school:s": pytest.approx({"industry": 14 / 30, "county": 1, "region": 1, "exclusive": 1}),
        "school:s.unit": pytest.approx({"industry": 7 / 20, "county": 1, "region": 1, "capacity": 2 / 3}),
    }
    assert outcome(MEASURE, described.view, **{"for": described.id}).excluded == {"unknown": 2}


def test_a_school() -> None:
    # One program for the sector: 1/2 x 7/9 for near and the simulated one. In b with next, and so in the region with near.
    _, found = asked(type="school", county="county:b", sectors=["sector:silver"], places=250)
    assert amounts(found) == {
        "enterprise:near": pytest.approx({"industry": 7 / 18, "region": 1, "capacity": 1000 / 1250}),
        "enterprise:next": pytest.approx({"county": 1, "region": 1}),
        "enterprise:sim": pytest.approx({"industry": 7 / 18, "simulated": 1}),
    }


def test_majors_stand_for_what_they_serve() -> None:
    for kind in ("school", "enterprise"):
        by_sector, by_major, both = (
            amounts(asked(type=kind, county="county:a", **given)[1])
            for given in ({"sectors": ["sector:silver"]}, {"majors": ["major:m"]}, {"sectors": ["sector:silver"], "majors": ["major:m"]})
        )
        assert by_sector
        assert by_sector == by_major == both


def test_described_alliance_matches_an_alliance_with_the_same_members() -> None:
    _, found = asked(type="alliance", members=["school:s", "enterprise:next"], sectors=["sector:gems"])
    there = amounts(measure(MEASURE, View(SNAPSHOT), **{"for": "alliance:x"}))
    assert len(there) > 3
    assert amounts(found) == there


def test_described_school_matches_the_same_school_in_the_graph() -> None:
    lines = (
        "LOCATED_IN school:n county:a d\nOFFERS school:n program:n d\nOFFERS school:n program:o d\n"
        "SERVES program:n sector:silver d crosswalk=stated\nSERVES program:o sector:gems d crosswalk=stated"
    )
    there = snapshot_of(f"{THINGS}school:n d kind=named\nprogram:n d status=active\nprogram:o d status=active", LINKS + lines)
    _, found = asked(type="school", county="county:a", sectors=["sector:silver", "sector:gems"])
    known = measure(MEASURE, View(there), **{"for": "school:n"})
    assert {key: figure.value for key, figure in found.items()} == {key: figure.value for key, figure in known.items()}
    assert {key: figure.origin for key, figure in found.items()} == {key: figure.origin for key, figure in known.items()}


def test_description_weakens_no_origin_and_is_not_filtered() -> None:
    # Without the simulated enterprise nine are left, two of them in silver: 2/3 x 7/9
    found_at, found = asked(("documented",), type="enterprise", county="county:a", sectors=["sector:silver"])
    assert found["school:s|industry"].cells["amount"] == pytest.approx(14 / 27)
    assert found["school:s|industry"].origin == "documented"
    behind = rows(found["school:s|county"], "part")
    assert [row for row in behind if not found_at.is_added(row)] == ["LOCATED_IN~school:s~county:a"]
    assert len(behind) == 2


def test_description_counts_for_any_requested_origin() -> None:
    inferred = snapshot_of(*(re.sub(r" [dr]$| [dr](?= )", " i", text, flags=re.MULTILINE) for text in (THINGS, LINKS)))
    it = Described(type="school", county="county:b", sectors=("sector:silver",))
    found = add_description(inferred, it, ("inferred",))
    near = amounts(measure(MEASURE, found.view, **{"for": found.id}))["enterprise:near"]
    # Eight enterprises are inferred, of which near alone is in silver
    assert near == pytest.approx({"industry": 0.5 * 7 / 8, "region": 1, "capacity": 0.5})


def test_weights_default_to_the_measure_and_can_be_set() -> None:
    assert Described(type="school").weights.model_dump() == dict(WEIGHTS)  # type: ignore[attr-defined]
    _, found = asked(type="enterprise", county="county:a", weights={"county": 7})
    assert found["school:s|county"].value == 7
    assert found["school:s|region"].value == WEIGHTS["region"]


def test_description_gets_an_unused_id() -> None:
    taken = snapshot_of(THINGS + "enterprise:described-001 d kind=named", LINKS)
    assert add_description(taken, Described(type="enterprise")).id == "enterprise:described-002"
    assert taken.at("enterprise:described-002") is None


def test_empty_description_has_no_candidates() -> None:
    found = add_description(SNAPSHOT, Described(type="enterprise"))
    assert outcome(MEASURE, found.view, **{"for": found.id}).notes[2].text == "No candidate has a documented reason."


@pytest.mark.parametrize(
    ("given", "pointer", "near"),
    [
        ({"type": "school", "conty": "county:a"}, "/body/conty", ("county",)),
        ({"type": "school", "weights": {"indutry": 1}}, "/body/weights/indutry", ("industry",)),
    ],
)
def test_unknown_field_is_rejected_with_suggestions(given: dict[str, Any], pointer: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        Described.model_validate(given)
    assert (caught.value.pointer, caught.value.nearest[:1]) == (pointer, near)


@pytest.mark.parametrize(("kind", "name"), [("alliance", "county"), ("alliance", "majors"), ("school", "members")])
def test_field_that_does_not_apply_is_rejected(kind: str, name: str) -> None:
    with pytest.raises(BadValueError, match=f"'{name}' does not apply to type"):
        Described.model_validate({"type": kind, name: "county:a" if name == "county" else ["school:s"]})


def test_example_is_valid() -> None:
    assert Described.model_validate(EXAMPLE).places == 200
