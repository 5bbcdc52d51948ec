"""Neighbours and relations over HTTP, on a graph small enough to check by hand."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from api.parameters.cursors import SIGNER
from tests.each import each


def get(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def ids(body: dict[str, Any]) -> list[str]:
    return [row["id"] for row in body["results"]]


MOLD = ["FEEDS~program:a.mold~enterprise:x~2024", "FEEDS~program:a.mold~enterprise:y~2023", "OFFERS~school:a~program:a.mold"]


def test_neighbours_of_a_program(client: httpx.Client) -> None:
    body = get(client, "/v1/programs/program:a.mold/neighbours")
    assert ids(body) == MOLD
    assert [row["direction"] for row in body["results"]] == ["out", "out", "in"]
    assert [row["other"]["id"] for row in body["results"]] == ["enterprise:x", "enterprise:y", "school:a"]
    assert body["meta"]["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 1}
    assert body["meta"]["truncated"] is False
    assert body["meta"]["undated"] is None


@each("name", ["school:a", "4143012847", "School A", "甲校"])
def test_entity_is_resolved_by_id_code_or_name(client: httpx.Client, name: str) -> None:
    assert ids(get(client, f"/v1/schools/{name}/neighbours", type="OFFERS")) == ["OFFERS~school:a~program:a.mold"]


@each(
    ("given", "expected"),
    [
        ({"type": "FEEDS"}, MOLD[:2]),
        ({"type": "FEEDS,OFFERS"}, MOLD),
        ({"direction": "in"}, MOLD[2:]),
        ({"node_type": "Enterprise"}, MOLD[:2]),
        ({"node_type": "School,County"}, MOLD[2:]),
        ({"origin": "simulated"}, MOLD[1:2]),
        ({"as_of": "2023"}, MOLD[1:]),
        ({"as_of": "2019-12-31"}, []),
        ({"type": "FEEDS", "direction": "in"}, []),
    ],
)
def test_neighbours_are_filtered(client: httpx.Client, given: dict[str, str], expected: list[str]) -> None:
    assert ids(get(client, "/v1/programs/program:a.mold/neighbours", **given)) == expected


def test_undated_neighbours_are_counted_separately(client: httpx.Client) -> None:
    body = get(client, "/v1/schools/school:a/neighbours", as_of="2021")
    assert [(row["id"], row.get("undated")) for row in body["results"]] == [
        ("LOCATED_IN~school:a~county:431021", True),
        ("OFFERS~school:a~program:a.mold", None),
    ]
    assert body["meta"]["undated"] == 1
    thing = get(client, "/v1/schools/school:a", as_of="2021")
    assert thing["relationships"]["results"] == body["results"], "the entity response and its neighbours agree"
    assert thing["relationships"]["meta"]["undated"] == 1


def test_neighbour_pages_are_linked(client: httpx.Client) -> None:
    seen, path, params = [], "/v1/programs/program:a.mold/neighbours", {"per_page": 1}
    response = client.get(path, params=params)
    while True:
        seen += ids(response.json())
        link = response.links.get("next")
        if link is None:
            break
        assert response.json()["meta"]["truncated"] is True
        response = client.get(link["url"])
    assert seen == MOLD


def test_counts_of_neighbours(client: httpx.Client) -> None:
    body = get(client, "/v1/programs/program:a.mold/neighbours/counts", as_of="2024")
    assert body["results"] == [
        {
            "type": "FEEDS",
            "direction": "out",
            "node_type": "Enterprise",
            "relationships": 2,
            "things": 2,
            "undated": 0,
            "origins": {"documented": 1, "reference": 0, "inferred": 0, "simulated": 1},
        },
        {
            "type": "OFFERS",
            "direction": "in",
            "node_type": "School",
            "relationships": 1,
            "things": 1,
            "undated": 0,
            "origins": {"documented": 1, "reference": 0, "inferred": 0, "simulated": 0},
        },
    ]
    assert body["meta"]["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 1}
    assert body["meta"]["undated"] == 0
    assert get(client, "/v1/schools/school:a/neighbours/counts", as_of="2024")["meta"]["undated"] == 1


def test_direct_relations_and_chains(client: httpx.Client) -> None:
    body = get(client, "/v1/relations", **{"from": "program:a.mold", "to": "enterprise:x"})
    assert ids(body) == [MOLD[0]]
    assert body["results"][0]["direction"] == "out"
    assert (body["ends"]["from"]["id"], body["ends"]["to"]["name"]) == ("program:a.mold", "Works X")
    # chain: program - school a - county 431021 - enterprise x
    chain = body["chains"]["results"]
    assert [[thing["id"] for thing in row["things"]] for row in chain] == [
        ["program:a.mold", "school:a", "county:431021", "enterprise:x"],
    ]
    assert [[edge["id"] for edge in edges] for edges in chain[0]["evidence"]] == [
        ["OFFERS~school:a~program:a.mold"],
        ["LOCATED_IN~school:a~county:431021"],
        ["LOCATED_IN~enterprise:x~county:431021"],
    ]
    assert (chain[0]["steps"], chain[0]["origin"]) == (3, "documented")
    assert body["chains"]["meta"]["total"] == 1
    assert body["chains"]["meta"]["truncated"] is False


def test_swapped_ends_give_the_same_evidence(client: httpx.Client) -> None:
    there = get(client, "/v1/relations", **{"from": "school:a", "to": "enterprise:y"})
    back = get(client, "/v1/relations", **{"from": "enterprise:y", "to": "school:a"})
    assert there["results"] == back["results"] == []
    ways = [[[thing["id"] for thing in row["things"]] for row in body["chains"]["results"]] for body in (there, back)]
    assert ways[0] == [["school:a", "program:a.mold", "enterprise:y"]]
    assert ways[1] == [["enterprise:y", "program:a.mold", "school:a"]]
    assert there["chains"]["results"][0]["origin"] == "simulated"


def test_relations_respect_origin_date_places_and_steps(client: httpx.Client) -> None:
    ends = {"from": "school:a", "to": "enterprise:y"}
    assert get(client, "/v1/relations", **ends, origin="documented")["chains"]["results"] == []
    far = {"from": "program:a.mold", "to": "enterprise:x"}
    assert get(client, "/v1/relations", **far, places="false")["chains"]["meta"]["total"] == 0
    assert get(client, "/v1/relations", **far, steps=2)["chains"]["meta"]["total"] == 0
    dated = get(client, "/v1/relations", **far, as_of="2022")
    assert dated["results"] == []
    assert dated["chains"]["results"][0]["undated"] is True
    assert dated["chains"]["meta"]["undated"] == 1


@each(
    ("path", "pointer"),
    [
        ("/v1/schools/school:a/neighbours?type=FEDS", "/query/type"),
        ("/v1/schools/school:a/neighbours?node_type=Schol", "/query/node_type"),
        ("/v1/schools/school:a/neighbours?direction=up", "/query/direction"),
        ("/v1/schools/school:a/neighbours?as_of=2024-13", "/query/as_of"),
        ("/v1/schools/school:a/neighbours?cursor=Zm9v", "/query/cursor"),
        ("/v1/relations?from=school:a", "/query/to"),
        ("/v1/relations?from=school:a&to=school:a", "/query/to"),
        ("/v1/relations?from=nobody&to=school:a", "/query/from"),
        ("/v1/relations?from=school:a&to=Works+Y", "/query/to"),
        ("/v1/relations?from=school:a&to=enterprise:x&steps=7", "/query/steps"),
        ("/v1/relations?from=school:a&to=enterprise:x&limit=101", "/query/limit"),
    ],
)
def test_invalid_values_are_rejected_with_a_pointer(client: httpx.Client, path: str, pointer: str) -> None:
    response = client.get(path)
    assert response.status_code == 422, response.text
    problem = response.json()
    places = [error["pointer"] for error in problem.get("errors", [])] or [pointer for _ in problem["candidates"]]
    assert places == [pointer]


@pytest.mark.parametrize(
    "path", ["/v1/skools/school:a/neighbours", "/v1/schools/school:nobody/neighbours", "/v1/schools/school:nobody/neighbours/counts"]
)
def test_unknown_type_or_entity_is_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@each("path", ["/v1/programs/program:a.mold", "/v1/programs/program:a.mold/neighbours"])
def test_a_cursor_of_another_entity_or_another_data_version_is_refused(client: httpx.Client, path: str) -> None:
    answered = client.get(path, params={"per_page": 1}).json()
    cursor = answered.get("relationships", answered)["meta"]["next_cursor"]
    other = client.get(path.replace("program:a.mold", "school:a").replace("programs", "schools"), params={"cursor": cursor})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/query/cursor")
    request, version, keys, total = orjson.loads(SIGNER.content(cursor))
    assert answered["meta"]["data_version"].startswith(version)
    changed = SIGNER.signed(orjson.dumps([request, "0" * len(version), keys, total]))
    stale = client.get(path, params={"per_page": 1, "cursor": changed})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/data-changed")


@each(("evidence", "absent"), [("ids", {"quotes", "locator", "rule"}), ("none", {"quotes", "locator", "rule", "sources", "certainty"})])
def test_relationships_have_as_much_evidence_as_requested(client: httpx.Client, evidence: str, absent: set[str]) -> None:
    params = {"evidence": evidence}
    rows = client.get("/v1/schools/school:a/neighbours", params=params).json()["results"]
    rows += client.get("/v1/schools/school:a", params=params).json()["relationships"]["results"]
    relations = client.get("/v1/relations", params={**params, "from": "school:a", "to": "enterprise:x"}).json()
    rows += relations["results"] + [edge for row in relations["chains"]["results"] for step in row["evidence"] for edge in step]
    assert rows
    assert all(not absent & set(row) for row in rows)
    assert all({"id", "type", "start", "end", "origin", "href"} <= set(row) for row in rows)
