"""Load into a server over Bolt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.database.cypher_files import text_of
from graph.database.schema import ensure
from graph.errors import DatabaseAuthError, DatabaseError, DatabaseUnavailableError, UserError
from graph.loading import remote_loader
from graph.loading.local_loader import PackageProblems, Summary, back_remote, load_remote, plan_remote, removed_remote, resume_remote
from graph.loading.remote_loader import refuse_to_fill
from graph.settings import DatabaseSettings, Settings
from tests.conftest import GraphDB
from tests.graph.queries.plan_checks import operators
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


def test_first_repeated_and_changed_loads_are_counted(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    first = load_remote(db.settings(), quick, [world(tmp_path / "world", 1)], merge=True)
    assert numbers(first) == (ROWS, 0, 0, 0)
    meta_row = meta(db)
    assert (meta_row["state"], meta_row["data_version"]) == ("ready", first.data_version)
    assert json.loads(meta_row["counts"])["Program"] == {"simulated": 3}
    assert [json.loads(text)["name"] for text in meta_row["packages"]] == ["world"]

    again = load_remote(db.settings(), quick, [tmp_path / "world"], merge=True)
    assert numbers(again) == (0, 0, ROWS, 0)
    assert meta(db) == meta_row

    changed = load_remote(db.settings(), quick, [world(tmp_path / "world", 2, size=2)], merge=True)
    assert numbers(changed) == (0, 6, ROWS - 6 - 4, 4)
    assert changed.data_version != first.data_version
    assert {row["n"] for row in db.run("MATCH (p:Program) RETURN p.enrolment AS n")} == {2}


def test_rows_are_stored_with_all_properties(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
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


def test_a_merge_without_the_files_of_a_loaded_package_is_refused(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    elsewhere = quick.model_copy(update={"data": tmp_path / "another machine"})
    with pytest.raises(UserError, match="'world'"):
        load_remote(db.settings(), elsewhere, [suburb(tmp_path / "far" / "suburb")], merge=True)


def test_a_plan_changes_nothing_and_predicts_the_load(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1), suburb(tmp_path / "suburb")])
    before = content(db), meta(db)
    planned = plan_remote(db.settings(), quick, [world(tmp_path / "world", 2, size=2)], merge=False)
    assert (content(db), meta(db)) == before
    done = load_remote(db.settings(), quick, [tmp_path / "world"], merge=False)
    assert numbers(planned) == numbers(done)
    assert planned.data_version == done.data_version


def test_an_invalid_package_is_refused_before_anything_is_written(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    before = content(db), meta(db)
    bad = world(tmp_path / "bad", 2, name="world")
    with (bad / "nodes/program.csv").open("a", encoding="utf-8") as stream:
        stream.write("program:broken\n")
    with pytest.raises(PackageProblems, match=r"program\.csv, row 5") as caught:
        load_remote(db.settings(), quick, [bad])
    assert caught.value.report.problem_count == 1
    assert (content(db), meta(db)) == before


@pytest.mark.parametrize("step", ["relationships", "sweep_nodes", "meta"])
def test_the_next_load_repairs_an_interrupted_one(
    db: GraphDB, quick: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    original = remote_loader.text_of

    def interrupted(kind: str, name: str) -> str:
        if name == step and kind == "load":
            raise KeyboardInterrupt
        return original(kind, name)

    monkeypatch.setattr(remote_loader, "text_of", interrupted)
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


def test_a_later_load_stops_an_earlier_one(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    def supersede(step: str, done: int, total: int | None) -> None:
        if step == "writing School":
            db.run("MATCH (m:Meta) SET m.load_id = 'another'")

    with pytest.raises(DatabaseError, match="superseded"):
        load_remote(db.settings(), quick, [world(tmp_path / "world", 1)], progress=supersede)
    assert meta(db)["state"] == "loading"


def test_rows_without_a_package_are_not_changed(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    db.run("CREATE (:Thing {id: 'theirs'})-[:KNOWS]->(:Other {id: 'theirs'})")
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    load_remote(db.settings(), quick, [world(tmp_path / "world", 2)])
    assert db.run("MATCH ({id: 'theirs'})-[r:KNOWS]->() RETURN count(r) AS n") == [{"n": 1}]


def test_a_load_waits_for_the_lease_of_readers_before_the_first_write(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    states: list[tuple[str, str, int]] = []

    def observe(step: str, done: int, total: int | None) -> None:
        row = db.run("MATCH (m:Meta), (p:Program) RETURN m.state AS state, min(p.enrolment) AS least, max(p.enrolment) AS most")[0]
        states.append((step, row["state"], row["most"]))

    load_remote(db.settings(), quick.model_copy(update={"read_timeout": 0.5}), [world(tmp_path / "world", 2)], progress=observe)
    waiting = [(state, most) for step, state, most in states if step == "waiting for readers"]
    assert set(waiting) == {("loading", 1)}


def test_a_package_edited_during_the_load_is_detected(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)

    def edit(step: str, done: int, total: int | None) -> None:
        if step.endswith("located_in.csv"):
            world(tmp_path / "world", 2)

    with pytest.raises(UserError, match="was changed while"):
        load_remote(db.settings(), quick, [root], progress=edit)
    assert db.run("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_a_wrong_password_and_an_unreachable_server_raise(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    with pytest.raises(DatabaseAuthError):
        load_remote(DatabaseSettings(uri=db.uri, username="neo4j", password="wrong"), quick, [root])  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnavailableError):
        load_remote(DatabaseSettings(uri="bolt://127.0.0.1:1", username="neo4j", password="x"), quick, [root])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["nodes", "relationships", "compare_nodes", "compare_relationships"])
def test_batch_queries_scan_no_table_even_when_planned_for_an_empty_database(db: GraphDB, name: str) -> None:
    with db.driver() as driver:
        ensure(driver, db.database)
        values = {"rows": [], "type": "FEEDS", "keys": ["year"], "load_id": "", "batch": 0}
        text = text_of("load", name).replace("CYPHER 5", "CYPHER 5 EXPLAIN")
        plan = driver.execute_query(text, values, database_=db.database).summary.plan
    assert plan is not None
    assert not [operator for operator in operators(plan) if "Scan" in operator or "TypeLookup" in operator]


@pytest.fixture
def interrupt_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that runs a load and interrupts it at a step, as a kill would."""
    original = remote_loader.text_of

    def run(step: str, work: Callable[[], object]) -> None:
        def interrupted(kind: str, name: str) -> str:
            if (kind, name) == ("load", step):
                raise KeyboardInterrupt
            return original(kind, name)

        with monkeypatch.context() as patch:
            patch.setattr(remote_loader, "text_of", interrupted)
            with pytest.raises(KeyboardInterrupt):
                work()

    return run


STEPS = ["nodes", "relationships", "sweep_relationships", "sweep_nodes", "meta"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_load_is_finished_with_its_packages(
    db: GraphDB, quick: Settings, tmp_path: Path, interrupt_at: Callable[..., None], step: str
) -> None:
    root, more = world(tmp_path / "world", 1), suburb(tmp_path / "suburb")
    load_remote(db.settings(), quick, [root])
    interrupt_at(step, lambda: load_remote(db.settings(), quick, [more]))
    meta_row = meta(db)
    assert [json.loads(text)["name"] for text in meta_row["packages"]] == ["world"]
    assert [json.loads(text)["name"] for text in meta_row["pending"]] == ["world", "suburb"]
    root.rename(tmp_path / "gone")
    more.rename(tmp_path / "also gone")
    done = resume_remote(db.settings(), quick)
    assert done is not None
    meta_row = meta(db)
    assert (meta_row["state"], meta_row["data_version"]) == ("ready", done.data_version)
    assert "pending" not in meta_row
    assert db.run("MATCH (e:Enterprise {id: 'enterprise:suburb'}) RETURN count(e) AS n") == [{"n": 1}]
    assert resume_remote(db.settings(), quick) is None


def test_an_interrupted_first_load_is_finished(db: GraphDB, quick: Settings, tmp_path: Path, interrupt_at: Callable[..., None]) -> None:
    interrupt_at("relationships", lambda: load_remote(db.settings(), quick, [world(tmp_path / "world", 1)]))
    done = resume_remote(db.settings(), quick)
    assert done is not None
    assert meta(db)["data_version"] == done.data_version


def test_an_interrupted_load_without_copies_is_not_finished_and_the_package_is_named(
    db: GraphDB, quick: Settings, tmp_path: Path, interrupt_at: Callable[..., None]
) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    interrupt_at("meta", lambda: load_remote(db.settings(), quick, [suburb(tmp_path / "suburb")]))
    copy = next(quick.data.glob("remote/*/packages/suburb"))
    copy.rename(tmp_path / "copy")
    before = content(db), meta(db)
    with pytest.raises(UserError, match=r"suburb 1\.0\.0(.|\n)*alliance load DIR_OF_suburb"):
        resume_remote(db.settings(), quick)
    assert (content(db), meta(db)) == before
    load_remote(db.settings(), quick, [tmp_path / "suburb"])
    assert {json.loads(text)["name"] for text in meta(db)["packages"]} == {"world", "suburb"}


def test_the_next_load_keeps_the_packages_of_an_interrupted_one(
    db: GraphDB, quick: Settings, tmp_path: Path, interrupt_at: Callable[..., None]
) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    interrupt_at("sweep_nodes", lambda: load_remote(db.settings(), quick, [suburb(tmp_path / "suburb")]))
    load_remote(db.settings(), quick, [suburb(tmp_path / "other", "other")])
    assert {json.loads(text)["name"] for text in meta(db)["packages"]} == {"world", "suburb", "other"}


def test_an_interrupted_load_of_unknown_packages_is_not_resumed(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    db.run("CREATE (:Meta {id: 'meta', state: 'loading', load_id: 'died'})")
    with pytest.raises(DatabaseError, match="does not name its packages"):
        resume_remote(db.settings(), quick)


def test_going_back_twice_returns_to_the_first_version(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    root = world(tmp_path / "world", 1)
    first = load_remote(db.settings(), quick, [root])
    one = content(db)
    with pytest.raises(UserError, match="no earlier"):
        back_remote(db.settings(), quick)
    second = load_remote(db.settings(), quick, [world(root, 2), suburb(tmp_path / "suburb")], merge=False)
    two = content(db)
    root.rename(tmp_path / "gone")
    assert back_remote(db.settings(), quick).data_version == first.data_version
    assert content(db) == one
    assert back_remote(db.settings(), quick).data_version == second.data_version
    assert content(db) == two


def test_going_back_after_an_interrupted_load_returns_to_the_last_complete_version(
    db: GraphDB, quick: Settings, tmp_path: Path, interrupt_at: Callable[..., None]
) -> None:
    first = load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    before = content(db)
    interrupt_at("sweep_nodes", lambda: load_remote(db.settings(), quick, [world(tmp_path / "two/world", 2, size=5)], merge=False))
    assert back_remote(db.settings(), quick).data_version == first.data_version
    assert content(db) == before


def test_going_back_without_the_copies_is_refused_and_changes_nothing(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    load_remote(db.settings(), quick, [world(tmp_path / "world", 2)])
    before = content(db), meta(db)
    with pytest.raises(UserError, match="no copy at"):
        back_remote(db.settings(), quick.model_copy(update={"data": tmp_path / "another machine"}))
    assert (content(db), meta(db)) == before


def places(quick: Settings) -> set[str]:
    return {path.name for path in quick.data.glob("remote/*/packages/*/*")}


def test_copies_are_kept_for_the_current_and_the_previous_version(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    first = places(quick)
    load_remote(db.settings(), quick, [world(tmp_path / "world", 2)])
    second = places(quick)
    load_remote(db.settings(), quick, [world(tmp_path / "world", 3)])
    assert first < second
    assert len(places(quick)) == 2
    assert not first & places(quick)


@pytest.mark.parametrize("damage", ["MATCH (m:Meta) DETACH DELETE m", "MATCH (m:Meta) REMOVE m.packages"])
def test_without_meta_copies_are_kept_and_rows_are_not_removed(db: GraphDB, quick: Settings, tmp_path: Path, damage: str) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1), suburb(tmp_path / "suburb")])
    kept = places(quick)
    db.run(damage)
    before = content(db)
    with pytest.raises(UserError, match=r"entities of suburb \(1\)(.|\n)*--replace"):
        load_remote(db.settings(), quick, [world(tmp_path / "world", 2)])
    assert content(db) == before
    load_remote(db.settings(), quick, [tmp_path / "world"], merge=False)
    assert kept < places(quick)


def test_an_unreadable_meta_removes_nothing(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    db.run("MATCH (m:Meta) SET m.packages = ['{']")
    before = content(db), places(quick)
    with pytest.raises(DatabaseError, match="cannot be read"):
        load_remote(db.settings(), quick, [suburb(tmp_path / "suburb")])
    assert (content(db), places(quick)) == before


def test_the_packages_that_a_replacement_removes_are_listed(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1), suburb(tmp_path / "suburb")])
    assert [str(package) for package in removed_remote(db.settings(), quick, [tmp_path / "world"])] == ["suburb 1.0.0 (2 rows)"]


def test_a_start_fills_only_an_empty_database_without_copies(db: GraphDB, quick: Settings, tmp_path: Path) -> None:
    db.run("CREATE (:Other {id: 'theirs'})")
    refuse_to_fill(db.settings(), quick)
    load_remote(db.settings(), quick, [world(tmp_path / "world", 1)])
    db.run("MATCH (m:Meta) DETACH DELETE m")
    with pytest.raises(DatabaseError, match=r"entities of world"):
        refuse_to_fill(db.settings(), quick)
    db.run("MATCH (n:Thing) DETACH DELETE n")
    with pytest.raises(DatabaseError, match=r"alliance load .*/packages/world/"):
        refuse_to_fill(db.settings(), quick)
