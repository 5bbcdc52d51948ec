"""``/v1/graph`` over HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from tests.each import each


def draw(client: httpx.Client, **params: Any) -> dict[str, Any]:
    response = client.get("/v1/graph", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def nodes(body: dict[str, Any]) -> list[tuple[str, int]]:
    return [(node["id"], node["depth"]) for node in body["results"]]


def test_around_a_program(client: httpx.Client) -> None:
    body = draw(client, start="program:a.mold")
    assert nodes(body) == [("program:a.mold", 0), ("school:a", 1), ("enterprise:x", 1), ("enterprise:y", 1)]
    assert [edge["type"] for edge in body["edges"]["results"]] == ["FEEDS", "FEEDS", "OFFERS"]
    assert [node["excluded"] for node in body["results"]] == [{}, {"LOCATED_IN": 1}, {"LOCATED_IN": 1}, {"LOCATED_IN": 1}]
    assert body["meta"]["origins"] == {"documented": 4, "reference": 0, "inferred": 0, "simulated": 0}
    assert body["edges"]["meta"]["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 1}
    assert (body["meta"]["truncated"], body["edges"]["meta"]["truncated"]) == (False, False)


def test_several_seeds_by_name(client: httpx.Client) -> None:
    body = draw(client, start="甲校,Works X", depth=0)
    assert nodes(body) == [("school:a", 0), ("enterprise:x", 0)]
    assert body["edges"]["results"] == []


def test_expand_types_and_directions(client: httpx.Client) -> None:
    assert nodes(draw(client, start="school:a", expand="OFFERS,FEEDS", depth=2)) == [
        ("school:a", 0),
        ("program:a.mold", 1),
        ("enterprise:x", 2),
        ("enterprise:y", 2),
    ]
    assert nodes(draw(client, start="enterprise:x", expand="FEEDS:out")) == [("enterprise:x", 0)]
    assert nodes(draw(client, start="enterprise:x", expand="FEEDS:in")) == [("enterprise:x", 0), ("program:a.mold", 1)]


def test_limits_apply_and_omitted_relationships_are_counted(client: httpx.Client) -> None:
    body = draw(client, start="program:a.mold", nodes=2)
    assert nodes(body) == [("program:a.mold", 0), ("school:a", 1)]
    assert body["meta"]["truncated"] is True
    assert body["meta"]["limit"] == 2
    assert body["results"][0]["excluded"] == {"FEEDS": 2}
    cut = draw(client, start="program:a.mold", edges=1)
    assert cut["edges"]["meta"]["truncated"] is True
    assert cut["results"][0]["excluded"] == {"FEEDS": 1, "OFFERS": 1}


def test_origin_and_date(client: httpx.Client) -> None:
    assert nodes(draw(client, start="program:a.mold", origin="simulated")) == [("program:a.mold", 0), ("enterprise:y", 1)]
    body = draw(client, start="school:a", as_of="2019")
    assert nodes(body) == [("school:a", 0), ("county:431021", 1)]
    assert body["meta"]["undated"] == body["edges"]["meta"]["undated"] == 1
    assert body["edges"]["results"][0]["undated"] is True


@each(("evidence", "left_out"), [("full", set()), ("ids", {"quotes"}), ("none", {"quotes", "sources"})])
def test_edges_have_as_much_evidence_as_requested(client: httpx.Client, evidence: str, left_out: set[str]) -> None:
    full, body = draw(client, start="program:a.mold"), draw(client, start="program:a.mold", evidence=evidence)
    edge, whole = body["edges"]["results"][0], full["edges"]["results"][0]
    assert {"quotes", "sources"} & (whole.keys() - edge.keys()) == left_out
    assert edge["start"] == whole["start"]


@each(
    ("query", "pointer"),
    [
        ("", "/query/start"),
        ("start=school:nobody", "/query/start"),
        ("start=school:a,", "/query/start"),
        ("start=" + ",".join(f"school:{i}" for i in range(51)), "/query/start"),
        ("start=school:a&expand=FEDS", "/query/expand"),
        ("start=school:a&expand=FEEDS:up", "/query/expand"),
        ("start=school:a&expand=", "/query/expand"),
        ("start=school:a&depth=4", "/query/depth"),
        ("start=school:a&nodes=501", "/query/nodes"),
        ("start=school:a,enterprise:x&nodes=1", "/query/nodes"),
        ("start=school:a&edges=0", "/query/edges"),
        ("start=school:a&format=graphml&evidence=none", "/query/evidence"),
    ],
)
def test_invalid_values_are_rejected_with_a_pointer(client: httpx.Client, query: str, pointer: str) -> None:
    response = client.get(f"/v1/graph?{query}")
    assert response.status_code == 422, response.text
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
