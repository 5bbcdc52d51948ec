"""Loading into a server over Bolt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph import remote
from graph.errors import DatabaseAuthError, DatabaseError, DatabaseUnavailableError, UserError
from graph.loader import PackageProblems, Summary, load_remote, plan_remote
from graph.plans import operators
from graph.queries import text_of
from graph.schema import ensure
from graph.settings import DatabaseSettings, Settings
from tests.conftest import GraphDB
from tests.graph.worlds import ROWS, suburb, world


@pytest.fixture
def db(graph_db: GraphDB) -> GraphDB:
    graph_db.run("MATCH (n) DETACH DELETE n")
    return graph_db


@pytest.fixture
def quick(tmp_path: Path) -> Settings:
    return Settings(poll_interval=0.01, read_timeout=0.01, data=tmp_path / "data")


def numbers(summary: Summary) -> tuple[int, int, int, int]:
    return summary.created, summary.changed, summary.unchanged, summary.removed


def meta(db: GraphDB) -> dict[str, Any]:
    return dict(db.run("MATCH (m:Meta) RETURN properties(m) AS meta")[0]["meta"])


def content(db: GraphDB) -> list[Any]:
    nodes = db.run("MATCH (n:Thing) RETURN labels(n) AS labels, properties(n) AS row ORDER BY n.id")
    edges = db.run(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS a, b.id AS b, properties(r) AS row ORDER BY type, a, b, r.year, r.form"
    )
    for row in (*nodes, *edges):
        row["row"].pop("load", None)
        row.get("labels", []).sort()
    return [*nodes, *edges]


def test_a_first_load_a_second_and_a_changed_one(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    first = load_remote(db.settings(), quick, [world(tmp_path / "world", 1)], merge=True)
    assert numbers(first) == (ROWS, 0, 0, 0)
    stated = meta(db)
    assert (stated["state"], stated["data_version"]) == ("ready", first.data_version)
    assert json.loads(stated["counts"])["Program"] == {"simulated": 3}
    assert [json.loads(text)["name"] for text in stated["packages"]] == ["world"]

    again = load_remote(db.settings(), quick, [tmp_path / "world"], merge=True)
    assert numbers(again) == (0, 0, ROWS, 0)
    assert meta(db) == stated

    changed = load_remote(db.settings(), quick, [world(tmp_path / "world", 2, size=2)], merge=True)
    assert numbers(changed) == (0, 6, ROWS - 6 - 4, 4)
    assert changed.data_version != first.data_version
    assert {row["n"] for row in db.run("MATCH (p:Program) RETURN p.enrolment AS n")} == {2}


def test_what_is_stored(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    rows = {row["row"].get("id"): row for row in content(db)}
    program = rows["program:one.0"]
    assert program["labels"] == ["Program", "Thing"]
    assert program["row"] == {
        "id": "program:one.0",
        "name": "Program 0",
        "status": "unknown",
        "opened": "2024-02",
        "opened_lo": "2024-02-01",
        "opened_hi": "2024-02-29",
        "enrolment": 1,
        "sources": ["source:made-up"],
        "certainty": "seen",
        "origin": "simulated",
        "rule": "made up",
        "package": "world",
    }
    assert "guiyangxian" in rows["county:one"]["row"]["search"].split()
    assert db.run("MATCH (:School)-[r:PARTNERS_WITH]->() RETURN r.form AS form ORDER BY form") == [
        {"form": "internship"},
        {"form": "order class"},
    ]
    assert db.run("MATCH ()-[r:FEEDS]->(e) RETURN e.id AS e, r.year AS year ORDER BY e")[:2] == [
        {"e": "enterprise:0", "year": None},
        {"e": "enterprise:1", "year": 2024},
    ]


def test_merge_keeps_and_replace_removes(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    added = load_remote(db.settings(), quick, [suburb(tmp_path / "suburb")], merge=True)
    assert numbers(added) == (2, 0, ROWS, 0)
    kept = load_remote(db.settings(), quick, [suburb(tmp_path / "other", "other")], merge=True)
    assert numbers(kept) == (2, 0, ROWS + 2, 0)
    replaced = load_remote(db.settings(), quick, [tmp_path / "world"], merge=False)
    assert numbers(replaced) == (0, 0, ROWS, 4)


def test_a_merge_without_the_files_of_what_is_loaded_is_refused(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    elsewhere = quick.model_copy(update={"data": tmp_path / "another machine"})
    with pytest.raises(UserError, match="'world'"):
        load_remote(db.settings(), elsewhere, [suburb(tmp_path / "far" / "suburb")], merge=True)


def test_a_plan_changes_nothing_and_foretells_the_load(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1), suburb(tmp_path / "suburb")])
    before = content(db), meta(db)
    planned = plan_remote(db.settings(), quick, [world(tmp_path / "world", 2, size=2)], merge=False)
    assert (content(db), meta(db)) == before
    done = load_remote(db.settings(), quick, [tmp_path / "world"], merge=False)
    assert numbers(planned) == numbers(done)
    assert planned.data_version == done.data_version


def test_problems_stop_it_before_anything_is_written(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    before = content(db), meta(db)
    bad = world(tmp_path / "bad", 2, name="world")
    with (bad / "nodes/program.csv").open("a", encoding="utf-8") as stream:
        stream.write("program:broken\n")
    with pytest.raises(PackageProblems, match=r"program\.csv, row 5") as caught:
        load_remote(db.settings(), quick, [bad])
    assert caught.value.report.problem_count == 1
    assert (content(db), meta(db)) == before


@pytest.mark.parametrize("dies_at", ["relationships", "sweep_nodes", "meta"])
def test_a_load_that_died_is_redone_by_the_next(
    db: GraphDB, quick: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    original = remote.text_of

    def dying(kind: str, name: str) -> str:
        if name == dies_at and kind == "load":
            raise KeyboardInterrupt
        return original(kind, name)

    monkeypatch.setattr(remote, "text_of", dying)
    with pytest.raises(KeyboardInterrupt):
        load_remote(db.settings(), quick, [world(tmp_path / "next" / "world", 2, size=5)])
    assert meta(db)["state"] == "loading"
    monkeypatch.undo()
    load_remote(db.settings(), quick, [tmp_path / "world"])
    assert meta(db)["state"] == "ready"
    again = content(db)
    db.run("MATCH (n) DETACH DELETE n")
    load_remote(db.settings(), quick, [tmp_path / "world"], merge=False)
    assert content(db) == again


def test_of_two_loads_the_later_cuts_the_earlier_off(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    def take_over(step: str, done: int, total: int | None) -> None:
        if step == "writing School":
            db.run("MATCH (m:Meta) SET m.load_id = 'another'")

    with pytest.raises(DatabaseError, match="taken over"):
        load_remote(db.settings(), quick, [world(tmp_path / "world", 1)], progress=take_over)
    assert meta(db)["state"] == "loading"


def test_rows_of_others_are_left_alone(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    db.run("CREATE (:Thing {id: 'theirs'})-[:KNOWS]->(:Other {id: 'theirs'})")
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    load_remote(db.settings(), quick, [world(tmp_path / "world", 2)])
    assert db.run("MATCH ({id: 'theirs'})-[r:KNOWS]->() RETURN count(r) AS n") == [{"n": 1}]


def test_readers_have_their_lease_before_the_first_write(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    seen: list[tuple[str, str, int]] = []

    def look(step: str, done: int, total: int | None) -> None:
        row = db.run("MATCH (m:Meta), (p:Program) RETURN m.state AS state, min(p.enrolment) AS least, max(p.enrolment) AS most")[0]
        seen.append((step, row["state"], row["most"]))

    load_remote(db.settings(), quick.model_copy(update={"read_timeout": 0.5}), [world(tmp_path / "world", 2)], progress=look)
    waiting = [(state, most) for step, state, most in seen if step == "waiting for readers"]
    assert set(waiting) == {("loading", 1)}


def test_a_package_edited_meanwhile_is_noticed(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)

    def edit(step: str, done: int, total: int | None) -> None:
        if step.endswith("located_in.csv"):
            world(tmp_path / "world", 2)

    with pytest.raises(UserError, match="was changed while"):
        load_remote(db.settings(), quick, [root], progress=edit)
    assert db.run("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_a_wrong_password_and_a_server_that_is_not_there(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    with pytest.raises(DatabaseAuthError):
        load_remote(DatabaseSettings(uri=db.uri, username="neo4j", password="wrong"), quick, [root])  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnavailableError):
        load_remote(DatabaseSettings(uri="bolt://127.0.0.1:1", username="neo4j", password="x"), quick, [root])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["nodes", "relationships", "compare_nodes", "compare_relationships"])
def test_no_batch_looks_at_all_rows_not_even_as_planned_for_an_empty_database(db: GraphDB, name: str) -> None:
    with db.driver() as driver:
        ensure(driver, db.database)
        values = {"rows": [], "type": "FEEDS", "keys": ["year"], "load_id": "", "batch": 0}
        text = text_of("load", name).replace("CYPHER 5", "CYPHER 5 EXPLAIN")
        plan = driver.execute_query(text, values, database_=db.database).summary.plan
    assert plan is not None
    assert not [operator for operator in operators(plan) if "Scan" in operator or "TypeLookup" in operator]
