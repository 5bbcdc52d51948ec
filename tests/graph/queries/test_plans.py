"""The plans of every variant of every question, on the real schema."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.database.reader import Store
from graph.queries.questions.question_file import load_questions, read_question
from tests.conftest import GraphDB, Loop
from tests.graph.queries.plan_checks import complaints, operators
from tests.graph.queries.questions.test_question_file import GOOD, write

QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def planned(documented: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    return open_store(documented)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_variant_is_read_only_and_does_not_scan_a_label_when_a_key_is_given(planned: Store, run: Loop, name: str) -> None:
    assert run(complaints(planned, QUESTIONS[name]), timeout=200) == []


def test_a_label_scan_is_detected(planned: Store, run: Loop, tmp_path) -> None:
    text = GOOD.replace("(:Thing {id: $county})", "(c:County) MATCH (x:School) WHERE x.name = $county")
    found = run(complaints(planned, read_question(write(tmp_path, text))))
    assert any("NodeByLabelScan" in complaint.detail and "county" in complaint.detail for complaint in found)


def test_a_write_is_detected(planned: Store, run: Loop, tmp_path) -> None:
    text = GOOD.replace("RETURN e AS", "CREATE (x:Thing {id: 'x'})\nRETURN e AS")
    found = run(complaints(planned, read_question(write(tmp_path, text))))
    assert any("not read-only" in complaint.detail for complaint in found)


def test_operators_have_no_suffix() -> None:
    plan = {"operatorType": "ProduceResults@neo4j", "children": [{"operatorType": "NodeByLabelScan@neo4j", "children": []}]}
    assert list(operators(plan)) == ["ProduceResults", "NodeByLabelScan"]
