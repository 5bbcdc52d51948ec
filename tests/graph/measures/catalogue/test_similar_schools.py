"""Test similar schools on a graph computed by hand, and against a loop over dictionaries."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
import pytest

from graph.measures.catalogue.similar_schools import MEASURE
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

SCHOOLS = "\n".join(f"school:{name} d kind={kind}" for name, kind in zip("abcdu", ["named"] * 4 + ["unit"], strict=True))
THINGS = f"""
{SCHOOLS}
school:g d kind='unnamed group'
school:sim s kind=named
major:m r
major:n r
sector:s r
enterprise:x d kind=named
enterprise:y d kind=named
enterprise:z d kind='unnamed group'
"""
OFFERS = {"a": {"m": 6, "n": 8}, "b": {"m": 8, "n": 6}, "c": {"n": 5, "s": 12}, "d": {"m": 9}, "g": {"m": 10}, "sim": {"m": 12}}
FEEDS = {"a": {"x": 6, "y": 8, "z": 3}, "b": {"y": 10}, "c": {"x": 8, "y": 6}, "d": {"x": 10}, "g": {"x": 10}, "sim": {"x": 12}}


def world() -> Snapshot:
    """Programs are numbered within a school; each enterprise is fed by the first ones. One program of a is offered by its unit."""
    things, links = [THINGS], ["PART_OF school:u school:a d"]
    for school, classes in OFFERS.items():
        origin = "s" if school == "sim" else "d"
        served = [name for name, count in classes.items() for _ in range(count)]
        for number, name in enumerate(served):
            program = f"program:{school}{number}"
            things.append(f"{program} {origin} status=active")
            links.append(f"OFFERS school:{'u' if (school, number) == ('a', 0) else school} {program} {origin}")
            links.append(f"{'SERVES' if name == 's' else 'OF_MAJOR'} {program} {'sector:s' if name == 's' else f'major:{name}'} {origin}")
        for enterprise, count in FEEDS[school].items():
            for number in range(count):
                for year in (2023, 2024):  # two years are one tie
                    links.append(f"FEEDS program:{school}{number} enterprise:{enterprise} {origin} year={year}")
    things.append("program:closed d status=closed\nprogram:asked d status=unknown\nprogram:d9 d status=active")
    links.append(
        "OFFERS school:d program:d9 d\nOFFERS school:b program:closed d\nOFFERS school:b program:asked d\nOF_MAJOR program:closed major:n d"
    )
    links.append("OF_MAJOR program:asked major:n d\nSERVES program:a1 sector:s s crosswalk=simulated")
    return snapshot_of("\n".join(things), "\n".join(links))


@pytest.fixture(scope="module")
def view() -> View:
    return View(world())


def test_by_hand(view: View) -> None:
    found = measure(MEASURE, view, school="school:a")
    # offers: a = (m 6, n 8), length 10; b = (m 8, n 6), length 10: (48 + 48) / 100 = 0.96. c = (n 5, s 12), length 13: 40 / 130.
    # feeds: a = (x 6, y 8), length 10; b = (y 10): 80 / 100. c = (x 8, y 6), length 10: 0.96. Half of each.
    assert found["school:b"].cells == {"school": "school:b", "offers": pytest.approx(0.96), "feeds": pytest.approx(0.8)}
    assert found["school:b"].value == pytest.approx(0.88, abs=1e-15)
    assert found["school:c"].value == pytest.approx((40 / 130 + 0.96) / 2, abs=1e-15)
    # sim: m alone 6/10, x alone 6/10. d has nine ties of programs to majors, one too few; groups and units are no candidates.
    assert found["school:sim"].value == pytest.approx(0.6, abs=1e-15)
    assert list(found) == ["school:b", "school:c", "school:sim"]
    assert outcome(MEASURE, view, school="school:a").excluded == {"unknown": 1}
    assert [found[known].origin for known in found] == ["documented", "documented", "simulated"]


def test_weights(view: View) -> None:
    offers = measure(MEASURE, view, school="school:a", offer_share=100)
    assert offers["school:b"].value == pytest.approx(0.96, abs=1e-15)
    assert offers["school:b"].cells["feeds"] is None
    feeds = measure(MEASURE, view, school="school:a", offer_share=0)
    # d has ten ties to enterprises: x alone, 6/10
    assert {key: figure.value for key, figure in feeds.items()} == {
        "school:b": pytest.approx(0.8),
        "school:c": pytest.approx(0.96),
        "school:d": pytest.approx(0.6),
        "school:sim": pytest.approx(0.6),
    }
    assert list(feeds) == ["school:c", "school:b", "school:d", "school:sim"]


def test_the_audit_gives_the_cosine(view: View) -> None:
    for share in (0, 30, 100):
        for figure in measure(MEASURE, view, school="school:a", offer_share=share).values():
            assert recount(figure)["part"] == pytest.approx(figure.value, abs=1e-12)
    assert rows(measure(MEASURE, view, school="school:a")["school:b"], "part") == ["enterprise:y", "major:m", "major:n"]


def test_school_with_too_little_data_is_refused(view: View) -> None:
    found = outcome(MEASURE, view, school="school:d")
    assert [figure.key for figure in found.figures] == ["school:d"]
    assert found.figures[0].refused is found.notes[0]
    assert found.notes[0].text == "Too little data: 9 ties of programs to majors, sectors and industries; at least 10 are needed."
    documented = View(view.snapshot, ("documented",))
    assert "school:sim" not in measure(MEASURE, documented, school="school:a")
    assert outcome(MEASURE, documented, school="school:sim").notes[0].text == "The selection does not contain the school."


def test_against_a_loop() -> None:
    chance = np.random.default_rng(5)
    counts = {f"r{school:02}": Counter(chance.integers(0, 12, chance.integers(10, 30)).tolist()) for school in range(25)}
    things = [f"major:{number} r" for number in range(12)]
    links = []
    for school, classes in counts.items():
        things.append(f"school:{school} d kind=named")
        for name, count in classes.items():
            for number in range(count):
                things.append(f"program:{school}-{name}-{number} d status=active")
                links.append(f"OFFERS school:{school} program:{school}-{name}-{number} d")
                links.append(f"OF_MAJOR program:{school}-{name}-{number} major:{name} d")
    view = View(snapshot_of("\n".join(things), "\n".join(links)))
    worst = 0.0
    for school, first in counts.items():
        found = measure(MEASURE, view, school=f"school:{school}", offer_share=100)
        assert len(found) == 24
        for other, figure in found.items():
            second = counts[other.partition(":")[2]]
            dot = sum(first[name] * second[name] for name in first)
            length = sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
            worst = max(worst, abs(figure.value - dot / length))
    print(f"largest difference from a loop: {worst:.1e}")
    assert worst < 1e-12
