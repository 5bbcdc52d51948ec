"""Test agreement of crosswalks by hand, and kappa with its interval against statsmodels."""

from __future__ import annotations

from itertools import product
from warnings import catch_warnings, simplefilter

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from graph.measures.catalogue.crosswalk_agreement import MEASURE, Table
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

# Twelve programs, p0 to p11, at once declared and fed: p0-p4 silver by both; p5 silver declared, art by flows; p6, p7 art declared, silver
# by flows; p8-p11 art by both. p12 is declared only, p13 fed only, p14 neither.
DECLARED = dict.fromkeys([0, 1, 2, 3, 4, 5, 12], "silver") | dict.fromkeys([6, 7, 8, 9, 10, 11], "art")
FLOWS = dict.fromkeys([0, 1, 2, 3, 4, 6, 7, 13], "silver") | dict.fromkeys([5, 8, 9, 10, 11], "art")
THINGS = """
sector:silver r
sector:art r
framework:f r
enterprise:silver d kind=named
enterprise:art d kind=named
""" + "".join(f"program:p{n} d level=secondary status=active\n" for n in range(15))
LINKS = """
PRIORITISES framework:f sector:silver r
OPERATES_IN enterprise:silver sector:silver d
OPERATES_IN enterprise:art sector:art i
"""
LINKS += "".join(f"SERVES program:p{n} sector:{one} d crosswalk=stated\n" for n, one in DECLARED.items())
LINKS += "".join(f"FEEDS program:p{n} enterprise:{one} d year=2024 graduates=3\n" for n, one in FLOWS.items())
VIEW = View(snapshot_of(THINGS, LINKS))
PAIRS = ("declared|catalogue", "declared|flows", "declared|names", "catalogue|flows", "catalogue|names", "flows|names")


def test_by_hand() -> None:
    # both 5, declared only 1, flows only 2, neither 4 of 12. Observed 9/12. p = 6/12, q = 7/12: expected (42 + 30)/144 = 1/2.
    # kappa = (3/4 - 1/2) / (1/2) = 1/2; disagreements expected: 12 x 1/2 = 6.
    found = measure(MEASURE, VIEW)
    assert tuple(found) == PAIRS
    figure = found["declared|flows"]
    assert figure.value == pytest.approx(0.5, abs=1e-15)
    names = ("known", "agree", "disagree", "both", "first_only", "second_only", "neither", "unknown")
    assert [figure.cells[name] for name in names] == [12, 9, 3, 5, 1, 2, 4, 3]
    assert figure.cells["agreement"] == 75
    assert figure.cells["expected_disagreements"] == pytest.approx(6)
    # By flows a program may be known through the inferred industry of a gallery.
    assert figure.origin == "inferred"


def test_audit_lists_disagreements() -> None:
    figure = measure(MEASURE, VIEW)["declared|flows"]
    assert [(row.id, row.of) for row in figure.evidence() if row.role == "part"] == [
        ("program:p5", "declared"),
        ("program:p6", "flows"),
        ("program:p7", "flows"),
    ]
    assert rows(figure, "unknown") == ["program:p12", "program:p13", "program:p14"]


def test_evidence_gives_the_figure() -> None:
    for figure in measure(MEASURE, VIEW).values():
        counted = recount(figure)
        for role, cell in (("part", "disagree"), ("numerator", "agree"), ("denominator", "known"), ("unknown", "unknown")):
            assert counted.get(role, 0) == figure.cells[cell]
        if figure.value is not None:
            assert figure.value == pytest.approx(1 - counted.get("part", 0) / figure.cells["expected_disagreements"], abs=1e-14)


def test_refusals_and_left_out() -> None:
    found = measure(MEASURE, VIEW)
    # No program is of a major, so the catalogue knows none.
    assert found["declared|catalogue"].value is None
    assert "0 programs with data in both" in (found["declared|catalogue"].refused.text if found["declared|catalogue"].refused else "")
    # Known to names are all; to two readings all but p14.
    assert outcome(MEASURE, VIEW).excluded == {"unknown": 1}
    # Nothing prioritised: all call all programs not aligned.
    world = View(snapshot_of(THINGS, LINKS.replace("PRIORITISES framework:f sector:silver r", "")))
    refused = measure(MEASURE, world)["declared|flows"].refused
    assert refused is not None
    assert "chance" in refused.text


def largest_differences() -> tuple[float, float]:
    """Return the largest differences of kappa and its standard error from statsmodels, for all small tables and some large ones."""
    tables = [*product(range(5), repeat=4), (6711, 300, 1000, 16), (5000, 1, 2, 9000), (123, 456, 789, 1011)]
    kappas, errors = [0.0], [0.0]
    for both, first_only, second_only, neither in tables:
        table = Table(both, first_only, second_only, neither)
        if table.kappa is None or table.error is None:
            continue
        with catch_warnings():
            simplefilter("ignore")  # it divides by an error of 0
            theirs = cohens_kappa([[both, first_only], [second_only, neither]])
        kappas.append(abs(table.kappa - theirs.kappa))
        if theirs.var_kappa > 1e-12:
            errors.append(abs(table.error - theirs.std_kappa))
    return max(kappas), max(errors)


def test_kappa_and_its_error_are_those_of_statsmodels() -> None:
    kappa, error = largest_differences()
    assert kappa < 1e-14  # 5.0e-16 when this was written
    assert error < 1e-13  # 3.7e-15
