"""The formats of citations, and the sources that are collected from a response."""

from __future__ import annotations

import re
from typing import Any

from graph.queries import citation
from graph.queries.citation import Citation, Rests, Tally

CSL_TYPES = {"article-newspaper", "dataset", "document", "standard", "webpage"}
CSL_FIELDS = {"id", "type", "title", "publisher", "issued", "URL", "version", "note"}


def valid_csl(items: list[dict[str, Any]]) -> None:
    """Check the fields that are used here against the schema of CSL-JSON."""
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert {"id", "type"} <= set(item) <= CSL_FIELDS
        assert item["type"] in CSL_TYPES
        assert all(isinstance(value, str) and value for name, value in item.items() if name != "issued")
        if "issued" in item:
            assert set(item["issued"]) == {"date-parts"}
            (parts,) = item["issued"]["date-parts"]
            assert 1 <= len(parts) <= 3
            assert all(isinstance(part, int) for part in parts)


SOURCE = {
    "id": "source:n",
    "name": "News & more",
    "name_zh": "新闻",
    "kind": "article",
    "publisher": "P",
    "published": "2024-06",
    "url": "u",
}
CITATION = Citation("/v1/schools?q=%E7%94%B2", "School", "学校", "feed", "2026-11-24T10:00:00+00:00", 1, False, {"documented": 1}, [SOURCE])


def test_csl_is_valid_and_dated() -> None:
    items = citation.csl(CITATION)
    valid_csl(items)
    assert items[0]["issued"] == {"date-parts": [[2026, 11, 24]]}
    assert items[1] == {
        "id": "source:n",
        "type": "article-newspaper",
        "title": "新闻",
        "publisher": "P",
        "issued": {"date-parts": [[2024, 6]]},
        "URL": "u",
    }


def test_bibtex_is_escaped_and_balanced() -> None:
    text = citation.bibtex(Citation(**{**CITATION.__dict__, "sources": [{**SOURCE, "name": "50% {of} A_B & C\\D", "name_zh": None}]}))
    assert r"title = {50\% \{of\} A\_B \& C\textbackslash{}D}" in text
    assert r"note = {GET /v1/schools?q=\%E7\%94\%B2}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert re.findall(r"^@misc\{([^,]+),$", text, re.MULTILINE) == [CITATION.key, "source:n"]


def test_sources_are_collected_at_any_depth_of_a_response() -> None:
    rests = Rests()
    rests.add(
        {
            "rows": [[{"id": "FEEDS~program:a~enterprise:b", "type": "FEEDS", "sources": ["source:x"]}]],
            "school": {"id": "school:a", "type": "School"},
        }
    )
    rests.add([{"id": "source:y", "type": "Source"}, {"id": "school:b", "type": "Claim"}, {"id": 3}, None, "source:z"])
    assert rests.sources == {"source:x", "source:y"}
    assert rests.things == {"school:a"}


def test_the_counts_of_all_blocks_are_added_up() -> None:
    edges = {"meta": {"count": 4, "truncated": True, "origins": {"inferred": 4}}, "results": []}
    tally = Tally.of({"meta": {"count": 1, "origins": {"inferred": 1}}, "results": [], "edges": edges, "ends": {"from": {}}})
    assert tally == Tally(5, True, {"documented": 0, "reference": 0, "inferred": 5, "simulated": 0})


def test_texts_leave_out_unknown_parts() -> None:
    assert citation.text(CITATION) == (
        "Alliance explorer. School. GET /v1/schools?q=%E7%94%B2. "
        "Data version feed, loaded 2026-11-24T10:00:00+00:00. 1 row (documented 1).\n"
        "Sources:\n[1] News & more. P. 2024-06. u (source:n)\n"
    )
    assert citation.text_zh(CITATION) == (
        "产教联合体图谱。学校。GET /v1/schools?q=%E7%94%B2。数据版本 feed，加载于 2026-11-24T10:00:00+00:00。共 1 行（有据 1）。\n"
        "来源：\n[1] 新闻。P。2024-06。u (source:n)\n"
    )
    bare = Citation(**{**CITATION.__dict__, "sources": [], "loaded_at": None, "count": 2, "truncated": True, "origins": {}})
    assert citation.text(bare).splitlines()[0].endswith("Data version feed. First 2 rows.")
    assert "cite no sources" in citation.text(bare)
