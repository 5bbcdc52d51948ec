"""Citations: every response links to one, with the sources of its rows; only responses of this API can be cited."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from api.responses.canonical_url import canonical
from api.routers.citations.subrequest import checked
from graph.errors import BadValueError
from tests.api.conftest import VERSION
from tests.each import each
from tests.graph.queries.test_citation import valid_csl


def get(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    return response.json()


def cited(client: httpx.Client, path: str) -> dict[str, Any]:
    """Return the citation that a response links to."""
    return get(client, get(client, path)["meta"]["cite"])["results"][0]


ANSWERS = {
    "/v1/enterprises": ["source:news"],
    "/v1/schools": ["source:news", "source:sim"],
    "/v1/schools?select=name": ["source:news", "source:sim"],
    "/v1/schools?origin=simulated": ["source:sim"],
    "/v1/schools?ids=school:a": ["source:news"],
    "/v1/schools?group_by=kind": ["source:news", "source:sim"],
    "/v1/schools?group_by=kind&origin=documented": ["source:news"],
    "/v1/sources": ["source:news", "source:sim"],
    "/v1/sources/source:sim": ["source:sim"],
    "/v1/schools/school:a": ["source:news"],
    "/v1/programs/program:a.mold": ["source:news", "source:sim"],  # one of its flows is simulated
    "/v1/programs/program:a.mold/neighbours": ["source:news", "source:sim"],
    "/v1/programs/program:a.mold/neighbours?type=OFFERS": ["source:news"],
    "/v1/programs/program:a.mold/neighbours/counts": [],
    "/v1/relationships/FEEDS~program:a.mold~enterprise:y~2023": ["source:news", "source:sim"],  # its ends are documented
    "/v1/relations?from=school:a&to=enterprise:x": ["source:news"],
    "/v1/relations?from=school:a&to=enterprise:y": ["source:news", "source:sim"],
    "/v1/graph?start=school:a": ["source:news"],
    "/v1/graph?start=school:sim-1&depth=0": ["source:sim"],
    "/v1/search?q=甲": ["source:news"],
    "/v1/questions/enterprises-fed-by-programs?origin=documented": ["source:news"],
    "/v1/questions/enterprises-fed-by-programs": ["source:news", "source:sim"],
    "/v1/meta": [],
}
FILES = {
    "/v1/schools?format=csv&origin=documented": (["source:news"], 2),
    "/v1/schools?format=xlsx&per_page=1": (["source:news", "source:sim"], 3),
    "/v1/programs/program:a.mold/neighbours?format=csv&per_page=1": (["source:news", "source:sim"], 3),
    "/v1/programs/program:a.mold/neighbours?format=gexf&type=OFFERS": (["source:news"], 1),
    "/v1/questions/enterprises-fed-by-programs?format=csv&bom=true": (["source:news", "source:sim"], 2),
    "/v1/graph?start=school:a&format=graphml": (["source:news"], 5),
}


@each("path", ANSWERS)
def test_citation_lists_the_sources_of_the_rows(client: httpx.Client, path: str) -> None:
    assert [source["id"] for source in cited(client, path)["sources"]] == ANSWERS[path]


@each("path", FILES)
def test_citation_of_a_file_covers_all_its_rows(client: httpx.Client, path: str) -> None:
    found = get(client, "/v1/cite", of=path)["results"][0]
    assert ([source["id"] for source in found["sources"]], found["count"]) == FILES[path]
    assert found["truncated"] is False


def test_citation_states_query_version_rows_and_sources(client: httpx.Client) -> None:
    found = cited(client, "/v1/schools?per_page=2&origin=documented,simulated")
    assert found["query"] == "/v1/schools?origin=documented,simulated&per_page=2"
    assert found["data_version"] == VERSION
    assert (found["count"], found["truncated"]) == (2, True)
    assert found["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 0}
    assert f"GET {found['query']}. Data version {VERSION}. First 2 of 3 rows (documented 2).\n" in found["text"]
    assert "Selection: origin documented, simulated.\n" in found["text"]
    assert found["text"].endswith("Sources:\n[1] News (source:news)\n")
    assert f"GET {found['query']}。数据版本 {VERSION}。仅列前 2 行，共 3 行（有据 2）。\n" in found["text_zh"]
    assert "筛选条件：数据性质 有据、模拟。\n来源：\n" in found["text_zh"]


def test_all_blocks_of_a_response_count(client: httpx.Client) -> None:
    found = cited(client, "/v1/schools/school:a")
    assert found["count"] == 3  # the school and its two relationships


def test_citation_marks_simulated_rows(client: httpx.Client) -> None:
    found = cited(client, "/v1/schools?origin=simulated")
    assert "They are not real." in found["text"]
    assert "并非真实数据" in found["text_zh"]
    assert found["csl"][1]["note"] == "Simulated: generated, not real."


def test_question_is_cited_by_its_title(client: httpx.Client) -> None:
    found = cited(client, "/v1/questions/enterprises-fed-by-programs?county=桂阳县")
    assert found["title"].endswith("?")
    assert found["title_zh"].endswith("？")
    assert found["text"].startswith(f"Alliance explorer. {found['title']} GET /v1/questions/enterprises-fed-by-programs?county=%E6%A1%82")
    assert found["sources"][0]["name"] == "News"


def test_all_formats_have_the_same_content(client: httpx.Client) -> None:
    link = get(client, "/v1/schools")["meta"]["cite"]
    whole = get(client, link)["results"][0]
    text = client.get(f"{link}&format=text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text == f"{whole['text']}\n{whole['text_zh']}"
    csl = client.get(f"{link}&format=csl")
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert csl.json() == whole["csl"]
    valid_csl(csl.json())
    assert client.get(f"{link}&format=bibtex").text == whole["bibtex"]
    assert client.get(f"{link}&format=ris").text == whole["ris"]
    assert client.get(f"{link}&format=gbt7714").text == whole["gbt7714"]
    assert client.get(f"{link}&format=apa").text == whole["apa"]
    assert client.get(f"{link}&format=endnote").status_code == 422


def test_citation_of_a_relationship_is_a_sentence(client: httpx.Client) -> None:
    found = get(client, "/v1/cite", of="/v1/relationships/OFFERS~school:a~program:a.mold")["results"][0]
    assert found["statement"]["text"].startswith("School A offers the program Mold manufacturing, since 2020 (OFFERS~")
    assert "甲校" in found["statement"]["text_zh"]


def test_citation_of_a_source_is_the_source(client: httpx.Client) -> None:
    found = get(client, "/v1/cite", of="/v1/sources/source:news")["results"][0]
    assert [source["id"] for source in found["sources"]] == ["source:news"]
    assert "[2] News[N]." in found["gbt7714"]


def test_list_has_no_statement(client: httpx.Client) -> None:
    assert get(client, "/v1/cite", of="/v1/schools")["results"][0]["statement"] is None
    assert get(client, "/v1/cite", of="/v1/schools/filters")["results"][0]["statement"] is None


def test_citation_of_a_filtered_list_states_filter_and_count(client: httpx.Client) -> None:
    found = get(client, "/v1/cite", of="/v1/schools?filter=kind:named&sort=-name&per_page=1")["results"][0]
    assert found["conditions"] == {"filter": "kind:named", "sort": "-name"}
    assert (found["count"], found["total"]) == (1, 2)
    assert "First 1 of 2 rows" in found["text"]
    assert "Selection: filter kind:named; sort -name.\n" in found["text"]


@each("path", ["/v1/schools?filter=has:located_in&as_of=2022", "/v1/schools?filter=has:located_in&as_of=2022&format=csv"])
def test_citation_counts_undated_rows_apart(client: httpx.Client, path: str) -> None:
    found = get(client, "/v1/cite", of=path)["results"][0]
    assert (found["count"], found["as_of"], found["undated"]) == (1, "2022-12-31", 1)
    assert "As of 2022-12-31, including 1 row without a date.\n" in found["text"]


def test_citation_of_groups_counts_undated_rows_apart(client: httpx.Client) -> None:
    found = get(client, "/v1/cite", of="/v1/programs?group_by=school.county&as_of=2022")["results"][0]
    assert (found["count"], found["undated"]) == (1, 1), "its school has a location without a date"


def test_invalid_access_date_is_rejected(client: httpx.Client) -> None:
    assert client.get("/v1/cite?of=/v1/schools&accessed=tomorrow").status_code == 422


def test_changed_data_version_is_a_conflict(client: httpx.Client) -> None:
    link = get(client, "/v1/schools")["meta"]["cite"]
    assert parse_qs(urlsplit(link).query)["data_version"] == [VERSION]
    response = client.get(link.replace(VERSION, "beef" * 16))
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/data-changed"
    assert client.get(f"/v1/cite?of={quote('/v1/schools')}").status_code == 200, "without a version, the served data is cited"


@each(
    "address",
    [
        "/v1/cite?of=/v1/schools",
        "/v1/cite",
        "/v1/%63ite?of=/v1/schools",
        "/v1/cite/",
        "http://evil.example/v1/schools",
        "//evil.example/v1/schools",
        "/v1//evil.example",
        "/v1/../healthz",
        "/v1/%2e%2e/healthz",
        "/v1/./schools",
        "/v1/schools#x",
        "/v1/schools\n/v1/x",
        "/v1/schools%0a",
        "/healthz",
        "/docs",
        "/v1",
        "/v1/",
        "v1/schools",
        "\\\\evil\\v1",
        "/v1/nothing",
        "/v1/schools?per_page=0",
        "/v1/schools?nope=1",
        "/v1/schools?q=%B9%F0",
        "/v1/schools/%B9%F0",
        "/v1/schools/school:nobody",
        "/v1/schools?cursor=zz",
        "/v1/questions/none",
        "/v1/cypher",
        "/v1/meta?format=csv",
        "/v1/schools?format=docx",
        "/v1/questions/enterprises-fed-by-programs?format=docx",
    ],
)
def test_only_responses_of_this_api_can_be_cited(client: httpx.Client, address: str) -> None:
    response = client.get("/v1/cite", params={"of": address})
    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["pointer"] == "/query/of"


@pytest.mark.parametrize("address", ["/v1/schools?q=甲 校", "/v1/schools?q=%E7%94%B2%20%E6%A0%A1", "/v1/schools?q=%E7%94%B2+%E6%A0%A1"])
def test_equivalent_urls_have_one_canonical_form(address: str) -> None:
    assert canonical(*checked(address)) == "/v1/schools?q=%E7%94%B2%20%E6%A0%A1"


def test_citation_has_no_cite_link(client: httpx.Client) -> None:
    assert get(client, "/v1/cite", of="/v1/schools")["meta"]["cite"] is None


def test_cite_without_a_database_is_unavailable(bare: httpx.Client) -> None:
    assert bare.get("/v1/cite?of=/v1/schools").status_code == 503


def test_invalid_path_is_rejected_before_any_request() -> None:
    with pytest.raises(BadValueError):
        checked("/v1/schools/\x00")
