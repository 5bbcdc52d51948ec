"""A package of version 1 of the model, loaded today, gives the answers that follow from its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.database.reader import Store
from graph.loading.local_loader import load_remote
from graph.queries.questions.execution import ask
from graph.queries.questions.question_file import load_questions
from tests.conftest import IMPATIENT, GraphDB, Loop
from tests.seed.packages.sample_packages import files, lay
from tests.seed.packages.test_versions import VERSION_1


@pytest.fixture(scope="module")
def old_store(graph_server: GraphDB, open_store: Callable[[GraphDB], Store], tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = lay(tmp_path_factory.mktemp("old") / "package", files(VERSION_1, "old"))
    return open_store(
        graph_server.hold("version 1", lambda db: load_remote(db.settings(), IMPATIENT, [str(folder)], merge=False, progress=None))
    )


@pytest.fixture
def answers(old_store: Store, run: Loop) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that gives the rows of a question."""
    return lambda name, **params: run(ask(old_store, load_questions()[name], params)).rows


def test_the_flows_to_an_enterprise(answers: Callable[..., list[dict[str, Any]]]) -> None:
    rows = answers("enterprises-fed-by-programs")
    assert {(row["enterprise"]["id"], row["program"]["id"], row["year"], row["graduates"], row["origin"]) for row in rows} == {
        ("enterprise:e", "program:a.x", 2023, 12, "documented"),
        ("enterprise:e", "program:a.x", None, None, "documented"),
    }


def test_the_schools_of_a_program_that_feeds(answers: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = answers("programs-feeding-enterprise", enterprise="enterprise:e")
    assert ([school["id"] for school in row["schools"]], row["flows"], row["graduates"]) == (["school:a"], 2, 12)


def test_the_members_of_an_alliance(answers: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = answers("alliance-members", alliance="alliance:x")
    assert ([member["id"] for member in row["members"]], row["known"]) == (["school:a"], 1)


def test_the_opening_of_a_program(answers: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = answers("program-openings-and-closings")
    assert (row["program"]["id"], row["change"], row["date"]) == ("program:a.x", "opened", "2019")


def test_the_evidence_for_a_school(answers: Callable[..., list[dict[str, Any]]]) -> None:
    rows = answers("evidence-for", thing="school:a")
    assert {row["relationship"]["id"] for row in rows} == {
        "MEMBER_OF~school:a~alliance:x",
        "OFFERS~school:a~program:a.x",
        "PARTNERS_WITH~school:a~enterprise:e~order class",
    }
