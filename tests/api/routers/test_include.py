"""``include`` and paths in ``select`` over HTTP: lists, single entities, relationships, questions and files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx

from api.schemas.columns import answer_of
from api.schemas.lists import EdgesAnswer, list_answer
from graph.queries.includes.parser import names_of
from graph.queries.questions.question_file import load_questions
from seed.model import NODES
from tests.each import each


def get(client: httpx.Client, path: str, **params: str | int) -> dict[str, Any]:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def ids(found: dict[str, Any]) -> list[str]:
    return [item["id"] for item in found["items"]]


def test_programs_with_their_school_and_county_in_one_request(client: httpx.Client) -> None:
    (row,) = get(client, "/v1/programs", include="school.county", select="name,school.name")["results"]
    (school,) = row["included"]["school"]["items"]
    (county,) = school["included"]["county"]["items"]
    assert set(row) == {"id", "type", "name", "origin", "href", "included"}
    assert (school["id"], school["name"], "level" in school) == ("school:a", "School A", False)
    assert (county["id"], county["code"], county["href"]) == ("county:431021", "431021", "/v1/counties/county:431021")
    assert [edge["id"] for edge in county["via"]] == ["LOCATED_IN~school:a~county:431021"]


def test_an_entity_without_such_a_relationship_includes_nothing(client: httpx.Client) -> None:
    rows = get(client, "/v1/schools", include="county", ids="school:group,school:a")["results"]
    assert [row["included"]["county"]["total"] for row in rows] == [0, 1]


def test_the_origins_of_a_request_apply_to_included_entities(client: httpx.Client) -> None:
    every, real = (get(client, "/v1/programs", include="enterprise", **more)["results"][0] for more in ({}, {"origin": "real"}))
    assert ids(every["included"]["enterprise"]) == ["enterprise:x", "enterprise:y"]
    assert ids(real["included"]["enterprise"]) == ["enterprise:x"]


def test_the_date_of_a_request_applies_to_included_entities(client: httpx.Client) -> None:
    (row,) = get(client, "/v1/programs", include="enterprise,school.county", as_of="2023")["results"]
    (school,) = row["included"]["school"]["items"]
    assert ids(row["included"]["enterprise"]) == ["enterprise:y"]
    assert (school["undated"], school["included"]["county"]["items"][0]["undated"]) == (False, True)


def test_rows_with_their_sources(client: httpx.Client) -> None:
    (row,) = get(client, "/v1/counties", ids="county:431021", include="sources", select="sources.name,name")["results"]
    assert row["included"]["sources"]["items"] == [
        {"id": "source:news", "type": "Source", "name": "News", "origin": "documented", "href": "/v1/sources/source:news"}
    ]


def test_a_single_entity_without_its_neighbours(client: httpx.Client) -> None:
    body = get(client, "/v1/schools/school:a", relationships="false", include="county", select="level")
    assert "relationships" not in body
    assert set(body["results"][0]) == {"id", "type", "level", "origin", "href", "included"}


def test_a_single_entity_with_its_neighbours_includes_the_same(client: httpx.Client) -> None:
    body = get(client, "/v1/schools/甲校", include="county")
    assert ids(body["results"][0]["included"]["county"]) == ["county:431021"]
    assert body["relationships"]["meta"]["count"] == 2


@each(("name", "value"), [("cursor", "*"), ("per_page", "5"), ("evidence", "full")])
def test_parameters_of_relationships_require_them(client: httpx.Client, name: str, value: str) -> None:
    response = client.get("/v1/schools/school:a", params={"relationships": "false", name: value})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, f"/query/{name}")


def test_relationships_with_what_their_ends_lead_to(client: httpx.Client) -> None:
    body = get(client, "/v1/relationships", type="FEEDS", include="start.school,sources", select="year,end.kind", filter="year:2024")
    EdgesAnswer.model_validate(body)
    (row,) = body["results"]
    assert ids(row["start"]["included"]["school"]) == ["school:a"]
    assert (row["year"], row["end"]["kind"], row["end"]["name"], ids(row["included"]["sources"])) == (
        2024,
        "named",
        "Works X",
        ["source:news"],
    )
    assert "graduates" not in row


def test_an_included_end_has_all_its_properties(client: httpx.Client) -> None:
    (row,) = get(client, "/v1/relationships", type="OFFERS", include="start")["results"]
    assert (row["start"]["code"], "code" in row["end"], row["start"]["sources"]) == ("4143012847", False, ["source:news"])


def test_a_question_with_what_its_entities_lead_to(client: httpx.Client) -> None:
    question = load_questions()["enterprises-fed-by-programs"]
    body = get(client, f"/v1/questions/{question.name}", include="program.school,sources", select="enterprise.kind", origin="real")
    answer_of(question).model_validate(body)
    (row,) = body["results"]
    assert ids(row["program"]["included"]["school"]) == ["school:a"]
    assert (row["enterprise"]["kind"], ids(row["included"]["sources"])) == ("named", ["source:news"])


def test_a_question_with_several_entities_in_a_column(client: httpx.Client) -> None:
    (row,) = get(client, "/v1/questions/enterprises-fed-by-programs", include="schools.county", origin="real")["results"]
    assert [ids(school["included"]["county"]) for school in row["schools"]] == [["county:431021"]]


@each("label", list(NODES))
def test_every_name_of_every_type_can_be_requested(client: httpx.Client, label: str) -> None:
    names = names_of((label,))
    for start in range(0, len(names), 4):
        body = get(client, f"/v1/{NODES[label].path}", include=",".join(names[start : start + 4]))
        list_answer(label).model_validate(body)


@each("label", list(NODES))
def test_the_names_that_can_be_included_are_listed_with_the_filters(client: httpx.Client, label: str) -> None:
    rows = get(client, f"/v1/{NODES[label].path}/filters")["results"]
    assert {row["name"] for row in rows if row["includable"]} == set(names_of((label,)))


@each(
    ("path", "params", "says"),
    [
        ("/v1/programs", {"include": "county"}, "school.county"),
        ("/v1/programs", {"include": "scool"}, "Program can include: offers"),
        ("/v1/programs", {"select": "school.name"}, "Add include=school."),
        ("/v1/programs", {"include": "school", "group_by": "level"}, "'group_by' and 'include' cannot be combined."),
        ("/v1/relationships", {"type": "FEEDS", "include": "star"}, "FEEDS can include: start, end, sources."),
        ("/v1/questions/county-pipelines", {"include": "progam"}, "county-pipelines can include: county, school, program"),
        ("/v1/questions/county-pipelines", {"select": "program"}, "all columns are always returned"),
        ("/v1/schools/school:a", {"include": "conty"}, "'county'"),
    ],
)
def test_a_wrong_name_gets_what_is_possible(client: httpx.Client, path: str, params: dict[str, str], says: str) -> None:
    response = client.get(path, params=params)
    assert response.status_code == 422
    assert says in response.text


def test_a_walk_over_pages_keeps_the_included_entities(client: httpx.Client) -> None:
    params: dict[str, str | int] = {"include": "program.school,county", "sort": "-name", "per_page": 1}
    whole = get(client, "/v1/enterprises", **{**params, "per_page": 200})["results"]
    walked, cursor = list[Any](), "*"
    while cursor:
        body = get(client, "/v1/enterprises", **params, cursor=cursor)
        walked += body["results"]
        cursor = body["meta"]["next_cursor"]
    assert walked == whole


def test_a_file_has_columns_for_included_entities(client: httpx.Client) -> None:
    response = client.get("/v1/programs", params={"format": "csv", "include": "enterprise", "select": "name,enterprise.kind"})
    (row,) = csv.DictReader(io.StringIO(response.text))
    assert (row["enterprise_total"], row["enterprise_id"], row["enterprise_kind"]) == ("2", "enterprise:x | enterprise:y", "named | named")


def test_a_line_of_json_has_the_row_of_the_response(client: httpx.Client) -> None:
    response = client.get("/v1/programs", params={"format": "jsonl", "include": "school"})
    assert json.loads(response.text) == get(client, "/v1/programs", include="school")["results"][0]


def test_the_citation_has_the_sources_of_included_entities(client: httpx.Client) -> None:
    of = "/v1/programs?include=enterprise&select=name"
    assert {source["id"] for source in get(client, "/v1/cite", of=of)["results"][0]["sources"]} == {"source:news", "source:sim"}
