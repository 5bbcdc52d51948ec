"""Routes on a real graph: lists, entities, relationships, search, meta, questions."""

from __future__ import annotations

import socket
from contextlib import closing

import httpx

from api.schemas.lists import list_answer
from api.server.uvicorn_thread import bind
from seed.model import NODES
from tests.api.conftest import VERSION
from tests.each import each


def get(client: httpx.Client, path: str, **params: str | int) -> dict:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_paging_returns_every_row_once(client: httpx.Client) -> None:
    seen, cursor = [], "*"
    while cursor:
        body = get(client, "/v1/schools", per_page=2, cursor=cursor)
        assert body["meta"]["count"] == len(body["results"]) <= 2
        assert body["meta"]["truncated"] is (body["meta"]["next_cursor"] is not None)
        seen += [row["id"] for row in body["results"]]
        cursor = body["meta"]["next_cursor"]
    assert seen == ["school:a", "school:group", "school:sim-1"]


def test_page_has_a_next_link(client: httpx.Client) -> None:
    first = client.get("/v1/schools?per_page=1&origin=documented")
    target = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert first.headers["Link"].endswith('rel="next"')
    assert [row["id"] for row in client.get(target).json()["results"]] == ["school:group"]


def test_origin_selects_rows_and_meta_counts_them(client: httpx.Client) -> None:
    body = get(client, "/v1/schools", origin="simulated")
    assert [row["id"] for row in body["results"]] == ["school:sim-1"]
    assert body["meta"]["origins"] == {"documented": 0, "reference": 0, "inferred": 0, "simulated": 1}
    assert body["meta"]["data_version"] == VERSION


@each("label", list(NODES))
def test_every_list_matches_its_model(client: httpx.Client, label: str) -> None:
    body = get(client, f"/v1/{NODES[label].path}")
    list_answer(label).model_validate(body)


@each("name", ["county:431021", "431021", "桂阳县", "guiyang county"])
def test_entity_is_resolved_by_id_code_or_name(client: httpx.Client, name: str) -> None:
    body = get(client, f"/v1/counties/{name}")
    assert [row["id"] for row in body["results"]] == ["county:431021"]
    ties = {(tie["type"], tie["other"]["id"]) for tie in body["relationships"]["results"]}
    assert ties == {("LOCATED_IN", "school:a"), ("LOCATED_IN", "enterprise:x")}


def test_relationships_of_an_entity_are_paged(client: httpx.Client) -> None:
    seen, cursor = [], "*"
    while cursor:
        ties = get(client, "/v1/programs/program:a.mold", per_page=1, cursor=cursor)["relationships"]
        seen += [tie["id"] for tie in ties["results"]]
        cursor = ties["meta"]["next_cursor"]
    assert seen == [
        "FEEDS~program:a.mold~enterprise:x~2024",
        "FEEDS~program:a.mold~enterprise:y~2023",
        "OFFERS~school:a~program:a.mold",
    ]


def test_relationships_as_of_a_date(client: httpx.Client) -> None:
    ties = get(client, "/v1/programs/program:a.mold", as_of="2023")["relationships"]["results"]
    assert {tie["id"] for tie in ties} == {"FEEDS~program:a.mold~enterprise:y~2023", "OFFERS~school:a~program:a.mold"}


def test_every_href_resolves(client: httpx.Client) -> None:
    body = get(client, "/v1/programs/program:a.mold")
    for tie in body["relationships"]["results"]:
        assert get(client, tie["href"])["results"][0]["id"] == tie["id"]
        assert get(client, tie["other"]["href"])["results"][0]["id"] == tie["other"]["id"]


@each(
    ("path", "near"),
    [
        ("/v1/counties/county:999999", None),
        ("/v1/counties/school:a", None),
        ("/v1/relationships/FEED~a~b", "FEEDS"),
        ("/v1/questions/enterprises-fed-by-program", "enterprises-fed-by-programs"),
        ("/v1/nothing", None),
        ("/problems/query-timeot", "query-timeout"),
    ],
)
def test_missing_resources_are_404(client: httpx.Client, path: str, near: str | None) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert near is None or near in response.json()["nearest"]


def test_an_ambiguous_name_lists_the_candidates(client: httpx.Client) -> None:
    response = client.get("/v1/enterprises/Works Y")
    assert response.status_code == 422
    assert {row["id"] for row in response.json()["candidates"]} == {"enterprise:y", "enterprise:z"}


def test_search_works_in_both_languages_without_lookalikes(client: httpx.Client) -> None:
    assert [row["id"] for row in get(client, "/v1/search", q="桂阳")["results"]] == ["county:431021"]
    assert get(client, "/v1/search", q="贵阳")["results"] == []
    assert [row["id"] for row in get(client, "/v1/search", q="works", type="Enterprise", limit=2)["results"]] == [
        "enterprise:x",
        "enterprise:y",
    ]


def test_near_misses_are_flagged(client: httpx.Client) -> None:
    assert {row["near"] for row in get(client, "/v1/search", q="jiahe")["results"]} == {False}
    assert {(row["id"], row["near"]) for row in get(client, "/v1/search", q="jiaeh")["results"]} == {
        ("county:431024", True),
        ("school:group", True),
    }


def test_search_reports_truncation(client: httpx.Client) -> None:
    assert get(client, "/v1/search", q="works", limit=2)["meta"]["truncated"] is True
    assert get(client, "/v1/search", q="works", limit=3)["meta"]["truncated"] is False


def test_meta_states_versions(client: httpx.Client) -> None:
    row = get(client, "/v1/meta")["results"][0]
    assert row["data_version"] == VERSION
    assert row["versions"]["api"] == "v1"


def test_question_rows_carry_origins(client: httpx.Client) -> None:
    body = get(client, "/v1/questions/enterprises-fed-by-programs")
    assert {row["enterprise"]["id"]: row["origin"] for row in body["results"]} == {
        "enterprise:x": "documented",
        "enterprise:y": "simulated",
    }
    assert body["meta"]["origins"] == {"documented": 1, "reference": 0, "inferred": 0, "simulated": 1}


@each("county", ["county:431021", "431021", "桂阳县", "Guiyang County"])
def test_question_accepts_a_county_by_id_code_or_name(client: httpx.Client, county: str) -> None:
    body = get(client, "/v1/questions/enterprises-fed-by-programs", county=county, origin="documented")
    assert [row["enterprise"]["id"] for row in body["results"]] == ["enterprise:x"]


def test_question_as_of_a_date_counts_undated(client: httpx.Client) -> None:
    body = get(client, "/v1/questions/enterprises-fed-by-programs", as_of="2023-12")
    assert [row["enterprise"]["id"] for row in body["results"]] == ["enterprise:y"]
    assert isinstance(body["meta"]["undated"], int)


def test_probes(client: httpx.Client) -> None:
    assert get(client, "/healthz") == {"status": "ok"}
    assert get(client, "/readyz") == {"status": "ready", "data_version": VERSION}


def test_listener_enables_tcp_nodelay() -> None:
    with closing(bind("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP, "asyncio sets TCP_NODELAY only where the protocol is named"
