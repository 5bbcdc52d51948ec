"""Test changes on a graph small enough to count by hand, and that the steps sum to the difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from graph.errors import BadValueError
from graph.measures.definition import Evidence
from graph.measures.registry import load_measures
from graph.scenarios.apply import apply
from graph.scenarios.changes import Change
from graph.scenarios.compare import Behind, OriginCache, run
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, recount, snapshot_of

THINGS = """
county:a s
county:b s
sector:silver r
sector:tea r
framework:f r
school:one s kind=named
school:two s kind=named
enterprise:x s kind=named
alliance:l s
major:m r
""" + "".join(f"program:p{number:02d} s level=secondary status=active enrolment=10\n" for number in range(10))
LINKS = (
    """
PRIORITISES framework:f sector:silver r
LOCATED_IN school:one county:a s
LOCATED_IN school:two county:b s
"""
    + "".join(f"OFFERS school:one program:p{number:02d} s\n" for number in range(10))
    + "".join(f"SERVES program:p{number:02d} sector:{'silver' if number < 6 else 'tea'} s crosswalk=simulated\n" for number in range(10))
)
SNAPSHOT = snapshot_of(THINGS, LINKS)
ALIGNMENT = load_measures()["alignment"]
GIVEN = {"by": "all", "crosswalk": "declared"}


def change(**fields: Any) -> Change:
    made: Change = TypeAdapter(Change).validate_python(fields)
    return made


def aligned(snapshot: Snapshot) -> float | None:
    return measure(ALIGNMENT, View(snapshot), **GIVEN)["declared|all"].value


OPEN = change(do="open", school="school:two", level="secondary", serves=["sector:silver"], major="major:m", enrolment=40)
CLOSE = change(do="close", program="program:p09")


def test_opened_program_counts_in_the_county_of_its_school() -> None:
    after = apply(SNAPSHOT, OPEN)
    assert aligned(SNAPSHOT) == 60.0
    assert aligned(after) == pytest.approx(100 * 7 / 11)  # 6 of 10, and one more of both
    figures = measure(ALIGNMENT, View(after), by="county", crosswalk="declared")
    assert recount(figures["declared|county:b"])["numerator"] == 1
    assert after.nodes.ids[View(after).located("Program").start[-1]] == "program:scenario-001"
    assert list(after.nodes.ids) == sorted(after.nodes.ids)


def test_opened_program_keeps_all_relationships() -> None:
    after = apply(SNAPSHOT, OPEN)
    for kind in SNAPSHOT.edges:
        before = set(SNAPSHOT.of(kind).ids(SNAPSHOT.nodes))
        assert before <= set(after.of(kind).ids(after.nodes)), kind
    assert set(after.of("OF_MAJOR").ids(after.nodes)) == {"OF_MAJOR~program:scenario-001~major:m"}


def test_second_program_gets_its_own_id() -> None:
    after = apply(apply(SNAPSHOT, OPEN), OPEN)
    assert {known for known in after.nodes.ids if "scenario" in known} == {"program:scenario-001", "program:scenario-002"}
    assert aligned(after) == pytest.approx(100 * 8 / 12)


def test_closed_program_is_not_counted() -> None:
    after = apply(SNAPSHOT, CLOSE)
    figure = measure(ALIGNMENT, View(after), **GIVEN)["declared|all"]
    assert (figure.cells["numerator"], figure.cells["denominator"]) == (6, 9)
    with pytest.raises(BadValueError, match="already closed"):
        apply(after, CLOSE)


def test_moved_program_changes_county() -> None:
    after = apply(SNAPSHOT, change(do="move", program="program:p00", to="school:two"))
    figures = measure(ALIGNMENT, View(after), by="county", crosswalk="declared")
    assert [figures[f"declared|county:{name}"].cells["denominator"] for name in "ab"] == [9, 1]


def test_resize_changes_one_enrolment() -> None:
    after = apply(SNAPSHOT, change(do="resize", program="program:p03", enrolment=99))
    changed = np.flatnonzero(after.nodes.enrolment != SNAPSHOT.nodes.enrolment)
    assert [after.nodes.ids[at] for at in changed] == ["program:p03"]


def test_duplicate_tie_is_rejected() -> None:
    partner = change(do="partner", school="school:one", enterprise="enterprise:x", form="order class")
    join = change(do="join", member="enterprise:x", alliance="alliance:l")
    after = apply(apply(SNAPSHOT, partner), join)
    assert list(after.of("PARTNERS_WITH").ids(after.nodes)) == ["PARTNERS_WITH~school:one~enterprise:x~order class"]
    assert list(after.of("MEMBER_OF").ids(after.nodes)) == ["MEMBER_OF~enterprise:x~alliance:l"]
    with pytest.raises(BadValueError, match="already"):
        apply(after, join)


def test_original_snapshot_is_not_modified() -> None:
    before = snapshot_of(THINGS, LINKS)
    run(SNAPSHOT, [OPEN, CLOSE], [(ALIGNMENT, {**GIVEN})])
    assert list(before.nodes.ids) == list(SNAPSHOT.nodes.ids)
    assert np.array_equal(before.nodes.status.codes, SNAPSHOT.nodes.status.codes)
    assert all(np.array_equal(before.of(kind).start, SNAPSHOT.of(kind).start) for kind in before.edges)


def test_steps_sum_to_the_difference_and_rows_are_listed() -> None:
    rows, more = run(SNAPSHOT, [OPEN, CLOSE], [(ALIGNMENT, {**GIVEN})])
    assert not more
    [row] = [one for one in rows if one.key == "declared|all"]
    # 6 of 10, then 7 of 11, then 7 of 10
    assert row.before == 60.0
    assert row.after == 70.0
    assert row.steps == pytest.approx((100 * 7 / 11 - 60, 70 - 100 * 7 / 11))
    assert sum(row.steps or ()) == pytest.approx(row.difference, abs=1e-12)
    assert {one.id for one in row.left} == {"program:p09"}
    assert "program:scenario-001" in {one.id for one in row.entered}


def test_invalid_change_has_a_pointer() -> None:
    with pytest.raises(BadValueError) as caught:
        run(SNAPSHOT, [OPEN, change(do="close", program="program:none")], [(ALIGNMENT, {**GIVEN})])
    assert caught.value.pointer == "/body/changes/1"


def test_rows_behind_a_figure_are_counted_real_and_simulated_apart() -> None:
    real = snapshot_of(
        THINGS.replace("program:p00 s", "program:p00 d"),
        LINKS.replace("program:p00 s\n", "program:p00 d\n").replace("program:p00 sector:silver s", "program:p00 sector:silver d"),
    )
    rows, _ = run(real, [OPEN], [(ALIGNMENT, {**GIVEN})])
    [row] = [one for one in rows if one.key == "declared|all"]
    assert (row.origin_before, row.origin_after) == ("simulated", "simulated")
    assert (row.behind_before, row.behind_after) == (Behind(1, 9), Behind(1, 10))


def test_a_real_row_over_a_simulated_path_counts_as_simulated() -> None:
    origins = OriginCache(View(snapshot_of("school:a d\nenterprise:b d", "PARTNERS_WITH school:a enterprise:b s form=internship")))
    rows = [Evidence("school:a", "part"), Evidence("PARTNERS_WITH~school:a~enterprise:b~internship", "path", of="school:a")]
    assert origins.behind(rows) == Behind(0, 1)
    assert origins.behind([*rows, Evidence("enterprise:b", "part")]) == Behind(1, 1)
