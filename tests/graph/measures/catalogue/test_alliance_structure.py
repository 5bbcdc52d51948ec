"""Test an alliance of six connected members and one isolated member, and random graphs against an enumeration of all graphs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
import rustworkx as rx

from graph.measures.catalogue.alliance_structure import MEASURE, dependencies
from graph.measures.components.null_model import swapped
from graph.measures.definition import Figure
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
alliance:x d
alliance:small d
county:a r
county:b r
sector:silver r
sector:gems r
industry:i r
school:p d kind=named
school:q d kind=named
school:r d kind=named
school:far d kind=named
enterprise:1 d kind=named
enterprise:2 d kind=named
enterprise:3 d kind=named
enterprise:4 d kind=named
enterprise:some d kind='unnamed group'
program:p1 d status=active
program:q1 d status=closed
"""
LINKS = """
MEMBER_OF school:p alliance:x d
MEMBER_OF school:q alliance:x d
MEMBER_OF school:r alliance:x d
MEMBER_OF enterprise:1 alliance:x d
MEMBER_OF enterprise:2 alliance:x d
MEMBER_OF enterprise:3 alliance:x d
MEMBER_OF enterprise:4 alliance:x i
MEMBER_OF enterprise:some alliance:x d
MEMBER_OF school:far alliance:small d
PARTNERS_WITH school:p enterprise:1 d form=internship
PARTNERS_WITH school:p enterprise:1 d form=curriculum
PARTNERS_WITH school:p enterprise:2 d form=internship
PARTNERS_WITH school:q enterprise:2 d form=internship
PARTNERS_WITH school:q enterprise:3 i form=internship
PARTNERS_WITH school:far enterprise:1 d form=internship
PARTNERS_WITH school:far enterprise:4 d form=internship
PARTNERS_WITH school:p enterprise:some d form=internship
OFFERS school:p program:p1 d
OFFERS school:q program:q1 d
SERVES program:p1 sector:silver d crosswalk=stated
SERVES program:q1 sector:gems d crosswalk=stated
FEEDS program:p1 enterprise:4 d year=2024
OPERATES_IN enterprise:1 industry:i d
MAPS_TO industry:i sector:silver r crosswalk=hand-made
OPERATES_IN enterprise:3 sector:gems d
LOCATED_IN school:p county:a d
LOCATED_IN enterprise:1 county:a d
LOCATED_IN enterprise:3 county:b d
"""
# Ties:   1 - p - 2 - q - 3      and r alone; p - 4 as graduates of p1 went there.
#             |
#             4
# Pairs that are partners: p1 p2 q2 q3, 4 of 3 x 4 = 12. Articulation points: p, 2, q.
# Betweenness, of the 15 pairs of the other six (n = 7): over p run 1-2 1-4 1-q 1-3 4-2 4-q 4-3 = 7, over 2 those from {1, 4, p} to {q, 3}
# = 6, over q those from {1, 4, p, 2} to 3 = 4. Without p the pairs of {1} {4} {2, q, 3} are cut: 1 + 3 + 3 = 7; without 2: 3 x 2 = 6.


@pytest.fixture(scope="module")
def found() -> dict[str, Figure]:
    return measure(MEASURE, View(snapshot_of(THINGS, LINKS)), alliance="alliance:x")


def test_density(found: dict[str, Figure]) -> None:
    density = found["density"]
    assert density.value == pytest.approx(100 * 4 / 12)
    assert density.origin == "inferred"
    assert recount(density) == {"numerator": 4, "denominator": 12}
    assert len({row.id for row in density.evidence() if row.role == "numerator"}) == 4


def test_percentile_is_refused_for_few_partnerships(found: dict[str, Figure]) -> None:
    # p1 p2 q2 q3 far1 far4: six
    assert found["percentile"].value is None
    assert found["percentile"].refused
    assert found["percentile"].refused.text == "Too little data: 6 partnerships in total; at least 10 are needed."


def test_articulation_points_and_betweenness(found: dict[str, Figure]) -> None:
    assert rows(found["articulation points"], "part") == ["enterprise:2", "school:p", "school:q"]
    assert found["connected"].value == 6
    betweenness = {key.partition("|")[2]: one.value for key, one in found.items() if key.startswith("betweenness|")}
    expected = {"school:p": 7 / 15, "enterprise:2": 6 / 15, "school:q": 4 / 15}
    assert betweenness == pytest.approx({f"enterprise:{n}": 0 for n in "134"} | {"school:r": 0} | expected)


def test_loss_of_a_member(found: dict[str, Figure]) -> None:
    loss = {key.partition("|")[2]: one for key, one in found.items() if key.startswith("loss|")}
    assert {known: one.value for known, one in loss.items() if one.value} == {"school:p": 7, "enterprise:2": 6, "school:q": 4}
    # p and 1 both cover silver and county a; gems and county b are covered by 3 alone, for q1 is closed
    assert (loss["enterprise:3"].cells["sectors"], loss["enterprise:3"].cells["counties"]) == (["sector:gems"], ["county:b"])
    assert (loss["school:p"].cells["sectors"], loss["school:p"].cells["counties"]) == ([], [])


def test_covered_sectors_and_counties(found: dict[str, Figure]) -> None:
    assert rows(found["sectors"], "part") == ["sector:gems", "sector:silver"]
    assert "SERVES~program:p1~sector:silver~stated" in rows(found["sectors"], "path")
    assert rows(found["counties"], "part") == ["county:a", "county:b"]


def test_evidence_sums_to_the_figures(found: dict[str, Figure]) -> None:
    for key, figure in found.items():
        if key not in {"density", "percentile"}:
            assert recount(figure).get("part", 0) == pytest.approx(figure.value, abs=1e-12), key
    assert recount(found["percentile"])["part"] == found["percentile"].cells["ties"]


def test_alliance_with_one_or_no_members() -> None:
    view = View(snapshot_of(THINGS, LINKS))
    small = measure(MEASURE, view, alliance="alliance:small")
    assert small["density"].refused
    assert small["betweenness|school:far"].refused
    none = View(snapshot_of("alliance:x d"))
    assert measure(MEASURE, none, alliance="alliance:x")["connected"].value == 0
    assert outcome(MEASURE, none, alliance="alliance:x").notes[0].text == "No named members are known."


def dense(seed: int = 0) -> View:
    """Return twelve schools and twelve enterprises; the first six of each are members and partners, the others have random partners."""
    random = np.random.default_rng(seed)
    things = ["alliance:x s", *(f"{kind}:{n:02} s kind=named" for kind in ("school", "enterprise") for n in range(12))]
    inside = {(a, b) for a, b in random.integers(0, 6, (20, 2))}
    outside = {(a, b) for a, b in random.integers(0, 12, (20, 2)) if a >= 6 or b >= 6}
    links = [f"PARTNERS_WITH school:{a:02} enterprise:{b:02} s form=internship" for a, b in sorted(inside | outside)]
    links += [f"MEMBER_OF {kind}:{n:02} alliance:x s" for kind in ("school", "enterprise") for n in range(6)]
    return View(snapshot_of("\n".join(things), "\n".join(links)))


def test_percentile_of_a_dense_alliance() -> None:
    figure = measure(MEASURE, dense(), alliance="alliance:x")["percentile"]
    again = measure(MEASURE, dense(), alliance="alliance:x")["percentile"]
    other = measure(MEASURE, dense(), alliance="alliance:x", random_seed=2)["percentile"]
    assert figure.value == again.value
    assert figure.cells == again.cells
    assert figure.value
    assert figure.value > 99
    assert figure.cells["chance"] < 0.02
    assert figure.cells["expected"] == pytest.approx(other.cells["expected"], abs=0.5)


def graphs(degrees: tuple[int, ...], columns: tuple[int, ...]) -> list[frozenset[tuple[int, int]]]:
    """Return all bipartite graphs with these degrees."""
    found: list[frozenset[tuple[int, int]]] = [frozenset()]
    for row, degree in enumerate(degrees):
        found = [one | {(row, end) for end in ends} for one in found for ends in combinations(range(len(columns)), degree)]
    return [one for one in found if all(sum(end == column for _, end in one) == columns[column] for column in range(len(columns)))]


def test_all_random_graphs_are_equally_likely() -> None:
    every = graphs((2, 2, 1), (2, 1, 1, 1))
    start, end = np.array(sorted(every[0])).T
    samples = 4000
    drawn = Counter(frozenset(zip(start.tolist(), ends.tolist(), strict=True)) for ends in swapped(start, end, samples, 7))
    assert set(drawn) == set(every)
    # chi-squared of independent draws: mean k - 1, deviation sqrt(2 (k - 1)); draws that are APART batches apart still depend a little
    mean = samples / len(every)
    off = sum((count - mean) ** 2 / mean for count in drawn.values())
    assert off < 4 * len(every)


def test_random_graphs_keep_every_degree() -> None:
    random = np.random.default_rng(3)
    start, end = np.array(sorted({(a, b) for a, b in random.integers(0, 40, (300, 2))})).T
    for ends in swapped(start, end, 20, 5):
        assert len(set(zip(start, ends, strict=True))) == len(start)
        assert np.array_equal(np.bincount(ends, minlength=40), np.bincount(end, minlength=40))
    assert list(swapped(start, end, 0, 5)) == []


def test_against_networkx() -> None:
    largest = 0.0
    for seed in range(20):
        graph = nx.gnm_random_graph(40, 55, seed=seed)
        things = ["alliance:x d", *(f"enterprise:{n:02} d kind=named" for n in graph), *(f"facility:{n:02} d" for n in graph)]
        links = [f"MEMBER_OF enterprise:{n:02} alliance:x d" for n in graph] + [f"RUNS enterprise:{n:02} facility:{n:02} d" for n in graph]
        links += [f"SUPPORTS facility:{a:02} enterprise:{b:02} d" for a, b in graph.edges]
        found = measure(MEASURE, View(snapshot_of("\n".join(things), "\n".join(links))), alliance="alliance:x")
        points = {f"enterprise:{n:02}" for n in nx.articulation_points(graph)}
        assert set(rows(found["articulation points"], "part")) == points
        for node, value in nx.betweenness_centrality(graph).items():
            figure = found[f"betweenness|enterprise:{node:02}"]
            assert figure.value is not None
            largest = max(largest, abs(figure.value - value), abs(recount(figure).get("part", 0.0) - value))
        linked = sum(len(part) * (len(part) - 1) // 2 for part in nx.connected_components(graph))
        for node in graph:
            part = nx.node_connected_component(graph, node)
            rest = nx.restricted_view(graph, [node], [])
            left = sum(len(one) * (len(one) - 1) // 2 for one in nx.connected_components(rest))
            assert found[f"loss|enterprise:{node:02}"].value == linked - left - (len(part) - 1)
    print(f"largest difference from networkx: {largest:.2g}")
    assert largest < 1e-12


def test_dependencies_of_one_source() -> None:
    square: rx.PyGraph[None, None] = rx.PyGraph()
    square.add_nodes_from([None] * 4)
    square.add_edges_from_no_data([(0, 1), (1, 2), (2, 3), (3, 0)])
    # from 0 to 2 one path of two runs over 1, the other over 3
    over = dependencies(square, 0)
    assert (over[1], over[3], over[2]) == (0.5, 0.5, 0)
