"""Edit, publish and undo on Chenzhou's data in a server over Bolt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.loading import remote_loader
from graph.loading.editing import Editing, Evidence
from graph.loading.local_loader import back_remote, load_remote, resume_remote
from graph.settings import Settings
from graph.storage.ledger import Ledger, Note
from seed.packages.package import bundled
from tests.conftest import GraphDB

FIRM = "enterprise:anneng"


@pytest.fixture
def settings(graph_db: GraphDB, tmp_path: Path) -> Settings:
    """Chenzhou's data in the database, and a data folder of its own."""
    graph_db.run("MATCH (n) DETACH DELETE n")
    settings = Settings(poll_interval=0.01, read_timeout=0.01, data=tmp_path / "data", editor="Example office")
    load_remote(graph_db.settings(), settings, [bundled("chenzhou") or ""], note=Note("load", "Example office"))
    return settings


def rename(editing: Editing) -> str:
    return editing.change(lambda draft, author: draft.set(FIRM, "name", "An Neng", author), Evidence(reason="spelling"))[0].edit


def firm(db: GraphDB) -> dict[str, Any]:
    return dict(db.run("MATCH (e:Enterprise {id: $id}) RETURN properties(e) AS row", id=FIRM)[0]["row"])


def rows(db: GraphDB) -> list[Any]:
    """Return all rows without the stamp of the load."""
    nodes = db.run("MATCH (n:Thing) RETURN properties(n) AS row ORDER BY n.id")
    edges = db.run("MATCH (a:Thing)-[r]->(b:Thing) RETURN type(r) AS type, a.id AS a, b.id AS b, properties(r) AS row")
    for row in (*nodes, *edges):
        row["row"].pop("load", None)
    return [*nodes, *sorted(edges, key=str)]


def test_a_publication_and_its_undo(graph_db: GraphDB, settings: Settings) -> None:
    database, before = graph_db.settings(), rows(graph_db)
    first = Editing(settings, database).version
    edit = rename(Editing(settings, database))
    published = Editing(settings, database).publish("spelling")
    row = firm(graph_db)
    assert (row["name"], row["package"], row["origin"], row["certainty"]) == ("An Neng", "chenzhou", "inferred", "unverified")
    assert row["sources"] == ["source:hunan-daily-2024-06-21", f"source:edit-{edit}"]
    ties = graph_db.run("MATCH (:Enterprise {id: $id})-[r]-() RETURN DISTINCT r.origin AS origin", id=FIRM)
    assert ties == [{"origin": "inferred"}]
    Editing(settings, database).change(lambda draft, author: draft.undo(edit, author), Evidence())
    undone = Editing(settings, database).publish("undone")
    assert (undone.data_version, rows(graph_db)) == (first, before)
    entries = Editing(settings, database).ledger.entries()
    assert [entry.data_version for entry in entries] == [first, published.data_version, first]


def test_going_back_is_in_the_ledger(graph_db: GraphDB, settings: Settings) -> None:
    database = graph_db.settings()
    first = Editing(settings, database).version
    rename(Editing(settings, database))
    Editing(settings, database).publish("spelling")
    assert back_remote(database, settings, note=Note("back", "Example office")).data_version == first
    assert [entry.action for entry in Editing(settings, database).ledger.entries()] == ["load", "publish", "back"]


def test_an_interrupted_publication_is_finished_and_recorded(
    graph_db: GraphDB, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = graph_db.settings()
    rename(Editing(settings, database))

    def interrupt(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(remote_loader._Remote, "_end", interrupt)
        with pytest.raises(KeyboardInterrupt):
            Editing(settings, database).publish("spelling")
    assert resume_remote(database, settings) is not None
    assert firm(graph_db)["name"] == "An Neng"
    back_remote(database, settings, note=Note("back", "Example office"))
    entries = Editing(settings, database).ledger.entries()
    assert [(entry.action, entry.message) for entry in entries] == [("load", ""), ("publish", "spelling"), ("back", "")]


def test_a_machine_with_a_read_only_folder_loads_without_a_history(
    graph_db: GraphDB, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    monkeypatch.setattr(Ledger, "is_writable", lambda self: False)
    load_remote(graph_db.settings(), elsewhere, [bundled("hunan") or ""], note=Note("load", "Example office"))
    assert not Editing(elsewhere, graph_db.settings()).ledger.folder.exists()
