"""Lists and questions of city A in the graph of two cities; the expected rows were worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.database.reader import Store
from graph.queries.lists import entities, groups, relationships
from graph.queries.lists.request import ListRequest
from graph.queries.location.declaration import WAYS
from graph.queries.location.place import Place, place_of, with_regions_above
from graph.queries.questions.execution import Answer, ask, ask_stream, without_location
from graph.queries.questions.question_file import load_questions
from graph.settings import Settings
from tests.conftest import GraphDB, Loop
from tests.graph import small_graph, two_cities

QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def cities(graph_server: GraphDB) -> GraphDB:
    return graph_server.hold("two cities", lambda db: small_graph.write(db, two_cities.THINGS, two_cities.LINKS))


@pytest.fixture(scope="module")
def store(cities: GraphDB, open_store: Callable[[GraphDB, Settings], Store]) -> Store:
    return open_store(cities, Settings(read_timeout=30))


@pytest.fixture(scope="module")
def city(store: Store, run: Loop) -> Place:
    return run(place_of(store, "region:a"))


def answered(run: Loop, store: Store, city: Place | None, name: str, **params: str) -> Answer:
    return run(ask(store, QUESTIONS[name], params, place=city))


def test_a_place_has_its_parts(city: Place) -> None:
    assert city.ids == ("county:a1", "county:a2", "region:a")


def test_the_regions_above_a_place_are_nearest_first(store: Store, run: Loop) -> None:
    assert [item["id"] for item in run(with_regions_above(store, "county:a1"))] == ["county:a1", "region:a", "region:p"]


@pytest.mark.parametrize("label", sorted(two_cities.IN_A))
def test_a_list_has_the_entities_of_the_city_and_counts_those_without_a_location(store: Store, run: Loop, city: Place, label: str) -> None:
    page = run(entities.page(store, ListRequest(label, place=city), limit=50, total=True))
    assert [row["id"] for row in page.rows] == two_cities.IN_A[label]
    assert page.total == len(two_cities.IN_A[label])
    assert page.without_location == (two_cities.LOST.get(label, 0) if label in WAYS else None)


def test_a_simulated_location_does_not_count_without_simulated_data_but_an_inferred_one_does(store: Store, run: Loop, city: Place) -> None:
    documented = [ListRequest(label, place=city, origin=("documented",)) for label in ("Enterprise", "School")]
    enterprises, schools = (run(entities.page(store, request, limit=50)) for request in documented)
    assert [row["id"] for row in enterprises.rows] == ["enterprise:a"]
    assert [row["id"] for row in schools.rows] == two_cities.IN_A["School"]


def test_groups_count_the_rows_of_the_city(store: Store, run: Loop, city: Place) -> None:
    page = run(groups.groups(store, ListRequest("Enterprise", place=city), groups.group_keys("origin", "Enterprise"), skip=0, limit=10))
    assert (page.rows, page.without_location) == (2, 1)
    assert [(group["keys"][0]["value"], group["count"]) for group in page.groups] == [("documented", 1), ("simulated", 1)]


def test_a_relationship_lies_in_the_city_when_one_of_its_ends_does(store: Store, run: Loop, city: Place) -> None:
    page = run(relationships.page(store, relationships.EdgeRequest(("FEEDS",), place=city), limit=50, total=True))
    assert [row["id"] for row in page.rows] == ["FEEDS~program:one-a~enterprise:a~2024", "FEEDS~program:one-a~enterprise:b~2024"]
    assert (page.total, page.without_location) == (2, 1)


def test_a_relationship_between_entities_of_no_place_stays(store: Store, run: Loop, city: Place) -> None:
    page = run(relationships.page(store, relationships.EdgeRequest(("PRIORITISES",), place=city), limit=50))
    assert [row["id"] for row in page.rows] == ["PRIORITISES~framework:f~sector:s"]


def test_programs_for_a_sector_of_the_city(store: Store, run: Loop, city: Place) -> None:
    answer = answered(run, store, city, "programs-for-industry", sector="sector:s")
    assert [row["program"]["id"] for row in answer.rows] == ["program:one-a"]
    assert answer.without_location == 1, "program:lost serves the sector and has no location"


def test_partnerships_of_the_city(store: Store, run: Loop, city: Place) -> None:
    answer = answered(run, store, city, "co-cultivation")
    assert [(row["school"]["id"], row["enterprise"]["id"]) for row in answer.rows] == [("school:a", "enterprise:a")]
    assert answer.without_location == 2, "both ends of the partnership of school:lost"


def test_coverage_of_a_framework_counts_programs_and_enterprises_of_the_city(store: Store, run: Loop, city: Place) -> None:
    answer = answered(run, store, city, "framework-coverage", framework="framework:f")
    assert [(row["sector"]["id"], row["programs"], row["enterprises"], row["origin"]) for row in answer.rows] == [
        ("sector:s", 1, 1, "documented")
    ]
    assert answer.without_location == 2, "program:lost and enterprise:lost"


def test_a_question_about_chosen_entities_ignores_the_place(store: Store, run: Loop, city: Place) -> None:
    answer = answered(run, store, city, "connections-between", one="school:b", other="enterprise:b")
    assert (len(answer.rows), answer.without_location) == (1, None)


def test_without_a_place_nothing_is_left_out(store: Store, run: Loop) -> None:
    answer = answered(run, store, None, "programs-for-industry", sector="sector:s")
    assert [row["program"]["id"] for row in answer.rows] == ["program:b", "program:lost", "program:one-a"]
    assert answer.without_location is None


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_answers_for_a_place(store: Store, run: Loop, city: Place, name: str) -> None:
    given = {"alliance": "alliance:a", "enterprise": "enterprise:b", "sector": "sector:s", "thing": "school:a", "one": "school:a"}
    params = {key: value for key, value in given.items() if key in QUESTIONS[name].params} | (
        {"other": "enterprise:a"} if name == "connections-between" else {}
    )
    whole = run(ask(store, QUESTIONS[name], params, origin=("documented", "inferred")))
    there = run(ask(store, QUESTIONS[name], params, origin=("documented", "inferred"), place=city))
    assert len(there.rows) <= len(whole.rows)
    assert (there.without_location is None) == (not QUESTIONS[name].place)


def test_a_stream_has_the_rows_of_the_page(store: Store, run: Loop, city: Place) -> None:
    question, params = QUESTIONS["programs-outside-priorities"], {"framework": "framework:f"}

    async def streamed() -> list[str]:
        return [row["program"]["id"] async for row in ask_stream(store, question, params, place=city)]

    assert run(streamed()) == ["program:c-a", "program:two-a"]
    assert run(without_location(store, question, params, city)) == 0
