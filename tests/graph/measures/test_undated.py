"""The rows behind figures that have no date, on a graph by hand."""

from __future__ import annotations

from graph.measures.definition import Evidence, Figure
from graph.measures.undated import undated_behind, undated_rows
from graph.snapshot.view import View
from tests.graph.measures.worlds import snapshot_of

SNAPSHOT = snapshot_of(
    """
    county:a r
    school:one d kind=named
    program:old d opened=2019
    program:offered d
    program:bare d
    enterprise:x d kind=named
    """,
    """
    OFFERS school:one program:offered d valid_from=2020
    OFFERS school:one program:bare d
    FEEDS program:old enterprise:x d year=2021
    FEEDS program:bare enterprise:x d
    LOCATED_IN school:one county:a d
    """,
)
VIEW = View(SNAPSHOT, None, "2022")


def found(*ids: str, role: str = "numerator") -> set[str]:
    return undated_rows(VIEW, [Evidence(known, role) for known in ids])  # type: ignore[arg-type]


def test_program_without_dates_is_undated() -> None:
    assert found("program:old", "program:bare") == {"program:bare"}


def test_dated_offer_dates_its_program() -> None:
    assert found("program:offered") == set()


def test_relationship_without_a_year_is_undated() -> None:
    assert found("FEEDS~program:old~enterprise:x~2021", "FEEDS~program:bare~enterprise:x~") == {"FEEDS~program:bare~enterprise:x~"}


def test_entity_that_has_no_dates_is_not_undated() -> None:
    assert found("school:one", "county:a") == set()


def test_paths_do_not_count() -> None:
    assert found("LOCATED_IN~school:one~county:a", role="path") == set()


def test_row_behind_several_figures_counts_once() -> None:
    rows = [Evidence("program:bare", "denominator")]
    figures = [Figure(key, 1.0, "documented", {}, lambda: rows) for key in ("a", "b")]
    assert undated_behind(VIEW, figures) == 1


def test_without_a_date_nothing_is_counted() -> None:
    assert undated_behind(View(SNAPSHOT), []) is None
