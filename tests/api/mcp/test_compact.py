"""Short rows: what is left out, sentences beside relationships, and evidence by id."""

from __future__ import annotations

from typing import Any

from api.mcp.compact import compact, said, with_sources

ADVISES = {"id": "CONSULTS_FOR~person:a~enterprise:b", "type": "CONSULTS_FOR", "start": "person:a", "end": "enterprise:b"}
REFERENCE = {"id": ADVISES["id"], "type": "CONSULTS_FOR", "origin": "documented", "sources": ["source:news"]}
ROW: dict[str, Any] = {"person": {"id": "person:a", "name": "Peng Wei"}, "enterprise": {"id": "enterprise:b", "name": "JD"}}


def test_relationships_between_named_entities_are_sentences() -> None:
    [answer] = said({"results": [{**ROW, "evidence": [{**ADVISES, "valid_from": "2024"}]}]})["results"]
    assert answer["evidence"][0]["sentence"] == "Peng Wei advises JD, since 2024"


def test_ends_of_a_relationship_may_be_entities() -> None:
    ends = {"start": ROW["person"], "end": ROW["enterprise"]}
    assert said({"results": [{**ADVISES, **ends}]})["results"][0]["sentence"] == "Peng Wei advises JD"


def test_relationship_with_an_unnamed_end_has_no_sentence() -> None:
    elsewhere = {**ADVISES, "end": "enterprise:unnamed-here"}
    [answer] = said({"results": [{**ROW, "evidence": [elsewhere]}]})["results"]
    assert answer["evidence"] == [elsewhere]


def test_evidence_by_reference_is_a_list_of_ids() -> None:
    assert compact({**ROW, "evidence": [REFERENCE]})["evidence"] == [ADVISES["id"]]


def test_row_has_the_sources_of_its_references() -> None:
    assert with_sources({**ROW, "evidence": [REFERENCE, REFERENCE]})["sources"] == ["source:news"]


def test_row_with_full_evidence_has_no_sources_of_its_own() -> None:
    assert "sources" not in with_sources({**ROW, "evidence": [{**ADVISES, "sources": ["source:news"]}]})


def test_row_keeps_a_column_of_sources() -> None:
    assert with_sources({"evidence": [REFERENCE], "sources": [{"id": "source:x"}]})["sources"] == [{"id": "source:x"}]


def test_row_with_much_evidence_counts_the_rest() -> None:
    row = with_sources({"evidence": [{**REFERENCE, "id": f"CONSULTS_FOR~person:a~enterprise:{number}"} for number in range(12)]})
    assert (len(row["evidence"]), row["more_evidence"]) == (10, 2)


def test_entity_has_no_type_and_no_url() -> None:
    assert compact({"id": "county:1", "type": "County", "name": "A", "href": "/v1/counties/county:1"}) == {"id": "county:1", "name": "A"}


def test_chinese_name_that_equals_the_name_is_left_out() -> None:
    assert compact({"id": "major:1", "name": "护理", "name_zh": "护理"}) == {"id": "major:1", "name": "护理"}


def test_null_is_left_out_and_zero_is_kept() -> None:
    assert compact({"graduates": None, "programs": 0, "local": False}) == {"programs": 0, "local": False}


def test_empty_column_is_kept() -> None:
    assert compact({"members": []}) == {"members": []}
