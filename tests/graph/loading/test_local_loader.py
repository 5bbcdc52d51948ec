"""Load into the local server's data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.errors import LocalServerError, UserError
from graph.loading import local_loader
from graph.loading.local_loader import PackageProblems, Summary, load_back, load_local, load_remote, plan_local, removed_local
from graph.server.jars import Jars
from graph.settings import Settings
from graph.storage.data_directory import Stores
from seed.packages.package import bundled
from tests.conftest import CACHE, GraphDB, small_server
from tests.graph.worlds import ROWS, suburb, world

SMALL = Settings(heap="512m", page_cache="64m")


def numbers(summary: Summary) -> tuple[int, int, int, int]:
    return summary.created, summary.changed, summary.unchanged, summary.removed


def content(db: GraphDB) -> list[Any]:
    nodes = db.run("MATCH (n:Thing) RETURN labels(n) AS labels, properties(n) AS row ORDER BY n.id")
    edges = db.run(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS a, b.id AS b, properties(r) AS row ORDER BY type, a, b, r.year, r.form"
    )
    for row in (*nodes, *edges):
        row["row"].pop("load", None)
        row.get("labels", []).sort()
    return [*nodes, *edges]


def served(data: Path, jars: Jars) -> Iterator[GraphDB]:
    current = Stores(data).current()
    assert current is not None
    with small_server(Stores(data).home(current.store), jars) as server:
        yield GraphDB(server.uri, server.auth)


def test_local_and_remote_loads_give_the_same_graph_indexes_and_meta(graph_db: GraphDB, jars: Jars, tmp_path: Path) -> None:
    data, paths = tmp_path / "data", [world(tmp_path / "world", 1), bundled("chenzhou") or ""]
    steps: list[str] = []
    done = load_local(data, CACHE, paths, settings=SMALL, progress=lambda step, done, total: steps.append(step))
    quick = Settings(poll_interval=0.01, read_timeout=0.01, data=tmp_path / "elsewhere")
    assert load_remote(graph_db.settings(), quick, paths).data_version == done.data_version
    meta = "MATCH (m:Meta) RETURN m.state AS state, m.data_version AS version, m.counts AS counts, m.model_version AS model"
    for local in served(data, jars):
        assert content(local) == content(graph_db)
        assert local.run(meta) == graph_db.run(meta)
        schema = "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state RETURN * ORDER BY type, name, labelsOrTypes"
        assert [row for row in local.run(schema) if row["type"] != "LOOKUP"] == [
            row for row in graph_db.run(schema) if row["type"] != "LOOKUP"
        ]
        assert (
            local.run("CALL db.index.fulltext.queryNodes('names', '\"桂阳\"') YIELD node RETURN node.name_zh AS name")[0]["name"]
            == "桂阳县"
        )
    assert done.created == sum(1 for _ in content(graph_db))
    assert "indexes online" in steps
    assert not list((data / "stores").glob(".building-*"))


@pytest.fixture
def load(without_server: None, tmp_path: Path) -> Callable[..., Summary]:
    def load(*paths: Path, merge: bool = True) -> Summary:
        return load_local(tmp_path / "data", CACHE, paths, merge=merge)

    return load


def test_a_second_load_changes_nothing_and_builds_nothing(
    load: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(world(tmp_path / "world", 1))
    assert numbers(first) == (ROWS, 0, 0, 0)
    monkeypatch.setattr(local_loader, "bulk_import", lambda *args, **more: pytest.fail("built again"))
    again = load(tmp_path / "world")
    assert numbers(again) == (0, 0, ROWS, 0)
    assert again.data_version == first.data_version


@pytest.mark.parametrize("lost", ["password", "loaded.json"])
def test_a_store_with_a_missing_file_is_built_again(load: Callable[..., Summary], tmp_path: Path, lost: str) -> None:
    version = load(world(tmp_path / "world", 1)).data_version
    stores = Stores(tmp_path / "data")
    (stores.home(version) / lost).unlink()
    assert load(tmp_path / "world").data_version == version
    assert stores.intact(version)


def test_changes_are_counted_and_predicted(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1))
    planned = plan_local(tmp_path / "data", [world(tmp_path / "world", 2, size=2)])
    done = load(tmp_path / "world")
    assert numbers(planned) == numbers(done) == (0, 6, ROWS - 6 - 4, 4)
    assert planned.data_version == done.data_version


def test_merge_includes_a_loaded_package_whose_folder_is_gone(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1).rename(tmp_path / "gone"))
    (tmp_path / "gone").rename(tmp_path / "hidden")
    assert numbers(load(suburb(tmp_path / "far/suburb"))) == (2, 0, ROWS, 0)
    assert numbers(load(tmp_path / "hidden", merge=False)) == (0, 0, ROWS, 2)


def test_bundled_packages_are_not_copied(load: Callable[..., Summary], tmp_path: Path) -> None:
    chenzhou = bundled("chenzhou")
    assert chenzhou is not None
    load(chenzhou)
    stores = Stores(tmp_path / "data")
    current = stores.current()
    assert current is not None
    record = stores.record(current.store)
    assert record is not None
    assert [(package.name, package.copy) for package in record.packages] == [("reference", None), ("chenzhou", None)]
    assert not (stores.data / "packages").exists()


def test_going_back_twice_returns_to_the_first_version(load: Callable[..., Summary], tmp_path: Path) -> None:
    data = tmp_path / "data"
    with pytest.raises(UserError, match="no earlier"):
        load_back(data)
    first = load(world(tmp_path / "world", 1))
    with pytest.raises(UserError, match="no earlier"):
        load_back(data)
    second = load(world(tmp_path / "world", 2))
    back = load_back(data)
    assert back.data_version == first.data_version
    assert numbers(back) == numbers(second) == (0, 9, ROWS - 9, 0)
    assert load_back(data).data_version == second.data_version


def test_a_load_of_the_previous_content_uses_the_existing_store(
    load: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(world(tmp_path / "one", 1))
    load(world(tmp_path / "two", 2))
    monkeypatch.setattr(local_loader, "bulk_import", lambda *args, **more: pytest.fail("built again"))
    assert load(tmp_path / "one").data_version == first.data_version


def test_an_invalid_package_is_refused_and_changes_nothing(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1))
    before = sorted((tmp_path / "data").rglob("*"))
    bad = world(tmp_path / "bad", 2)
    with (bad / "relationships/feeds.csv").open("a", encoding="utf-8") as stream:
        stream.write("program:one.0\n")
    with pytest.raises(PackageProblems, match=r"feeds\.csv, row 5"):
        load(bad)
    assert sorted((tmp_path / "data").rglob("*")) == before


STEPS = ["ensure_jars", "bulk_import", "_create_indexes", "write_record", "finish", "switch"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_load_keeps_the_old_version_and_the_next_load_succeeds(
    load: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = load(world(tmp_path / "one", 1))
    stores = Stores(tmp_path / "data")
    place = next(owner for owner in (local_loader, local_loader._Load, Stores) if hasattr(owner, step))

    def interrupt(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, step, interrupt)
        patch.setattr("shutil.rmtree", lambda *args, **more: None)  # a killed process cleans nothing up
        with pytest.raises(KeyboardInterrupt):
            load(world(tmp_path / "two", 2))
    current = stores.current()
    assert current is not None
    assert current.data_version == first.data_version
    second = load(tmp_path / "two")
    current = stores.current()
    assert current is not None
    assert current.data_version == second.data_version
    assert {home.name for home in stores.folder.iterdir()} == {first.data_version, second.data_version}
    assert len(list((stores.data / "packages/world").iterdir())) == 2


def test_a_package_edited_during_the_load_is_detected(
    load: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_loader, "bulk_import", lambda *args, **more: world(tmp_path / "world", 3))  # edit during the import
    with pytest.raises(UserError, match="was changed while"):
        load(world(tmp_path / "world", 1))
    assert Stores(tmp_path / "data").current() is None


def test_no_package_and_two_loads_at_once_are_refused(load: Callable[..., Summary], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No data package"):
        load()
    with Stores(tmp_path / "data").loading(), pytest.raises(LocalServerError, match="Another load"):
        load(world(tmp_path / "world", 1))


def test_a_failed_load_removes_nothing(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1))
    stores = Stores(tmp_path / "data")
    left = stores.new_building()
    with pytest.raises(PackageProblems):
        load(tmp_path / "nonexistent")
    assert left.is_dir()
    load(world(tmp_path / "world", 2))
    assert not left.exists()


def test_packages_cannot_be_added_to_a_store_whose_record_is_lost(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1), suburb(tmp_path / "suburb"))
    stores = Stores(tmp_path / "data")
    current = stores.current()
    assert current is not None
    (stores.home(current.store) / "loaded.json").write_text("{}")
    with pytest.raises(LocalServerError, match="cannot be added"):
        load(world(tmp_path / "world", 2))
    assert stores.current() == current
    assert load(world(tmp_path / "world", 1), tmp_path / "suburb").data_version == current.data_version
    assert stores.intact(current.store)


def test_an_interrupted_first_load_is_repeated(load: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(local_loader._Load, "_create_indexes", interrupt)
        patch.setattr("shutil.rmtree", lambda *args, **more: None)
        with pytest.raises(KeyboardInterrupt):
            load(world(tmp_path / "world", 1))
    assert load(tmp_path / "world").created == ROWS
    stores = Stores(tmp_path / "data")
    assert len(stores.copies.places()) == 1
    assert [home.name for home in stores.folder.iterdir()] == stores.names()


def test_the_packages_that_a_replacement_removes_are_listed_with_their_rows(load: Callable[..., Summary], tmp_path: Path) -> None:
    load(world(tmp_path / "world", 1), suburb(tmp_path / "suburb"))
    removed = removed_local(tmp_path / "data", [tmp_path / "world"])
    assert [str(package) for package in removed] == ["suburb 1.0.0 (2 rows)"]
    assert removed_local(tmp_path / "data", [tmp_path / "suburb"]) == ()  # it requires world, which is in the folder beside it


def test_going_back_after_a_replacement(load: Callable[..., Summary], tmp_path: Path) -> None:
    first = load(world(tmp_path / "world", 1), suburb(tmp_path / "suburb"))
    load(world(tmp_path / "world", 2), merge=False)
    assert load_back(tmp_path / "data").data_version == first.data_version
