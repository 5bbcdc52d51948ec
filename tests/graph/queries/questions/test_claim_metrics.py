"""The files of ``cypher/claims``: validation, and the addition of a metric."""

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
        ("1 AS weight, ", "", "the query returns claim, unit, amount, origin"),
        ("$scopes", "$scope", "unknown parameter \\$scope"),
        (" WHERE visible(b)", "", "without visible"),
    ],
)
def test_an_invalid_metric_file_is_an_error_that_names_the_file(folder: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    (folder / "initiatives.cypher").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QueryFileError, match=rf"claims/initiatives\.cypher: .*{complaint}"):
        load_metrics(folder)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("- {reason: a, reason_zh: b, metrics: [partnerships]}\n", "metric 'partnerships' is listed twice"),
        ("- {reason: a, reason_zh: b, metrics: [x, x]}\n", "metric 'x' is listed twice"),
        ("- {reason: a, metrics: [x]}\n", "Each row requires metrics, reason, reason_zh"),
    ],
)
def test_an_invalid_reason_is_an_error(folder: Path, rows: str, complaint: str) -> None:
    (folder / "not-countable.yaml").write_text(rows, encoding="utf-8")
    with pytest.raises(QueryFileError, match=complaint):
        load_metrics(folder)


def test_a_new_file_adds_a_metric(folder: Path, graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop) -> None:
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


def test_a_metric_without_file_and_reason_has_a_default_reason(
    graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop
) -> None:
    graph_db.run("MATCH (k:Claim {metric: 'graduates'}) SET k.metric = 'unheard_of'")
    (row,) = run(ask(open_store(graph_db), QUESTION, {"metric": "unheard_of"})).rows
    assert (row["countable"], row["reason"]) == (False, "no count is defined for this metric")


def metric(*, share: bool) -> Metric:
    return dataclasses.replace(next(iter(QUESTION.parts.countable.values())), share=share)


def row(unit: str, amount: int, weight: int, origin: str) -> dict[str, object]:
    return {"claim": "claim:x", "unit": unit, "amount": amount, "weight": weight, "origin": origin}


def test_a_unit_counts_once_with_its_strongest_origin() -> None:
    rows = [row("a", 1, 1, "inferred"), row("a", 1, 1, "documented"), row("b", 1, 1, "simulated"), row("c", 1, 1, "documented")]
    assert tally(metric(share=False), rows)["claim:x"] == [
        {"counted": 2.0, "base": 2, "origin": "documented"},
        {"counted": 1.0, "base": 1, "origin": "simulated"},
    ]


def test_a_share_has_its_weakest_origin_and_excludes_simulated_units() -> None:
    rows = [row("a", 1, 1, "documented"), row("b", 0, 1, "inferred"), row("c", 1, 1, "reference"), row("d", 1, 1, "simulated")]
    assert tally(metric(share=True), rows)["claim:x"] == [
        {"counted": 66.7, "base": 3, "origin": "inferred"},
        {"counted": 100.0, "base": 1, "origin": "simulated"},
    ]


def test_a_tie_is_rounded_up() -> None:
    rows = [row("a", 1, 16, "documented")]
    assert tally(metric(share=True), rows)["claim:x"][0]["counted"] == 6.3
