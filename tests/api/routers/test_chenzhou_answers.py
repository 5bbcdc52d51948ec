"""Answers about the documented data of Chenzhou: origins, dates and citations of single rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.each import each

JIAHE = "county:431024"
SHOWN = {"documented", "reference"}


@pytest.fixture(scope="module")
def client(documented: object, serve: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as made:
        yield made


def get(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return response.json()


def test_documented_school_is_listed_in_its_county(client: httpx.Client) -> None:
    rows = get(client, "/v1/schools", filter=f"county:{JIAHE}", origin="documented")["results"]
    assert "school:jiahe-vocational" in {row["id"] for row in rows}
    assert {row["origin"] for row in rows} == {"documented"}


def test_inferred_location_is_marked_among_the_neighbours_of_a_county(client: httpx.Client) -> None:
    rows = get(client, f"/v1/counties/{JIAHE}/neighbours", type="LOCATED_IN", origin="documented")["results"]
    assert {row["other"]["id"]: row["origin"] for row in rows}["school:jiahe-vocational"] == "inferred"
    assert {row["other"]["origin"] for row in rows} <= SHOWN


def test_documented_programs_are_grouped_by_county(client: httpx.Client) -> None:
    whole = get(client, "/v1/programs", group_by="school.county", origin="documented")
    counted = {group["keys"][0]["value"]: group["count"] for group in whole["groups"]}
    listed = get(client, "/v1/programs", filter=f"school.county:{JIAHE}", origin="documented")
    assert counted[JIAHE] == listed["meta"]["count"] > 0


def test_other_inferred_relationships_stay_out_of_documented_answers(client: httpx.Client) -> None:
    rows = get(client, "/v1/schools/school:jiahe-vocational/neighbours", origin="documented", per_page=200)["results"]
    inferred = {row["type"] for row in rows if row["origin"] == "inferred"}
    assert inferred == {"LOCATED_IN"}
    assert {row["origin"] for row in rows} == {"documented", "inferred"}


def test_lists_of_relationships_agree_with_the_counts_of_a_source(client: httpx.Client) -> None:
    for row in get(client, "/v1/sources/source:deep-news/counts", origin="documented")["results"]:
        assert get(client, f"{row['href']}&total=true")["meta"]["total"] == row["count"], row["type"]


def test_row_that_rests_on_an_inferred_location_is_marked_as_inferred(client: httpx.Client) -> None:
    rows = get(client, "/v1/questions/county-pipelines", origin="documented", per_page=200)["results"]
    for row in rows:
        places = {edge["origin"] for edge in row["evidence"] if edge["type"] == "LOCATED_IN"}
        assert row["origin"] == ("inferred" if "inferred" in places else row["origin"])


@each("path", ["/v1/schools", "/v1/questions/county-pipelines", "/v1/measures/alignment"])
def test_real_stands_for_all_but_simulated(client: httpx.Client, path: str) -> None:
    real, named = (get(client, path, origin=origin) for origin in ("real", "documented,reference,inferred"))
    same = ("count", "origins", "truncated")
    assert {name: real["meta"][name] for name in same} == {name: named["meta"][name] for name in same}
    assert real["meta"]["cite"] != named["meta"]["cite"], "the citation states the request as it was made"


def test_unknown_origin_names_the_valid_ones(client: httpx.Client) -> None:
    problem = client.get("/v1/schools?origin=reel").json()
    assert "Did you mean 'real'?" in str(problem)


def test_groups_count_undated_programs_apart(client: httpx.Client) -> None:
    body = get(client, "/v1/programs", group_by="school.county", as_of="2022")
    groups = {group["keys"][0]["value"]: group for group in body["groups"]}
    assert (groups[JIAHE]["count"], groups[JIAHE]["undated"]) == (2, 2)
    assert body["meta"]["as_of"] == "2022-12-31"
    assert body["meta"]["undated"] == sum(group["undated"] for group in body["groups"])


def test_list_counts_undated_programs_apart(client: httpx.Client) -> None:
    meta = get(client, "/v1/programs", filter=f"school.county:{JIAHE}", as_of="2022")["meta"]
    assert (meta["count"], meta["undated"], meta["as_of"]) == (2, 2, "2022-12-31")


def test_measure_counts_undated_programs_apart(client: httpx.Client) -> None:
    body = get(client, "/v1/measures/alignment", as_of="2025")
    audits = [get(client, figure["audit"])["results"] for figure in body["results"]]
    undated = {row["id"] for rows in audits for row in rows if row.get("undated")}
    assert body["meta"]["as_of"] == "2025-12-31"
    assert body["meta"]["undated"] == len(undated) > 0


def test_audit_marks_undated_rows(client: httpx.Client) -> None:
    figure = next(row for row in get(client, "/v1/measures/alignment", as_of="2025")["results"] if row["denominator"])
    body = get(client, figure["audit"])
    marked = [row["id"] for row in body["results"] if row.get("undated")]
    assert body["meta"]["undated"] == len(marked) > 0
    assert body["meta"]["as_of"] == "2025-12-31"


def test_question_gives_the_day_that_a_month_stands_for(client: httpx.Client) -> None:
    assert get(client, "/v1/questions/county-pipelines", as_of="2024-02")["meta"]["as_of"] == "2024-02-29"
    assert get(client, "/v1/questions/county-pipelines")["meta"]["as_of"] is None


def test_citation_of_a_claim_gives_figure_quote_article_and_access(client: httpx.Client) -> None:
    found = get(client, "/v1/cite", of="/v1/claims/claim:aligned-share.secondary", accessed="2026-11-29")["results"][0]
    assert found["statement"]["figure"] == "83.6%"
    assert found["count"] == 1
    assert {source["id"] for source in found["sources"]} == {"source:deep-news", "source:hnjy"}
    for form in ("text", "gbt7714", "apa", "bibtex", "ris"):
        assert "83.6" in found[form], form
        assert "83.6% of secondary vocational school programs" in found[form].replace("\\", ""), form
        assert "湖南教育新闻网" in found[form], form
        assert "2026" in found[form], form
    assert "[2026-11-29]. http://news-wap.hnjy.com.cn/" in found["gbt7714"]
    assert {item["id"]: "83.6%" in item.get("note", "") for item in found["csl"][1:]} == {"source:deep-news": True, "source:hnjy": True}


def test_citation_of_a_claim_with_a_qualifier(client: httpx.Client) -> None:
    claims = get(client, "/v1/claims", filter='qualifier:"at least"')["results"]
    found = get(client, "/v1/cite", of=claims[0]["href"])["results"][0]
    assert found["statement"]["figure"].startswith("at least ")
    assert "至少 " in found["text_zh"]
