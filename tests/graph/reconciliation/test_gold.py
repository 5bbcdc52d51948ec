"""How well the matching does on the gold set, and that the documentation says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.reconciliation.index_source import TYPES
from graph.reconciliation.properties import COMPARED
from graph.reconciliation.similarity import REASONS
from tests.each import each
from tests.graph.reconciliation import golden

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
PAIRS = golden.pairs()
NONE = [pair for pair in PAIRS if not pair.expected]


def test_the_gold_set_is_large_enough_and_a_third_means_nothing() -> None:
    assert len(PAIRS) >= 200
    assert len(NONE) * 3 >= len(PAIRS)
    assert len({(pair.query, pair.type, pair.county) for pair in PAIRS}) == len(PAIRS)
    held = sum(pair.part == "held-out" for pair in PAIRS)
    assert 0.3 < held / len(PAIRS) < 0.37
    assert {pair.part for pair in PAIRS} == set(golden.PARTS)


def test_what_is_expected_exists_and_is_of_the_type_that_is_asked_for() -> None:
    for pair in PAIRS:
        assert pair.type in {"", *TYPES}
        if pair.expected:
            assert pair.type in {"", golden.index().things[golden.index().at[pair.expected]].label}


def test_what_is_artificial_says_so() -> None:
    for thing in golden.index().things:
        if thing.origin == "simulated":
            assert "sim" in thing.id
            assert any(name.startswith("模拟") for name in thing.names)


@pytest.mark.parametrize("part", golden.PARTS)
def test_no_match_is_wrong_and_most_are_found(part: str) -> None:
    found = golden.result(part)
    assert found.precision >= 0.99
    assert found.recall >= 0.9
    assert found.reach >= 0.98


@each("pair", [pair for pair in NONE if pair.variant == "none-place"], ids=lambda pair: pair.query)
def test_no_place_is_taken_for_another(pair: golden.Pair) -> None:
    assert golden.decided(pair)[0] == ""


def test_the_figures_in_the_documentation_are_those_of_the_gold_set() -> None:
    assert golden.table() in DOCS, golden.table()


def test_every_reason_and_every_property_is_explained() -> None:
    for code, text in REASONS.items():
        assert f"| `{code}` | {text} |" in DOCS
    for name in COMPARED:
        assert f"`{name}`" in DOCS
    assert re.search(r"桂阳.*贵阳", DOCS)
