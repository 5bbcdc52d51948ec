"""The formats of citations, and the sources that are collected from a response."""

from __future__ import annotations

import re
from typing import Any

from graph.queries import citation, citation_formats
from graph.queries.citation import Citation, Rests, Tally
from graph.queries.cited_row import statement_of

CSL_TYPES = {"article-newspaper", "dataset", "document", "standard", "webpage"}
CSL_FIELDS = {"id", "type", "title", "publisher", "issued", "accessed", "URL", "version", "note", "abstract"}


def valid_csl(items: list[dict[str, Any]]) -> None:
    """Check the fields that are used here against the schema of CSL-JSON."""
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert {"id", "type"} <= set(item) <= CSL_FIELDS
        assert item["type"] in CSL_TYPES
        assert all(isinstance(value, str) and value for name, value in item.items() if name not in {"issued", "accessed"})
        for name in {"issued", "accessed"} & set(item):
            assert set(item[name]) == {"date-parts"}
            (parts,) = item[name]["date-parts"]
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
    items = citation_formats.csl(CITATION)
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
    text = citation_formats.bibtex(
        Citation(**{**CITATION.__dict__, "sources": [{**SOURCE, "name": "50% {of} A_B & C\\D", "name_zh": None}]})
    )
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


CLAIM = {
    "id": "claim:aligned",
    "type": "Claim",
    "name": "Aligned programs",
    "name_zh": None,
    "metric": "aligned_share",
    "value": 83.6,
    "unit": "%",
    "qualifier": "as printed",
    "scope": "city, secondary",
    "period": "2024",
    "quotes": ["83.6% of programs"],
}
ARTICLE = {**SOURCE, "url": "https://news.example/1", "published": "2024-06-30"}


def of_claim(**changes: Any) -> Citation:
    """Return the citation of a claim that one article reports, read on a given day."""
    statement = statement_of({**CLAIM, **changes})
    given = {"title": "Claim", "title_zh": "报道数据", "sources": [ARTICLE], "statement": statement, "accessed": "2026-11-29"}
    return Citation(**{**CITATION.__dict__, **given})


def test_citation_of_a_claim_states_figure_quote_article_and_access() -> None:
    assert citation.text(of_claim()).splitlines()[1:] == [
        "Aligned programs (claim:aligned). Figure: 83.6% (as printed). Scope: city, secondary. Period: 2024.",
        'Quote: "83.6% of programs"',
        "Sources:",
        "[1] News & more. P. 2024-06-30. https://news.example/1 (source:n)",
    ]
    assert "Accessed 2026-11-29." in citation.text(of_claim())
    assert "数值：83.6%（原文如此）。" in citation.text_zh(of_claim())
    assert "原文：“83.6% of programs”" in citation.text_zh(of_claim())


def test_qualifier_stands_before_the_figure() -> None:
    statement = of_claim(value=100_000, unit="people", qualifier="over").statement
    assert statement is not None
    assert (statement.figure, statement.figure_zh) == ("over 100,000 people", "超过 100,000 人")


def test_year_has_no_separator_and_no_unit() -> None:
    statement = of_claim(value=2022, unit="year", qualifier="exact").statement
    assert statement is not None
    assert (statement.figure, statement.figure_zh) == ("2022", "2022 年")


def test_suppressed_observation_has_no_figure() -> None:
    statement = of_claim(value=None, value_status="suppressed", cohort="candidates of the history class").statement
    assert statement is not None
    assert statement.figure == "suppressed by the source"
    assert "Covers: candidates of the history class." in statement.text


def test_gbt7714_numbers_the_references_and_gives_the_quote() -> None:
    assert citation_formats.gbt7714(of_claim()).splitlines() == [
        "[1] 产教联合体图谱. Aligned programs（claim:aligned）。数值：83.6%（原文如此）。范围：city, secondary。时期：2024[DS/OL]. "
        "(2026-11-24)[2026-11-29]. 数据版本 feed. /v1/schools?q=%E7%94%B2.",
        "[2] 新闻[N/OL]. P, 2024-06-30[2026-11-29]. https://news.example/1.",
        "原文：“83.6% of programs”",
    ]


def test_gbt7714_of_a_web_page_begins_with_its_publisher() -> None:
    page = {**ARTICLE, "kind": "web page"}
    text = citation_formats.gbt7714(Citation(**{**CITATION.__dict__, "sources": [page]}))
    assert text.splitlines()[1] == "[2] P. 新闻[EB/OL]. (2024-06-30). https://news.example/1."


def test_apa_states_the_date_of_retrieval() -> None:
    lines = citation_formats.apa(of_claim()).splitlines()
    assert lines[0].startswith("Alliance explorer. (2026). Claim: Aligned programs (claim:aligned). Figure: 83.6%")
    assert lines[1] == "P. (2024, June 30). 新闻 [News & more]. Retrieved November 29, 2026, from https://news.example/1"
    assert 'Quote: "83.6% of programs"' in lines[2]


def test_undated_article_is_cited_without_a_date() -> None:
    bare = Citation(**{**of_claim().__dict__, "sources": [{**ARTICLE, "published": None, "url": None}]})
    assert citation_formats.apa(bare).splitlines()[1] == "P. (n.d.). 新闻 [News & more]."
    assert citation_formats.gbt7714(bare).splitlines()[1] == "[2] 新闻[N]. P."


def test_ris_has_one_record_for_each_reference() -> None:
    records = [dict(line.split("  - ", 1) for line in record.splitlines()) for record in citation_formats.ris(of_claim()).split("\n\n")]
    assert [record["TY"] for record in records] == ["DATA", "NEWS"]
    assert records[1] | {"N1": ""} == {
        "TY": "NEWS",
        "ID": "source:n",
        "TI": "新闻",
        "PB": "P",
        "PY": "2024",
        "DA": "2024/06/30/",
        "UR": "https://news.example/1",
        "Y2": "2026/11/29/",
        "N1": "",
        "ER": "",
    }
    assert "Figure: 83.6% (as printed)" in records[1]["N1"]


def test_csl_and_bibtex_carry_figure_quote_and_access() -> None:
    items = citation_formats.csl(of_claim())
    valid_csl(items)
    assert items[0]["abstract"] == "83.6% of programs"
    assert items[1]["accessed"] == {"date-parts": [[2026, 11, 29]]}
    assert "Figure: 83.6% (as printed)" in items[1]["note"]
    text = citation_formats.bibtex(of_claim())
    assert text.count("urldate = {2026-11-29}") == 2
    assert r"Figure: 83.6\% (as printed)" in text


def test_relationship_is_cited_as_a_sentence() -> None:
    ends = {"start": {"name": "School A", "name_zh": "甲校"}, "end": {"name": "Guiyang County", "name_zh": "桂阳县"}}
    statement = statement_of({"id": "LOCATED_IN~a~b", "type": "LOCATED_IN", "valid_from": "2020", "locator": "Caption", **ends})
    assert statement.text == "School A is located in Guiyang County, since 2020 (LOCATED_IN~a~b)."
    assert statement.text_zh == "甲校位于桂阳县（2020年起）（LOCATED_IN~a~b）。"
    assert statement.locator == "Caption"


def test_selection_total_and_date_are_stated() -> None:
    conditions = (("filter", "level:secondary"), ("origin", "documented, reference"))
    given = {"conditions": conditions, "as_of": "2022-12-31", "undated": 2, "count": 2, "total": 7, "truncated": True}
    cited = Citation(**{**CITATION.__dict__, **given})
    assert "First 2 of 7 rows (documented 1)." in citation.text(cited)
    assert "Selection: filter level:secondary; origin documented, reference.\n" in citation.text(cited)
    assert "As of 2022-12-31, including 2 rows without a date.\n" in citation.text(cited)
    assert "仅列前 2 行，共 7 行（有据 1）。\n筛选条件：条件 level:secondary；数据性质 有据、参考。\n" in citation.text_zh(cited)
    assert "数据截至 2022-12-31，其中 2 行没有日期，一并列入。" in citation.text_zh(cited)
