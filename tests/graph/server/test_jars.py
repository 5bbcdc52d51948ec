"""Jars are fetched once, checked, and mended. The registry here is a small one of our own."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

from graph.errors import LocalServerError
from graph.server import jar_download, jar_lockfile
from graph.server import jars as jars_module
from graph.server.jar_lockfile import Jar, lock_entries
from graph.server.jars import VERSION, damaged, ensure_jars, forget_manifest, installed, jars_folder

CONTENTS = {f"part-{number}": bytes([number]) * (1000 + number * 70_000) for number in range(6)}
JARS = tuple(Jar("org.example", name, "1.0", "", len(text), hashlib.sha256(text).hexdigest()) for name, text in CONTENTS.items())
TOTAL = sum(jar.size for jar in JARS)


class Registry(ThreadingHTTPServer):
    """Answers what `files` holds and counts what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {f"/{jar.path}": CONTENTS[jar.artifact] for jar in JARS}
        self.asked: list[str] = []
        self.cut_first = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        registry = cast("Registry", self.server)
        again = self.path in registry.asked
        registry.asked.append(self.path)
        body = registry.files.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        if body is not None:
            self.wfile.write(body[: len(body) // 2] if registry.cut_first and not again else body)

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    server = Registry()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    point_at(monkeypatch, tmp_path, server.url)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def point_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    class Context:
        def __init__(self) -> None:
            self.remote_repos = {"test": url}
            self.repo_cache = tmp_path / "local-repository"

    monkeypatch.setattr(jar_download, "MavenContext", Context)
    monkeypatch.setattr(jars_module, "lock_entries", lambda version=VERSION: JARS)


def test_all_are_fetched_checked_and_counted(registry: Registry, tmp_path: Path) -> None:
    calls: list[tuple[int, int | None, str]] = []
    jars = ensure_jars(tmp_path / "cache", lambda *call: calls.append(call))
    assert [file.name for file in jars.files] == [jar.filename for jar in JARS]
    assert [file.read_bytes() for file in jars.files] == list(CONTENTS.values())
    assert calls[-1][:2] == (TOTAL, TOTAL)
    assert [done for done, _, _ in calls] == sorted(done for done, _, _ in calls)
    assert jars.size == TOTAL
    assert jars.classpath.count(".jar") == len(JARS)
    manifest = json.loads((jars.folder / "manifest.json").read_text())
    assert manifest["files"][JARS[0].filename] == {"size": JARS[0].size, "sha256": JARS[0].sha256}


def test_the_second_time_asks_nobody(registry: Registry, tmp_path: Path) -> None:
    first = ensure_jars(tmp_path)
    registry.asked.clear()
    assert ensure_jars(tmp_path) == first == installed(tmp_path)
    assert registry.asked == []


def test_only_what_is_missing_or_damaged_is_fetched_again(registry: Registry, tmp_path: Path) -> None:
    jars = ensure_jars(tmp_path)
    registry.asked.clear()
    jars.files[1].unlink()
    jars.files[3].write_bytes(jars.files[3].read_bytes()[:-1])
    assert installed(tmp_path) is None
    ensure_jars(tmp_path)
    assert sorted(registry.asked) == [f"/{JARS[1].path}", f"/{JARS[3].path}"]


def test_a_byte_turned_over_is_found_by_its_hash(registry: Registry, tmp_path: Path) -> None:
    jars = ensure_jars(tmp_path)
    content = bytearray(jars.files[2].read_bytes())
    content[10] ^= 1
    jars.files[2].write_bytes(content)
    assert list(damaged(tmp_path)) == [JARS[2].filename]
    registry.asked.clear()
    forget_manifest(tmp_path)
    ensure_jars(tmp_path)
    assert registry.asked == [f"/{JARS[2].path}"]
    assert list(damaged(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "{", '{"files": {}}', '{"files": []}'])
def test_a_damaged_manifest_costs_no_download(registry: Registry, tmp_path: Path, text: str) -> None:
    ensure_jars(tmp_path)
    (jars_folder(tmp_path) / "manifest.json").write_text(text)
    registry.asked.clear()
    ensure_jars(tmp_path)
    assert registry.asked == []
    assert installed(tmp_path) is not None


def test_a_download_cut_in_the_middle_is_tried_again(registry: Registry, tmp_path: Path) -> None:
    registry.cut_first = True
    calls: list[int] = []
    jars = ensure_jars(tmp_path, lambda done, total, text: calls.append(done))
    assert [file.read_bytes() for file in jars.files] == list(CONTENTS.values())
    assert calls[-1] == TOTAL
    assert not list(jars.folder.glob("*.part"))


def test_what_a_killed_download_left_is_cleared_and_what_it_finished_is_kept(registry: Registry, tmp_path: Path) -> None:
    folder = jars_folder(tmp_path)
    folder.mkdir()
    (folder / JARS[0].filename).write_bytes(CONTENTS["part-0"])
    (folder / f"{JARS[1].filename}.part").write_bytes(b"half")
    ensure_jars(tmp_path)
    assert f"/{JARS[0].path}" not in registry.asked
    assert not list(folder.glob("*.part"))


def test_whole_files_of_a_local_repository_are_copied_damaged_ones_are_not(registry: Registry, tmp_path: Path) -> None:
    local = tmp_path / "local-repository"
    for jar in JARS:
        (local / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (local / jar.path).write_bytes(CONTENTS[jar.artifact])
    (local / JARS[4].path).write_bytes(b"x" * JARS[4].size)
    ensure_jars(tmp_path / "cache")
    assert registry.asked == [f"/{JARS[4].path}"]


def test_a_file_that_is_not_what_it_should_be_is_refused(registry: Registry, tmp_path: Path) -> None:
    registry.files[f"/{JARS[0].path}"] = b"x" * JARS[0].size
    with pytest.raises(LocalServerError, match=rf"part-0-1\.0\.jar could not be fetched: its SHA-256 is .*, expected {JARS[0].sha256}"):
        ensure_jars(tmp_path)
    assert installed(tmp_path) is None
    assert not (jars_folder(tmp_path) / JARS[0].filename).exists()


def test_a_file_the_registry_lacks_is_named(registry: Registry, tmp_path: Path) -> None:
    del registry.files[f"/{JARS[5].path}"]
    with pytest.raises(LocalServerError, match=r"part-5-1\.0\.jar could not be fetched: the registry answered 404"):
        ensure_jars(tmp_path)


def test_a_registry_out_of_reach_is_said_with_the_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    point_at(monkeypatch, tmp_path, "http://127.0.0.1:1")
    with pytest.raises(LocalServerError, match=r"out of reach .*Connection refused.*NEO4J_URI"):
        ensure_jars(tmp_path)


def test_a_full_disk_is_said_before_the_first_byte(registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("graph.system.files.free_bytes", lambda folder: 1000)
    with pytest.raises(LocalServerError, match=r"too full for the server's jars"):
        ensure_jars(tmp_path)
    assert registry.asked == []


def test_a_disk_that_fills_up_on_the_way_is_no_registry_out_of_reach(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(self: Path, *args: Any, **options: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jar_download.Fetch, "_download", full)
    with pytest.raises(LocalServerError, match="The disk is full"):
        ensure_jars(tmp_path)


def test_two_at_once_fetch_once(registry: Registry, tmp_path: Path) -> None:
    threads = [threading.Thread(target=ensure_jars, args=(tmp_path,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(registry.asked) == sorted(f"/{jar.path}" for jar in JARS)


def test_the_lock_file_is_whole_and_reads_back_as_it_was_written() -> None:
    jars = lock_entries(VERSION)
    assert len({jar.filename for jar in jars}) == len(jars) > 200
    assert any(jar.artifact == "neo4j" and jar.version == VERSION for jar in jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)
    assert jar_lockfile.text(VERSION, list(jars)) == jar_lockfile.lock_file(VERSION).read_text(encoding="utf-8")


def test_a_version_without_a_lock_file_is_named() -> None:
    with pytest.raises(LocalServerError, match=r"Neo4j 1\.0 has no lock file"):
        lock_entries("1.0")
