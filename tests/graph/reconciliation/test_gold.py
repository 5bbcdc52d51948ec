"""Matching quality on the gold set, and its figures in the documentation."""

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


def test_gold_set_size_and_share_without_counterpart() -> None:
    assert len(PAIRS) >= 200
    assert len(NONE) * 3 >= len(PAIRS)
    assert len({(pair.query, pair.type, pair.county) for pair in PAIRS}) == len(PAIRS)
    held = sum(pair.part == "held-out" for pair in PAIRS)
    assert 0.3 < held / len(PAIRS) < 0.37
    assert {pair.part for pair in PAIRS} == set(golden.PARTS)


def test_expected_entities_exist_and_have_the_requested_type() -> None:
    for pair in PAIRS:
        assert pair.type in {"", *TYPES}
        if pair.expected:
            assert pair.type in {"", golden.index().things[golden.index().at[pair.expected]].label}


def test_artificial_names_are_labelled() -> None:
    for thing in golden.index().things:
        if thing.origin == "simulated":
            assert "sim" in thing.id
            assert any(name.startswith("模拟") for name in thing.names)


@pytest.mark.parametrize("part", golden.PARTS)
def test_precision_and_recall(part: str) -> None:
    result = golden.result(part)
    assert result.precision >= 0.99
    assert result.recall >= 0.89
    assert result.reach >= 0.98


@each("pair", [pair for pair in NONE if pair.variant == "none-place"], ids=lambda pair: pair.query)
def test_places_are_not_confused(pair: golden.Pair) -> None:
    assert golden.decided(pair)[0] == ""


def test_documented_figures_are_current() -> None:
    assert golden.table() in DOCS, golden.table()


def test_reasons_and_properties_are_documented() -> None:
    for code, text in REASONS.items():
        assert f"| `{code}` | {text} |" in DOCS
    for name in COMPARED:
        assert f"`{name}`" in DOCS
    assert re.search(r"桂阳.*贵阳", DOCS)
