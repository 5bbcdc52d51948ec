"""``place`` over HTTP, on the graph of two cities."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import GraphDB
from tests.graph import small_graph, two_cities

FOCUS = {"name": "cities", "title": "Two cities", "version": "1", "focus": "region:a"}


def fill(db: GraphDB) -> None:
    small_graph.write(db, two_cities.THINGS, two_cities.LINKS)
    db.run("MATCH (m:Meta) SET m.packages = $packages", packages=[json.dumps(FOCUS)])


@pytest.fixture(scope="module")
def cities(graph_server: GraphDB, serve: Callable[[GraphDB | None], str]) -> Iterator[httpx.Client]:
    db = graph_server.hold("two cities with a focus", fill)
    with httpx.Client(base_url=serve(db), timeout=30, trust_env=False) as made:
        yield made


def get(client: httpx.Client, path: str, **params: str) -> dict[str, Any]:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.parametrize("text", ["region:a", "990100", "City A", "甲市"])
def test_a_place_is_given_by_id_code_or_name(cities: httpx.Client, text: str) -> None:
    body = get(cities, "/v1/schools", place=text)
    assert [row["id"] for row in body["results"]] == two_cities.IN_A["School"]
    assert (body["meta"]["place"], body["meta"]["without_location"]) == ("region:a", 1)


def test_a_county_is_a_place(cities: httpx.Client) -> None:
    assert [row["id"] for row in get(cities, "/v1/enterprises", place="county:a2")["results"]] == ["enterprise:a"]


@pytest.mark.parametrize("path", ["/v1/schools", "/v1/questions/teacher-consultants", "/v1/measures/alignment", "/v1/meta"])
def test_an_unknown_place_is_rejected_with_near_names(cities: httpx.Client, path: str) -> None:
    response = cities.get(path, params={"place": "Citty A"})
    problem = response.json()
    assert (response.status_code, problem["errors"][0]["pointer"]) == (422, "/query/place")
    assert "region:a" in response.text, "the region with the nearest name"


def test_an_entity_that_is_no_place_is_rejected(cities: httpx.Client) -> None:
    assert cities.get("/v1/schools", params={"place": "school:a"}).status_code == 422


def test_a_response_without_a_place_does_not_mention_it(cities: httpx.Client) -> None:
    assert not {"place", "without_location"} & get(cities, "/v1/schools")["meta"].keys()


def test_only_what_lies_in_the_place_is_included(cities: httpx.Client) -> None:
    (row,) = get(cities, "/v1/programs", ids="program:one-a", include="enterprise,major", place="region:a")["results"]
    found = {name: [item["id"] for item in one["items"]] for name, one in row["included"].items()}
    assert found == {"enterprise": ["enterprise:a"], "major": ["major:m"]}


def test_pages_of_a_place_follow_each_other(cities: httpx.Client) -> None:
    first = get(cities, "/v1/schools", place="region:a", per_page="2")
    second = get(cities, "/v1/schools", place="region:a", per_page="2", cursor=first["meta"]["next_cursor"])
    assert [row["id"] for row in (*first["results"], *second["results"])] == two_cities.IN_A["School"]
    assert second["meta"]["without_location"] is None


def test_a_measure_and_its_audit_have_the_programs_of_the_place(cities: httpx.Client) -> None:
    body = get(cities, "/v1/measures/alignment", place="region:a", crosswalk="declared")
    row = body["results"][0]
    assert (row["numerator"], row["denominator"], body["meta"]["without_location"]) == (1, 3, 1)
    audit = get(cities, row["audit"])
    assert sorted(behind["id"] for behind in audit["results"] if behind["role"] == "denominator") == two_cities.IN_A["Program"]
    assert audit["meta"]["place"] == "region:a"


def test_an_export_has_only_the_rows_of_the_place(cities: httpx.Client) -> None:
    text = cities.get("/v1/programs", params={"place": "region:a", "format": "csv"}).text
    assert [row["id"] for row in csv.DictReader(io.StringIO(text))] == two_cities.IN_A["Program"]


@pytest.mark.parametrize("query", ["place=region:a&format=csv", "place=region:a&group_by=level", "place=region:a"])
def test_a_citation_counts_only_the_rows_of_the_place(cities: httpx.Client, query: str) -> None:
    assert get(cities, "/v1/cite", of=f"/v1/programs?{query}")["results"][0]["count"] == 3


def test_meta_tells_the_focus_and_the_regions_around_it(cities: httpx.Client) -> None:
    row = get(cities, "/v1/meta")["results"][0]
    assert (row["focus"], [place["id"] for place in row["focus_places"]]) == ("region:a", ["region:a", "region:p"])


def test_meta_counts_what_is_in_a_place(cities: httpx.Client) -> None:
    row = get(cities, "/v1/meta", place="region:a")["results"][0]
    assert row["counts"]["School"] == {"documented": 3}
    assert row["counts"]["Sector"] == {"reference": 2}
    assert row["without_location"] == two_cities.LOST


def test_questions_and_measures_say_what_a_place_applies_to(cities: httpx.Client) -> None:
    questions = {row["name"]: row["place"] for row in get(cities, "/v1/questions")["results"]}
    measures = {row["name"]: row["place"] for row in get(cities, "/v1/measures")["results"]}
    assert (questions["programs-for-industry"], questions["evidence-for"]) == (["program"], [])
    assert (measures["bridges"], measures["alliance-structure"]) == (["Person"], [])
