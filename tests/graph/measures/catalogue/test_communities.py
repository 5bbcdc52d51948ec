"""Test communities and their modularity on a network computed by hand, and against networkx."""

from __future__ import annotations

import networkx
import numpy as np
import pytest

from graph.measures.catalogue.communities import MEASURE, louvain, parted
from graph.snapshot.network import network, to_networkx
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of


def world(pairs: list[tuple[int, int]], schools: int, enterprises: int) -> View:
    things = [f"school:{n:02} d kind=named" for n in range(schools)] + [f"enterprise:{n:02} d kind=named" for n in range(enterprises)]
    links = [f"PARTNERS_WITH school:{one:02} enterprise:{other:02} d form=internship" for one, other in pairs]
    return View(snapshot_of("\n".join(things), "\n".join(links)))


# Two groups in which three schools know all of three enterprises, and one tie between the groups; school 6 has none.
BY_HAND = [*((s, e) for s in range(3) for e in range(3)), *((s, e) for s in range(3, 6) for e in range(3, 6)), (0, 5)]


@pytest.fixture(scope="module")
def view() -> View:
    return world(BY_HAND, 7, 6)


def test_by_hand(view: View) -> None:
    found = measure(MEASURE, view)
    # m = 19; in each group L = 9 and d = 19: 9/19 - (19/38)^2 = 9/19 - 1/4. Q = 18/19 - 1/2.
    assert {key: figure.value for key, figure in found.items()} == {
        "all": pytest.approx(18 / 19 - 1 / 2, abs=1e-15),
        "school:00": pytest.approx(9 / 19 - 1 / 4, abs=1e-15),
        "enterprise:05": pytest.approx(9 / 19 - 1 / 4, abs=1e-15),
    }
    assert found["school:00"].cells["inside"] == pytest.approx(100 * 18 / 19)
    assert (found["school:00"].cells["schools"], found["school:00"].cells["enterprises"], found["all"].cells["members"]) == (3, 3, 12)
    assert rows(found["school:00"], "part") == [f"{kind}:0{n}" for kind in ("enterprise", "school") for n in range(3)]
    assert outcome(MEASURE, view).excluded == {"unknown": 1}


def test_the_audit_gives_the_figure(view: View) -> None:
    for figure in measure(MEASURE, view).values():
        assert recount(figure)["part"] == pytest.approx(figure.value, abs=1e-12)


def test_too_few() -> None:
    found = measure(MEASURE, world([(0, 0), (1, 0)], 2, 1))
    assert found["all"].refused is not None
    assert found["all"].refused.text == "Too little data: 3 entities with ties; at least 10 are needed."
    assert outcome(MEASURE, world([], 1, 1)).excluded == {"unknown": 2}


def test_against_networkx() -> None:
    chance, worst = np.random.default_rng(3), 0.0
    for seed in range(10):
        pairs = sorted({tuple(pair) for pair in chance.integers(0, 20, (60, 2)).tolist()})
        view = world(pairs, 20, 20)
        found = network(view, ["PARTNERS_WITH"])
        groups = louvain(found, seed)
        assert [group.tolist() for group in groups] == [group.tolist() for group in louvain(found, seed)]  # the seed decides
        named = [{found.id(at) for at in group.tolist()} for group in groups]
        theirs = networkx.community.modularity(to_networkx(view, ["PARTNERS_WITH"]), named)
        worst = max(worst, abs(float(parted(found, groups).amount.sum()) - theirs))
    print(f"largest difference of modularity from networkx: {worst:.1e}")
    assert worst < 1e-12
