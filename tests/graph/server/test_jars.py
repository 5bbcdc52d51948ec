"""JAR files are downloaded once, verified, and repaired. The registry is a local test server."""

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
    """Serve `files` and record the requested paths."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {f"/{jar.path}": CONTENTS[jar.artifact] for jar in JARS}
        self.requested: list[str] = []
        self.cut_first = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        registry = cast("Registry", self.server)
        again = self.path in registry.requested
        registry.requested.append(self.path)
        body = registry.files.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        if body is not None:
            self.wfile.write(body[: len(body) // 2] if registry.cut_first and not again else body)

    def log_message(self, format: str, *args: Any) -> None:
        """Print no log."""


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


def test_all_files_are_downloaded_verified_and_counted(registry: Registry, tmp_path: Path) -> None:
    calls: list[tuple[str, int, int | None]] = []
    jars = ensure_jars(tmp_path / "cache", lambda *call: calls.append(call))
    assert [file.name for file in jars.files] == [jar.filename for jar in JARS]
    assert [file.read_bytes() for file in jars.files] == list(CONTENTS.values())
    assert calls[-1][1:] == (TOTAL, TOTAL)
    assert [done for _, done, _ in calls] == sorted(done for _, done, _ in calls)
    assert jars.size == TOTAL
    assert jars.classpath.count(".jar") == len(JARS)
    manifest = json.loads((jars.folder / "manifest.json").read_text())
    assert manifest["files"][JARS[0].filename] == {"size": JARS[0].size, "sha256": JARS[0].sha256}


def test_a_second_call_downloads_nothing(registry: Registry, tmp_path: Path) -> None:
    first = ensure_jars(tmp_path)
    registry.requested.clear()
    assert ensure_jars(tmp_path) == first == installed(tmp_path)
    assert registry.requested == []


def test_only_missing_or_damaged_files_are_downloaded_again(registry: Registry, tmp_path: Path) -> None:
    jars = ensure_jars(tmp_path)
    registry.requested.clear()
    jars.files[1].unlink()
    jars.files[3].write_bytes(jars.files[3].read_bytes()[:-1])
    assert installed(tmp_path) is None
    ensure_jars(tmp_path)
    assert sorted(registry.requested) == [f"/{JARS[1].path}", f"/{JARS[3].path}"]


def test_a_flipped_bit_is_detected_by_the_hash(registry: Registry, tmp_path: Path) -> None:
    jars = ensure_jars(tmp_path)
    content = bytearray(jars.files[2].read_bytes())
    content[10] ^= 1
    jars.files[2].write_bytes(content)
    assert list(damaged(tmp_path)) == [JARS[2].filename]
    registry.requested.clear()
    forget_manifest(tmp_path)
    ensure_jars(tmp_path)
    assert registry.requested == [f"/{JARS[2].path}"]
    assert list(damaged(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "{", '{"files": {}}', '{"files": []}'])
def test_a_damaged_manifest_causes_no_download(registry: Registry, tmp_path: Path, text: str) -> None:
    ensure_jars(tmp_path)
    (jars_folder(tmp_path) / "manifest.json").write_text(text)
    registry.requested.clear()
    ensure_jars(tmp_path)
    assert registry.requested == []
    assert installed(tmp_path) is not None


def test_an_interrupted_download_is_retried(registry: Registry, tmp_path: Path) -> None:
    registry.cut_first = True
    calls: list[int] = []
    jars = ensure_jars(tmp_path, lambda text, done, total: calls.append(done))
    assert [file.read_bytes() for file in jars.files] == list(CONTENTS.values())
    assert calls[-1] == TOTAL
    assert not list(jars.folder.glob("*.part"))


def test_partial_files_of_a_killed_download_are_removed_and_complete_ones_kept(registry: Registry, tmp_path: Path) -> None:
    folder = jars_folder(tmp_path)
    folder.mkdir()
    (folder / JARS[0].filename).write_bytes(CONTENTS["part-0"])
    (folder / f"{JARS[1].filename}.part").write_bytes(b"half")
    ensure_jars(tmp_path)
    assert f"/{JARS[0].path}" not in registry.requested
    assert not list(folder.glob("*.part"))


def test_valid_files_of_a_local_repository_are_copied_and_damaged_ones_are_not(registry: Registry, tmp_path: Path) -> None:
    local = tmp_path / "local-repository"
    for jar in JARS:
        (local / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (local / jar.path).write_bytes(CONTENTS[jar.artifact])
    (local / JARS[4].path).write_bytes(b"x" * JARS[4].size)
    ensure_jars(tmp_path / "cache")
    assert registry.requested == [f"/{JARS[4].path}"]


def test_a_file_with_a_wrong_hash_is_rejected(registry: Registry, tmp_path: Path) -> None:
    registry.files[f"/{JARS[0].path}"] = b"x" * JARS[0].size
    with pytest.raises(LocalServerError, match=rf"part-0-1\.0\.jar could not be downloaded: its SHA-256 is .*, expected {JARS[0].sha256}"):
        ensure_jars(tmp_path)
    assert installed(tmp_path) is None
    assert not (jars_folder(tmp_path) / JARS[0].filename).exists()


def test_a_file_that_the_registry_lacks_is_named(registry: Registry, tmp_path: Path) -> None:
    del registry.files[f"/{JARS[5].path}"]
    with pytest.raises(LocalServerError, match=r"part-5-1\.0\.jar could not be downloaded: the registry returned HTTP 404"):
        ensure_jars(tmp_path)


def test_the_error_for_an_unreachable_registry_has_a_hint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    point_at(monkeypatch, tmp_path, "http://127.0.0.1:1")
    with pytest.raises(LocalServerError, match=r"unreachable .*Connection refused.*NEO4J_URI"):
        ensure_jars(tmp_path)


def test_a_full_disk_is_reported_before_the_download(registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("graph.system.files.free_bytes", lambda folder: 1000)
    with pytest.raises(LocalServerError, match=r"Not enough disk space for the server's JAR files"):
        ensure_jars(tmp_path)
    assert registry.requested == []


def test_a_disk_that_fills_up_during_the_download_is_reported_as_full(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(self: Path, *args: Any, **options: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jar_download.Fetch, "_download", full)
    with pytest.raises(LocalServerError, match="The disk is full"):
        ensure_jars(tmp_path)


def test_concurrent_calls_download_once(registry: Registry, tmp_path: Path) -> None:
    threads = [threading.Thread(target=ensure_jars, args=(tmp_path,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(registry.requested) == sorted(f"/{jar.path}" for jar in JARS)


def test_the_lock_file_is_complete_and_round_trips() -> None:
    jars = lock_entries(VERSION)
    assert len({jar.filename for jar in jars}) == len(jars) > 200
    assert any(jar.artifact == "neo4j" and jar.version == VERSION for jar in jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)
    assert jar_lockfile.text(VERSION, list(jars)) == jar_lockfile.lock_file(VERSION).read_text(encoding="utf-8")


def test_a_version_without_a_lock_file_is_named() -> None:
    with pytest.raises(LocalServerError, match=r"Neo4j 1\.0 has no lock file"):
        lock_entries("1.0")
