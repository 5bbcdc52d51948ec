"""Answers on the default data: the catalogue of majors, Chenzhou, and the programs that Hunan's colleges were seen recruiting for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.database.reader import Store
from graph.measures.components.statistics import wilson
from graph.measures.registry import load_measures
from graph.measures.service import Measured, Measures
from graph.queries.location.place import place_of
from graph.queries.questions.execution import Answer, ask
from graph.queries.questions.question_file import load_questions
from tests.conftest import GraphDB, Loop

CHENZHOU = "region:431000"
REAL = ("documented", "reference", "inferred")
QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def default_store(default_data: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    return open_store(default_data)


@pytest.fixture(scope="module")
def answer(default_store: Store, run: Loop) -> Callable[..., Answer]:
    return lambda name, **params: run(ask(default_store, QUESTIONS[name], {"limit": 1000, **params}, origin=REAL), timeout=120)


@pytest.fixture(scope="module")
def measured(default_store: Store, run: Loop) -> Callable[..., Measured]:
    measures, registered = Measures(), load_measures()

    def of_chenzhou(name: str, **params: Any) -> Measured:
        async def compute() -> Measured:
            values = {key: param.default for key, param in registered[name].params.items()} | {"limit": 1000} | params
            place = await place_of(default_store, CHENZHOU)
            return await measures.measure(default_store, registered[name], values, origin=REAL, place=place)

        return run(compute(), timeout=120)

    return of_chenzhou


def test_who_else_trains_for_new_energy_materials(answer: Callable[..., Answer]) -> None:
    rows = [row for row in answer("programs-for-industry", sector="sector:lithium-battery").rows if row["major"]]
    schools = {school["name_zh"] for row in rows if row["major"]["id"] == "major:430307" for school in row["schools"]}
    assert schools == {"郴州职业技术学院", "湖南化工职业技术学院", "湖南三一工业职业技术学院"}
    assert {row["origin"] for row in rows} == {"inferred"}


def test_majors_seen_in_other_cities_are_not_seen_here_and_not_called_absent(answer: Callable[..., Answer]) -> None:
    rows = answer("majors-seen-elsewhere", region=CHENZHOU).rows
    found = {row["major"]["name_zh"]: row for row in rows}
    assert "数控技术" in found  # numerical control: at ten colleges, none of them in Chenzhou
    assert not {"机电一体化技术", "电子商务", "新能源材料应用技术"} & set(found)  # seen in Chenzhou
    assert all(row["cities"] >= 3 and CHENZHOU not in {city["id"] for city in row["seen_in"]} for row in rows)
    assert {row["absent"] for row in rows} == {"not collected"}


def test_the_number_of_cities_is_the_smallest_that_counts(answer: Callable[..., Answer]) -> None:
    three = answer("majors-seen-elsewhere", region=CHENZHOU).rows
    five = answer("majors-seen-elsewhere", region=CHENZHOU, cities=5).rows
    assert {row["major"]["id"] for row in five} == {row["major"]["id"] for row in three if row["cities"] >= 5}


def test_an_industry_without_a_program_says_that_programs_were_not_collected(answer: Callable[..., Answer]) -> None:
    rows = answer("industries-without-programs").rows
    assert rows
    assert {row["absent"] for row in rows} == {"not collected"}


def test_years_of_recruiting_are_no_openings_and_no_closings(answer: Callable[..., Answer]) -> None:
    changed = {row["program"]["id"] for row in answer("program-openings-and-closings").rows}
    assert not [program for program in changed if program.startswith("program:4")]


def test_the_share_of_chenzhou_stands_beside_the_reported_share(measured: Callable[..., Measured]) -> None:
    found = measured("alignment", level="higher vocational", by="all")
    by_crosswalk = {row["crosswalk"]: row for row in found.rows}
    for row in by_crosswalk.values():
        assert row["denominator"] + row["unknown"] == 49  # those seen recruiting, one of which the article tells too
    catalogue = by_crosswalk["catalogue"]
    low, high = wilson(catalogue["numerator"], catalogue["denominator"])
    assert (catalogue["low"], catalogue["high"]) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert catalogue["if_unknown_not"] < catalogue["value"] < catalogue["if_unknown_all"]
    assert by_crosswalk["declared"]["refused"]  # a program itself says of only one what it serves
    assert any("seen recruiting for them: 48" in note.text for note in found.notes)
    assert "claim:aligned-share.higher-vocational" in found.claims


def test_no_change_of_the_share_is_read_from_years_of_recruiting(measured: Callable[..., Measured]) -> None:
    found = measured("alignment-changes")
    assert [(row["value"], row["refused"]) for row in found.rows] == [(None, "No selected program has a stated opening or closing year.")]
    assert found.excluded["unknown"] == 50


@pytest.mark.parametrize("name", ["alignment", "gaps", "crosswalk-agreement", "specialisation", "similar-schools", "complexity"])
def test_a_measure_has_figures_or_a_reason(measured: Callable[..., Measured], name: str) -> None:
    found = measured(name, **({"school": "school:4143012847"} if name == "similar-schools" else {}))
    assert found.rows or found.notes
    assert all(row["value"] is not None or row["refused"] for row in found.rows)
