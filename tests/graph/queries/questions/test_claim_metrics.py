"""The files of ``cypher/claims``: what is checked, and what a new one needs."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.database.reader import Store
from graph.errors import QueryFileError
from graph.queries.questions.claim_counts import tally
from graph.queries.questions.claim_metrics import FOLDER, Metric, load_metrics
from graph.queries.questions.execution import ask
from tests.conftest import GraphDB, Loop
from tests.graph.small_graph import QUESTIONS, write

GOOD = """/*
counts: initiatives with this figure
counts_zh: 有此数字的培养工程
scope: about
*/
UNWIND $scopes AS scope
MATCH (:Thing {id: scope.claim})-[b:ABOUT WHERE visible(b)]->(x:Initiative)
RETURN DISTINCT scope.claim AS claim, x.id AS unit, 1 AS amount, 1 AS weight, weakest(b) AS origin
"""
QUESTION = QUESTIONS["claims-against-graph"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "claims", tmp_path / "claims"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("counts: init", "count: init", "unknown header key count"),
        ("counts_zh: 有此数字的培养工程\n", "", "the header lacks counts_zh"),
        ("scope: about", "scope: county", "unknown scope 'county'"),
        ("scope: about", "scope: about\nshare: 'yes'", "share is 'yes'"),
        ("scope: about", "scope: [", "not YAML"),
        ("/*", "//", "no header"),
        ("1 AS weight, ", "", "it returns claim, unit, amount, origin"),
        ("$scopes", "$scope", "unknown parameter \\$scope"),
        (" WHERE visible(b)", "", "without visible"),
    ],
)
def test_a_file_that_breaks_the_format_is_refused_by_name(folder: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    (folder / "initiatives.cypher").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QueryFileError, match=rf"claims/initiatives\.cypher: .*{complaint}"):
        load_metrics(folder)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("- {reason: a, reason_zh: b, metrics: [partnerships]}\n", "metric 'partnerships' stands twice"),
        ("- {reason: a, reason_zh: b, metrics: [x, x]}\n", "metric 'x' stands twice"),
        ("- {reason: a, metrics: [x]}\n", "Give each row|a row is"),
    ],
)
def test_a_reason_that_breaks_the_format_is_refused(folder: Path, rows: str, complaint: str) -> None:
    (folder / "not-countable.yaml").write_text(rows, encoding="utf-8")
    with pytest.raises(QueryFileError, match=complaint):
        load_metrics(folder)


def test_one_new_file_is_a_new_metric(folder: Path, graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop) -> None:
    reasons = folder / "not-countable.yaml"
    reasons.write_text(reasons.read_text(encoding="utf-8").replace("metrics: [graduates]", "metrics: []"), encoding="utf-8")
    (folder / "graduates.cypher").write_text(GOOD, encoding="utf-8")
    question = dataclasses.replace(QUESTION, parts=load_metrics(folder))
    write(graph_db)
    (row,) = run(ask(open_store(graph_db), question, {"metric": "graduates"})).rows
    assert (row["countable"], row["counted"], row["counts"], row["counts_zh"], row["reason"]) == (
        True,
        1.0,
        "initiatives with this figure",
        "有此数字的培养工程",
        None,
    )


def test_a_metric_without_file_or_reason_says_so(graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop) -> None:
    graph_db.run("MATCH (k:Claim {metric: 'graduates'}) SET k.metric = 'unheard_of'")
    (row,) = run(ask(open_store(graph_db), QUESTION, {"metric": "unheard_of"})).rows
    assert (row["countable"], row["reason"]) == (False, "no count is defined for this metric")


def metric(*, share: bool) -> Metric:
    return dataclasses.replace(next(iter(QUESTION.parts.countable.values())), share=share)


def part(unit: str, amount: int, weight: int, origin: str) -> dict[str, object]:
    return {"claim": "claim:x", "unit": unit, "amount": amount, "weight": weight, "origin": origin}


def test_a_unit_counts_once_with_its_strongest_origin() -> None:
    rows = [part("a", 1, 1, "inferred"), part("a", 1, 1, "documented"), part("b", 1, 1, "simulated"), part("c", 1, 1, "documented")]
    assert tally(metric(share=False), rows)["claim:x"] == [
        {"counted": 2.0, "base": 2, "origin": "documented"},
        {"counted": 1.0, "base": 1, "origin": "simulated"},
    ]


def test_a_share_is_as_weak_as_its_weakest_part_and_leaves_out_what_is_simulated() -> None:
    rows = [part("a", 1, 1, "documented"), part("b", 0, 1, "inferred"), part("c", 1, 1, "reference"), part("d", 1, 1, "simulated")]
    assert tally(metric(share=True), rows)["claim:x"] == [
        {"counted": 66.7, "base": 3, "origin": "inferred"},
        {"counted": 100.0, "base": 1, "origin": "simulated"},
    ]


def test_a_tie_is_rounded_up() -> None:
    rows = [part("a", 1, 16, "documented")]
    assert tally(metric(share=True), rows)["claim:x"][0]["counted"] == 6.3
