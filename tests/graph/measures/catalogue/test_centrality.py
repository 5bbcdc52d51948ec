"""Test centralities on a network computed by hand, and against networkx."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from graph.measures.catalogue import centrality
from graph.measures.catalogue.centrality import MEASURE
from graph.measures.components.ties import NETWORKS
from graph.snapshot.network import to_networkx
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

KINDS = ("degree", "pagerank", "betweenness")


def world(pairs: list[tuple[int, int]], schools: int, enterprises: int) -> View:
    """Return a network of partnerships. A tie is inferred where both numbers are even; the tie between 0 and 0 has two forms."""
    things = [f"school:{n:02} d kind=named" for n in range(schools)] + [f"enterprise:{n:02} d kind=named" for n in range(enterprises)]
    links = [
        f"PARTNERS_WITH school:{one:02} enterprise:{other:02} {'d' if one % 2 or other % 2 else 'i'} form={form}"
        for one, other in pairs
        for form in (["internship", "curriculum"] if one == other == 0 else ["internship"])
    ]
    return View(snapshot_of("\n".join(things), "\n".join(links)))


@pytest.fixture(scope="module")
def star() -> View:
    """Return enterprise 0 with nine schools, and school 0 with one more enterprise: eleven entities; two forms between these two."""
    return world([*((n, 0) for n in range(9)), (0, 1)], 10, 2)


def test_degree(star: View) -> None:
    found = measure(MEASURE, star)
    # eleven things: ten others
    assert found["enterprise:00"].value == pytest.approx(0.9)
    assert found["school:00"].value == pytest.approx(0.2)
    assert found["enterprise:01"].value == pytest.approx(0.1)
    assert list(found)[:2] == ["enterprise:00", "school:00"]
    assert found["school:01"].origin == "documented"
    assert found["enterprise:00"].origin == "inferred"
    assert outcome(MEASURE, star).excluded == {"unknown": 1}  # school 9
    figure = found["school:00"]
    assert rows(figure, "numerator") == ["enterprise:00", "enterprise:01"]
    assert rows(figure, "path") == [
        "PARTNERS_WITH~school:00~enterprise:00~curriculum",
        "PARTNERS_WITH~school:00~enterprise:00~internship",
        "PARTNERS_WITH~school:00~enterprise:01~internship",
    ]


def test_betweenness(star: View) -> None:
    found = measure(MEASURE, star, kind="betweenness")
    # Of 10 x 9 / 2 = 45 pairs of others: over the enterprise go those among its nine schools (36) and of enterprise 1 with eight of them;
    # over school 0 those of enterprise 1 with the eight schools and with the enterprise.
    assert found["enterprise:00"].value == pytest.approx(44 / 45)
    assert found["school:00"].value == pytest.approx(9 / 45)
    assert {figure.value for key, figure in found.items() if key not in {"enterprise:00", "school:00"}} == {0.0}


def test_pagerank(star: View) -> None:
    found = {key: figure.value for key, figure in measure(MEASURE, star, kind="pagerank").items()}
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    # A school with one tie gets 0.15 / 11 and 0.85 of a tenth of what the enterprise has: ten relationships, two of them with school 0.
    assert found["school:03"] == pytest.approx(0.15 / 11 + 0.85 * found["enterprise:00"] / 10, abs=1e-12)
    # and enterprise 1 has one of the three of school 0
    assert found["enterprise:01"] == pytest.approx(0.15 / 11 + 0.85 * found["school:00"] / 3, abs=1e-12)


def random(seed: int) -> View:
    chance = np.random.default_rng(seed)
    pairs = sorted({(int(one), int(other)) for one, other in chance.integers(0, 25, (40, 2))})
    return world(pairs, 25, 25)


def test_the_audit_gives_the_figure(star: View) -> None:
    for view in (star, random(1), random(2)):
        for kind in KINDS:
            for figure in measure(MEASURE, view, kind=kind).values():
                sums = recount(figure)
                again = sums["part"] if "part" in sums else sums["numerator"] / sums["denominator"]
                assert again == pytest.approx(figure.value, abs=1e-12)
                assert sums["path"] >= figure.cells["ties"]


def test_one_type_only(star: View) -> None:
    assert set(measure(MEASURE, star, type="Enterprise")) == {"enterprise:00", "enterprise:01"}


def test_small_and_large_networks_are_refused(star: View, monkeypatch: pytest.MonkeyPatch) -> None:
    small = outcome(MEASURE, world([(0, 0), (0, 1)], 1, 2))
    assert {figure.value for figure in small.figures} == {None}
    assert small.notes[0].text == "Too little data: 3 entities with ties; at least 10 are needed."
    monkeypatch.setattr(centrality, "MOST_WORK", 100)
    large = outcome(MEASURE, star, kind="betweenness")  # 11 things with 10 ties
    assert large.notes[0].text.startswith("Too large for all shortest paths: 11 entities, 10 ties")
    assert {figure.refused for figure in large.figures} == {large.notes[0]}
    assert outcome(MEASURE, star).notes == []


def test_against_networkx() -> None:
    worst = dict.fromkeys(KINDS, 0.0)
    for seed in range(12):
        view = random(seed)
        graph = to_networkx(view, NETWORKS["partners"])
        theirs = {
            "degree": networkx.degree_centrality(graph),
            "pagerank": networkx.pagerank(graph, tol=1e-14, max_iter=10_000),
            "betweenness": networkx.betweenness_centrality(graph),
        }
        for kind in KINDS:
            ours = measure(MEASURE, view, kind=kind)
            assert set(ours) == set(graph)
            worst[kind] = max(worst[kind], *(abs(figure.value - theirs[kind][key]) for key, figure in ours.items()))
    print("largest difference from networkx: " + ", ".join(f"{kind} {value:.1e}" for kind, value in worst.items()))
    assert max(worst.values()) < 1e-9
