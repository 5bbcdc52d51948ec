"""Test parts of the graph as networks."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from graph.snapshot.network import network, to_networkx
from graph.snapshot.view import View
from tests.graph.measures.worlds import snapshot_of

THINGS = """
school:a d kind=named
school:b d kind=named
school:g d kind='unnamed group'
enterprise:x d kind=named
enterprise:y d kind=named
enterprise:sim s kind=named
program:p d name=Welding
alliance:z d
"""
LINKS = """
PARTNERS_WITH school:a enterprise:x d form=internship
PARTNERS_WITH school:a enterprise:x i form=curriculum
PARTNERS_WITH school:a enterprise:y d form=internship valid_from=2024
PARTNERS_WITH school:g enterprise:y d form=internship
PARTNERS_WITH school:b enterprise:x s form=internship
MEMBER_OF school:a alliance:z d
MEMBER_OF enterprise:x alliance:z d
FEEDS program:p enterprise:x d year=2023
"""


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of(THINGS, LINKS))


def test_names_types_weights_origins(view: View) -> None:
    graph = to_networkx(view, ["PARTNERS_WITH", "MEMBER_OF", "FEEDS"])
    assert set(graph) == {"school:a", "school:g", "enterprise:x", "enterprise:y", "alliance:z", "program:p"}
    assert graph.nodes["program:p"] == {"type": "Program", "name": "Welding", "origin": "documented"}
    assert graph.edges["school:a", "enterprise:x"] == {"weight": 2.0, "types": ("PARTNERS_WITH",), "origin": "inferred"}
    assert not graph.has_edge("school:b", "enterprise:x")  # simulated, of schools that are not
    assert networkx.number_connected_components(graph) == 1
    assert networkx.degree_centrality(graph)["enterprise:x"] == pytest.approx(3 / 5)


def test_types_of_a_tie_add_up(view: View) -> None:
    snapshot = snapshot_of("school:a d\nperson:p d", "TEACHES_AT person:p school:a d\nLECTURES_AT person:p school:a d")
    graph = to_networkx(View(snapshot), ["TEACHES_AT", "LECTURES_AT"])
    assert graph.edges["person:p", "school:a"] == {"weight": 2.0, "types": ("TEACHES_AT", "LECTURES_AT"), "origin": "documented"}


def test_directions_and_names(view: View) -> None:
    graph = to_networkx(view, ["FEEDS"], directed=True, names={"enterprise:x": "Xu Works"})
    assert list(graph.edges) == [("program:p", "enterprise:x")]
    assert graph.nodes["enterprise:x"]["name"] == "Xu Works"


def test_selected_places(view: View) -> None:
    places = np.array([view.snapshot.at(known) for known in ("enterprise:x", "school:a", "school:b")])
    graph = to_networkx(view, ["PARTNERS_WITH"], places=places)
    assert (set(graph), list(graph.edges)) == ({"enterprise:x", "school:a", "school:b"}, [("enterprise:x", "school:a")])


def test_groups_and_dates(view: View) -> None:
    assert "school:g" not in to_networkx(view, ["PARTNERS_WITH"], groups=False)
    assert not to_networkx(View(view.snapshot, None, "2020"), ["PARTNERS_WITH"], groups=False).has_node("enterprise:y")


def test_unknown_type_is_rejected(view: View) -> None:
    with pytest.raises(ValueError, match=r"Unknown relationship type: 'PARTNER_WITH'. Did you mean 'PARTNERS_WITH'"):
        to_networkx(view, ["PARTNER_WITH"])


def test_matrix_is_symmetric_and_networks_may_be_empty(view: View) -> None:
    found = network(view, ["PARTNERS_WITH"])
    assert (found.matrix != found.matrix.T).nnz == 0
    assert found.matrix.sum() == 6  # 2 for a and x, 1 for a and y, both ways
    assert sorted(found.relationships([found.id(at) for at in range(3)].index("enterprise:y"))) == [
        "PARTNERS_WITH~school:a~enterprise:y~internship"
    ]
    assert len(network(view, ["RUNS"])) == 0
    assert len(to_networkx(view, ["RUNS"])) == 0
