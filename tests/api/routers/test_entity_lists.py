"""Lists over HTTP: filters, groups, sorting, paging, samples, ids, relationships, files, and rejected requests."""

from __future__ import annotations

import base64
import csv
import io
import json

import httpx
import pytest

from api.parameters.cursors import SIGNATURE, SIGNER, Signer
from api.schemas.lists import EdgesAnswer, FiltersAnswer, list_answer
from seed.model import EDGES, NODES
from tests.api.conftest import VERSION
from tests.conftest import GraphDB
from tests.each import each


def get(client: httpx.Client, path: str, **params: str | int | bool) -> dict:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def ids(body: dict) -> list[str]:
    return [row["id"] for row in body["results"]]


def refused(client: httpx.Client, path: str, **params: str | int | bool) -> dict:
    response = client.get(path, params=params)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()


@each(
    ("path", "filter", "found"),
    [
        ("schools", "located_in:county:431021", ["school:a"]),
        ("schools", "county:431021", ["school:a"]),
        ("schools", "!has:located_in", ["school:group", "school:sim-1"]),
        ("schools", "kind:named,!origin:simulated", ["school:a"]),
        ("schools", "kind:unnamed group|code:4143012847", ["school:a", "school:group"]),
        ("schools", "offers.feeds.county:431024", ["school:a"]),
        ("enterprises", "feeds(year:2024,graduates:>10)", ["enterprise:x"]),
        ("enterprises", "feeds.graduates:>12", []),
        ("enterprises", "program.school.name_zh:甲校", ["enterprise:x", "enterprise:y"]),
        ("counties", "aliases:Guiyang", ["county:431021"]),
        ("counties", "enterprise(feeds.year:>=2024)", ["county:431021"]),
    ],
)
def test_filters(client: httpx.Client, path: str, filter: str, found: list[str]) -> None:
    assert ids(get(client, f"/v1/{path}", filter=filter)) == found


def test_origin_applies_to_rows_and_filter_relationships(client: httpx.Client) -> None:
    assert ids(get(client, "/v1/enterprises", filter="has:feeds")) == ["enterprise:x", "enterprise:y"]
    assert ids(get(client, "/v1/enterprises", filter="has:feeds", origin="documented")) == ["enterprise:x"]


def test_as_of_applies_to_filter_relationships_and_counts_undated(client: httpx.Client) -> None:
    assert ids(get(client, "/v1/schools", filter="has:offers", as_of="2019")) == []
    body = get(client, "/v1/schools", filter="has:offers,has:located_in", as_of="2021")
    assert [(row["id"], row["undated"]) for row in body["results"]] == [("school:a", True)]  # its LOCATED_IN is undated
    assert body["meta"]["undated"] == 1
    assert get(client, "/v1/schools", filter="has:offers", as_of="2021")["meta"]["undated"] == 0


def test_groups_add_up_and_unknown_is_a_group(client: httpx.Client) -> None:
    body = get(client, "/v1/schools", group_by="kind,county")
    list_answer("School").model_validate(body)
    found = {
        tuple(key["value"] if key["state"] == "known" else key["state"] for key in group["keys"]): group["count"]
        for group in body["groups"]
    }
    assert found == {("named", "county:431021"): 1, ("named", "unknown"): 1, ("unnamed group", "unknown"): 1}
    assert body["meta"]["total"] == sum(found.values()) == get(client, "/v1/schools")["meta"]["total"]
    assert body["meta"]["groups_total"] == 3
    assert body["meta"]["origins"] == {"documented": 2, "reference": 0, "inferred": 0, "simulated": 1}
    named = next(key["thing"] for group in body["groups"] for key in group["keys"] if key["thing"])
    assert named["name_zh"] == "桂阳县"


def test_groups_are_paged(client: httpx.Client) -> None:
    seen, cursor = [], "*"
    while cursor:
        body = get(client, "/v1/schools", group_by="kind,county", per_page=2, cursor=cursor)
        seen += body["groups"]
        cursor = body["meta"]["next_cursor"]
    assert seen == get(client, "/v1/schools", group_by="kind,county")["groups"]


def test_missing_values_sort_last_in_both_directions(client: httpx.Client) -> None:
    assert ids(get(client, "/v1/schools", sort="code")) == ["school:a", "school:group", "school:sim-1"]
    assert ids(get(client, "/v1/schools", sort="-code,-name")) == ["school:a", "school:sim-1", "school:group"]


def test_select_returns_only_selected_properties(client: httpx.Client) -> None:
    body = get(client, "/v1/schools", select="name,code", sort="-kind")
    assert {tuple(row) for row in body["results"]} == {("id", "type", "name", "code", "origin", "href")}
    list_answer("School").model_validate(body)


def test_ids_keep_their_order_and_report_missing(client: httpx.Client) -> None:
    body = get(client, "/v1/schools", ids="school:sim-1,school:none,4143012847,school:sim-1")
    assert ids(body) == ["school:sim-1", "school:a"]
    assert body["meta"]["missing"] == ["school:none"]
    body = get(client, "/v1/schools", ids="school:sim-1,school:a", filter="origin:documented")
    assert ids(body) == ["school:a"]
    assert body["meta"]["missing"] == [], "the entity exists but does not match the filter"


def test_sample_is_reproducible_by_seed(client: httpx.Client) -> None:
    first = ids(get(client, "/v1/enterprises", sample=2, random_seed=7))
    assert first == ids(get(client, "/v1/enterprises", sample=2, random_seed=7))
    assert len(first) == 2
    assert len({tuple(ids(get(client, "/v1/enterprises", sample=1, random_seed=seed))) for seed in range(20)}) > 1


def test_search_ranks_results_and_can_be_filtered(client: httpx.Client) -> None:
    assert ids(get(client, "/v1/enterprises", q="works y")) == ["enterprise:y", "enterprise:z"]
    assert ids(get(client, "/v1/enterprises", q="works", filter="has:feeds", sort="-name")) == ["enterprise:y", "enterprise:x"]
    assert ids(get(client, "/v1/counties", q="贵阳")) == []
    assert ids(get(client, "/v1/counties", q="?!")) == []
    assert ids(get(client, "/v1/counties", q="guiyang")) == ["county:431021"]


def test_total_is_counted_on_request_or_when_free(client: httpx.Client) -> None:
    assert get(client, "/v1/enterprises", per_page=1)["meta"]["total"] == 3
    assert get(client, "/v1/enterprises", per_page=1, filter="has:feeds")["meta"]["total"] is None
    first = get(client, "/v1/enterprises", per_page=1, filter="has:feeds", total=True)
    assert first["meta"]["total"] == 2
    after = get(client, "/v1/enterprises", per_page=1, filter="has:feeds", total=True, cursor=first["meta"]["next_cursor"])
    assert after["meta"]["total"] == 2
    assert get(client, "/v1/enterprises", filter="has:feeds")["meta"]["total"] == 2


@each("label", list(NODES))
def test_every_type_lists_its_filters(bare: httpx.Client, label: str) -> None:
    body = get(bare, f"/v1/{NODES[label].path}/filters")
    FiltersAnswer.model_validate(body)
    assert {"id", "name", "origin"} <= {row["name"] for row in body["results"]}
    assert body["meta"]["type"] == label


@each(
    ("params", "pointer", "says"),
    [
        ({"filter": "levl:secondary"}, "/query/filter", "Did you mean 'level'"),
        ({"filter": "level:x"}, "/query/filter", "Valid values: secondary"),
        ({"sort": "-nam"}, "/query/sort", "name"),
        ({"sort": "aliases"}, "/query/sort", "cannot be sorted by"),
        ({"sort": "name,-name"}, "/query/sort", "repeated sort keys"),
        ({"select": "nme"}, "/query/select", "name"),
        ({"group_by": "county,level,kind"}, "/query/group_by", "one or two"),
        ({"group_by": "contry"}, "/query/group_by", "county"),
        ({"ids": "county:1"}, "/query/ids", "not a valid id of type School"),
        ({"ids": "school:a", "sort": "name"}, "/query/sort", "cannot be combined"),
        ({"group_by": "kind", "select": "name"}, "/query/select", "cannot be combined"),
        ({"random_seed": 4}, "/query/random_seed", "requires 'sample'"),
        ({"cursor": "what"}, "/query/cursor", "cursor is invalid"),
        ({"sample": 0}, "/query/sample", "greater"),
    ],
)
def test_invalid_parameters_are_rejected_with_a_hint(client: httpx.Client, params: dict[str, str | int], pointer: str, says: str) -> None:
    error = refused(client, "/v1/schools", **params)["errors"][0]
    assert error["pointer"] == pointer
    assert says in error["detail"]


def test_cursor_is_bound_to_its_request(client: httpx.Client) -> None:
    cursor = get(client, "/v1/schools", per_page=1, sort="name")["meta"]["next_cursor"]
    for params in ({"sort": "-name"}, {}, {"sort": "name", "origin": "documented"}, {"sort": "name", "filter": "has:code"}):
        assert "another request" in refused(client, "/v1/schools", cursor=cursor, per_page=1, **params)["detail"]
    assert "another request" in refused(client, "/v1/programs", cursor=cursor, sort="name")["detail"]
    assert ids(get(client, "/v1/schools", cursor=cursor, per_page=200, sort="name", select="name")) == ["school:group", "school:sim-1"]


def test_forged_or_foreign_cursor_is_rejected(client: httpx.Client) -> None:
    cursor = get(client, "/v1/schools", per_page=1, sort="name", total=True)["meta"]["next_cursor"]
    content = SIGNER.content(cursor)
    request, version, keys, total = json.loads(content)
    assert total == 3
    raw = base64.urlsafe_b64decode(cursor + "==")
    higher = json.dumps([request, version, keys, 10**6]).encode()
    forged = [
        content,
        higher,
        raw[:SIGNATURE] + higher,
        bytes(SIGNATURE) + content,
        raw[:-1],
        raw + b" ",
        base64.urlsafe_b64decode(Signer().signed(content) + "=="),
    ]
    for text in (base64.urlsafe_b64encode(one).decode().rstrip("=") for one in forged):
        problem = refused(client, "/v1/schools", per_page=1, sort="name", cursor=text)
        assert problem["errors"][0]["pointer"] == "/query/cursor"
        assert "'*'" in problem["hint"]
        assert "1000000" not in json.dumps(problem)


def test_signed_cursor_with_invalid_content_is_rejected(client: httpx.Client) -> None:
    """A release may change the content of cursors; the server may still have the old secret."""
    cursor = get(client, "/v1/schools", per_page=1, sort="name")["meta"]["next_cursor"]
    owner, version, keys, total = json.loads(SIGNER.content(cursor))
    odd = [
        [],
        keys[:1],
        [*keys, "x"],
        [1, 2],
        [None, None],
        [{}, "x"],
        [["a"], "x"],
        [True, "x"],
        ["x", 2**70],
        "keys",
        None,
        ["\ud800", "x"],
    ]
    for tampered in ([owner, version, one, total] for one in odd):
        text = SIGNER.signed(json.dumps(tampered).encode())
        assert refused(client, "/v1/schools", per_page=1, sort="name", cursor=text)["errors"][0]["pointer"] == "/query/cursor"


def test_relationships_of_a_type_are_listed_and_paged(client: httpx.Client) -> None:
    seen, cursor = [], "*"
    while cursor:
        body = get(client, "/v1/relationships", type="FEEDS", per_page=1, cursor=cursor)
        EdgesAnswer.model_validate(body)
        seen += ids(body)
        cursor = body["meta"]["next_cursor"]
    assert seen == ["FEEDS~program:a.mold~enterprise:x~2024", "FEEDS~program:a.mold~enterprise:y~2023"]
    assert get(client, "/v1/relationships", type="FEEDS", per_page=1)["meta"]["total"] == 2


@each("kind", list(EDGES))
def test_every_relationship_type_has_a_list(client: httpx.Client, kind: str) -> None:
    EdgesAnswer.model_validate(get(client, "/v1/relationships", type=kind))


@each(
    ("params", "found"),
    [
        ({"type": "FEEDS", "filter": "year:2024"}, ["FEEDS~program:a.mold~enterprise:x~2024"]),
        ({"type": "FEEDS", "filter": "end.county:431024"}, ["FEEDS~program:a.mold~enterprise:y~2023"]),
        ({"type": "FEEDS", "filter": "start:program:a.mold,!has:graduates"}, ["FEEDS~program:a.mold~enterprise:y~2023"]),
        ({"type": "FEEDS", "origin": "simulated"}, ["FEEDS~program:a.mold~enterprise:y~2023"]),
        ({"type": "FEEDS", "as_of": "2023"}, ["FEEDS~program:a.mold~enterprise:y~2023"]),
        ({"type": "LOCATED_IN", "filter": "start.name_zh:甲校"}, ["LOCATED_IN~school:a~county:431021"]),
    ],
)
def test_relationships_are_filtered(client: httpx.Client, params: dict[str, str], found: list[str]) -> None:
    assert ids(get(client, "/v1/relationships", **params)) == found


def test_undated_relationships_are_counted(client: httpx.Client) -> None:
    body = get(client, "/v1/relationships", type="LOCATED_IN", as_of="2024")
    assert body["meta"]["undated"] == len(body["results"]) == 3


@pytest.mark.parametrize(
    ("params", "pointer"),
    [({"type": "FEED"}, "/query/type"), ({}, "/query/type"), ({"type": "FEEDS", "filter": "yer:2024"}, "/query/filter")],
)
def test_invalid_relationship_lists_are_rejected(client: httpx.Client, params: dict[str, str], pointer: str) -> None:
    assert refused(client, "/v1/relationships", **params)["errors"][0]["pointer"] == pointer


def test_lists_groups_and_relationships_as_files(client: httpx.Client) -> None:
    def rows(path: str, **params: str) -> list[dict[str, str]]:
        response = client.get(path, params={**params, "format": "csv"})
        assert response.status_code == 200, response.text
        return list(csv.DictReader(io.StringIO(response.text)))

    assert [row["id"] for row in rows("/v1/schools", sort="-name")] == ["school:sim-1", "school:group", "school:a"]
    assert [(row["kind"], row["count"]) for row in rows("/v1/schools", group_by="kind")] == [("named", "2"), ("unnamed group", "1")]
    assert [(row["start_id"], row["end_name_zh"], row["year"]) for row in rows("/v1/relationships", type="FEEDS")] == [
        ("program:a.mold", "甲厂", "2024"),
        ("program:a.mold", "乙厂", "2023"),
    ]
    cursor = get(client, "/v1/schools", per_page=1)["meta"]["next_cursor"]
    assert "does not apply to files" in refused(client, "/v1/schools", cursor=cursor, format="csv")["detail"]


@each("params", [[("type", "FEEDS,LOCATED_IN")], [("type", "FEEDS"), ("type", "LOCATED_IN")], [("type", "LOCATED_IN,FEEDS,FEEDS")]])
def test_several_relationship_types_are_listed_together(client: httpx.Client, params: list[tuple[str, str]]) -> None:
    body = client.get("/v1/relationships", params=params).json()
    EdgesAnswer.model_validate(body)
    assert [(row["start"]["id"], row["type"]) for row in body["results"]] == [
        ("enterprise:x", "LOCATED_IN"),
        ("enterprise:y", "LOCATED_IN"),
        ("program:a.mold", "FEEDS"),
        ("program:a.mold", "FEEDS"),
        ("school:a", "LOCATED_IN"),
    ]
    assert body["meta"]["total"] == 5


def test_relationships_are_sorted_selected_and_paged(client: httpx.Client) -> None:
    params = {"type": "FEEDS,OFFERS", "sort": "-start,-end", "select": "sentence", "per_page": "1"}
    seen, cursor = [], "*"
    while cursor:
        body = get(client, "/v1/relationships", **params, cursor=cursor)
        EdgesAnswer.model_validate(body)
        seen += body["results"]
        cursor = body["meta"]["next_cursor"]
    assert [row["end"]["id"] for row in seen] == ["program:a.mold", "enterprise:y", "enterprise:x"]
    whole = {"id", "type", "start", "end", "origin", "href", "sentence"}
    assert [set(row) - whole for row in seen] == [set(), {"year"}, {"year"}], "FEEDS has one relationship for each year"
    assert all(whole <= set(row) for row in seen)


def test_relationships_are_found_by_the_name_of_an_end(client: httpx.Client) -> None:
    rows = get(client, "/v1/relationships", type="FEEDS,OFFERS,LOCATED_IN", q="甲校")["results"]
    assert ids({"results": rows}) == ["LOCATED_IN~school:a~county:431021", "OFFERS~school:a~program:a.mold"]


def test_groups_of_relationships_add_up(client: httpx.Client) -> None:
    body = get(client, "/v1/relationships", type="FEEDS,LOCATED_IN", group_by="type,end.name_zh")
    EdgesAnswer.model_validate(body)
    assert sum(group["count"] for group in body["groups"]) == body["meta"]["total"] == 5
    [group] = [group for group in body["groups"] if group["keys"][1]["value"] == "桂阳县"]
    assert (group["keys"][0]["value"], group["count"]) == ("LOCATED_IN", 2)
    ends = get(client, "/v1/relationships", type="LOCATED_IN", group_by="end")["groups"]
    assert [(group["keys"][0]["thing"]["id"], group["count"]) for group in ends] == [("county:431021", 2), ("county:431024", 1)]


def test_groups_of_relationships_as_a_file(client: httpx.Client) -> None:
    response = client.get("/v1/relationships", params={"type": "FEEDS,LOCATED_IN", "group_by": "type", "format": "csv"})
    assert [(row["type"], row["count"]) for row in csv.DictReader(io.StringIO(response.text))] == [("LOCATED_IN", "3"), ("FEEDS", "2")]


def test_filters_of_relationships_list_common_properties_and_both_ends(client: httpx.Client) -> None:
    body = get(client, "/v1/relationships/filters", type="FEEDS")
    FiltersAnswer.model_validate(body)
    rows = {row["name"]: row for row in body["results"]}
    assert {"year", "graduates", "origin", "start", "end"} <= set(rows)
    assert rows["end"]["leads_to"] == ["Enterprise"]
    assert "year" not in {row["name"] for row in get(client, "/v1/relationships/filters", type="FEEDS,OFFERS")["results"]}


@each(
    ("params", "pointer"),
    [
        ({"type": "FEEDS,OFFERS", "sort": "year"}, "/query/sort"),
        ({"type": "FEEDS", "sort": "sources"}, "/query/sort"),
        ({"type": "FEEDS", "select": "yeer"}, "/query/select"),
        ({"type": "FEEDS,OFFERS", "filter": "year:2024"}, "/query/filter"),
        ({"type": "FEEDS", "group_by": "yeer"}, "/query/group_by"),
        ({"type": "FEEDS", "group_by": "year", "sort": "year"}, "/query/sort"),
        ({"type": "FEEDS,OFFER"}, "/query/type"),
    ],
)
def test_invalid_lists_of_relationships_name_the_parameter(client: httpx.Client, params: dict[str, str], pointer: str) -> None:
    assert refused(client, "/v1/relationships", **params)["errors"][0]["pointer"] == pointer


def test_cursor_of_relationships_is_bound_to_the_types(client: httpx.Client) -> None:
    cursor = get(client, "/v1/relationships", type="LOCATED_IN", per_page=1)["meta"]["next_cursor"]
    assert refused(client, "/v1/relationships", type="FEEDS", per_page=1, cursor=cursor)["errors"][0]["pointer"] == "/query/cursor"


# The last test: the servers of the module see the change and its reversal only after a while.
def test_paging_across_a_data_change_is_a_conflict(moving: httpx.Client, graph_server: GraphDB) -> None:
    """The API returns 503 during the load, then 409 for the old cursor; a new walk sees only the new data."""

    def patiently(cursor: str) -> httpx.Response:
        while True:
            response = moving.get("/v1/schools", params={"per_page": 1, "cursor": cursor})
            if response.status_code != 503:
                return response

    first = patiently("*").json()
    assert first["meta"]["data_version"] == VERSION
    graph_server.run("MATCH (m:Meta) SET m.state = 'loading'")
    graph_server.run("CREATE (:Thing:School {id: 'school:new', name: 'New', kind: 'named', origin: 'documented'})")
    graph_server.run("MATCH (m:Meta) SET m.state = 'ready', m.data_version = $v", v="beef" * 16)
    try:
        while (response := patiently(first["meta"]["next_cursor"])).status_code == 200:
            assert response.json()["meta"]["data_version"] == VERSION  # change not noticed yet
        assert response.status_code == 409
        assert response.json()["type"] == "/problems/data-changed"
        assert "cursor=*" in response.json()["hint"]
        seen, cursor = [], "*"
        while cursor:
            body = patiently(cursor).json()
            seen += ids(body)
            cursor = body["meta"]["next_cursor"]
        assert seen == ["school:a", "school:group", "school:new", "school:sim-1"]
    finally:
        graph_server.run("MATCH (n:School {id: 'school:new'}) DELETE n")
        graph_server.run("MATCH (m:Meta) SET m.data_version = $v", v=VERSION)
