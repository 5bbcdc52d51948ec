"""The graph for drawing over HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from tests.each import each


def draw(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answered = client.get("/v1/graph", params=params)
    assert answered.status_code == 200, answered.text
    return answered.json()


def nodes(body: dict[str, Any]) -> list[tuple[str, int]]:
    return [(node["id"], node["depth"]) for node in body["results"]]


def test_around_a_program(client: httpx.Client) -> None:
    body = draw(client, seed="program:a.mold")
    assert nodes(body) == [("program:a.mold", 0), ("school:a", 1), ("enterprise:x", 1), ("enterprise:y", 1)]
    assert [edge["type"] for edge in body["edges"]["results"]] == ["FEEDS", "FEEDS", "OFFERS"]
    assert [node["left_out"] for node in body["results"]] == [{}, {"LOCATED_IN": 1}, {"LOCATED_IN": 1}, {"LOCATED_IN": 1}]
    assert body["meta"]["origins"] == {"documented": 4, "reference": 0, "inferred": 0, "simulated": 0}
    assert body["edges"]["meta"]["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 1}
    assert (body["meta"]["truncated"], body["edges"]["meta"]["truncated"]) == (False, False)


def test_several_seeds_by_name(client: httpx.Client) -> None:
    body = draw(client, seed="甲校,Works X", depth=0)
    assert nodes(body) == [("school:a", 0), ("enterprise:x", 0)]
    assert body["edges"]["results"] == []


def test_types_and_directions_are_followed(client: httpx.Client) -> None:
    assert nodes(draw(client, seed="school:a", expand="OFFERS,FEEDS", depth=2)) == [
        ("school:a", 0),
        ("program:a.mold", 1),
        ("enterprise:x", 2),
        ("enterprise:y", 2),
    ]
    assert nodes(draw(client, seed="enterprise:x", expand="FEEDS:out")) == [("enterprise:x", 0)]
    assert nodes(draw(client, seed="enterprise:x", expand="FEEDS:in")) == [("enterprise:x", 0), ("program:a.mold", 1)]


def test_the_limit_holds_and_what_is_left_out_is_counted(client: httpx.Client) -> None:
    body = draw(client, seed="program:a.mold", nodes=2)
    assert nodes(body) == [("program:a.mold", 0), ("school:a", 1)]
    assert body["meta"]["truncated"] is True
    assert body["meta"]["limit"] == 2
    assert body["results"][0]["left_out"] == {"FEEDS": 2}
    cut = draw(client, seed="program:a.mold", edges=1)
    assert cut["edges"]["meta"]["truncated"] is True
    assert cut["results"][0]["left_out"] == {"FEEDS": 1, "OFFERS": 1}


def test_origin_and_date(client: httpx.Client) -> None:
    assert nodes(draw(client, seed="program:a.mold", origin="simulated")) == [("program:a.mold", 0), ("enterprise:y", 1)]
    body = draw(client, seed="school:a", as_of="2019")
    assert nodes(body) == [("school:a", 0), ("county:431021", 1)]
    assert body["meta"]["undated"] == body["edges"]["meta"]["undated"] == 1
    assert body["edges"]["results"][0]["undated"] is True


@each(
    ("query", "pointer"),
    [
        ("", "/query/seed"),
        ("seed=school:nobody", "/query/seed"),
        ("seed=school:a,", "/query/seed"),
        ("seed=" + ",".join(f"school:{i}" for i in range(51)), "/query/seed"),
        ("seed=school:a&expand=FEDS", "/query/expand"),
        ("seed=school:a&expand=FEEDS:up", "/query/expand"),
        ("seed=school:a&expand=", "/query/expand"),
        ("seed=school:a&depth=4", "/query/depth"),
        ("seed=school:a&nodes=501", "/query/nodes"),
        ("seed=school:a,enterprise:x&nodes=1", "/query/nodes"),
        ("seed=school:a&edges=0", "/query/edges"),
    ],
)
def test_bad_values_are_refused_with_their_place(client: httpx.Client, query: str, pointer: str) -> None:
    answered = client.get(f"/v1/graph?{query}")
    assert answered.status_code == 422, answered.text
    assert [error["pointer"] for error in answered.json()["errors"]] == [pointer]
