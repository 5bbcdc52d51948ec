"""A folder has one holder at a time. The error for a second one names the holder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.errors import LocalServerError
from graph.system.folder_lock import FolderLock, is_held, owner, read_owner

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys, time, subprocess
from pathlib import Path
from graph.system.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1])); lock.acquire(port=8000)
child = subprocess.Popen(["sleep", sys.argv[2]], pass_fds=[lock.fileno()])
if sys.argv[2] == "0":
    child.wait()
print(child.pid, flush=True)
time.sleep(300)
"""


def holder(folder: Path, child_seconds: str) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-c", HOLDER, str(folder), child_seconds]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.stdout.close()
    return process, child


def test_the_error_for_a_second_holder_names_the_first(tmp_path: Path) -> None:
    process, child = holder(tmp_path, "300")
    try:
        with pytest.raises(LocalServerError, match=rf"in use by process {process.pid} \(since 20\d\d-.*alliance stop"):
            FolderLock(tmp_path).acquire()
        held = owner(tmp_path)
        assert held is not None
        assert (held["pid"], held["port"]) == (process.pid, 8000)
    finally:
        os.kill(child, 9)
        process.kill()
        process.wait()
    with FolderLock(tmp_path):
        assert is_held(tmp_path)


def test_a_killed_holder_releases_the_lock(tmp_path: Path) -> None:
    process, _ = holder(tmp_path, "0")
    process.kill()
    process.wait()
    assert read_owner(tmp_path) is not None, "owner.json is left over"
    assert owner(tmp_path) is None, "but the folder is not locked"
    with FolderLock(tmp_path):
        content = json.loads((tmp_path / "owner.json").read_text())
        assert content["pid"] == os.getpid()


def test_acquire_waits_for_a_child_of_a_killed_holder(tmp_path: Path) -> None:
    process, child = holder(tmp_path, "300")
    process.kill()
    process.wait()
    ended = threading.Event()

    def end() -> None:
        ended.set()
        os.kill(child, 9)

    threading.Timer(0.5, end).start()
    with FolderLock(tmp_path):
        assert ended.is_set()


def test_acquire_waits_for_the_given_time(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    first.acquire()
    threading.Timer(0.3, first.release).start()
    with FolderLock(tmp_path, wait=10):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)


def test_release_removes_the_owner_file_and_is_idempotent(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.acquire(data_version="abc")
    assert (read_owner(tmp_path) or {})["data_version"] == "abc"
    lock.update(data_version="def")
    assert (read_owner(tmp_path) or {})["data_version"] == "def"
    lock.release()
    lock.release()
    assert read_owner(tmp_path) is None
    assert not is_held(tmp_path)
    with pytest.raises(ValueError, match="not locked"):
        lock.fileno()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', "\x00\xff"])
def test_a_damaged_owner_file_does_not_prevent_locking(tmp_path: Path, text: str) -> None:
    (tmp_path / "owner.json").write_text(text)
    assert read_owner(tmp_path) is None
    with FolderLock(tmp_path):
        assert owner(tmp_path) is not None


def test_the_holder_is_unknown_without_the_owner_file(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        (tmp_path / "owner.json").unlink()
        assert owner(tmp_path) == {"pid": 0}
        with pytest.raises(LocalServerError, match="in use by another process"):
            FolderLock(tmp_path).acquire()


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((LocalServerError, NotADirectoryError), match="file"):
        FolderLock(tmp_path / "file" / "below").acquire()
