"""How much evidence the rows of a question have, and when a row counts as undated."""

from __future__ import annotations

from typing import Any

from graph.database.records import with_evidence
from graph.queries.questions.row_shapes import answer_rows
from graph.value_types import ReturnType
from tests.each import each

RETURNS = {"origin": ReturnType("Origin"), "relationship": ReturnType("FEEDS"), "evidence": ReturnType("Relationship", many=True)}
FED = {"origin": "documented", "sources": ["source:s"], "quotes": ["words"], "locator": "p. 1", "year": None, "graduates": 3}
PROGRAM = {"id": "program:a", "name": "Program A", "origin": "documented"}
ENTERPRISE = {"id": "enterprise:b", "name": "Works B", "name_zh": "乙厂", "origin": "reference"}
EDGE = {"type": "FEEDS", "start": PROGRAM, "end": ENTERPRISE, "row": FED}
BRIEF = {"type": "FEEDS", "start": "program:a", "end": "enterprise:b", "row": FED}


def shaped(evidence: Any, *, dated: bool = False) -> dict[str, Any]:
    record = {"origin": "documented", "relationship": EDGE, "evidence": [EDGE if evidence == "full" else BRIEF]}
    return answer_rows([record], RETURNS, dated=dated, evidence=evidence)[0][0]


def test_evidence_by_id_has_sources_and_no_quotes() -> None:
    brief = {"id": "FEEDS~program:a~enterprise:b~", "type": "FEEDS", "origin": "documented", "sources": ["source:s"]}
    assert shaped("ids")["evidence"] == [brief]


def test_full_evidence_has_all_properties() -> None:
    [edge] = shaped("full")["evidence"]
    assert (edge["quotes"], edge["locator"], edge["graduates"]) == (["words"], "p. 1", 3)


def test_a_relationship_has_the_entities_at_both_ends() -> None:
    [edge] = shaped("full")["evidence"]
    assert (edge["start"]["name"], edge["end"]["name_zh"], edge["end"]["href"]) == ("Program A", "乙厂", "/v1/enterprises/enterprise:b")


def test_without_evidence_the_column_is_absent() -> None:
    assert set(shaped("none")) == {"origin", "relationship"}


@each("evidence", ["none", "ids", "full"])
def test_a_column_that_is_not_evidence_is_always_whole(evidence: str) -> None:
    assert shaped(evidence)["relationship"]["quotes"] == ["words"]


@each("evidence", ["none", "ids", "full"])
def test_undated_rows_are_marked_with_any_evidence(evidence: str) -> None:
    assert shaped(evidence, dated=True)["undated"] is True


def test_brief_evidence_is_projected_from_few_properties() -> None:
    assert "properties(" not in ReturnType("Relationship", many=True).project("evidence", brief=True)
    assert ".year" in ReturnType("Relationship", many=True).project("evidence", brief=True)


@each(
    ("detail", "names"),
    [("full", {"id", "origin", "sources", "quotes", "rule"}), ("ids", {"id", "origin", "sources"}), ("none", {"id", "origin"})],
)
def test_a_relationship_loses_the_evidence_that_is_not_requested(detail: Any, names: set[str]) -> None:
    item = {"id": "A~b~c", "origin": "inferred", "sources": ["s"], "quotes": ["q"], "rule": "r"}
    assert set(with_evidence(item, detail)) == names
