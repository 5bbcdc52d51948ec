"""Import, backup and restore with Neo4j's admin tool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph.errors import BadValueError, LocalServerError
from graph.server import admin_tool
from graph.server.admin_tool import bulk_import, dump, load
from graph.server.home_directory import OLD_DATA, prepare, read_store_info
from graph.server.jars import Jars
from graph.system.folder_lock import FolderLock
from tests.conftest import small_server

PEOPLE = '学校:1,"Chenzhou ""Vocational"", School",郴州|桂阳,2024\n学校:2,Two,,\n'
FEEDS = "学校:1,学校:2,2024\n"


def files(folder: Path, nodes: str = PEOPLE, edges: str = FEEDS) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "n-head.csv").write_text("id:ID,name:string,aliases:string[],opened:long\n")
    (folder / "n.csv").write_text(nodes)
    (folder / "r-head.csv").write_text(":START_ID,:END_ID,year:long\n")
    (folder / "r.csv").write_text(edges)
    return {"node_files": {"Thing:School": ["n-head.csv", "n.csv"]}, "rel_files": {"FEEDS": ["r-head.csv", "r.csv"]}}


def rows(home: Path, jars: Jars) -> list[dict[str, Any]]:
    with (
        small_server(home, jars) as server,
        neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver,
    ):
        query = """
        MATCH (n:School) OPTIONAL MATCH (n)-[r:FEEDS]->(m)
        RETURN n, COLLECT { UNWIND labels(n) AS l RETURN l ORDER BY l } AS labels, r.year AS year, m.id AS to ORDER BY n.id
        """
        return [record.data() for record in driver.execute_query(query).records]


EXPECTED = [
    {
        "n": {"id": "学校:1", "name": 'Chenzhou "Vocational", School', "aliases": ["郴州", "桂阳"], "opened": 2024},
        "labels": ["School", "Thing"],
        "year": 2024,
        "to": "学校:2",
    },
    {"n": {"id": "学校:2", "name": "Two"}, "labels": ["School", "Thing"], "year": None, "to": None},
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, jars: Jars) -> Path:
    """A home with two schools. The path has a space."""
    folder = tmp_path_factory.mktemp("an import")
    calls: list[tuple[str, int, int | None]] = []
    home = folder / "home"
    csv_files = files(folder / "csv")
    bulk_import(
        home,
        jars,
        folder / "csv",
        csv_files["node_files"],
        csv_files["rel_files"],
        folder / "import.log",
        progress=lambda *call: calls.append(call),
    )
    assert (calls[-1][0], calls[-1][2]) == ("Post processing", 100)
    assert all(0 <= done <= 100 for _, done, _ in calls)
    assert "IMPORT DONE" in (folder / "import.log").read_text()
    return home


def test_the_store_contains_the_imported_rows(imported: Path, jars: Jars) -> None:
    assert rows(imported, jars) == EXPECTED
    info = read_store_info(imported)
    assert info is not None
    assert info.neo4j_version == jars.version


def test_a_backup_restores_into_another_folder_and_over_an_old_store(imported: Path, jars: Jars, tmp_path: Path) -> None:
    backup = tmp_path / "backups" / "today.dump"
    assert dump(imported, backup, jars=jars) == backup.stat().st_size > 0
    load(tmp_path / "other", backup, jars=jars)
    assert rows(tmp_path / "other", jars) == EXPECTED
    load(tmp_path / "other", backup, jars=jars)  # over a used store with its own password
    assert rows(tmp_path / "other", jars) == EXPECTED
    assert [path.name for path in backup.parent.iterdir()] == ["today.dump"]
    assert not (tmp_path / "other" / OLD_DATA).exists()


def test_a_store_in_use_is_neither_dumped_nor_replaced(imported: Path, jars: Jars, tmp_path: Path) -> None:
    (tmp_path / "some.dump").write_bytes(b"x")
    with FolderLock(imported):
        for work in (lambda: dump(imported, tmp_path / "x", jars=jars), lambda: load(imported, tmp_path / "some.dump", jars=jars)):
            with pytest.raises(LocalServerError, match=f"in use by process {os.getpid()}"):
                work()
    assert not (tmp_path / "x").exists()


def test_a_damaged_backup_changes_nothing(imported: Path, jars: Jars, tmp_path: Path) -> None:
    bad = tmp_path / "bad.dump"
    bad.write_bytes(b"this is no dump" * 1000)
    with pytest.raises(LocalServerError, match=r"The restore failed(.|\n)*See the full output"):
        load(imported, bad, jars=jars)
    assert rows(imported, jars) == EXPECTED


def test_a_failed_backup_keeps_the_older_file(tmp_path: Path, jars: Jars) -> None:
    (tmp_path / "home/data/databases/neo4j").mkdir(parents=True)
    (tmp_path / "old.dump").write_text("old")
    with pytest.raises(LocalServerError, match="The backup failed"):
        dump(tmp_path / "home", tmp_path / "old.dump", jars=jars)
    assert (tmp_path / "old.dump").read_text() == "old"


def test_missing_files_are_named(tmp_path: Path, jars: Jars) -> None:
    with pytest.raises(BadValueError, match="There is no file"):
        load(tmp_path / "home", tmp_path / "none.dump", jars=jars)
    with pytest.raises(LocalServerError, match="There is no data in"):
        dump(tmp_path / "home", tmp_path / "x.dump", jars=jars)
    with pytest.raises(LocalServerError, match=r"There is no file .*none\.csv"):
        bulk_import(tmp_path / "home", jars, tmp_path, {"School": ["none.csv"]}, {}, tmp_path / "log")


@pytest.mark.parametrize(
    ("nodes", "edges", "reason"),
    [
        (PEOPLE, "学校:1,学校:9,2024\n", "学校:9"),
        (PEOPLE + "学校:1,Again,,\n", FEEDS, "学校:1"),
        ("学校:1,One,,not a number\n", "", "not a number"),
    ],
    ids=["dangling", "duplicate", "type"],
)
def test_a_bad_row_fails_the_import_with_its_reason(tmp_path: Path, jars: Jars, nodes: str, edges: str, reason: str) -> None:
    csv_files = files(tmp_path, nodes, edges)
    with pytest.raises(LocalServerError, match=rf"The import failed \(exit code \d+\): .*{reason}"):
        bulk_import(tmp_path / "home", jars, tmp_path, csv_files["node_files"], csv_files["rel_files"], tmp_path / "import.log")
    assert read_store_info(tmp_path / "home") is None


def test_a_full_disk_is_reported_before_the_import(tmp_path: Path, jars: Jars, monkeypatch: pytest.MonkeyPatch) -> None:
    csv_files = files(tmp_path)
    monkeypatch.setattr("graph.system.files.free_bytes", lambda folder: 10)
    with pytest.raises(LocalServerError, match="Not enough disk space for the import"):
        bulk_import(tmp_path / "home", jars, tmp_path, csv_files["node_files"], csv_files["rel_files"], tmp_path / "import.log")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("cut", ["after the first rename", "after the second"])
def test_an_interrupted_restore_is_completed_or_undone(tmp_path: Path, cut: str) -> None:
    prepare(tmp_path)
    (tmp_path / "data/mark").write_text("old")
    (tmp_path / "data").rename(tmp_path / OLD_DATA)
    if cut == "after the second":
        (tmp_path / "data/databases/neo4j").mkdir(parents=True)
        (tmp_path / "data/mark").write_text("new")
    prepare(tmp_path)
    assert (tmp_path / "data/mark").read_text() == ("old" if cut == "after the first rename" else "new")
    assert not (tmp_path / OLD_DATA).exists()


def test_old_data_is_not_replaced_by_an_empty_folder(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "data").rename(tmp_path / OLD_DATA)
    (tmp_path / "data").mkdir()
    with pytest.raises(LocalServerError, match="contains no database"):
        prepare(tmp_path)
    assert (tmp_path / OLD_DATA).is_dir()


def test_progress_is_parsed_from_the_output() -> None:
    text = (
        "(1/4) Node import 2026-11-24 15:52:04.026+0000\n....  50% ∆1s\n.... 100% ∆1s\n(2/4) Relationship import 2026-11-24\n...  40% ∆0ms"
    )
    assert admin_tool._progress(text, "The import") == ("Relationship import", 35, 100)
    assert admin_tool._progress("Files: 9/36, data:  12.4%\n", "The backup") == ("The backup", 12, 100)
    assert admin_tool._progress("Starting", "The import") == ("The import", 0, None)
