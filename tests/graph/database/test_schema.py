"""The schema on a real server: complete, idempotent, from any initial state."""

from __future__ import annotations

import neo4j
import pytest

from graph.database import schema
from graph.database.schema import ensure, items, statements
from seed.columns import columns
from seed.model import NODES
from tests.conftest import GraphDB


@pytest.fixture
def db(graph_db: GraphDB) -> GraphDB:
    graph_db.clean()
    return graph_db


def indexes(db: GraphDB) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    rows = db.run("SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state WHERE type <> 'LOOKUP' RETURN *")
    assert {row["state"] for row in rows} <= {"ONLINE"}
    return {row["name"]: (row["type"], tuple(row["labelsOrTypes"]), tuple(row["properties"])) for row in rows}


def test_the_schema_follows_from_the_declared_model() -> None:
    names = [item.name for item in items()]
    assert len(set(names)) == len(names) == len(statements())
    for label, cls in NODES.items():
        for column in columns(cls):
            assert (f"{label.lower()}_{column.name}" in names) is (column.index or column.name == "id")


def test_ensure_is_complete_and_idempotent(db: GraphDB) -> None:
    steps: list[str] = []
    with db.driver() as driver:
        ensure(driver, db.database, progress=lambda step, done, total: steps.append(step))
        first = indexes(db)
        ensure(driver, db.database)
    assert indexes(db) == first == {item.name: (item.kind, item.labels, item.properties) for item in items()}
    assert set(steps) == {"indexes online"}


def test_an_object_with_another_definition_is_replaced(db: GraphDB) -> None:
    db.run("CREATE INDEX thing_id FOR (n:Thing) ON (n.id)")
    db.run("CREATE FULLTEXT INDEX names FOR (n:Thing) ON EACH [n.name]")
    db.run("CREATE CONSTRAINT county_code FOR (n:County) REQUIRE n.code IS UNIQUE")
    with db.driver() as driver:
        ensure(driver, db.database)
    assert indexes(db) == {item.name: (item.kind, item.labels, item.properties) for item in items()}


def test_ids_are_unique(db: GraphDB) -> None:
    with db.driver() as driver:
        ensure(driver, db.database)
    db.run("CREATE (:Thing:County {id: 'county:1'})")
    with pytest.raises(neo4j.exceptions.ConstraintError):
        db.run("CREATE (:Thing:School {id: 'county:1'})")


def test_a_failed_index_ends_the_wait(db: GraphDB, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": "names", "state": "FAILED", "populationPercent": 50.0}]
    monkeypatch.setattr(schema, "_run", lambda session, text: rows if "populationPercent" in text else [])
    monkeypatch.setattr(schema, "_create", lambda session, missing: None)
    with db.driver() as driver, pytest.raises(schema.DatabaseError, match="names"):
        ensure(driver, db.database)
