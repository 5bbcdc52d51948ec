"""Test chains as arrays against plain loops on generated relationships."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.snapshot.paths import NONE, Links

LINKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3)), max_size=25)
Row = tuple[int, int, int]


def made(rows: list[Row]) -> Links:
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return Links(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int8), np.zeros((len(rows), 0), np.int32))


def listed(links: Links) -> list[Row]:
    return sorted(zip(links.start.tolist(), links.end.tolist(), links.origin.tolist(), strict=True))


@given(LINKS, LINKS)
def test_join_has_the_weakest_origin(one: list[Row], other: list[Row]) -> None:
    wanted = sorted((a, d, max(o, p)) for a, b, o in one for c, d, p in other if b == c)
    assert listed(made(one).join(made(other))) == wanted


@given(LINKS)
def test_best_keeps_the_strongest_chain_of_each_pair(rows: list[Row]) -> None:
    wanted = sorted({(a, b, min(o for c, d, o in rows if (c, d) == (a, b))) for a, b, _ in rows})
    assert listed(made(rows).best()) == wanted


@given(LINKS, LINKS)
def test_a_union_has_both(one: list[Row], other: list[Row]) -> None:
    assert listed(made(one).union(made(other))) == sorted(one + other)


def test_trail_lists_the_relationships() -> None:
    places = np.array([[0], [1]], dtype=np.int32)
    first = Links(np.array([0, 1], np.int32), np.array([2, 3], np.int32), np.array([1, 1], np.int8), places)
    chain = first.join(Links(np.array([3], np.int32), np.array([4], np.int32), np.array([2], np.int8), np.array([[7]], np.int32)))
    assert chain.trail.tolist() == [[1, 7]]
    assert first.union(chain.where([])).trail.shape == (2, 3)
    assert (first.union(chain.where([])).trail[:, 1:] == NONE).all()
