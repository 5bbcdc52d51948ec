"""Source counts: they match the lists of each type."""

from __future__ import annotations

from typing import Any

import httpx

from tests.each import each


def counted(client: httpx.Client, source: str = "source:news", **params: str) -> dict[str, Any]:
    response = client.get(f"/v1/sources/{source}/counts", params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_entities_and_relationships_by_type(client: httpx.Client) -> None:
    body = counted(client)
    assert [(row["what"], row["type"], row["count"]) for row in body["results"]] == [
        ("thing", "County", 2),
        ("thing", "School", 2),
        ("thing", "Program", 1),
        ("thing", "Enterprise", 3),
        ("relationship", "OFFERS", 1),
        ("relationship", "FEEDS", 1),
        ("relationship", "LOCATED_IN", 3),
    ]
    assert body["meta"]["origins"] == {"documented": 13, "reference": 0, "inferred": 0, "simulated": 0}
    assert body["meta"]["undated"] is None
    assert body["meta"]["cite"].startswith("/v1/cite?of=/v1/sources/source:news/counts")


@each("source", ["source:news", "source:sim"])
@each("chosen", [{}, {"origin": "documented,reference"}, {"as_of": "2023"}, {"origin": "simulated", "as_of": "2024-06"}])
def test_each_count_matches_its_list(client: httpx.Client, source: str, chosen: dict[str, str]) -> None:
    for row in counted(client, source, **chosen)["results"]:
        listed = client.get(row["href"]).json()
        assert row["count"] == len(listed["results"]) == sum(row["origins"].values()), row["href"]
        assert {one["type"] for one in listed["results"]} == {row["type"]}
        assert all(source in one["sources"] for one in listed["results"])
        if row["what"] == "relationship" and "as_of" in chosen:
            assert row["undated"] == listed["meta"]["undated"]


def test_as_of_keeps_entities_and_counts_undated(client: httpx.Client) -> None:
    body = counted(client, as_of="2019")
    found = {row["type"]: row["count"] for row in body["results"]}
    assert found == {"County": 2, "School": 2, "Program": 1, "Enterprise": 3, "LOCATED_IN": 3}
    assert body["meta"]["undated"] == 3


def test_source_is_resolved_by_name_and_may_have_no_rows(client: httpx.Client) -> None:
    assert counted(client, "News")["results"] == counted(client)["results"]
    assert counted(client, "source:sim", origin="documented")["results"] == []
    assert client.get("/v1/sources/source:none/counts").status_code == 404
    assert client.get("/v1/sources/source:news/counts", params={"per_page": 1}).status_code == 422
